"""Who answers for what the public reads: always one of ours, and never whoever could not help it."""

from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import builders
from tests.builders import NOW
from tests.effort import tries
from tests.flow.test_second_pair import LATE, TEXT, ask, asking
from zuruf.core.people import OURS, Who
from zuruf.flow import backing, guideline, outbox, reply, second_pair
from zuruf.flow.errors import Declined
from zuruf.store.models import Conversation, Delivery, Member, SecondPair


@pytest.fixture
def eyes(second_pair: Member) -> Who:
    return builders.who(second_pair)


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation()


def said(row: Delivery) -> dict[str, object]:
    """What backs it; how it was signed is another matter."""
    return {name: value for name, value in row.backing.items() if name != "mark"}


def test_whoever_sends_answers_for_it(who: Who, here: Conversation) -> None:
    reply.send(who, here.public_id, "Es ist unterwegs.", seen_answer_seq=here.answer_seq, now=NOW)
    row = Delivery.objects.get()
    assert (row.accountable_id, said(row)) == (who.id, {})


def test_what_was_released_names_the_question_and_its_author_still_answers_for_it(
    who: Who, eyes: Who, here: Conversation
) -> None:
    asking()
    question = ask(who, here)
    second_pair.decide(eyes, question.public_id, "release", now=NOW)
    row = Delivery.objects.get()
    assert (row.accountable_id, row.author_id) == (who.id, who.id)
    assert said(row) == {"ask": question.public_id, "guidelines": [question.guideline]}


def test_what_the_clock_released_is_answered_for_by_whoever_put_that_guideline_in_force(
    who: Who, eyes: Who, here: Conversation
) -> None:
    asking("release")
    guideline.switch(eyes, "refunds", False, now=NOW)
    guideline.switch(eyes, "refunds", True, now=NOW)
    question = ask(who, here)
    second_pair.sweep_late(now=LATE)
    row = Delivery.objects.get()
    assert (row.accountable_id, row.author_id) == (eyes.id, who.id)
    assert row.backing["released_by_clock"] == eyes.name
    assert row.backing["ask"] == question.public_id


def test_a_holding_reply_is_answered_for_by_its_author(who: Who, eyes: Who, here: Conversation) -> None:
    asking()
    question = ask(who, here)
    second_pair.sweep_late(now=LATE)
    row = Delivery.objects.get(kind="holding")
    assert (row.accountable_id, said(row)) == (who.id, {"ask": question.public_id})


@pytest.mark.parametrize("asked", [True, False])
def test_a_partners_holding_reply_is_answered_for_by_whoever_was_asked_else_by_the_first_owner(
    eyes: Who, here: Conversation, asked: bool
) -> None:
    looks = builders.member(second_pair=True)
    draft = builders.draft(here, builders.member(role="partner"), state="asked")
    question = SecondPair.objects.create(
        draft=draft,
        asked_at=NOW,
        deadline=LATE,
        late="holding",
        guideline="",
        asked_of=looks if asked else None,
    )
    assert backing.holding(question).accountable == (looks.pk if asked else eyes.id)


@settings(
    max_examples=tries(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(role=st.sampled_from(["owner", "desk", "partner", "guest"]), named=st.booleans())
def test_nothing_enters_the_outbox_for_which_nobody_of_ours_answers(
    answers: Member, here: Conversation, role: str, named: bool
) -> None:
    member = builders.member(role=role)
    draft = builders.draft(here, answers if named else member, state="sent")
    back = backing.Backing(member.pk) if named else None
    queue = partial(outbox.queue, builders.who(member), draft, text=TEXT, kind="reply", now=NOW, back=back)
    before = Delivery.objects.count()
    if role in OURS:
        made = queue()
        assert made.accountable_id == member.pk
        return
    with pytest.raises(Declined, match="partner_accountable"):
        queue()
    assert Delivery.objects.count() == before
