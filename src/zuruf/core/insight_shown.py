"""Which figures about waiting a reader may see: behind each of them, behind what two of them differ by and behind what two
looks differ by stand enough people, by what they did (answered, decided for this reason, posted)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zuruf.core.insight import Cell, Figures, figures, told_with
from zuruf.core.small_groups import pooled
from zuruf.core.told_by import tellable

Part = tuple[date, int, str, str]
"""(Monday, account, topic, reason of closing or "")"""
Behind = Mapping[Part, frozenset[int]]
Name = tuple[int, str, str]
"""(weeks of the period, "whole" | "account" | "topic", key)"""
Weeks = frozenset[date]
Line = tuple[Name, str]
"""(line, reason or "" for all)"""


@dataclass(frozen=True, slots=True)
class People:
    """Who of ours stands behind what was counted, since the first week there is."""

    answered: Behind
    decided: Behind
    posted: Behind


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told: line → of which weeks (Mondays). `single`: weeks that may be told by themselves. What is in none of the
    maps is hidden; nobody stands behind what is in `nothing` ("decided" | "posted", line)."""

    answered: Mapping[Line, Weeks]
    decided: Mapping[Line, Weeks]
    posted: Mapping[Line, Weeks]
    single: Weeks
    nothing: Collection[tuple[str, Line]]


