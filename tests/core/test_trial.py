"""What a trial run found, and the mandates that would have sufficed."""

from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import tries
from zuruf.core.guideline import Verdict
from zuruf.core.mandate import Risk, gaps
from zuruf.core.trial import BAD_SHARE, LEAST, Approval, candidates, outcome, spared, suggest

T = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def approval(pk: int = 1, minutes: float | None = 30, **over: Any) -> Approval:
    fields: dict[str, Any] = {"account": 1, "verdict": Verdict.GO, "asked_at": T, **over}
    ended = None if minutes is None else T + timedelta(minutes=minutes)
    return Approval(id=pk, ended_at=ended, **fields)


def test_the_sums_of_a_run() -> None:
    run = [
        approval(1, 60),
        approval(2, 120, changed=True, words=3, meaning=False),
        approval(3, 180, changed=True, words=3, meaning=True),
        approval(4, 60, returned=True, verdict=Verdict.ASK, guidelines=("legal",)),
        approval(5, None),
    ]
    o = outcome(run)
    assert (o.approvals, o.ended, o.unchanged, o.changed, o.returned) == (5, 4, 1, 2, 1)
    assert (o.minutes, o.median) == (420, 60)
    assert (o.mattered, o.caught, o.missed) == (2, 1, (3,))
    assert (o.plain, o.asked, o.stopped) == (3, 1, 0)


def test_a_run_without_approvals_suggests_nothing() -> None:
    o = outcome([])
    assert (o.ended, o.minutes, o.suggestions) == (0, 0, ())


def test_one_account_that_is_safe_is_suggested_and_one_that_is_not_is_left_out() -> None:
    safe = [approval(n, account=1) for n in range(20)]
    bad = [approval(100 + n, account=2, changed=True, meaning=True) for n in range(5)]
    (only,) = suggest(safe + bad)
    assert only.mandate.accounts == {1}
    assert (only.alone, only.more, only.mattered) == (20, 20, 0)


def test_where_everything_is_safe_one_mandate_for_everything_suffices() -> None:
    run = [approval(n, account=n % 3, topics=(f"t{n % 2}",)) for n in range(12)]
    (only,) = suggest(run)
    assert (only.mandate.accounts, only.mandate.topics, only.more) == (frozenset(), frozenset(), 12)


def test_no_mandate_reaches_further_than_it_has_to() -> None:
    (only,) = suggest([approval(n, account=7, topics=("versand",)) for n in range(4)])
    assert (only.mandate.accounts, only.mandate.topics) == (frozenset({7}), frozenset({"versand"}))
    assert only.mandate.highest_risk is Risk.EVERYDAY


def test_what_is_grave_is_never_suggested() -> None:
    assert suggest([approval(n, risks=("threat",)) for n in range(9)]) == ()


def test_what_a_guideline_asks_about_no_mandate_spares() -> None:
    assert suggest([approval(n, verdict=Verdict.ASK) for n in range(9)]) == ()


def test_what_the_clock_ended_is_neither_unchanged_nor_evidence() -> None:
    o = outcome([approval(n, clock=True) for n in range(60)])
    assert (o.ended, o.unchanged, o.ran_out, o.suggestions) == (60, 0, 60, ())


def test_a_mandate_is_suggested_only_up_to_the_risk_that_was_decided_often_enough() -> None:
    calm = [approval(n) for n in range(60)]
    legal = [approval(100 + n, risks=("legal",)) for n in range(50)]
    risk = legal[0].matter().risk
    assert [s.mandate.highest_risk for s in suggest(calm + legal[:49])] == [Risk.EVERYDAY]
    assert [s.mandate.highest_risk for s in suggest(calm + legal)] == [risk]


def test_what_was_seen_rarely_says_so_and_what_was_seen_often_must_be_safe_for_sure() -> None:
    (rare,) = suggest([approval(n) for n in range(49)])
    (often,) = suggest([approval(n) for n in range(50)])
    assert (rare.few, often.few) == (True, False)
    bad = approval(99, changed=True, meaning=True)
    assert suggest([approval(n) for n in range(49)] + [bad]) == ()
    assert suggest([approval(n) for n in range(99, 180)] + [approval(999, changed=True, meaning=True)])


APPROVALS = st.lists(
    st.builds(
        approval,
        minutes=st.integers(0, 500),
        account=st.integers(1, 3),
        verdict=st.sampled_from([Verdict.GO, Verdict.LOOK, Verdict.ASK]),
        topics=st.lists(st.sampled_from("abc"), max_size=2, unique=True).map(tuple),
        risks=st.sampled_from([(), (), ("legal",), ("politics",), ("threat",)]),
        changed=st.booleans(),
        meaning=st.sampled_from([True, False, False, False]),
    ),
    max_size=14,
).map(lambda rows: [numbered(row, n) for n, row in enumerate(rows)])


def numbered(row: Approval, n: int) -> Approval:
    return approval(
        n, row.minutes, account=row.account, verdict=row.verdict, topics=row.topics, risks=row.risks,
        changed=row.changed, meaning=row.meaning,
    )  # fmt: skip


@settings(max_examples=tries(60))
@given(APPROVALS)
def test_each_suggestion_keeps_to_what_it_says(run: list[Approval]) -> None:
    plain = {a.id: a for a in run if a.plain}
    seen: set[int] = set()
    for s in suggest(run):
        covered = spared([s.mandate], list(plain.values()))
        assert all(not gaps(s.mandate, plain[pk].matter(), T) for pk in covered)
        needless = {pk for pk in covered if not plain[pk].mattered}
        assert (s.alone, s.more) == (len(covered), len(needless - seen))
        assert s.more >= LEAST
        assert s.mattered <= BAD_SHARE * s.alone
        assert s.mandate.highest_risk is not Risk.GRAVE
        seen |= covered


@settings(max_examples=tries(40))
@given(APPROVALS, st.integers(1, 2))
def test_the_choice_spares_nearly_as_much_as_the_best_choice_would(run: list[Approval], most: int) -> None:
    """Greedy choice of sets reaches at least 1 − (1 − 1/k)^k of the best (Nemhauser, Wolsey and Fisher 1978); what a
    further mandate must spare at least may be missing at its end."""
    plain = [a for a in run if a.plain]
    good = {a.id for a in plain if not a.mattered}
    sets = []
    for m in candidates(plain):
        of = spared([m], plain)
        if of and sum(a.mattered for a in plain if a.id in of) <= BAD_SHARE * len(of):
            sets.append(of & good)
    distinct = [set(s) for s in {frozenset(s) for s in sets}]
    best = max(
        (len(set().union(*c)) for n in range(1, most + 1) for c in combinations(distinct, n)), default=0
    )
    got = sum(s.more for s in suggest(run, most))
    assert got >= (1 - (1 - 1 / most) ** most) * best - (LEAST - 1) * most


@settings(max_examples=tries(60))
@given(APPROVALS)
def test_the_outcome_never_counts_more_than_there_was(run: list[Approval]) -> None:
    o = outcome(run)
    assert o.sufficed <= o.plain <= o.ended <= o.approvals
    assert o.caught + len(o.missed) == o.mattered
    assert o.plain + o.asked + o.stopped == o.ended


def test_what_was_changed_and_nobody_said_how_neither_matters_nor_speaks_for_a_mandate() -> None:
    unsaid = [approval(100 + n, changed=True, meaning=None) for n in range(30)]
    o = outcome([approval(n) for n in range(20)] + unsaid)
    assert (o.mattered, o.unnoted, o.missed) == (0, 30, ())
    assert [s.alone for s in o.suggestions] == [20]
