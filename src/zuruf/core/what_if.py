"""What if other guidelines had held? Past answers judged twice, and what the difference costs in minutes of waiting."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from zuruf.core.guideline import ORDER, Facts, Guideline, Verdict, strictest
from zuruf.core.guideline_many import Rulebook, bits
from zuruf.core.phrases import Stems


class RunState(StrEnum):
    WAITING = "waiting"  # for the worker
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


MOVES: dict[RunState, frozenset[RunState]] = {
    RunState.WAITING: frozenset({RunState.RUNNING, RunState.CANCELLED}),
    RunState.RUNNING: frozenset({RunState.DONE, RunState.CANCELLED, RunState.FAILED}),
}
OPEN = tuple(MOVES)


@dataclass(frozen=True, slots=True)
class Compared:
    """One past answer under both sets. `decided`: the changed guideline that makes the difference, "" when there is none;
    `asks`: the guidelines that ask, before or else after, where the verdict changed. `hits`: the new or changed guidelines
    that would hit it. `gap`: it is asked about on one side only because no mandate reaches."""

    before: Verdict
    after: Verdict
    decided: str = ""
    asks: tuple[Guideline, ...] = ()
    hits: tuple[str, ...] = ()
    gap: bool = False


class Comparison:
    """Two sets of guidelines, laid out so that each text is looked at once for both. What both have in common is tried
    from the strictest down and only until one hits."""

    def __init__(self, before: Sequence[Guideline], after: Sequence[Guideline]) -> None:
        old, new = {g.id: g for g in before}, {g.id: g for g in after}
        kept = [g for g in before if new.get(g.id) == g]
        kept.sort(key=lambda g: -ORDER.index(g.then.verdict))
        left = [g for g in before if new.get(g.id) != g]
        came = [g for g in after if old.get(g.id) != g]
        self._book = Rulebook([*kept, *left, *came])
        n, m = len(kept), len(kept) + len(left)
        self._kept, self._left, self._came = bits(range(n)), bits(range(n, m)), bits(range(m, m + len(came)))
        self._asking = bits(n for n, g in enumerate(kept) if g.then.verdict is Verdict.ASK)

    def of(self, facts: Facts, draft: Stems | None = None) -> Compared:
        """What would have become of this answer, before and after. *draft*: see `Rulebook.look`."""
        look, named = self._book.look(facts, draft), self._book.guidelines
        both = [named[n] for n in islice(look.hits(self._kept), 1)]
        left = [named[n] for n in look.hits(self._left)]
        came = [named[n] for n in look.hits(self._came)]
        before, after = strictest(both + left), strictest(both + came)
        hits = tuple(g.id for g in came)
        if before is after:
            return Compared(before, after, hits=hits)
        stricter = max(before, after, key=ORDER.index)
        decided = next((g.id for g in (*came, *left) if g.then.verdict is stricter), "")
        mine = left if before is Verdict.ASK else came if after is Verdict.ASK else []
        kept = [named[n] for n in look.hits(self._asking)] if mine else []
        asks = tuple(g for g in mine + kept if g.then.verdict is Verdict.ASK)
        return Compared(before, after, decided, asks, hits)


@dataclass(frozen=True, slots=True)
class Waits:
    """How long second pairs of eyes really took, in minutes: the mean of each guideline with its number of questions, and
    of all together."""

    of: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    mean: float = 0.0
    questions: int = 0
    house_minutes: int = 30  # where no guideline says how long

    ENOUGH = 5

    def of_one(self, asks: Sequence[Guideline]) -> tuple[float, str]:
        """What one question would take, and where that comes from: "guideline" (its own questions, at least ENOUGH),
        "mandate" (those that no guideline wanted), "all" (those of all), "deadline" (nobody was ever asked: at most its
        deadline). No guideline asks: a mandate that does not reach."""
        first = min(asks, key=lambda g: g.then.minutes, default=None)
        mean, number = self.of.get(first.id if first else "", (0.0, 0))
        if number >= self.ENOUGH:
            return mean, "guideline" if first else "mandate"
        if self.questions >= self.ENOUGH:
            return self.mean, "all"
        return float(first.then.minutes if first else self.house_minutes), "deadline"


def waits(questions: Iterable[tuple[str, float]], house_minutes: int = 30) -> Waits:
    """Of real questions: (guideline, minutes) each; "" where only a mandate did not reach."""
    sums: defaultdict[str, float] = defaultdict(float)
    numbers: Counter[str] = Counter()
    for slug, minutes in questions:
        sums[slug] += minutes
        numbers[slug] += 1
    number = sum(numbers.values())
    of = {slug: (sums[slug] / n, n) for slug, n in numbers.items()}
    return Waits(of, sum(sums.values()) / number if number else 0.0, number, house_minutes)


@dataclass(slots=True)
class Tally:
    """What was counted so far. `moved`: "before>after" → answers; `hits`: guideline → answers it would hit after the
    change; `minutes`: saved (positive) or cost (negative), by where they come from ("own": that answer's own question)."""

    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    saved: float = 0.0
    cost: float = 0.0
    sources: Counter[str] = field(default_factory=Counter)

    def add(self, c: Compared, minutes: float | None, source: str) -> None:
        """Count one answer; *minutes* None when neither verdict asks."""
        self.before[c.before] += 1
        self.after[c.after] += 1
        self.hits.update(c.hits)
        if c.before is not c.after:
            self.moved[f"{c.before}>{c.after}"] += 1
        if minutes is not None:
            self.saved += max(minutes, 0.0)
            self.cost += max(-minutes, 0.0)
            self.sources[source] += 1

    def as_dict(self) -> dict[str, object]:
        return {
            "before": dict(self.before),
            "after": dict(self.after),
            "moved": dict(self.moved),
            "hits": dict(self.hits),
            "saved": round(self.saved, 3),
            "cost": round(self.cost, 3),
            "sources": dict(self.sources),
        }

    @classmethod
    def of(cls, kept: Mapping[str, object]) -> "Tally":
        """As `as_dict` wrote it; an empty one from {}."""
        counters = {
            name: Counter(_counts(kept.get(name))) for name in ("before", "after", "moved", "hits", "sources")
        }
        return cls(**counters, saved=_number(kept.get("saved")), cost=_number(kept.get("cost")))


def minutes_of(c: Compared, own: float | None, known: Waits) -> tuple[float | None, str]:
    """What the change would have saved (positive) or cost (negative) on this answer, and where that comes from. *own*: how
    long its own second pair of eyes really took, None when nobody was asked."""
    if (
        (c.before is Verdict.ASK) == (c.after is Verdict.ASK)
        or not (c.asks or c.gap)
        or Verdict.STOP in (c.before, c.after)
    ):
        return None, ""
    if c.before is Verdict.ASK:
        if own is not None:
            return own, "own"
        minutes, source = known.of_one(c.asks)
        return minutes, source
    minutes, source = known.of_one(c.asks)
    return -minutes, source


def _counts(value: object) -> dict[str, int]:
    return {str(k): int(v) for k, v in value.items()} if isinstance(value, Mapping) else {}


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
