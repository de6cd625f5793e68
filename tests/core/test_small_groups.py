"""Nothing about fewer than five people is shown, and nothing from which it could be told."""

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.small_groups import FEWEST, enough, sum_visible, visible

people = st.frozensets(st.integers(1, 14), max_size=14)
groups = st.dictionaries(st.integers(1, 6), st.tuples(people), max_size=6)


@given(groups)
def test_every_group_that_is_shown_has_enough_people(found: dict[int, tuple[frozenset[int], ...]]) -> None:
    assert all(enough(*found[name]) for name in visible(found))


@given(groups)
def test_what_is_hidden_is_never_told_by_the_difference_to_the_sum(
    found: dict[int, tuple[frozenset[int], ...]],
) -> None:
    shown = visible(found)
    rest = frozenset().union(*(found[name][0] for name in found if name not in shown))
    if sum_visible(found) and shown:
        assert not rest or len(rest) >= FEWEST


@given(groups)
def test_no_more_is_hidden_than_one_group_beyond_what_must_be(
    found: dict[int, tuple[frozenset[int], ...]],
) -> None:
    shown = visible(found)
    small = {name for name in found if not enough(*found[name])}
    extra = [name for name in found if name not in shown and name not in small]
    if extra:  # without the one that was hidden last, too few would stand behind the rest
        last = max(extra, key=lambda name: len(found[name][0]))
        rest = frozenset().union(*(found[n][0] for n in found if n not in shown and n != last))
        assert len(rest) < FEWEST


def test_a_group_of_four_takes_the_next_smallest_with_it() -> None:
    four, five, nine = frozenset(range(4)), frozenset(range(10, 15)), frozenset(range(20, 29))
    assert visible({"a": (four,), "b": (five,), "c": (nine,)}) == {"c"}


def test_who_wrote_and_who_looked_must_both_be_enough() -> None:
    assert not enough(frozenset(range(9)), frozenset({1}))
    assert visible({"a": (frozenset(range(9)), frozenset({1}))}) == frozenset()


def test_an_agreement_shows_all() -> None:
    assert visible({"a": (frozenset({1}),)}, permitted=True) == {"a"}
    assert sum_visible({"a": (frozenset({1}),)}, permitted=True)


def test_the_same_people_in_two_groups_count_once() -> None:
    same = frozenset(range(3))
    both = {"a": (same,), "b": (same,), "c": (frozenset(range(10, 16)),)}
    assert visible(both) == frozenset()
