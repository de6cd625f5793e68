"""How quickly a house answers, counted so that a year is read from some hundred rows, and which of it may be shown.

A day's cell says for one account and one topic how long those had waited who got their answer on it. Waits are kept by length
in steps of at most 3 %, so that medians of any sum of days can be told. A wait is counted on the day on which it ended.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, TypeVar

from zuruf.core.small_groups import FEWEST

K = TypeVar("K")
EXACT = 60  # minutes up to which each is kept by itself
STEP = math.log(1.03)
HOURS = 2  # of the day that stand together in the map of the week
SLOTS = 24 // HOURS


def length(minutes: float) -> int:
    """Under which number a wait of so many minutes is kept. A wait that ends before it begins (a clock is wrong) is none."""
    whole = max(0, int(minutes))
    return whole if whole < EXACT else EXACT + int(math.log(whole / EXACT) / STEP + 1e-9)


def minutes_of(kept: int) -> float:
    """The least wait that is kept under this number."""
    return float(kept) if kept < EXACT else EXACT * math.exp((kept - EXACT) * STEP)


def quantile(lengths: Mapping[int, int], share: float) -> float | None:
    """So many minutes or less did this *share* of them wait, to 3 %; None where nobody did."""
    wanted, so_far = share * sum(lengths.values()), 0
    for kept in sorted(lengths):
        so_far += lengths[kept]
        if so_far and so_far >= wanted:
            return minutes_of(kept)
    return None


def slot(at: datetime, zone: tzinfo) -> int:
    """Weekday and hours of the day, by the clock of the house: Monday's first is 0."""
    local = at.astimezone(zone)
    return local.weekday() * SLOTS + local.hour // HOURS


Lengths = dict[int, int]
"""length → how many waited so long."""


def _add(into: Lengths, more: Lengths) -> None:
    for kept, n in more.items():
        into[kept] = into.get(kept, 0) + n


@dataclass(slots=True)
class Cell:
    """What can be added up. `slots`: when they began to wait → length → how many; `open`: the same waits counted while we
    were there; `kept` of `promised` answers came when they were due; `closed`: why → how many needed none; `posts`: what we
    said unasked. Who of ours did it (keys): `people` by when they began to wait who answered, `closers` by why, `posters`."""

    slots: dict[int, Lengths] = field(default_factory=dict)
    open: Lengths = field(default_factory=dict)
    promised: int = 0
    kept: int = 0
    closed: Counter[str] = field(default_factory=Counter)
    posts: int = 0
    people: dict[int, set[int]] = field(default_factory=dict)
    closers: dict[str, set[int]] = field(default_factory=dict)
    posters: set[int] = field(default_factory=set)

    def answered(self, at: int, real: float, inside: float, in_time: bool | None, by: int) -> None:
        """An answer after *real* minutes, *inside* of them while we were there. *at*: slot."""
        _add(self.slots.setdefault(at, {}), {length(real): 1})
        _add(self.open, {length(inside): 1})
        self.promised += in_time is not None
        self.kept += bool(in_time)
        self.people.setdefault(at, set()).add(by)

    def decided(self, why: str, by: int) -> None:
        self.closed[why] += 1
        self.closers.setdefault(why, set()).add(by)

    def posted(self, by: int) -> None:
        self.posts += 1
        self.posters.add(by)

    def add(self, other: "Cell") -> None:
        """Both together."""
        for at, lengths in other.slots.items():
            _add(self.slots.setdefault(at, {}), lengths)
        for at, who in other.people.items():
            self.people.setdefault(at, set()).update(who)
        for why, those in other.closers.items():
            self.closers.setdefault(why, set()).update(those)
        self.posters |= other.posters
        _add(self.open, other.open)
        self.closed.update(other.closed)
        self.promised, self.kept = self.promised + other.promised, self.kept + other.kept
        self.posts += other.posts

    def stored(self) -> dict[str, Any]:
        return {
            "slots": {str(at): _texts(lengths) for at, lengths in self.slots.items()},
            "open": _texts(self.open), "promised": self.promised, "kept": self.kept, "closed": dict(self.closed),
            "posts": self.posts, "people": {
                "answered": {str(at): sorted(who) for at, who in self.people.items()},
                "decided": {why: sorted(who) for why, who in self.closers.items()}, "posted": sorted(self.posters),
            },
        }  # fmt: skip


