"""Bounds are exact, and proposals rest on enough."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import tries
from zuruf.core.evidence import (
    ALPHA,
    FEW,
    Lines,
    Standing,
    beta_share,
    between,
    evidence,
    last_look,
    lower_bound,
    standing,
    upper_bound,
    within_reach,
)


def at_least(k: int, n: int, share: Fraction) -> Fraction:
    """The chance of k or more hits of n, counted exactly."""
    return sum((comb(n, i) * share**i * (1 - share) ** (n - i) for i in range(k, n + 1)), Fraction())


counted = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(max_examples=tries(60))
@given(counted, st.integers(1, 99))
def test_the_incomplete_beta_function_is_the_exact_chance(kn: tuple[int, int], percent: int) -> None:
    k, n = kn
    if k:
        exact = float(at_least(k, n, Fraction(percent, 100)))
        assert beta_share(percent / 100, k, n - k + 1) == pytest.approx(exact, rel=1e-9, abs=1e-12)


@settings(max_examples=tries(60))
@given(counted)
def test_the_lower_bound_is_where_so_many_fine_ones_become_unlikely(kn: tuple[int, int]) -> None:
    k, n = kn
    low = lower_bound(k, n)
    if k:
        assert float(at_least(k, n, Fraction(low).limit_denominator(10**9))) == pytest.approx(ALPHA, rel=1e-4)
    assert low <= k / n <= upper_bound(k, n)


@given(counted)
def test_the_bounds_mirror_each_other(kn: tuple[int, int]) -> None:
    k, n = kn
    assert upper_bound(k, n) == pytest.approx(1 - lower_bound(n - k, n))


@given(st.integers(1, 300))
def test_more_fine_answers_never_lower_the_bound(n: int) -> None:
    assert lower_bound(n, n) <= lower_bound(n + 1, n + 1)


def test_known_figures_hold() -> None:
    assert lower_bound(59, 59) == pytest.approx(0.9505, abs=5e-5)  # 0.05 ** (1 / 59)
    assert upper_bound(0, 59) == pytest.approx(1 - 0.9505, abs=5e-5)
    assert lower_bound(95, 100) == pytest.approx(0.8977, abs=2e-3)
    assert (lower_bound(0, 10), upper_bound(10, 10)) == (0.0, 1.0)


def test_more_fine_ones_than_there_are_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="more fine"):
        lower_bound(3, 2)


@given(st.lists(st.booleans(), max_size=FEW - 1))
def test_under_fifty_results_are_too_few_to_judge(results: list[bool]) -> None:
    assert standing(results, Lines()).standing is Standing.TOO_FEW
    assert evidence(results).too_few


@given(st.integers(FEW, 2000))
def test_between_two_looks_nothing_new_is_concluded(n: int) -> None:
    number, look = last_look(n)
    assert look <= n < 2 * look
    assert number >= 1


@given(st.lists(st.booleans(), min_size=FEW, max_size=240), st.lists(st.booleans(), max_size=40))
@settings(deadline=None)
def test_what_comes_before_the_next_look_changes_no_conclusion(results: list[bool], more: list[bool]) -> None:
    if last_look(len(results)) == last_look(len(results) + len(more)):
        assert standing(results, Lines()) == standing(results + more, Lines())


def test_a_hundred_fine_answers_propose_to_widen() -> None:
    assert standing([True] * 99, Lines()).standing is Standing.BETWEEN
    found = standing([True] * 100, Lines())
    assert found.standing is Standing.WIDEN
    assert found.look == 100


def test_one_answer_in_three_that_is_poor_proposes_to_narrow() -> None:
    assert standing([True, True, False] * 20, Lines()).standing is Standing.NARROW


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=FEW, max_size=240))
@settings(deadline=None)
def test_fewer_than_fifty_reviews_are_too_few_however_much_else_was_found(
    kept: list[tuple[bool, bool]],
) -> None:
    fine, reviewed = [f for f, _ in kept], [r for _, r in kept]
    found = standing(fine, Lines(), reviewed)
    few = sum(reviewed[: last_look(len(kept))[1]]) < FEW
    assert (found.standing is Standing.TOO_FEW) == few
    assert few or found == standing(fine, Lines())


def test_ninety_releases_do_not_make_up_for_reviews() -> None:
    assert standing([True] * 100, Lines(), [True] * 10 + [False] * 90).standing is Standing.TOO_FEW
    assert standing([True] * 100, Lines(), [True] * 50 + [False] * 50).standing is Standing.WIDEN


def test_two_bounds_together_err_no_more_than_one() -> None:
    found = between([True] * 95 + [False] * 5)
    assert found.lower == lower_bound(95, 100, ALPHA / 2) < lower_bound(95, 100)
    assert found.upper == upper_bound(95, 100, ALPHA / 2) > upper_bound(95, 100)


def test_what_it_takes_to_grow_is_the_number_that_it_takes() -> None:
    assert within_reach([], Lines()) == (100, 0)
    assert within_reach([True] * 98 + [False], Lines()) == (200, 2)


@given(st.integers(0, 60), st.integers(0, 12))
@settings(deadline=None, max_examples=tries(30))
def test_with_just_so_many_poor_ones_it_grows_and_with_one_more_it_does_not(fine: int, poor: int) -> None:
    look, allowed = within_reach([True] * fine + [False] * poor, Lines())
    assert allowed >= poor
    assert standing([False] * allowed + [True] * (look - allowed), Lines()).standing is Standing.WIDEN
    more = standing([False] * (allowed + 1) + [True] * (look - allowed - 1), Lines())
    assert more.standing is not Standing.WIDEN


def test_a_line_that_hardly_anybody_reaches_promises_nothing() -> None:
    assert within_reach([False] * 2000, Lines()) == (0, 0)
