"""What the sampling plan and the proposals promise, tried by chance: how many poor answers stay unseen, and how often a mandate
is proposed to grow or shrink though it should not be.

Simulated answers of one author whose true share of poor ones is fixed; no clock, no database. Results come with a lag, as
people look some answers later.
"""

import random
from collections import deque
from collections.abc import Iterator

from bench import Figure
from zuruf.core.evidence import Lines, Standing, last_look, standing
from zuruf.core.review import Plan, Record, Result, aoql

ANSWERS, LAG = 60_000, 3
RECORDS, LONGEST = 1_500, 800
SHARES = (0.01, 0.03, 0.05, 0.07, 0.08, 0.09, 0.10, 0.12, 0.16, 0.25)


def run() -> Iterator[Figure]:
    """The worst share that stays unseen, with and without a lag; and the share of wrong proposals at each line."""
    plan = Plan()
    promised, at = aoql(plan)
    for name, lag in (("review_unseen_poor", 0), ("review_unseen_poor_lagging", LAG)):
        worst = max((_unseen(plan, poor, lag), poor) for poor in SHARES)
        kept = f"{ANSWERS} answers for each of {len(SHARES)} shares of poor ones, each result {lag} answers later; worst at {worst[1]:.0%}"
        aim = f"at most {promised:.3f} (AOQL, at {at:.1%})" if not lag else "no promise: how much a lag costs"
        yield Figure(name, worst[0], "share", kept, aim=aim)
    lines = Lines()
    kept = f"{RECORDS} records of {LONGEST} results whose true share of fine ones lies exactly on the line, asked at every look"
    for name, share, wrong in (
        ("review_wrong_widen", lines.widen, Standing.WIDEN),
        ("review_wrong_narrow", lines.narrow, Standing.NARROW),
    ):
        yield Figure(name, _wrong(share, wrong, lines), "share", kept, aim="at most 0.05")
    good = _wrong(0.99, Standing.WIDEN, lines)
    yield Figure(
        "review_right_widen", good, "share", f"the same with 99 % fine ones, within {LONGEST} results"
    )


def _unseen(plan: Plan, poor: float, lag: int) -> float:
    """Of all answers the share that was poor and not looked at."""
    dice, waiting, seen = random.Random(f"{poor}"), deque[Result](), Record()
    run, missed = 0, 0
    for _ in range(ANSWERS):
        bad = dice.random() < poor
        if not seen.sampling or dice.random() * 100 < plan.share:
            waiting.append(Result.LESSON if bad else Result.FINE)
        else:
            missed += bad
        if len(waiting) > lag:
            run = run + 1 if waiting.popleft() is Result.FINE else 0
            seen = Record(run, run >= plan.clear_after)
    return missed / ANSWERS


def _wrong(share: float, found: Standing, lines: Lines) -> float:
    """How many records are ever found so."""
    dice = random.Random(f"{share}{found}")
    looks = sorted({last_look(n)[1] for n in range(LONGEST + 1)} - {0})
    hits = 0
    for _ in range(RECORDS):
        results = [dice.random() < share for _ in range(LONGEST)]
        hits += any(standing(results[:n], lines).standing is found for n in looks)
    return hits / RECORDS