def read(told: Mapping[str, Any]) -> Cell:
    """A cell as it is stored."""
    who = told["people"]
    return Cell(
        {int(at): _numbers(lengths) for at, lengths in told["slots"].items()}, _numbers(told["open"]), told["promised"],
        told["kept"], Counter(told["closed"]), told["posts"],
        {int(at): set(those) for at, those in who["answered"].items()},
        {why: set(those) for why, those in who["decided"].items()}, set(who["posted"]),
    )  # fmt: skip


def _texts(lengths: Mapping[int, int]) -> dict[str, int]:
    return {str(k): n for k, n in lengths.items()}


def _numbers(lengths: Mapping[str, int]) -> Lengths:
    return {int(k): n for k, n in lengths.items()}


@dataclass(frozen=True, slots=True)
class Figures:
    """Of some cells together. Minutes; None where nobody was answered. `real` is what the asker waited, `inside` what of
    it counted. `decided`: needed no answer. `kept`: share of the answers with a due time that came by it. `decided`, `posts`:
    None where they are hidden. `beside`: answers of the time of which the posts are; None: all."""

    answered: int
    decided: int | None
    posts: int | None
    median: float | None
    ninth: float | None
    inside: float | None
    kept: float | None
    closed: tuple[tuple[str, int], ...] = ()
    beside: int | None = None

    @property
    def dialogue(self) -> float | None:
        """Which share of what we said was an answer."""
        if self.posts is None:
            return None
        answers = self.answered if self.beside is None else self.beside
        said = answers + self.posts
        return answers / said if said else None

    def share(self, waiting: int) -> float | None:
        """Which share was answered or decided, of these and so many who still wait; None where what was decided is hidden."""
        if self.decided is None:
            return None
        done = self.answered + self.decided
        return done / (done + waiting) if done + waiting else None


def figures(cells: Iterable[Cell]) -> Figures:
    real: Lengths = {}
    inside: Lengths = {}
    closed: Counter[str] = Counter()
    promised = kept = posts = 0
    for cell in cells:
        for lengths in cell.slots.values():
            _add(real, lengths)
        _add(inside, cell.open)
        closed.update(cell.closed)
        promised, kept, posts = promised + cell.promised, kept + cell.kept, posts + cell.posts
    reasons = tuple(sorted(closed.items(), key=lambda one: (-one[1], one[0])))
    return Figures(
        sum(real.values()), sum(closed.values()), posts, quantile(real, 0.5), quantile(real, 0.9),
        quantile(inside, 0.5), kept / promised if promised else None, reasons,
    )  # fmt: skip


def week_map(cells: Iterable[Cell]) -> dict[int, Lengths]:
    """By the slot in which they began to wait: how long."""
    found: dict[int, Lengths] = {}
    for cell in cells:
        for at, lengths in cell.slots.items():
            _add(found.setdefault(at, {}), lengths)
    return found


Parts = Mapping[int, frozenset[int]]
"""Smallest parts of all figures (number) → who stands behind it."""


def told_with(
    tables: Sequence[Mapping[K, frozenset[int]]], parts: Parts, already: Iterable[frozenset[int]]
) -> frozenset[K]:
    """The lines of *tables* (name → its parts) that may stand beside what is shown *already*: behind each line, behind what is
    hidden of a table together, and behind what any two shown lines differ by, stand enough people or nobody."""
    kept, shown = list(already), []
    for table in tables:
        fit: list[K] = []
        for name, line in sorted(table.items(), key=lambda one: -len(one[1])):
            if line and all(_tells_enough(_apart(line, other), parts) for other in (frozenset[int](), *kept)):
                fit.append(name)
                kept.append(line)
        while fit and not _tells_enough(_hidden(table, fit), parts):
            kept.remove(table[fit.pop()])  # what is hidden could be told from the sum: hide one more with it
        shown += fit
    return frozenset(shown)


def _apart(one: frozenset[int], other: frozenset[int]) -> Iterator[int]:
    """What lies in one of them alone; lazily, since a few parts mostly tell."""
    small, large = sorted((one, other), key=len)
    yield from (n for n in small if n not in large)
    yield from (n for n in large if n not in small)


def _hidden(table: Mapping[K, frozenset[int]], shown: Sequence[K]) -> frozenset[int]:
    return frozenset[int]().union(*(line for name, line in table.items() if name not in shown))


def _tells_enough(difference: Iterable[int], parts: Parts) -> bool:
    """Do enough people stand behind these parts, or nobody?"""
    who: set[int] = set()
    for n in difference:
        who |= parts[n]
        if len(who) >= FEWEST:
            return True
    return not who
