"""Of what may be seen beside each other no sum about fewer than five people can be reckoned."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import tries
from zuruf.core.small_groups import FEWEST
from zuruf.core.told_by import Sides, tellable, tells_of_few

CELLS = range(6)
sides = st.tuples(st.frozensets(st.integers(1, 9), min_size=1, max_size=7))
houses = st.fixed_dictionaries(dict.fromkeys(CELLS, sides))
sums = st.lists(st.frozensets(st.sampled_from(CELLS), min_size=1), max_size=5, unique=True)


def reckoned(lines: list[frozenset[int]]) -> list[frozenset[int]]:
    """The cells that remain of every way to add and subtract these lines up to twice each."""
    found = []
    for times in product((-2, -1, 0, 1, 2), repeat=len(lines)):
        counts = {c: sum(n for n, line in zip(times, lines, strict=True) if c in line) for c in CELLS}
        found.append(frozenset(c for c, n in counts.items() if n))
    return [of for of in found if of]


def behind(cells: frozenset[int], people: dict[int, Sides]) -> frozenset[int]:
    return frozenset().union(*(people[cell][0] for cell in cells if cell in people))


@settings(max_examples=tries(60))
@given(sums, houses)
def test_whatever_is_added_and_subtracted_five_people_stand_behind_what_remains(
    lines: list[frozenset[int]], people: dict[int, Sides]
) -> None:
    shown = tellable([(n, frozenset(line)) for n, line in enumerate(lines)], people)
    for cells in reckoned([lines[n] for n in sorted(shown)]):
        assert len(behind(cells, people)) >= FEWEST


@settings(max_examples=tries(60))
@given(sums, houses)
def test_nothing_is_hidden_for_a_sum_that_nobody_could_reckon(
    lines: list[frozenset[int]], people: dict[int, Sides]
) -> None:
    """Sums of 0, 1 and more times each are all that a line tells here: what is called telling is told by one of them, or by
    lines more than twice."""
    told = any(len(behind(cells, people)) < FEWEST for cells in reckoned(lines))
    if told:
        assert tells_of_few([frozenset(line) for line in lines], people)


@settings(max_examples=tries(60))
@given(sums, houses, st.integers(1, 9))
def test_what_a_reader_knows_of_herself_tells_her_nothing_of_the_others(
    lines: list[frozenset[int]], people: dict[int, Sides], reader: int
) -> None:
    others: dict[int, Sides] = {c: (left,) for c, (of,) in people.items() if (left := of - {reader})}
    shown = tellable([(n, frozenset(line)) for n, line in enumerate(lines)], people, others)
    for cells in reckoned([lines[n] for n in sorted(shown)]):
        left = behind(cells, others)
        assert not left or len(left) >= FEWEST


def test_a_line_that_is_the_sum_of_others_is_hidden_where_one_of_them_is() -> None:
    """By guideline A is shown and the small g hidden; by reason "guideline" would be A plus g."""
    many, one, five = frozenset(range(8)), frozenset({77}), frozenset(range(20, 25))
    people: dict[str, Sides] = {"A": (many,), "g": (one,), "mandate": (five,)}
    every = frozenset(people)
    lines = [
        ("all", every),
        ("A", frozenset({"A"})),
        ("guideline", frozenset({"A", "g"})),
        ("mandate", frozenset({"mandate"})),
    ]
    assert tellable(lines, people) == {"all", "A"}


def test_a_longer_time_is_hidden_that_differs_by_one_who_left() -> None:
    people: dict[str, Sides] = {"30": (frozenset(range(6)),), "older": (frozenset({9}),)}
    lines = [(30, frozenset({"30"})), (90, frozenset({"30", "older"}))]
    assert tellable(lines, people) == {30}


def test_lines_that_overlap_in_few_are_both_shown_when_nothing_tells_the_overlap() -> None:
    people: dict[str, Sides] = {
        "only A": (frozenset(range(9)),), "both": (frozenset({3}),), "only B": (frozenset(range(10, 19)),),
    }  # fmt: skip
    lines = [("A", frozenset({"only A", "both"})), ("B", frozenset({"only B", "both"}))]
    assert tellable(lines, people) == {"A", "B"}
