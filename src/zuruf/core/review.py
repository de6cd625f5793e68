"""Which answers are looked at after they went out: the continuous sampling plan CSP-1 (H. F. Dodge, Annals of Mathematical
Statistics 14, 1943; MIL-STD-1235C), for each author under each mandate.

All are looked at until `clear_after` in a row were fine; then a share, by chance; after one that was not fine all again.
What the plan promises holds whatever the true share of poor answers is: of all answers, at most `aoql` are poor and unseen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

CLEAR_AFTER = (5, 200)  # what an organisation may choose, in answers
PERCENT = (1, 100)


class Result(StrEnum):
    FINE = "fine"
    LESSON = "lesson"
    CORRECT = "correct"  # put it right in public


class Because(StrEnum):
    """Why an answer is looked at, with the share that was drawn from."""

    LOOK = "look"  # the guidelines say so
    CLOCK = "clock"  # it went out because nobody looked in time
    CLEARING = "clearing"  # not enough in a row were fine yet
    RISKY = "risky"
    FRESH = "fresh"  # a guideline that had something to say is new
    SAMPLE = "sample"
    SEEN = "seen"  # a second pair of eyes saw it before it went out: not drawn


@dataclass(frozen=True, slots=True)
class Plan:
    """`clear_after` fine ones in a row (Dodge's i), then `share` percent (his f); of risky ones `risky` percent, of those that
    a guideline younger than `fresh_days` spoke about `fresh` percent."""

    clear_after: int = 25
    share: int = 10
    risky: int = 50
    fresh: int = 30
    fresh_days: int = 30


@dataclass(frozen=True, slots=True)
class Record:
    """How one author stands under one mandate: `run` fine ones in a row; `sampling` once there were enough."""

    run: int = 0
    sampling: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """With which probability it is looked at, 0 to 1, and why."""

    share: float
    because: Because


def plan(kept: dict[str, object]) -> Plan:
    """A plan as the organisation keeps it; what is missing or odd stands as it comes with the product."""
    usual, fields = Plan(), {}
    for name in ("clear_after", "share", "risky", "fresh", "fresh_days"):
        value = kept.get(name)
        fields[name] = value if isinstance(value, int) else getattr(usual, name)
    return Plan(**fields) if fits(Plan(**fields)) else usual


def fits(p: Plan) -> bool:
    """Is it a plan at all? Risky and fresh answers are never looked at less than others."""
    shares = all(PERCENT[0] <= s <= PERCENT[1] for s in (p.share, p.risky, p.fresh))
    cleared = CLEAR_AFTER[0] <= p.clear_after <= CLEAR_AFTER[1]
    return shares and cleared and min(p.risky, p.fresh) >= p.share and 0 <= p.fresh_days <= 365


def record(results: Iterable[Result], p: Plan) -> Record:
    """Where these results, oldest first, leave somebody."""
    run, sampling = 0, False
    for result in results:
        run = run + 1 if result is Result.FINE else 0
        sampling = run >= p.clear_after or (sampling and run > 0)
    return Record(run, sampling)


def drawn_from(p: Plan, r: Record, *, look: bool, clock: bool, seen: bool, risky: bool, fresh: bool) -> Drawn:
    """The share for one answer: the largest of all reasons that hold. What a person saw before it went out (*seen*) is not
    looked at twice, except where the guidelines say "look"."""
    if look or clock:
        return Drawn(1.0, Because.LOOK if look else Because.CLOCK)
    if seen:
        return Drawn(0.0, Because.SEEN)
    if not r.sampling:
        return Drawn(1.0, Because.CLEARING)
    reasons = [Drawn(p.share / 100, Because.SAMPLE)]
    reasons += [Drawn(p.fresh / 100, Because.FRESH)] if fresh else []
    reasons += [Drawn(p.risky / 100, Because.RISKY)] if risky else []
    return max(reasons, key=lambda d: d.share)


def looked_at(p: Plan, poor: float) -> float:
    """The share of all answers that is looked at in the long run, when the share *poor* is not fine (Dodge's F)."""
    f, cleared = p.share / 100, (1.0 - poor) ** p.clear_after
    return f / (f + (1.0 - f) * cleared)


def unseen(p: Plan, poor: float) -> float:
    """Of all answers, the share that is poor and that nobody looks at, in the long run."""
    return poor * (1.0 - looked_at(p, poor))


def aoql(p: Plan, steps: int = 4000) -> tuple[float, float]:
    """(the largest share that is poor and unseen, whatever the share of poor ones is; at which share that is): Dodge's
    average outgoing quality limit."""
    worst = max(range(steps + 1), key=lambda n: unseen(p, n / steps))
    return unseen(p, worst / steps), worst / steps
