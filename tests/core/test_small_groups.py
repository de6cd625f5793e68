"""Figures about people: what is added from one look to the next stands for enough of them."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.small_groups import FEWEST, enough, monday, told_by_weeks

MONDAY = date(2026, 3, 2)
ROWS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 8)), max_size=60).map(
    lambda found: [(MONDAY + timedelta(days=day), person) for day, person in sorted(found)]
)


@given(ROWS)
def test_whatever_any_later_look_adds_stands_for_enough_people(rows: list[tuple[date, int]]) -> None:
    """A look in week n has the rows of the weeks before it."""
    before = 0
    for week in range(11):
        known = [row for row in rows if row[0] < MONDAY + timedelta(weeks=week)]
        counted = told_by_weeks(known)
        assert counted >= before
        assert counted == before or len({person for _, person in rows[before:counted]}) >= FEWEST
        before = counted


@given(ROWS)
def test_no_more_is_held_back_than_fewer_than_enough_people(rows: list[tuple[date, int]]) -> None:
    held = rows[told_by_weeks(rows) :]
    assert len({person for _, person in held}) < FEWEST


def test_a_week_is_counted_whole() -> None:
    five = [(MONDAY + timedelta(days=n), n) for n in range(5)]
    assert told_by_weeks([*five, (MONDAY + timedelta(days=6), 0)]) == 6
    assert told_by_weeks([*five, (MONDAY + timedelta(days=7), 0)]) == 5
    assert monday(date(2026, 3, 8)) == MONDAY


def test_who_wrote_and_who_looked_must_both_be_enough() -> None:
    assert enough(range(5), range(5))
    assert not enough(range(5), range(4))
    assert not enough()
