"""By hand: what is found at a place without an interface comes in as any message, and a person posts the answer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.by_hand import Found
from zuruf.core.people import Who
from zuruf.flow import arrivals, by_hand, by_hand_out, correct, holds, outbox, reply
from zuruf.flow.errors import Declined
from zuruf.store.models import Account, AuditEntry, Conversation, Delivery, Message, RawArrival
from zuruf.store.queries import by_hand as reading
from zuruf.store.queries import outbox_page

pytestmark = pytest.mark.django_db
FOUND = Found(
    "Blog der Nachbarn",
    "Der Lift steht seit gestern still.",
    "https://blog.example/lift#c4",
    name="Eine Nachbarin",
)
READY = NOW + timedelta(minutes=2)
LATER = NOW + timedelta(hours=3)


@pytest.fixture(autouse=True)
def house() -> None:
    builders.organisation()


@pytest.fixture
def who() -> Who:
    return builders.who(builders.member(name="Jana Kern", lifts_holds=True))


@pytest.fixture
def other() -> Who:
    return builders.who(builders.member(name="Tom Alt"))


def sent(who: Who) -> str:
    """An answer to what was found, out of its recall window; the delivery's public id."""
    there = by_hand.take_in(who, FOUND, now=NOW).conversation
    reply.send(who, there, "Der Monteur ist um 14 Uhr da.", seen_answer_seq=0, now=NOW)
    return Delivery.objects.get().public_id


def declined(call: Callable[..., object], *args: object, **more: object) -> str:
    with pytest.raises(Declined) as caught:
        call(*args, **more)
    return caught.value.code


def state(delivery: str) -> str:
    return Delivery.objects.values_list("state", flat=True).get(public_id=delivery)


# --- taking in


def test_what_was_found_is_stored_judged_and_waits_like_any_message(who: Who) -> None:
    yesterday = NOW - timedelta(days=1)
    done = by_hand.take_in(who, replace(FOUND, at=yesterday), now=NOW)

    c = Conversation.objects.get(public_id=done.conversation)
    assert (c.state, c.waiting_since, c.permalink) == ("open", yesterday, FOUND.link)
    assert (c.account.channel, c.account.name) == ("by_hand", "Blog der Nachbarn")
    message = c.messages.get()
    assert (message.text, message.contact and message.contact.name) == (FOUND.text, "Eine Nachbarin")
    assert message.assessment.findings
    assert [a.kind for a in RawArrival.objects.all()] == ["hand"]
    entry = AuditEntry.objects.get(verb="by_hand.taken_in")
    assert (entry.thing_id, "Lift" in str(entry.data)) == (done.conversation, False)


def test_the_same_twice_is_one_message_and_leads_to_it(who: Who, other: Who) -> None:
    first = by_hand.take_in(who, FOUND, now=NOW)
    again = by_hand.take_in(other, Found("Anders genannt", f" {FOUND.text}\n", FOUND.link), now=LATER)

    assert (again.conversation, again.known, first.known) == (first.conversation, True, False)
    assert Message.objects.count() == 1
    assert Account.objects.count() == 1


def test_the_same_words_of_two_people_are_two_messages(who: Who) -> None:
    first = by_hand.take_in(who, FOUND, now=NOW)
    second = by_hand.take_in(who, replace(FOUND, name="Ein Nachbar"), now=LATER)
    again = by_hand.take_in(who, replace(FOUND, name="EIN NACHBAR"), now=LATER)

    assert (second.known, again.known, again.conversation) == (False, True, second.conversation)
    assert second.conversation != first.conversation


def test_what_the_same_person_adds_joins_her_conversation_and_places_are_remembered(who: Who) -> None:
    first = by_hand.take_in(who, FOUND, now=NOW)
    more = by_hand.take_in(who, replace(FOUND, text="Immer noch!"), now=LATER)
    by_hand.take_in(who, Found("Forum", "Hallo", "", "Zeigt keine Adressen"), now=LATER + timedelta(hours=1))

    assert more.conversation == first.conversation
    assert reading.places() == ("Forum", "Blog der Nachbarn")
    assert reading.again(first.conversation) == reading.Again(
        "Blog der Nachbarn", FOUND.link, "Eine Nachbarin"
    )


