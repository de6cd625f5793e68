"""What reviews say about a mandate: the share of fine answers with its uncertainty, and when a proposal follows.

Bounds are those of Clopper and Pearson (Biometrika 26, 1934): exact, never too narrow. Each is one-sided. Whether a
mandate should grow or shrink is asked a few times only, after 50, 100, 200, … results, and each time with a smaller chance of
error (alpha / (k (k + 1)) at the k-th), so that all looks together err with at most 5 %.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, lgamma, log, log1p

ALPHA = 0.05  # chance of error of one bound, and of all proposals of one kind together
FEW = 50  # results, and among them reviews, below which nothing is judged
FARTHEST = 6400  # results: how far ahead anybody is told what it takes


class Permit(StrEnum):
    """What a recorded agreement can permit."""

    SMALL_GROUPS = "small_groups"  # figures behind which fewer than five people stand
    PERSONS = "persons"  # whoever runs the house sees each person's own figures


class Standing(StrEnum):
    """What a record says about a mandate."""

    TOO_FEW = "too_few"
    BETWEEN = "between"  # neither line is passed
    WIDEN = "widen"
    NARROW = "narrow"


@dataclass(frozen=True, slots=True)
class Lines:
    """Shares of fine answers: the lower bound above `widen` proposes to widen, the upper bound below `narrow` to narrow."""

    widen: float = 0.95
    narrow: float = 0.85


@dataclass(frozen=True, slots=True)
class Evidence:
    """`fine` of `reviews` results were fine. `lower`, `upper`: with 95 % confidence the true share is at least, at most that."""

    reviews: int
    fine: int
    lower: float
    upper: float

    @property
    def too_few(self) -> bool:
        return self.reviews < FEW


@dataclass(frozen=True, slots=True)
class Proposed:
    """At the look after `look` results, `evidence` counted those."""

    standing: Standing
    look: int
    evidence: Evidence
    line: float


def evidence(results: Sequence[bool], alpha: float = ALPHA) -> Evidence:
    """What these results (was it fine?) say."""
    n, k = len(results), sum(results)
    return Evidence(n, k, lower_bound(k, n, alpha), upper_bound(k, n, alpha))


def between(results: Sequence[bool]) -> Evidence:
    """The same with bounds between which the true share lies with 95 % confidence: each errs half as often."""
    return evidence(results, ALPHA / 2)


def standing(results: Sequence[bool], lines: Lines, reviewed: Sequence[bool] | None = None) -> Proposed:
    """What follows from *results*, oldest first: judged at the last look that they reach, on the results up to it. So the
    answer stays the same until the next look, however often it is asked for. *reviewed*: of each, whether it was looked
    at after it went out (None: all were); fewer than `FEW` such are too few, whatever else was found.

    From the first look on alpha is at most .025, so the true share lies between both bounds with at least 95 % confidence.
    """
    number, look = last_look(len(results))
    if not number or (reviewed is not None and sum(reviewed[:look]) < FEW):
        return Proposed(Standing.TOO_FEW, 0, evidence(results), 0.0)
    seen = evidence(results[:look], ALPHA / (number * (number + 1)))
    if seen.lower >= lines.widen:
        return Proposed(Standing.WIDEN, look, seen, lines.widen)
    if seen.upper < lines.narrow:
        return Proposed(Standing.NARROW, look, seen, lines.narrow)
    return Proposed(Standing.BETWEEN, look, seen, 0.0)


def last_look(results: int) -> tuple[int, int]:
    """(which look it is, from 1; after how many results); (0, 0) before the first."""
    number, look = 0, FEW
    while look <= results:
        number, look = number + 1, look * 2
    return number, (look // 2 if number else 0)


def within_reach(results: Sequence[bool], lines: Lines) -> tuple[int, int]:
    """(after how many results, how many of them may be poor): the next look at which as many poor ones as there are by now
    would still propose to widen; (0, 0) when none up to `FARTHEST` does."""
    number, look = last_look(len(results))
    poor = len(results) - sum(results)
    number, look = number + 1, max(FEW, look * 2)
    while look <= FARTHEST:
        allowed = _allowed(look, ALPHA / (number * (number + 1)), lines.widen)
        if allowed >= poor:
            return look, allowed
        number, look = number + 1, look * 2
    return 0, 0


def _allowed(n: int, alpha: float, line: float) -> int:
    """How many of *n* may be poor so that the lower bound still reaches *line*; -1 when even none is too many."""
    low, high = -1, n
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if lower_bound(n - middle, n, alpha) >= line else (low, middle)
    return low


def lower_bound(fine: int, n: int, alpha: float = ALPHA) -> float:
    """The smallest share under which *fine* or more of *n* still have a chance of *alpha*; 0 when none were fine."""
    if not 0 <= fine <= n:
        raise ValueError("more fine ones than there are")
    if fine == 0:
        return 0.0
    return _where(lambda share: beta_share(share, fine, n - fine + 1), alpha)


def upper_bound(fine: int, n: int, alpha: float = ALPHA) -> float:
    """The largest share under which *fine* or fewer of *n* still have a chance of *alpha*; 1 when all were fine."""
    return 1.0 - lower_bound(n - fine, n, alpha)


def beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b): the chance that of a + b - 1 draws with share *x* at least *a*
    hit. By the continued fraction DLMF 8.17.22, evaluated after Lentz."""
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_share(1.0 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    c, d = 1.0, _reciprocal(1.0 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 2000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d, c = _reciprocal(1.0 + term * d), 1.0 + term / c
            value *= c * d
        if abs(c * d - 1.0) < 1e-14:
            break
    return front * value


def _reciprocal(value: float) -> float:
    return 1.0 / (value if abs(value) > 1e-300 else 1e-300)


def _where(rising: Callable[[float], float], wanted: float) -> float:
    """Where a function that rises on [0, 1] reaches *wanted*, rounded down."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > wanted else (middle, high)
    return low
