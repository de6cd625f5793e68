"""The bell, and what counts as somebody being at the desk."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.builders import NOW
from tests.flow.test_second_pair import ask, asking
from zuruf.flow import fact_ask, second_pair
from zuruf.flow.clock import clock
from zuruf.store.models import Conversation, Member, Ring, SecondPair
from zuruf.store.queries import fact_ask as fact_reading
from zuruf.store.queries import second_pair as second_pair_reading

HTML = {"accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def eyes(db: None) -> Member:
    return builders.member(name="Head of Service", second_pair=True, language="en")


@pytest.fixture
def here(db: None) -> Conversation:
    asking()
    return builders.conversation()


@pytest.fixture
def question(answers: Member, eyes: Member, here: Conversation) -> SecondPair:
    return ask(builders.who(answers), here)


def as_member(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def test_a_page_opened_by_hand_says_that_she_is_here_and_what_it_fetches_itself_does_not(
    eyes: Member,
) -> None:
    client = as_member(eyes)
    client.get("/bell/")
    eyes.refresh_from_db()
    assert eyes.seen_at is None
    client.get("/guidelines/", headers=HTML)
    eyes.refresh_from_db()
    assert eyes.seen_at is not None


def test_the_beat_of_a_page_in_use_says_it_too(eyes: Member) -> None:
    assert as_member(eyes).post("/bell/present/").status_code == 204
    eyes.refresh_from_db()
    assert eyes.seen_at is not None


def test_the_bell_stands_on_every_page_of_the_one_who_is_asked_with_its_number(
    question: SecondPair, answers: Member, eyes: Member
) -> None:
    shown = as_member(eyes).get("/guidelines/", headers=HTML).content.decode()
    assert '<b class="n">1</b>' in shown
    card = as_member(eyes).get("/bell/").content.decode()
    assert 'data-rings="1"' in card
    assert 'data-rings="0"' in as_member(answers).get("/bell/").content.decode()


@pytest.mark.both
def test_its_number_is_all_that_waits_however_little_the_card_shows(
    question: SecondPair, answers: Member, eyes: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_pair_reading, "MOST", 1)
    monkeypatch.setattr(fact_reading, "MOST", 1)
    ask(builders.who(answers), builders.conversation())
    for _ in range(2):
        c, asker = builders.conversation(owner=answers), builders.who(answers)
        fact_ask.ask(asker, c.public_id, "Seit wann?", member=eyes.public_id, now=clock())
    client = as_member(eyes)
    client.get("/bell/")
    with CaptureQueriesContext(connection) as few:
        assert 'data-rings="4"' in client.get("/bell/").text
    for _ in range(12):
        Ring.objects.create(
            conversation=builders.conversation(), since=NOW, why="urgent", member=eyes, began_at=NOW
        )
    with CaptureQueriesContext(connection) as many:
        card = client.get("/bell/").text
    assert 'data-rings="16"' in card
    assert card.count("pick-up") == 3
    assert "2 in all" in card
    assert len(many) == len(few), "the number costs no statement"
    assert '<b class="n">16</b>' in client.get("/guidelines/", headers=HTML).text


def test_a_hundred_and_more_are_told_as_such(eyes: Member) -> None:
    c = builders.conversation()
    since = [NOW + timedelta(seconds=n) for n in range(101)]
    Ring.objects.bulk_create(
        Ring(conversation=c, since=at, why="late", member=eyes, began_at=NOW) for at in since
    )
    client = as_member(eyes)
    assert 'data-rings="99+"' in client.get("/bell/").text
    assert '<b class="n">99+</b>' in client.get("/guidelines/", headers=HTML).text


def test_without_a_question_it_is_hidden(eyes: Member) -> None:
    shown = as_member(eyes).get("/guidelines/", headers=HTML).content.decode()
    (bell,) = (part for part in shown.split("<a ") if 'id="bell"' in part)
    assert "hidden" in bell.split(">")[0]


def test_what_was_changed_rings_at_its_author_until_she_read_it(
    question: SecondPair, answers: Member, eyes: Member, here: Conversation
) -> None:
    second_pair.decide(builders.who(eyes), question.public_id, "release", text="Nein.", now=NOW)
    client = as_member(answers)
    assert 'data-news="1"' in client.get("/bell/").content.decode()
    there = f"/desk/them/{here.public_id}/"
    page = client.get(there, headers=HTML).content.decode()
    assert "<del>" in page
    answer = client.post(
        f"/second/{question.public_id}/seen", {"conversation": here.public_id, "next": there}
    )
    assert answer.headers["Location"] == there
    assert 'data-news="0"' in client.get("/bell/").content.decode()
    assert "<del>" not in client.get(there, headers=HTML).content.decode()


def test_nobody_else_can_say_that_she_read_it(question: SecondPair, eyes: Member, here: Conversation) -> None:
    second_pair.decide(builders.who(eyes), question.public_id, "release", text="Nein.", now=NOW)
    answer = as_member(eyes).post(f"/second/{question.public_id}/seen", {"conversation": here.public_id})
    assert answer.status_code == 409
    question.refresh_from_db()
    assert question.author_saw_at is None


@pytest.mark.parametrize(
    ("ticked", "said", "means"),
    [
        (False, "", None),
        (True, "guess", None),
        (False, "guess", None),
        (True, "1", True),
        (False, "1", False),
        (True, "", True),
    ],
)
def test_the_tick_counts_only_where_she_touched_it(
    question: SecondPair, eyes: Member, here: Conversation, ticked: bool, said: str, means: bool | None
) -> None:
    form = {"decision": "release", "text": "Wir erstatten 5 €.", "conversation": here.public_id}
    tick = {"meaning": "1"} if ticked else {}
    as_member(eyes).post(f"/second/{question.public_id}/decide", {**form, **tick, "meaning_said": said})
    question.refresh_from_db()
    assert (question.meaning_changed, question.meaning_guess) == (means, True)


def test_the_verdict_on_a_change_says_whether_it_means_something_else(
    question: SecondPair, eyes: Member
) -> None:
    client = as_member(eyes)
    said = client.post(f"/second/{question.public_id}/verdict", {"text": "Wir erstatten 5 €."}).json()
    assert (said["changed"], said["meaning"]) == (True, True)
    same = client.post(f"/second/{question.public_id}/verdict", {"text": "Wir erstatten den Preis."}).json()
    assert (same["changed"], same["meaning"]) == (False, False)
