"""Who is asked, to whom it goes on, and what her author reads of a change."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_second_pair import LATE, TEXT, ask, asking
from zuruf.core.people import Who
from zuruf.flow import presence, reply, second_pair
from zuruf.flow.errors import Declined
from zuruf.store.models import (
    Absence,
    AuditEntry,
    Conversation,
    Delivery,
    Member,
    Organisation,
    SecondPair,
)  # fmt: skip
from zuruf.store.queries import second_pair as reading

HALF = NOW + timedelta(minutes=7, seconds=30)


@pytest.fixture
def author(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation()


def eyes(name: str, **over: object) -> Member:
    return builders.member(name=name, second_pair=True, **over)


def away(member: Member, **over: object) -> Absence:
    fields = {"starts_at": NOW - timedelta(hours=1), "ends_at": NOW + timedelta(days=1), **over}
    return Absence.objects.create(member=member, entered_by=member, entered_at=NOW, **fields)


def seen(member: Member) -> None:
    presence.looked(builders.who(member), now=NOW - timedelta(minutes=1))


def after(question: SecondPair) -> SecondPair:
    question.refresh_from_db()
    return question


def test_whoever_is_at_the_desk_is_asked_and_the_reason_is_kept(author: Who, here: Conversation) -> None:
    asking()
    eyes("Head of Service")
    press = eyes("Press Officer")
    seen(press)
    question = ask(author, here)
    assert question.asked_of == question.first_asked == press
    assert (question.chosen["here"], question.chosen["of"], question.step) == (True, 2, 0)
    assert AuditEntry.objects.get(verb="second_pair.asked").data["asked"] == press.alias


def test_with_mandates_in_force_hers_must_reach_before_presence_counts(
    author: Who, here: Conversation
) -> None:
    asking()
    Organisation.objects.filter(pk=1).update(mandates=True)
    reaching, there = eyes("Head of Service"), eyes("Press Officer")
    seen(there)
    builders.mandate(member=reaching, highest_risk="serious")
    assert ask(author, here).asked_of == reaching


def test_the_mandate_that_covered_its_author_is_kept_with_the_question(
    author: Who, here: Conversation
) -> None:
    asking()
    Organisation.objects.filter(pk=1).update(mandates=True)
    eyes("Head of Service")
    assert ask(author, here).mandate == ""
    hers = builders.mandate(member=Member.objects.get(pk=author.id), highest_risk="serious")
    assert ask(author, builders.conversation(here.account)).mandate == hers.public_id


def test_of_two_alike_whoever_has_fewer_questions_is_asked(author: Who, here: Conversation) -> None:
    asking()
    first, second = eyes("Head of Service"), eyes("Press Officer")
    asked = [ask(author, builders.conversation(here.account)).asked_of for _ in range(4)]
    assert asked == [first, second, first, second]


def test_who_is_away_is_not_asked(author: Who, here: Conversation) -> None:
    asking()
    gone, there = eyes("Head of Service"), eyes("Press Officer")
    seen(gone)
    away(gone)
    assert ask(author, here).asked_of == there


def test_a_former_member_of_ours_is_not_asked(author: Who, here: Conversation) -> None:
    asking()
    eyes("Agency", role="partner")
    eyes("Gone", is_active=False)
    question = ask(author, here)
    assert (question.asked_of, question.next_at) == (None, None)
    assert reply.judge(author, here.public_id, TEXT, now=NOW).alone


def test_at_half_of_the_time_it_goes_to_her_deputy_and_at_the_deadline_the_holding_reply_goes_out(
    author: Who, here: Conversation
) -> None:
    asking()
    deputy = eyes("Deputy")
    head = eyes("Head of Service", deputy=deputy)
    seen(head)
    seen(eyes("Press Officer"))
    question = ask(author, here)
    assert (question.asked_of, question.next_at) == (head, HALF)
    second_pair.sweep_late(now=HALF - timedelta(seconds=1))
    assert after(question).asked_of == head
    second_pair.sweep_late(now=HALF)
    assert (after(question).asked_of, question.step, question.next_at) == (deputy, 1, None)
    assert (question.first_asked, question.chosen["way"]) == (head, "deputy")
    assert AuditEntry.objects.get(verb="second_pair.handed_on").why == "slow"
    assert not Delivery.objects.exists()
    second_pair.sweep_late(now=LATE)
    assert Delivery.objects.get().kind == "holding"


def test_the_one_who_was_asked_first_may_still_decide(author: Who, here: Conversation) -> None:
    asking()
    head, other = eyes("Head of Service"), eyes("Press Officer")
    seen(head)
    question = ask(author, here)
    second_pair.sweep_late(now=HALF)
    assert after(question).asked_of == other
    second_pair.decide(builders.who(head), question.public_id, "release", now=HALF)
    assert after(question).decided_by == head


def test_who_goes_away_meanwhile_hands_on_at_once(author: Who, here: Conversation) -> None:
    asking()
    head = eyes("Head of Service")
    seen(head)
    other = eyes("Press Officer")
    question = ask(author, here)
    away(head)
    second_pair.sweep_late(now=NOW + timedelta(seconds=2))
    assert after(question).asked_of == other
    assert AuditEntry.objects.get(verb="second_pair.handed_on").why == "away"


@pytest.mark.parametrize("loss", [{"is_active": False}, {"second_pair": False}, {"role": "partner"}])
def test_who_may_no_longer_look_hands_on_and_with_nobody_left_anybody_may(
    author: Who, here: Conversation, loss: dict[str, object]
) -> None:
    asking()
    head = eyes("Head of Service")
    question = ask(author, here)
    Member.objects.filter(pk=head.pk).update(**loss)
    second_pair.sweep_late(now=NOW + timedelta(seconds=2))
    assert after(question).asked_of is None
    newcomer = builders.who(eyes("Press Officer"))
    assert [r.public_id for r in reading.bell(newcomer).rings] == [question.public_id]
    second_pair.decide(newcomer, question.public_id, "release", now=NOW + timedelta(minutes=1))
    assert after(question).state == "released"


def test_with_nobody_else_it_stays_with_the_one_who_has_it_until_the_deadline(
    author: Who, here: Conversation
) -> None:
    asking()
    head = eyes("Head of Service")
    question = ask(author, here)
    assert question.next_at is None
    second_pair.sweep_late(now=HALF)
    assert after(question).asked_of == head
    assert not AuditEntry.objects.filter(verb="second_pair.handed_on").exists()


def test_the_deadline_does_not_outlast_the_hour_at_which_the_asker_is_due(
    author: Who, here: Conversation
) -> None:
    asking()
    eyes("Head of Service")
    due = NOW + timedelta(minutes=9)
    Conversation.objects.update(due_at=due)
    question = ask(author, here)
    assert (question.deadline, question.due_at) == (due, due)


def test_what_was_changed_and_whether_it_means_something_else_is_kept(
    author: Who, here: Conversation
) -> None:
    asking()
    head = builders.who(eyes("Head of Service"))
    question = ask(author, here)
    second_pair.decide(head, question.public_id, "release", text="Wir erstatten 20 € vom Preis.", now=NOW)
    after(question)
    assert (question.asked_text, question.released_text) == (
        "Wir erstatten den Preis.",
        "Wir erstatten 20 € vom Preis.",
    )
    assert (question.changed, question.meaning_changed, question.meaning_guess) == (True, None, True)
    assert question.words_changed == 3


def test_one_tick_puts_the_guess_right(author: Who, here: Conversation) -> None:
    asking()
    head = builders.who(eyes("Head of Service"))
    question = ask(author, here)
    text = "Wir erstatten 20 € vom Preis."
    second_pair.decide(head, question.public_id, "release", text=text, meaning=False, now=NOW)
    assert after(question).meaning_changed is False


def test_an_unchanged_release_changes_no_meaning_whatever_was_ticked(author: Who, here: Conversation) -> None:
    asking()
    head = builders.who(eyes("Head of Service"))
    question = ask(author, here)
    second_pair.decide(head, question.public_id, "release", meaning=True, now=NOW)
    assert (after(question).changed, question.words_changed, question.meaning_changed) == (False, 0, False)


def test_its_author_sees_the_difference_until_she_says_that_she_read_it(
    author: Who, here: Conversation
) -> None:
    asking()
    head = builders.who(eyes("Head of Service"))
    question = ask(author, here)
    second_pair.decide(head, question.public_id, "release", text="Wir erstatten das Porto.", now=NOW)
    (shown,) = reply.standing(author, here.public_id, now=NOW).changed
    gone = [p.text.strip() for p in shown.difference.pieces if p.kind == "gone"]
    assert (shown.ask.decided_by, gone) == ("Head of Service", ["den Preis."])
    assert not reply.standing(head, here.public_id, now=NOW).changed
    with pytest.raises(Declined):
        second_pair.saw(head, question.public_id, now=NOW)
    second_pair.saw(author, question.public_id, now=NOW)
    assert not reply.standing(author, here.public_id, now=NOW).changed


def test_it_rings_at_the_one_who_is_asked_and_nowhere_else(author: Who, here: Conversation) -> None:
    asking()
    head, other = eyes("Head of Service"), eyes("Press Officer")
    question = ask(author, here)
    assert question.asked_of == head
    assert [r.public_id for r in reading.bell(builders.who(head)).rings] == [question.public_id]
    assert not reading.bell(builders.who(other)).rings
    assert not reading.bell(author).rings
    second_pair.decide(builders.who(other), question.public_id, "release", text="Anders.", now=NOW)
    assert not reading.bell(builders.who(head)).rings
    assert [n.by for n in reading.bell(author).news] == ["Press Officer"]


def test_presence_is_kept_to_the_minute(answers: Member) -> None:
    who = builders.who(answers)
    assert presence.looked(who, now=NOW)
    assert not presence.looked(who, now=NOW + timedelta(seconds=59))
    assert presence.looked(who, now=NOW + timedelta(seconds=60))
