"""Figures that are added up from days, and which of them may be told."""

import math
import statistics
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.insight import Cell, figures, length, minutes_of, quantile, read, slot, told_with

Answer = tuple[int, int, int, bool | None, int]
minutes = st.integers(0, 60 * 24 * 40)
answers = st.tuples(
    st.integers(0, 83), minutes, minutes, st.sampled_from((None, True, False)), st.integers(1, 9)
)


def cell(*given: Answer) -> Cell:
    made = Cell()
    for one in given:
        made.answered(*one)
    return made


@given(minutes)
def test_a_length_is_kept_to_three_percent(wait: int) -> None:
    assert minutes_of(length(wait)) <= wait + 1e-6
    assert wait <= minutes_of(length(wait)) * 1.03 + 1


@given(st.lists(minutes, min_size=1, max_size=60), st.sampled_from((0.5, 0.9)))
def test_a_quantile_of_kept_lengths_is_that_of_the_waits_to_three_percent(
    waits: list[int], share: float
) -> None:
    kept: dict[int, int] = {}
    for wait in waits:
        kept[length(wait)] = kept.get(length(wait), 0) + 1
    told = quantile(kept, share)
    exact = sorted(waits)[math.ceil(round(share * len(waits), 6)) - 1]
    assert told is not None
    assert told <= exact + 1e-6
    assert exact <= told * 1.03 + 1


@given(st.lists(answers, max_size=20), st.lists(answers, max_size=20))
def test_days_add_up_as_if_they_were_one(monday: list[Answer], tuesday: list[Answer]) -> None:
    assert figures([cell(*monday), cell(*tuesday)]) == figures([cell(*monday, *tuesday)])


@given(st.lists(answers, max_size=20))
def test_a_cell_is_read_as_it_was_stored(given: list[Answer]) -> None:
    made = cell(*given)
    made.decided("spam", 4)
    made.posted(6)
    assert read(made.stored()) == made


def test_shares_say_what_they_are_of() -> None:
    made = cell((0, 10, 5, True, 1), (0, 20, 20, False, 1), (1, 30, 30, None, 2))
    made.decided("no_answer", 1)
    made.posted(1)
    f = figures([made])
    assert (f.answered, f.decided, f.posts, f.median) == (3, 1, 1, 20)
    assert f.kept == 0.5
    assert f.dialogue == 0.75
    assert f.share(waiting=1) == 0.8
    assert (figures([]).median, figures([]).dialogue, figures([]).share(0), figures([]).kept) == (None,) * 4


def test_the_slot_is_by_the_clock_on_the_wall() -> None:
    sunday_night = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert slot(sunday_night, UTC) == 6 * 12 + 11


def people(*who: int) -> frozenset[int]:
    return frozenset(who)


FIVE = people(1, 2, 3, 4, 5)


def test_what_any_two_lines_differ_by_is_told_of_enough_people_or_of_nobody() -> None:
    parts = {0: FIVE, 1: people(7, 8), 2: people(1, 2, 3, 4, 5, 6)}
    whole = frozenset({0, 1, 2})
    weeks = {"one": frozenset({0, 2}), "two": frozenset({1})}
    assert told_with([weeks], parts, [whole]) == frozenset()


def test_the_same_line_may_be_told_twice() -> None:
    parts = {0: FIVE}
    assert told_with([{"only": frozenset({0})}], parts, [frozenset({0})]) == {"only"}


@given(
    st.dictionaries(st.integers(0, 7), st.frozensets(st.integers(1, 9), min_size=1), min_size=1),
    st.dictionaries(st.integers(0, 5), st.frozensets(st.integers(0, 7)), max_size=5),
)
def test_no_shown_line_and_no_difference_of_two_tells_of_fewer_than_five(
    parts: dict[int, frozenset[int]], table: dict[int, frozenset[int]]
) -> None:
    table = {name: line & parts.keys() for name, line in table.items()}
    shown = told_with([table], parts, [])
    for one in shown:
        behind = frozenset().union(*(parts[n] for n in table[one]))
        assert len(behind) >= 5
        for other in shown - {one}:
            apart = frozenset().union(*(parts[n] for n in table[one] ^ table[other]))
            assert not apart or len(apart) >= 5


@pytest.mark.parametrize("waits", [[5], [1, 2, 3, 4, 100]])
def test_short_waits_are_told_to_the_minute(waits: list[int]) -> None:
    kept = {length(w): 1 for w in waits}
    assert quantile(kept, 0.5) == statistics.median(waits)
