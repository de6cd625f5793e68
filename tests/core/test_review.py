"""The sampling plan: what it draws, and what it promises."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.review import (
    Because,
    Plan,
    Record,
    Result,
    aoql,
    drawn_from,
    fits,
    looked_at,
    plan,
    record,
    unseen,
)

plans = st.builds(
    Plan,
    st.integers(5, 60),
    st.integers(1, 50),
    st.integers(50, 100),
    st.integers(50, 100),
    st.integers(0, 60),
)
results = st.lists(st.sampled_from(list(Result)), max_size=80)
USUAL = {"look": False, "clock": False, "seen": False, "risky": False, "fresh": False}


@given(results, plans)
def test_one_that_was_not_fine_brings_all_answers_back(found: list[Result], p: Plan) -> None:
    assert record([*found, Result.LESSON], p) == Record(0, False)
    assert record([*found, Result.CORRECT], p) == Record(0, False)


@given(results, plans)
def test_enough_fine_ones_in_a_row_lead_to_a_sample(found: list[Result], p: Plan) -> None:
    assert record([*found, *[Result.FINE] * p.clear_after], p).sampling


@given(results, plans)
def test_a_fine_one_never_makes_the_plan_stricter(found: list[Result], p: Plan) -> None:
    before, after = record(found, p), record([*found, Result.FINE], p)
    assert after.run == before.run + 1
    assert after.sampling >= before.sampling


@given(
    plans, st.builds(Record, st.integers(0, 50), st.booleans()), st.booleans(), st.booleans(), st.booleans()
)
def test_what_the_guidelines_want_looked_at_is_surely_drawn(
    p: Plan, r: Record, seen: bool, risky: bool, fresh: bool
) -> None:
    said = {"seen": seen, "risky": risky, "fresh": fresh, "clock": False}
    assert drawn_from(p, r, look=True, **said).share == 1.0


@given(plans, st.booleans(), st.booleans())
def test_risky_and_new_things_are_drawn_at_least_as_often(p: Plan, risky: bool, fresh: bool) -> None:
    r = Record(p.clear_after, True)
    plain = drawn_from(p, r, **USUAL)
    assert drawn_from(p, r, **{**USUAL, "risky": risky, "fresh": fresh}).share >= plain.share


def test_somebody_new_is_looked_at_each_time() -> None:
    assert drawn_from(Plan(), Record(), **USUAL).because is Because.CLEARING


def test_what_a_second_pair_saw_is_not_looked_at_twice() -> None:
    assert drawn_from(Plan(), Record(), **{**USUAL, "seen": True}).share == 0.0


def test_what_went_out_because_nobody_looked_is_surely_looked_at() -> None:
    assert drawn_from(Plan(), Record(99, True), **{**USUAL, "clock": True}).because is Because.CLOCK


@given(plans, st.floats(0, 1))
def test_no_share_of_poor_answers_beats_the_promise(p: Plan, poor: float) -> None:
    worst, _ = aoql(p)
    assert unseen(p, poor) <= worst + 1e-4


@given(plans, st.floats(0, 0.5), st.floats(0, 0.5))
def test_the_poorer_the_answers_the_more_are_looked_at(p: Plan, a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert looked_at(p, low) <= looked_at(p, high) + 1e-12


def test_dodges_formula_is_what_chance_does() -> None:
    p, dice, poor = Plan(clear_after=20, share=10), random.Random(7), 0.08
    r, looked, n = Record(), 0, 60_000
    for _ in range(n):
        if not r.sampling or dice.random() < 0.1:
            looked += 1
            fine = dice.random() >= poor
            run = r.run + 1 if fine else 0
            r = Record(run, fine and (r.sampling or run >= p.clear_after))
    assert looked / n == pytest.approx(looked_at(p, poor), abs=0.015)


def test_the_promise_of_the_plan_that_we_ship_is_five_percent() -> None:
    worst, at = aoql(Plan())
    assert 0.03 < worst < 0.05
    assert 0.05 < at < 0.12


def test_what_is_kept_oddly_is_no_plan() -> None:
    assert plan({"share": 90, "risky": 5}) == Plan()
    assert plan({"clear_after": "x"}) == Plan()
    assert plan({"clear_after": 40}) == Plan(clear_after=40)
    assert not fits(Plan(share=0))
