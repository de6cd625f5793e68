"""Who is asked, in her place who, and until when."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.second_pair import Eyes, Way, choose, deadline, handed_on, present

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@st.composite
def crowds(draw: st.DrawFn) -> list[Eyes]:
    n = draw(st.integers(0, 6))
    return [
        Eyes(
            k,
            covers=draw(st.booleans()),
            here=draw(st.booleans()),
            absent=draw(st.booleans()),
            open=draw(st.integers(0, 3)),
            last_asked=draw(st.none() | st.just(NOW - k * MINUTE)),
            deputy=draw(st.none() | st.integers(0, 7)),
        )
        for k in range(1, n + 1)
    ]


def chosen(*eyes: Eyes) -> int | None:
    found = choose(eyes)
    return found.eyes.id if found else None


def test_a_mandate_that_reaches_comes_before_presence_and_that_before_a_free_desk() -> None:
    mandate, there, free = Eyes(1, open=3), Eyes(2, covers=False, here=True, open=2), Eyes(3, covers=False)
    assert chosen(mandate, there, free) == 1
    assert chosen(there, free) == 2
    assert chosen(free) == 3


def test_of_two_alike_whoever_has_least_to_look_at_and_then_who_was_not_asked_for_longest() -> None:
    assert chosen(Eyes(1, open=2), Eyes(2, open=1)) == 2
    assert chosen(Eyes(1, last_asked=NOW), Eyes(2, last_asked=NOW - MINUTE)) == 2
    assert chosen(Eyes(1, last_asked=NOW), Eyes(2)) == 2
    assert chosen(Eyes(2), Eyes(1)) == 1


def test_who_is_away_is_not_asked_though_she_leads() -> None:
    found = choose([Eyes(1, absent=True), Eyes(2)], lead=1)
    assert found is not None
    assert (found.eyes.id, found.way) == (2, Way.BEST)


def test_the_lead_of_an_incident_comes_first_where_a_guideline_wants_her() -> None:
    found = choose([Eyes(1, here=True), Eyes(2, covers=False, open=9)], lead=2)
    assert found is not None
    assert (found.eyes.id, found.way) == (2, Way.LEAD)


def test_after_somebody_her_deputy_is_asked_before_a_better_one() -> None:
    crowd = [Eyes(1, deputy=3), Eyes(2, here=True), Eyes(3, covers=False)]
    found = choose(crowd, asked={1}, late=1)
    assert found is not None
    assert (found.eyes.id, found.way) == (3, Way.DEPUTY)


def test_a_deputy_who_is_away_is_passed_over() -> None:
    found = choose([Eyes(1, deputy=3), Eyes(2), Eyes(3, absent=True)], asked={1}, late=1)
    assert found is not None
    assert (found.eyes.id, found.way) == (2, Way.BEST)


@given(crowds(), st.none() | st.integers(1, 6), st.sets(st.integers(1, 6)))
def test_one_of_those_who_can_is_asked_whenever_there_is_one_and_the_order_does_not_matter(
    crowd: list[Eyes], lead: int | None, asked: set[int]
) -> None:
    can = {e.id for e in crowd if not e.absent} - asked
    found = choose(crowd, lead=lead, asked=asked)
    assert (found is None) == (not can)
    assert found is None or found.eyes.id in can
    assert choose(crowd[::-1], lead=lead, asked=asked) == found


@given(crowds())
def test_from_deputy_to_deputy_nobody_is_asked_twice_and_it_ends(crowd: list[Eyes]) -> None:
    asked: list[int] = []
    while found := choose(crowd, asked=asked, late=asked[-1] if asked else None):
        asked.append(found.eyes.id)
    assert sorted(asked) == sorted(e.id for e in crowd if not e.absent)


def test_the_deadline_never_outlasts_a_due_time_that_can_be_kept() -> None:
    assert deadline(NOW, NOW + 30 * MINUTE, NOW + 10 * MINUTE) == NOW + 10 * MINUTE


def test_a_due_time_that_is_over_or_too_near_leaves_the_deadline_as_the_guideline_says() -> None:
    for due in (None, NOW - MINUTE, NOW + 4 * MINUTE, NOW + 90 * MINUTE):
        assert deadline(NOW, NOW + 30 * MINUTE, due) == NOW + 30 * MINUTE


@given(st.integers(1, 600), st.integers(-60, 600), st.integers(-60, 600))
def test_it_goes_on_before_it_ends_and_both_lie_ahead(minutes: int, due: int, half: int) -> None:
    whole = NOW + minutes * MINUTE
    end = deadline(NOW, whole, NOW + due * MINUTE)
    assert NOW < handed_on(NOW, NOW + half * MINUTE, end) < end <= whole


def test_present_is_who_looked_at_the_desk_within_five_minutes() -> None:
    assert present(NOW - 4 * MINUTE, NOW)
    assert not present(NOW - 5 * MINUTE, NOW)
    assert not present(None, NOW)


def test_at_whom_a_matter_of_life_rings_comes_before_a_mandate_that_reaches() -> None:
    assert chosen(Eyes(1, here=True), Eyes(2, covers=False, rung=True)) == 2
    assert chosen(Eyes(1, covers=False), Eyes(2, absent=True, rung=True)) == 1
