"""What comes in goes to whoever is responsible for it; what a person decided stays."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import builders
from tests.builders import NOW
from tests.flow.arriving import LATER, account, incoming, receive, the_conversation
from zuruf.core.people import Who
from zuruf.flow import absence, assessment, desk, placing, responsibility, topics
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Conversation, Member, Responsibility
from zuruf.store.queries import responsibility as reading
from zuruf.store.queries import responsibility_page as pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Who:
    builders.organisation()
    return builders.who(builders.member(role="owner", name="Owner"))


@pytest.fixture
def delivery(owner: Who) -> str:
    return topics.save(owner, "", {"de": "Lieferung"}, "Ersatzteil, Lieferung", now=NOW)


def appoint(owner: Who, of: Member, **over: Any) -> str:
    return responsibility.appoint(owner, owner=of.public_id, now=NOW, **over)


def test_what_comes_in_lies_with_whoever_is_responsible_for_its_topic(owner: Who, delivery: str) -> None:
    anyone, delivers = builders.member(), builders.member()
    appoint(owner, anyone)
    appoint(owner, delivers, topic=delivery)
    of = account()
    receive(of, incoming("1"), incoming("2", text="Guten Morgen zusammen."))
    by_root = dict(Conversation.objects.values_list("root_id", "owner"))
    assert by_root == {"1": delivers.pk, "2": anyone.pk}
    assert AuditEntry.objects.filter(verb="conversation.placed").count() == 2


def test_her_deputy_has_it_while_she_is_away_and_nobody_where_nobody_is_there(owner: Who) -> None:
    hers, deputy = builders.member(), builders.member()
    appoint(owner, hers, deputy=deputy.public_id)
    first, second = account(), account()
    absence.enter(builders.who(hers), hers.public_id, NOW, NOW + timedelta(days=3), now=NOW)
    receive(first, incoming())
    assert the_conversation(first).owner == deputy
    absence.enter(builders.who(deputy), deputy.public_id, NOW, NOW + timedelta(days=3), now=NOW)
    receive(second, incoming())
    c = the_conversation(second)
    assert (c.owner, c.placed_by) == (None, None)
    assert reading.told([c.public_id], LATER)[c.public_id].found.way == "away"


def test_a_thread_of_ours_in_which_somebody_asks_is_placed_too(owner: Who) -> None:
    hers = builders.member()
    of = account()
    receive(of, incoming("1", ours=True), now=NOW)
    appoint(owner, hers)
    receive(of, incoming("2", parent="1", at=NOW + timedelta(minutes=5)))
    assert the_conversation(of).owner == hers


def test_what_a_person_decided_is_never_changed(owner: Who, delivery: str) -> None:
    taker, first, other = builders.member(), builders.member(), builders.member()
    of = account()
    receive(of, incoming("1", text="Guten Tag."))
    c = the_conversation(of)
    desk.take(builders.who(taker), c.public_id, now=LATER)
    appoint(owner, first)
    appoint(owner, other, topic=delivery)
    receive(of, incoming("2", parent="1", text="Wo bleibt mein Ersatzteil?", at=NOW + timedelta(minutes=9)))
    assert placing.move(owner, now=LATER) == 0
    assessment.correct(owner, c.public_id, {"topic": []}, now=LATER)
    c.refresh_from_db()
    assert (c.owner, c.placed_by) == (taker, None)


def test_a_new_plan_moves_what_nobody_has_touched_on_demand_and_twice_is_once(owner: Who) -> None:
    before, after = builders.member(), builders.member()
    appoint(owner, before)
    untouched, begun, closed = account(), account(), account()
    for of in (untouched, begun, closed):
        receive(of, incoming())
    builders.draft(the_conversation(begun), before)
    desk.close(builders.who(before), the_conversation(closed).public_id, now=LATER)
    made = appoint(owner, after)
    assert the_conversation(untouched).owner == before, "only on demand"
    assert placing.would_move(LATER) == 1
    assert placing.move(owner, now=LATER) == 1
    assert placing.move(owner, now=LATER) == 0
    assert [the_conversation(a).owner for a in (untouched, begun, closed)] == [after, before, before]
    responsibility.undo(owner, made, now=NOW)
    placing.move(owner, now=LATER)
    assert the_conversation(untouched).owner == before
    for row in Responsibility.objects.filter(ended_at=None):
        responsibility.end(owner, row.public_id, now=LATER)
    placing.move(owner, now=LATER)
    assert the_conversation(untouched).owner is None


def test_a_corrected_topic_brings_it_to_the_right_person(owner: Who, delivery: str) -> None:
    anyone, delivers = builders.member(), builders.member()
    appoint(owner, anyone)
    appoint(owner, delivers, topic=delivery)
    of = account()
    receive(of, incoming(text="Guten Morgen zusammen."))
    c = the_conversation(of)
    assert c.owner == anyone
    assessment.correct(builders.who(anyone), c.public_id, {"topic": [delivery]}, now=LATER)
    assert the_conversation(of).owner == delivers


def test_there_is_one_line_for_the_same_and_a_change_can_be_undone(owner: Who) -> None:
    first, second = builders.member(), builders.member()
    appoint(owner, first, language="en")
    with pytest.raises(Declined, match="responsible_same"):
        appoint(owner, first, language="en")
    made = appoint(owner, second, language="en")
    assert reading.live().get().owner == second
    responsibility.undo(owner, made, now=NOW)
    assert reading.live().get().owner == first
    row = reading.live().get().public_id
    responsibility.end(owner, row, now=LATER)
    appoint(owner, second, language="en")
    with pytest.raises(Declined, match="changed"):
        responsibility.undo(owner, row, now=LATER)
    assert reading.live().get().owner == second


def test_undoing_twice_is_once_and_only_for_some_minutes(owner: Who) -> None:
    made = appoint(owner, builders.member())
    responsibility.undo(owner, made, now=NOW)
    with pytest.raises(Declined, match="undo_over"):
        responsibility.undo(owner, made, now=NOW)
    assert not reading.live().exists()
    again = appoint(owner, builders.member())
    responsibility.end(owner, again, now=NOW)
    responsibility.undo(owner, again, now=NOW)
    with pytest.raises(Declined, match="undo_over"):
        responsibility.undo(owner, again, now=NOW)
    assert reading.live().get().public_id == again
    responsibility.end(owner, again, now=NOW)
    with pytest.raises(Declined, match="undo_over"):
        responsibility.undo(owner, again, now=NOW + timedelta(minutes=11))
    assert not reading.live().exists()


def test_only_who_runs_the_house_decides_it_and_only_for_who_can_answer(owner: Who) -> None:
    hers, partner = builders.member(), builders.member(role="partner")
    with pytest.raises(Declined, match="not_allowed"):
        appoint(builders.who(hers), hers)
    with pytest.raises(Declined, match="responsible_unfit"):
        appoint(owner, partner)
    with pytest.raises(Declined, match="deputy_self"):
        appoint(owner, hers, deputy=hers.public_id)


def test_a_batch_costs_no_statement_more_where_there_is_no_plan_and_few_where_there_is(
    owner: Who, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def statements(n: int) -> int:
        of = account()
        with django_assert_max_num_queries(100) as seen:
            receive(of, *(incoming(f"{n}-{i}") for i in range(n)))
        return len(seen)

    few, many = statements(2), statements(40)
    assert few == many
    appoint(owner, builders.member())
    assert statements(40) <= many + 2 + 1, "two to read the plan, one for the audit"


def test_the_page_shows_who_has_it_and_where_nobody_does(owner: Who, delivery: str) -> None:
    delivers, english = builders.member(name="Delivers"), builders.member(name="English")
    of = account()
    appoint(owner, delivers, topic=delivery)
    appoint(owner, english, topic=delivery, language="en")
    page = pages.page(LATER)
    line, rest = page.lines
    cell = line.cells[0]
    assert (cell.held.owner, cell.gap, cell.account) == ("Delivers", False, of.public_id)
    assert [(h.language, h.owner) for h in cell.otherwise] == [("en", "English")]
    assert all(c.gap for c in rest.cells)
    assert page.gaps == len(rest.cells)
