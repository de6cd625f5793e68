"""What goes out when nobody looked in time: never what may not, never a second answer, never to words nobody here has read."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_reply import switched_on
from tests.flow.test_second_pair import ASK, LATE, ask, asking
from zuruf.core.people import Who
from zuruf.flow import reply, second_pair
from zuruf.store.models import Account, AuditEntry, Conversation, Delivery, Draft, Mandate, Member, SecondPair

MINUTE = timedelta(minutes=1)


@pytest.fixture
def author(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def eyes(second_pair: Member) -> Who:
    return builders.who(second_pair)


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation()


@pytest.fixture
def question(author: Who, eyes: Who, here: Conversation) -> SecondPair:
    """One that goes out as it is when nobody looks."""
    asking("release")
    return ask(author, here)


def at_the_deadline(question: SecondPair) -> tuple[str, list[str], str]:
    """Its state, the kinds of what went out, and why."""
    second_pair.sweep_late(now=question.deadline)
    question.refresh_from_db()
    why = AuditEntry.objects.filter(verb="second_pair.late").latest("pk").why
    return question.state, [d.kind for d in Delivery.objects.order_by("pk")], why


def test_what_another_guideline_asks_about_by_now_is_not_released_by_the_clock(question: SecondPair) -> None:
    switched_on(ASK.format(late="holding", holding="").replace("refunds", "strict"))
    assert at_the_deadline(question) == ("late_holding", ["holding"], "holding")


def test_what_another_guideline_asks_about_that_wants_a_release_too_is_released(question: SecondPair) -> None:
    switched_on(ASK.format(late="release", holding="").replace("refunds", "strict"))
    assert at_the_deadline(question) == ("late_released", ["reply"], "released")


def test_what_its_authors_mandate_no_longer_covers_is_not_released_by_the_clock(
    author: Who, eyes: Who, here: Conversation
) -> None:
    asking("release")
    builders.organisation(mandates=True)
    mandate = builders.mandate()
    question = ask(author, here)
    assert question.late == "release"
    Mandate.objects.filter(pk=mandate.pk).update(ended_at=NOW + MINUTE)
    assert at_the_deadline(question) == ("late_holding", ["holding"], "holding")


def test_what_somebody_wrote_who_is_gone_by_now_is_not_released_by_the_clock(question: SecondPair) -> None:
    Member.objects.filter(pk=question.draft.author_id).update(is_active=False)
    assert at_the_deadline(question) == ("late_holding", ["holding"], "holding")


def test_the_clock_gives_no_second_answer(question: SecondPair, here: Conversation) -> None:
    colleague = builders.who(builders.member())
    reply.send(colleague, here.public_id, "Ist unterwegs.", seen_answer_seq=0, now=NOW + MINUTE)
    assert at_the_deadline(question) == ("late_holding", ["reply"], "answered_meanwhile")


def test_the_clock_gives_no_second_answer_beside_one_on_the_network_itself(
    question: SecondPair, here: Conversation
) -> None:
    builders.message(here, ours=True, contact=None, received_at=NOW + MINUTE, order_at=NOW + MINUTE)
    assert at_the_deadline(question) == ("late_holding", [], "answered_meanwhile")


def test_beside_an_answer_that_is_planned_for_later_a_holding_reply_goes_out_and_no_other(
    question: SecondPair, here: Conversation
) -> None:
    colleague = builders.who(builders.member())
    later = "2026-03-20T10:00"
    reply.send(colleague, here.public_id, "Ist da.", seen_answer_seq=0, at=later, now=NOW + MINUTE)
    assert at_the_deadline(question) == ("late_holding", ["reply", "holding"], "holding")


@pytest.mark.parametrize("kind", ["edit", "correction"])
def test_putting_an_old_answer_right_does_not_stand_in_for_the_holding_reply(
    author: Who, eyes: Who, here: Conversation, kind: str
) -> None:
    asking()
    question = ask(author, here)
    draft = builders.draft(here, Member.objects.get(pk=eyes.id), kind=kind, state="sent")
    at = NOW + MINUTE
    Delivery.objects.create(
        draft=draft, conversation=here, account=here.account, author_id=eyes.id, kind=kind, state="published",
        payload={"text": "Es kommt am Dienstag."}, queued_at=at, not_before=at, recall_until=at,
    )  # fmt: skip
    assert at_the_deadline(question) == ("late_holding", [kind, "holding"], "holding")


def test_a_message_that_came_in_since_is_not_answered_by_the_clock_and_goes_on_waiting(
    question: SecondPair, here: Conversation
) -> None:
    builders.message(here, text="Hat sich erledigt.", received_at=NOW + MINUTE, order_at=NOW + MINUTE)
    assert at_the_deadline(question) == ("late_holding", ["holding"], "holding")
    here.refresh_from_db()
    assert (here.state, here.waiting_since) == ("open", NOW)


def test_a_message_that_they_changed_since_is_not_answered_by_the_clock(
    question: SecondPair, here: Conversation
) -> None:
    here.messages.update(text="Doch nicht.", edited_at=NOW + MINUTE)
    assert at_the_deadline(question) == ("late_holding", ["holding"], "holding")


def test_where_the_channel_is_gone_the_question_still_ends_and_stays_with_people(
    author: Who, eyes: Who, here: Conversation
) -> None:
    asking()
    question = ask(author, here)
    Account.objects.update(channel="gone")
    assert at_the_deadline(question) == ("late_holding", [], "cannot_go_out")
    here.refresh_from_db()
    assert (here.state, here.ask_until) == ("open", LATE)


def test_where_the_draft_cannot_go_out_a_holding_reply_does(question: SecondPair) -> None:
    Draft.objects.filter(pk=question.draft_id).update(state="discarded")
    assert at_the_deadline(question) == ("late_holding", ["holding"], "holding")
