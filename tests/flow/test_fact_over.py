"""Questions for a fact that nobody needs any more: over, and silent."""

import pytest
from django.db import transaction

from tests import builders
from tests.builders import NOW
from tests.flow.test_fact_ask import HOUR, ask, state_of
from zuruf.core.people import Who
from zuruf.flow import answer, desk, fact_ask
from zuruf.flow.errors import Declined
from zuruf.store.models import Conversation, FactAsk, Member
from zuruf.store.queries import fact_ask as reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker() -> Who:
    builders.organisation()
    return builders.who(builders.member(name="Asking Person"))


@pytest.fixture
def here(asker: Who) -> Conversation:
    return builders.conversation(text="Passt die Kurbel?")


def test_a_late_question_stays_listed_until_its_link_ends_and_rings_no_longer_than_that(
    asker: Who, here: Conversation
) -> None:
    expert = builders.who(expert_row := builders.member())
    row = ask(asker, here, member=expert_row.public_id)
    fact_ask.sweep(now=row.deadline)
    FactAsk.objects.update(asked_at=NOW - 40 * 24 * HOUR)
    assert [q.waits for q in reading.page(expert, row.deadline).to_me] == [True]
    assert len(reading.bell(expert, row.deadline).asked) == 1
    assert reading.bell(expert, row.link_until).asked == ()
    fact_ask.sweep(now=row.link_until)
    assert state_of(row) == "over"
    assert reading.page(expert, row.link_until).to_me == ()
    with pytest.raises(Declined, match="fact_over"):
        fact_ask.answer(expert, row.public_id, "Zu spät.", now=row.link_until)


def test_who_cannot_answer_says_so_of_a_late_question_too_and_it_rings_no_more(
    asker: Who, here: Conversation
) -> None:
    expert = builders.who(expert_row := builders.member())
    row = ask(asker, here, member=expert_row.public_id)
    fact_ask.sweep(now=row.deadline)
    fact_ask.not_mine(expert, row.public_id, now=row.deadline)
    assert reading.bell(expert, row.deadline).asked == ()
    assert [a.state for a in reading.bell(asker, row.deadline).news] == ["late"]  # which she still hears
    with pytest.raises(Declined, match="fact_over"):
        fact_ask.not_mine(expert, row.public_id, now=row.deadline)
    fact_ask.saw(asker, row.public_id, now=row.deadline)
    fact_ask.sweep(now=row.deadline)
    assert state_of(row) == "over"


@pytest.mark.parametrize("late", [False, True])
def test_closing_the_conversation_ends_its_questions(asker: Who, here: Conversation, late: bool) -> None:
    expert = builders.member()
    row = ask(asker, here, member=expert.public_id)
    if late:
        fact_ask.sweep(now=row.deadline)
    desk.close(asker, here.public_id, now=row.deadline)
    assert state_of(row) == "over"
    assert reading.bell(builders.who(expert), row.deadline).asked == ()
    assert reading.bell(asker, row.deadline).news == ()


def test_answering_the_conversation_ends_what_nobody_answered_and_keeps_what_came_back(
    asker: Who, here: Conversation
) -> None:
    open_one, answered = ask(asker, here), ask(asker, here)
    fact_ask.answer_by_link(fact_ask.link(answered.public_id, 0), "Ja.", now=NOW)
    ours = builders.draft(here, Member.objects.get(pk=asker.id), text="Ja, sie passt.")
    with transaction.atomic():
        answer.out(asker, ours, ours.text, NOW)
    assert (state_of(open_one), state_of(answered)) == ("over", "answered")
