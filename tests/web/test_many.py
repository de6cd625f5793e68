"""The pages of one answer to many: whom, what each reads, and whose it is."""

import pytest
from django.test import Client

from tests import builders
from tests.flow.test_second_pair import asking
from zuruf.flow import many, many_making
from zuruf.store.models import Delivery, ManyAnswer, Member, SecondPair

pytestmark = pytest.mark.django_db


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def test_the_chosen_ones_are_shown_and_only_who_waits_can_be_ticked(answers: Member) -> None:
    builders.organisation()
    waits, done = builders.conversation(), builders.conversation(state="done", waiting_since=None)
    client = signed_in(answers)
    page = client.get(f"/many/?conversation={waits.public_id}&conversation={done.public_id}&conversation=no")
    text = page.content.decode()
    assert text.count('name="conversation"') == 2
    assert text.count(" disabled") == 1
    went = client.post("/many/", {"conversation": [waits.public_id]})
    assert went.status_code == 302
    assert ManyAnswer.objects.get().addressees.get().conversation == waits


def test_without_a_script_a_block_is_begun_with_one_is_taken_out_and_the_rest_sent(answers: Member) -> None:
    builders.organisation()
    one, other = builders.conversation(), builders.conversation()
    batch = many.begin(builders.who(answers), [one.public_id, other.public_id])
    client, to = signed_in(answers), f"/many/{batch}/write/"
    client.post(
        to, {"text": "Ab Montag.", "do": f"out:{one.public_id}", f"own-{other.public_id}": "Ab Dienstag."}
    )
    page = client.get(f"/many/{batch}/").content.decode()
    assert "Ab Dienstag." in page
    assert 'data-face="out"' in page
    client.post(to, {"text": "Ab Montag.", f"own-{other.public_id}": "Ab Dienstag.", "do": "send"})
    while many_making.step():
        pass
    Delivery.objects.update(permalink="javascript:alert(1)")
    page = client.get(f"/many/{batch}/").content.decode()
    assert 'data-many="going"' in page
    assert "javascript:" not in page
    assert client.post(to, {"text": "Anders", "do": "send"}, follow=True).status_code == 200
    assert ManyAnswer.objects.get().text == "Ab Montag."


def test_what_is_not_sent_yet_is_nobody_elses(answers: Member) -> None:
    builders.organisation()
    batch = many.begin(builders.who(answers), [builders.conversation().public_id], text="Ab Montag.")
    other = signed_in(builders.member())
    assert other.get(f"/many/{batch}/").status_code == 404
    assert other.post(f"/many/{batch}/write/", {"text": "x", "do": "send"}).status_code == 404


def test_a_second_pair_of_eyes_releases_what_is_ticked_on_one_page(answers: Member) -> None:
    builders.organisation()
    asking()
    eyes = builders.member(second_pair=True)
    here = [builders.conversation().public_id for _ in range(3)]
    batch = many.begin(builders.who(answers), here, text="Wir erstatten den Preis.")
    many.send(builders.who(answers), batch)
    while many_making.step():
        pass
    client, page = signed_in(eyes), f"/many/{batch}/look/"
    text = client.get(page).content.decode()
    asks = list(SecondPair.objects.select_related("draft__answers"))
    assert all(f'value="{a.public_id}"' in text for a in asks)
    read = {f"read-{a.public_id}": a.draft.answers.public_id for a in asks if a.draft.answers}
    client.post(page, {"ask": [a.public_id for a in asks[:2]], **read})
    assert sorted(SecondPair.objects.values_list("state", flat=True)) == ["open", "released", "released"]
    assert asks[2].public_id in client.get(page).content.decode()