def told(people: People, monday: date, periods: Sequence[int], reader: int) -> Told:
    """For a look in the week of *monday*, at any of these *periods* (weeks). A week counts only with the following ones until
    enough people besides the *reader* stand behind them, and for decisions and posts with as many more as it takes. The weeks are
    put together from the first one on, so that they are the same ones at each look."""
    first = min((part[0] for part in people.answered), default=monday)
    weeks = [(first + timedelta(weeks=n),) for n in range((monday - first).days // 7)]
    starts = {n: monday - timedelta(weeks=n) for n in periods}
    lines = _lines(people)
    pools = {line: pooled(_steps(weeks, people.answered, line, reader)) for line in lines}
    answered = _kind(people.answered, pools, starts, reader)
    nothing: set[tuple[str, Line]] = set()
    kinds: dict[str, dict[Line, Weeks]] = {}
    for kind, behind in (("decided", people.decided), ("posted", people.posted)):
        reasons = sorted({part[3] for part in behind} - {""})
        wanted = [(line, why) for line in lines for why in (("", *reasons) if line[0] == "whole" else ("",))]
        own = {(line, why): pooled(_steps(pools[line], behind, line, reader, why)) for line, why in wanted}
        kinds[kind] = _kind_of(behind, own, starts, reader)
        nothing |= {
            (kind, ((n, *line), why)) for line, why in wanted for n, since in starts.items()
            if not any(since <= part[0] < monday and _fits(part, line, why) for part in behind)
        }  # fmt: skip
    single = frozenset(pool[0] for pool in pools["whole", ""] if len(pool) == 1)
    return Told(answered, kinds["decided"], kinds["posted"], single, nothing)


def everything(people: People, monday: date, periods: Sequence[int]) -> Told:
    """Where an agreement permits it: all, the week of *monday* that goes on, too."""
    weeks = {n: frozenset(monday - timedelta(weeks=k) for k in range(n + 1)) for n in periods}
    reasons = ["", *sorted({part[3] for part in people.decided} - {""})]
    lines = {(n, *line): those for line in _lines(people) for n, those in weeks.items()}
    there = {
        name: those for name, those in lines.items()
        if any(part[0] in those and _fits(part, name[1:], "") for part in people.answered)
    }  # fmt: skip
    answered = {(name, ""): those for name, those in there.items()}
    decided = {(name, why): those for name, those in lines.items() for why in reasons}
    posted = {(name, ""): those for name, those in lines.items()}
    return Told(answered, decided, posted, weeks[max(periods)], frozenset())


def counted(told: Told, name: Name, cells: Iterable[tuple[date, Cell]]) -> Figures:
    """Of this line, whose *cells* (Monday, what was counted) are given."""
    cells = list(cells)
    line: Line = (name, "")

    def of(kind: str, weeks: Mapping[Line, Weeks]) -> Weeks | None:
        return frozenset() if (kind, line) in told.nothing else weeks.get(line)

    weeks, decided, posted = told.answered[line], of("decided", told.decided), of("posted", told.posted)
    whole = figures(cell for monday, cell in cells if monday in weeks)
    reasons = {why for at, why in told.decided if at == name and why}
    closed = {
        why: sum(c.closed[why] for monday, c in cells if monday in told.decided[name, why]) for why in reasons
    }
    beside = None
    if posted:
        beside = sum(figures([cell]).answered for monday, cell in cells if monday in posted)
    return Figures(
        whole.answered,
        None if decided is None else sum(sum(c.closed.values()) for monday, c in cells if monday in decided),
        None if posted is None else sum(c.posts for monday, c in cells if monday in posted),
        whole.median, whole.ninth, whole.inside, whole.kept,
        tuple(sorted(((why, n) for why, n in closed.items() if n), key=lambda one: (-one[1], one[0]))), beside,
    )  # fmt: skip


def fine(
    told: Told, cells: Mapping[tuple[date, int, str], Cell], length: int, reader: int
) -> tuple[frozenset[tuple[str, str]], frozenset[int]]:
    """The lines (kind, key) and the slots of the week that may be shown beside the weeks that are."""
    parts: list[frozenset[int]] = []
    slots: dict[tuple[str, str], list[int]] = {}
    weeks: dict[date, list[int]] = {}
    lines: dict[tuple[str, str], list[int]] = {}
    counts = {(kind, key): those for ((n, kind, key), _why), those in told.answered.items() if n == length}
    for (monday, account, topic), cell in cells.items():
        if monday not in counts["whole", ""]:
            continue
        numbers = range(len(parts), len(parts) + len(cell.people))
        for number, (at, who) in zip(numbers, cell.people.items(), strict=True):
            parts.append(frozenset(who - {reader}))
            slots.setdefault(("slot", str(at)), []).append(number)
        weeks.setdefault(monday, []).extend(numbers)
        for name in (("whole", ""), ("account", str(account)), ("topic", topic)):
            if monday in counts.get(name, ()):
                lines.setdefault(name, []).extend(numbers)
    whole = frozenset(lines.pop(("whole", ""), ()))
    already = [whole, *(frozenset(those) for monday, those in weeks.items() if monday in told.single)]
    tables = [{name: frozenset(those) for name, those in table.items()} for table in (lines, slots)]
    shown = told_with(tables, dict(enumerate(parts)), already)
    return frozenset(n for n in shown if n[0] != "slot"), frozenset(
        int(n[1]) for n in shown if n[0] == "slot"
    )


def _kind(
    behind: Behind,
    pools: Mapping[tuple[str, str], list[tuple[date, ...]]],
    starts: Mapping[int, date],
    reader: int,
) -> dict[Line, Weeks]:
    return _kind_of(behind, {(line, ""): those for line, those in pools.items()}, starts, reader)


def _kind_of(
    behind: Behind,
    pools: Mapping[tuple[tuple[str, str], str], list[tuple[date, ...]]],
    starts: Mapping[int, date],
    reader: int,
) -> dict[Line, Weeks]:
    """The weeks of each line that may be told beside the others of this kind."""
    weeks: dict[Line, Weeks] = {}
    lines: list[tuple[Line, frozenset[Part]]] = []
    for (line, why), those in pools.items():
        for n, since in sorted(starts.items()):
            name = ((n, *line), why)
            weeks[name] = frozenset(day for pool in those if pool[0] >= since for day in pool)
            lines.append((name, frozenset(p for p in behind if p[0] in weeks[name] and _fits(p, line, why))))
    others = {part: (left,) for part, who in behind.items() if (left := who - {reader})}
    shown = tellable([one for one in lines if one[1]], {p: (of,) for p, of in behind.items()}, others)
    return {name: weeks[name] for name in shown}


def _lines(people: People) -> list[tuple[str, str]]:
    parts = [*people.answered, *people.decided, *people.posted]
    accounts, topics = sorted({str(p[1]) for p in parts}), sorted({p[2] for p in parts})
    return [("whole", ""), *(("account", key) for key in accounts), *(("topic", key) for key in topics)]


def _steps(
    units: Iterable[tuple[date, ...]], behind: Behind, line: tuple[str, str], reader: int, why: str = ""
) -> list[tuple[tuple[date, ...], frozenset[int]]]:
    """Each of *units* (weeks that belong together) with who stands behind this line in it, besides the reader."""
    by_week: dict[date, frozenset[int]] = {}
    for part, who in behind.items():
        if _fits(part, line, why):
            by_week[part[0]] = by_week.get(part[0], frozenset()) | (who - {reader})
    nobody = frozenset[int]()
    return [(unit, nobody.union(*(by_week.get(day, nobody) for day in unit))) for unit in units]


def _fits(part: Part, line: tuple[str, str], why: str) -> bool:
    kind, key = line
    fits = kind == "whole" or key == (str(part[1]) if kind == "account" else part[2])
    return fits and why in ("", part[3])
