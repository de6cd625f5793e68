"""The pages on which something is taken in by hand, and an answer posted by hand."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import builders
from zuruf.flow import reply
from zuruf.store.models import Conversation, Delivery, Member, Message

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Member], Client]
TAKEN = {
    "place": "Blog der Nachbarn",
    "name": "Eine Nachbarin",
    "link": "https://blog.example/lift",
    "text": "Wann fährt der Lift?",
    "at": "",
    "why": "",
}


@pytest.fixture
def browser(answers: Member, client_of: ClientOf) -> Client:
    made = client_of(answers)
    made.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return made


def text(page: Any) -> str:
    return unescape(page.content.decode())


def ready(browser: Client, answers: Member) -> Delivery:
    """An answer that waits to be posted."""
    browser.post("/by-hand/", TAKEN)
    there = Conversation.objects.get().public_id
    ago = timezone.now() - timedelta(minutes=5)
    reply.send(builders.who(answers), there, "Um 14 Uhr.", seen_answer_seq=0, now=ago)
    return Delivery.objects.get()


def test_what_is_taken_in_leads_to_its_conversation_and_the_second_time_says_so(browser: Client) -> None:
    first = browser.post("/by-hand/", TAKEN, follow=True)
    there = first.redirect_chain[-1][0]
    assert Conversation.objects.get().public_id in there
    again = browser.post("/by-hand/", TAKEN | {"place": "Anders"}, follow=True)
    assert again.redirect_chain[-1][0] == there
    assert "Somebody took this in before" in text(again)
    assert Message.objects.count() == 1
    page = text(browser.get(f"/by-hand/?from={Conversation.objects.get().public_id}"))
    assert all(f'value="{TAKEN[name]}"' in page for name in ("place", "link", "name"))


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"link": "ftp://blog.example"}, "link", "has to start with https://"),
        ({"link": ""}, "why", "say why there is none"),
        ({"at": "2999-01-01T00:00"}, "at", "still to come"),
        ({"at": "gestern"}, "at", "no date and time"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    browser: Client, change: dict[str, str], field: str, said: str
) -> None:
    answer = browser.post("/by-hand/", TAKEN | change)
    page = text(answer)
    assert answer.status_code == 422
    assert said in page
    assert 'aria-invalid="true"' in page.split(f' name="{field}"')[1].split(">")[0]
    assert "Wann fährt der Lift?" in page
    assert Message.objects.count() == 0


def test_the_steps_come_only_to_whoever_takes_it_and_her_word_ends_it(
    browser: Client, answers: Member, second_pair: Member, client_of: ClientOf
) -> None:
    row = ready(browser, answers)
    here = f"/by-hand/{row.public_id}/"
    assert "To be posted" in text(browser.get("/by-hand/"))
    assert 'id="answer"' not in text(browser.get(here))
    page = text(browser.post(f"{here}take/", follow=True))
    assert row.payload["text"] in page.split('id="answer"')[1]
    assert 'href="https://blog.example/lift" target="_blank" rel="noopener noreferrer"' in page

    other = client_of(second_pair)
    other.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    seen = text(other.get(here))
    assert 'id="answer"' not in seen
    assert f"{answers.name} has it" in seen
    told = other.post(f"{here}there/")
    assert (told.status_code, "has taken it over" in text(told)) == (409, True)

    wrong = browser.post(f"{here}there/", {"link": "blog.example"})
    assert (wrong.status_code, 'value="blog.example"' in text(wrong)) == (409, True)
    done = text(browser.post(f"{here}there/", {"link": "https://blog.example/lift#c2"}, follow=True))
    assert "Posted. It counts as out." in done
    assert Delivery.objects.get().state == "published"
    thread = text(browser.get(f"/desk/them/{row.conversation.public_id}/"))
    assert f"posted by hand: {answers.name}" in thread
    assert browser.get("/by-hand/nothing/").status_code == 404


def test_put_back_or_not_possible_is_one_click_and_a_reason(browser: Client, answers: Member) -> None:
    here = f"/by-hand/{ready(browser, answers).public_id}/"
    browser.post(f"{here}take/")
    assert "waits here until somebody posts it" in text(browser.post(f"{here}back/", follow=True))
    browser.post(f"{here}take/")
    assert browser.post(f"{here}not/", {"why": ""}).status_code == 409
    browser.post(f"{here}not/", {"why": "Kommentare zu."})
    row = Delivery.objects.get()
    assert (row.state, row.why) == ("refused", "Kommentare zu.")
    assert "Kommentare zu." in text(browser.get(f"/desk/us/{row.conversation.public_id}/"))


def test_a_guest_sees_what_waits_and_has_no_form(
    browser: Client, answers: Member, elsewhere: Member, client_of: ClientOf
) -> None:
    row = ready(browser, answers)
    guest = client_of(elsewhere)
    assert 'name="place"' not in text(guest.get("/by-hand/"))
    assert "I post it now" not in text(guest.get(f"/by-hand/{row.public_id}/"))
    assert guest.post("/by-hand/", TAKEN | {"text": "Neu"}).status_code == 422
    assert guest.post(f"/by-hand/{row.public_id}/take/").status_code == 403


def test_what_was_written_in_private_is_said_to_be_so_where_it_is_posted(
    browser: Client, answers: Member
) -> None:
    row = ready(browser, answers)
    address = f"/by-hand/{row.public_id}/"
    assert 'id="private"' not in text(browser.get(address))
    row.payload["public"] = False
    row.save()
    assert "Post it there, nowhere else." in text(browser.get(address))
    assert "Post it there, nowhere else." in text(browser.post(f"{address}take/", follow=True))