def test_nothing_is_taken_in_by_a_guest_or_for_a_place_that_is_closed(who: Who) -> None:
    guest = builders.who(builders.member(role="guest"))
    assert declined(by_hand.take_in, guest, FOUND, now=NOW) == "not_allowed"
    assert declined(by_hand.take_in, who, Found("", "x", "", "y"), now=NOW) == "no_place"
    by_hand.take_in(who, FOUND, now=NOW)
    Account.objects.update(enabled=False)
    assert declined(by_hand.take_in, who, Found(FOUND.place, "Neu", FOUND.link), now=NOW) == "place_closed"


def test_what_a_crash_left_between_storing_and_reading_is_read_again(who: Who) -> None:
    by_hand.take_in(who, FOUND, now=NOW)
    Message.objects.all().delete()
    RawArrival.objects.update(state="new")
    arrivals.resume(now=LATER)
    assert Message.objects.get().text == FOUND.text


# --- posting


@pytest.mark.both
def test_what_nobody_waits_for_stands_where_its_own_time_puts_it_on_either_database(who: Who) -> None:
    first = sent(who)
    there = by_hand.take_in(
        who, replace(FOUND, text="Und wann fährt der Bus?", link=f"{FOUND.link}2"), now=NOW
    )
    at = NOW + timedelta(minutes=1)
    reply.send(who, there.conversation, "Alle zehn Minuten.", seen_answer_seq=0, now=at)
    second = Delivery.objects.exclude(public_id=first)
    second.update(waited_since=None, queued_at=at)
    assert [d.public_id for d in reading.waiting(LATER)] == [first, second.get().public_id]


def test_nothing_is_sent_by_itself_and_only_a_persons_word_makes_it_published(who: Who) -> None:
    key = sent(who)
    assert not outbox.work("w", now=READY)
    assert outbox.accounts_with_work(READY) == []
    assert [d.phase for d in reading.waiting(READY)] == ["to_post"]
    assert outbox_page.page(READY).counts[outbox_page.Shelf.HAND] == 1

    by_hand_out.take(who, key, now=READY)
    assert (state(key), [d.phase for d in reading.waiting(READY)]) == ("posting", ["posting"])
    at = READY + timedelta(minutes=3)
    by_hand_out.posted(who, key, " https://blog.example/lift#c5 ", at=at, now=LATER)

    row = Delivery.objects.get()
    assert (row.state, row.published_at, row.permalink) == ("published", at, "https://blog.example/lift#c5")
    mine = Message.objects.get(ours=True)
    assert (mine.text, mine.order_at, mine.permalink) == (row.payload["text"], at, row.permalink)
    assert reading.waiting(LATER) == ()
    assert [e.verb for e in AuditEntry.objects.filter(thing="delivery").order_by("id")] == [
        "delivery.queued", "delivery.taken", "delivery.published",
    ]  # fmt: skip


def test_one_at_a_time_has_it(who: Who, other: Who) -> None:
    key = sent(who)
    by_hand_out.take(who, key, now=READY)
    by_hand_out.take(who, key, now=READY)
    assert declined(by_hand_out.take, other, key, now=READY) == "in_hand"
    assert declined(by_hand_out.posted, other, key, now=LATER) == "not_in_hand"

    by_hand_out.take(other, key, over=True, now=LATER)
    assert declined(by_hand_out.posted, who, key, now=LATER) == "not_in_hand"
    by_hand_out.posted(other, key, now=LATER)
    assert state(key) == "published"
    assert declined(by_hand_out.take, who, key, over=True, now=LATER) == "over"


def test_it_can_be_recalled_until_somebody_has_it_and_again_when_it_is_put_back(who: Who, other: Who) -> None:
    key = sent(who)
    by_hand_out.take(who, key, now=READY)
    assert declined(outbox.recall, other, key, now=READY) == "in_hand"
    by_hand_out.put_back(who, key, now=LATER)
    assert outbox.recall(other, key, now=LATER) == "recalled"
    assert declined(by_hand_out.take, who, key, now=LATER) == "over"


