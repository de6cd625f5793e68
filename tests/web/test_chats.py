"""Chats on one's own page and on the page of duty: added, tried, removed, and never shown."""

from typing import Any

import pytest
from django.test import Client

from tests import builders
from zuruf.channels.chats import Said, Told
from zuruf.flow import chats
from zuruf.store.models import Chat, Member

pytestmark = pytest.mark.django_db
SECRET = "jsons://anna:geheim@chat.example/hook"


class Outside:
    said = Said.TOOK

    def fits(self, url: str) -> Told:
        return Told(Said.FITS if url.startswith("jsons:") else Said.PLAIN, "JSON")

    def send(self, url: str, title: str, body: str) -> Told:
        return Told(self.said, "JSON")


@pytest.fixture
def outside(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Outside:
    settings.DATA = tmp_path
    there = Outside()
    monkeypatch.setattr(chats, "_wire", lambda: there)
    return there


def signed_in(member: Member) -> Client:
    Member.objects.filter(pk=member.pk).update(language="en")
    client = Client()
    client.force_login(member)
    return client


def test_a_chat_is_added_tried_and_removed_on_ones_own_page(answers: Member, outside: Outside) -> None:
    mine = signed_in(answers)
    page = mine.post("/me/chats/add", {"url": SECRET, "name": "Bereitschaft"}, follow=True).content.decode()
    assert "It rings there too from now on." in page
    assert "Bereitschaft" in page
    assert "geheim" not in page
    one = Chat.objects.get().public_id
    tried = mine.post(f"/me/chats/{one}/test", follow=True).content.decode()
    assert "What came of it stands here in a moment." in tried
    assert "A test ring is on its way" in tried
    assert "It was tried a moment ago." in mine.post(f"/me/chats/{one}/test", follow=True).content.decode()
    outside.said = Said.MAYBE
    chats.send()
    assert "It may have rung or not" in mine.get("/me/").content.decode()
    gone = mine.post(f"/me/chats/{one}/remove", follow=True).content.decode()
    assert "The address is forgotten." in gone
    assert "Bereitschaft" not in gone
    again = mine.post(f"/me/chats/{one}/remove", follow=True).content.decode()
    assert "There is no such chat any more." in again
    plain = mine.post("/me/chats/add", {"url": "json://chat.example"}, follow=True).content.decode()
    assert "Write the address with an s" in plain
    assert 'value="json://chat.example"' in plain, "what was typed is lost"


def test_an_owner_has_chats_of_the_house_where_duty_is_set(outside: Outside) -> None:
    builders.organisation()
    owner = signed_in(builders.member(role="owner"))
    sent = {"url": SECRET, "name": "Alle", "house": "1"}
    page = owner.post("/me/chats/add", sent, follow=True)
    assert page.redirect_chain[-1][0] == "/duty/#chats"
    assert "Alle" in page.content.decode()
    again = owner.post("/me/chats/add", {"url": "nothing", "name": "Nacht", "house": "1"})
    assert again.status_code == 422
    assert 'value="Nacht"' in again.text.split('id="chats"')[1]
    desk = signed_in(builders.member())
    assert "Alle" not in desk.get("/duty/").content.decode()
    assert "Alle" not in desk.get("/me/").content.decode()
