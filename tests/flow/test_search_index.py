"""The index follows what is said in short steps, and one bad text stops nothing else."""

from io import StringIO

import pytest
from django.core.management import call_command

from tests.builders import NOW, account, conversation, member, message, organisation, who
from tests.flow.test_search import index, said, texts
from tests.there import there
from zuruf.core.people import Who
from zuruf.flow import search, search_index
from zuruf.store import search as store_search
from zuruf.store.models import Contact, Conversation, Message, MessageAssessment, Note, SearchDue, Topic
from zuruf.store.queries.search_sources import Source
from zuruf.store.search import Doc

pytestmark = pytest.mark.django_db


@pytest.fixture
def me() -> Who:
    organisation()
    return who(member(name="Jana Kern"))


def test_a_text_that_cannot_be_indexed_stops_no_other_and_is_told(
    me: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine, bad = said("Sellerie, gut."), said("Sellerie, kaputt.")
    as_it_was = search_index.doc

    def breaks(source: Source) -> Doc:
        if source.id == bad.pk:
            raise ValueError(source.text)
        return as_it_was(source)

    monkeypatch.setattr(search_index, "doc", breaks)
    index()
    assert texts(me, "sellerie") == [fine.text]
    out = StringIO()
    call_command("search", stdout=out)
    assert f"left out: message {bad.pk}." in out.getvalue()
    monkeypatch.undo()
    index()
    assert texts(me, "sellerie") == [fine.text]  # the same again: not before it changes
    Message.objects.filter(pk=bad.pk).update(text="Sellerie, heil.")
    index()
    assert len(texts(me, "sellerie")) == 2


def test_a_rebuild_tries_again_what_was_set_aside(me: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    said("Sellerie.")
    monkeypatch.setattr(search_index, "doc", lambda _source: 1 / 0)
    index()
    monkeypatch.undo()
    search_index.rebuild()
    assert texts(me, "sellerie") == ["Sellerie."]


def test_a_new_name_is_followed_in_short_steps_and_the_newest_name_wins(
    me: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_search, "FOLLOWED", 2)
    c = conversation(text="Sellerie 0.")
    for n in range(1, 7):
        message(c, text=f"Sellerie {n}.")
    index()
    for name in ("Frieda Muster", "Gerda Probe"):
        Contact.objects.filter(pk=there(c.contact_id)).update(name=name)
        search_index.step()
        assert SearchDue.objects.filter(kind="m").count() == 2  # not all seven in one transaction
        search_index.step()
    index()
    assert texts(me, "von:frieda") == []
    shown = search.find(me, "von:gerda", now=NOW).threads[0]
    assert len(shown.shown) + shown.more == 7
    assert not SearchDue.objects.exists()


def test_a_conversation_that_changes_its_account_is_found_under_the_new_one(me: Who) -> None:
    one = said("Sellerie.", of=account(name="Laden"))
    Note.objects.create(conversation=one.conversation, author_id=me.id, text="Sellerie, innen.", at=NOW)
    index()
    Conversation.objects.filter(pk=one.conversation_id).update(account=account("feed", name="Blog"))
    index()
    assert texts(me, "sellerie konto:laden") == []
    assert sorted(texts(me, "sellerie konto:blog")) == ["Sellerie, innen.", "Sellerie."]


def test_what_is_judged_after_it_was_indexed_is_found_by_its_topic(me: Who) -> None:
    Topic.objects.create(slug="gemuese", name={"de": "Gemüse", "en": "Greens"}, created_at=NOW)
    one = said("Sellerie.")
    index()
    assert texts(me, "sellerie thema:gemuese") == []
    found = [{"label": "topic", "value": "gemuese"}]
    MessageAssessment.objects.create(message=one, findings=found, made_at=NOW)
    index()
    assert texts(me, "sellerie thema:gemuese") == ["Sellerie."]