def test_what_cannot_be_posted_goes_back_to_its_author_with_the_reason(who: Who, other: Who) -> None:
    key = sent(who)
    by_hand_out.take(other, key, now=READY)
    assert declined(by_hand_out.not_possible, other, key, " ", now=LATER) == "why"
    by_hand_out.not_possible(other, key, "Die Kommentare sind zu.", now=LATER)

    row = Delivery.objects.select_related("draft", "conversation").get()
    assert (row.state, row.why, row.draft.state) == ("refused", "Die Kommentare sind zu.", "writing")
    assert (row.conversation.state, row.conversation.waiting_since) == ("open", NOW)
    assert "Kommentare" not in str([(e.why, e.data) for e in AuditEntry.objects.all()])


@pytest.mark.parametrize(
    ("link", "at", "code"),
    [
        ("blog.example", None, "bad_link"),
        ("", LATER + timedelta(minutes=1), "future"),
        ("", NOW - timedelta(minutes=1), "too_early"),
    ],
)
def test_what_cannot_be_true_is_not_believed(who: Who, link: str, at: datetime | None, code: str) -> None:
    key = sent(who)
    by_hand_out.take(who, key, now=READY)
    assert declined(by_hand_out.posted, who, key, link, at=at, now=LATER) == code
    assert state(key) == "posting"


def test_nobody_takes_it_under_a_hold_or_while_it_can_be_recalled(who: Who) -> None:
    key = sent(who)
    assert declined(by_hand_out.take, who, key, now=NOW) == "not_yet"
    hold = holds.hold(who, now=READY)
    assert declined(by_hand_out.take, who, key, now=READY) == "not_yet"
    holds.lift(who, hold, now=LATER)
    assert declined(by_hand_out.take, who, key, now=LATER) == "not_yet"  # it wants a yes first
    outbox.say_yes(who, key, now=LATER)
    by_hand_out.take(who, key, now=LATER + timedelta(minutes=2))


def test_a_hold_that_comes_too_late_knows_who_has_it(who: Who) -> None:
    key = sent(who)
    by_hand_out.take(who, key, now=READY)
    holds.hold(who, now=READY)
    (proof,) = outbox_page.page(READY).live
    assert [(one.public_id, one.ended) for one in proof.in_flight] == [(key, False)]
    by_hand_out.posted(who, key, now=LATER)


def test_a_correction_of_what_was_posted_by_hand_is_posted_by_hand(who: Who) -> None:
    key = sent(who)
    by_hand_out.take(who, key, now=READY)
    by_hand_out.posted(who, key, "https://blog.example/lift#c5", now=READY)
    assert declined(outbox.withdraw, who, key, now=LATER) == "cannot_withdraw"
    correct.correct(who, key, "Berichtigung: um 15 Uhr.", now=LATER)
    fix = Delivery.objects.get(corrects__public_id=key)
    assert (fix.kind, fix.by_hand) == ("correction", True)
    later = LATER + timedelta(minutes=2)
    by_hand_out.take(who, fix.public_id, now=later)
    by_hand_out.posted(who, fix.public_id, now=later)
    assert state(key) == "corrected"


def test_what_came_in_by_a_feed_is_answered_by_hand_and_what_a_network_takes_is_not(who: Who) -> None:
    here = builders.conversation(builders.account("feed"))
    reply.send(who, here.public_id, "Danke für den Hinweis.", seen_answer_seq=0, now=NOW)
    row = Delivery.objects.get()
    by_hand_out.take(who, row.public_id, now=READY)
    talk = builders.conversation()
    reply.send(who, talk.public_id, "Danke.", seen_answer_seq=0, now=NOW)
    assert (
        declined(by_hand_out.take, who, Delivery.objects.latest("id").public_id, now=READY) == "not_by_hand"
    )
