"""What waiting costs: the figures that may be seen, and what they advise."""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from zuruf.core.evidence import Permit
from zuruf.core.guideline_write import write
from zuruf.core.people import May, Who
from zuruf.core.price import Advice, Figures, Question, advice, by, figures, spread
from zuruf.core.told_by import tellable
from zuruf.flow import guideline, what_if
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import agreement
from zuruf.store.queries import guideline as guidelines
from zuruf.store.queries import price as queries

DAYS = (30, 90, 365)
KEYS: Mapping[str, Callable[[Question], str]] = {
    "guideline": lambda q: q.guideline,
    "reason": lambda q: q.reason,
    "account": lambda q: str(q.account),
    "team": lambda q: str(q.team or ""),
}
MANDATES = (
    "reason",
    "mandate",
)  # besides guidelines the one step that a house can do without; partners' is a law
Line = tuple[int, str, str]
"""(days, "whole" or kind, key): one line that a reader could see, in one of the times that she can choose."""


@dataclass(frozen=True, slots=True)
class Row:
    """One guideline, reason, account or team. `key`: slug, code or ""; `name`: as people call it, "" for a code. `active`: of
    a guideline, is it on now? It can be tried without it then."""

    key: str
    name: str
    figures: Figures
    advice: Advice
    active: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One table: `kind` guideline | reason | account | team. `hidden`: groups that are not shown, since fewer than five
    people stand behind them or behind what could be reckoned from them and other lines."""

    kind: str
    rows: tuple[Row, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Price:
    """`whole` None: too few people stand behind all of it, or behind what it differs by from a shorter time. `asked`, `looked`: her own figures, for her alone: of what she
    wrote, and of what she was asked. `open`, `back`: not yet ended, and taken back by their authors."""

    days: int
    since: datetime
    until: datetime
    ended: bool
    whole: Figures | None
    spread: tuple[int, ...]
    parts: tuple[Part, ...]
    open: int
    back: int
    asked: Figures
    looked: Figures
    permitted: bool


def read(who: Who, days: int, *, language: str = "de", now: datetime | None = None) -> Price:
    """The price of what was asked in the last *days*. Declined("not_allowed") for who is not of the house."""
    now = now or clock()
    if not who.may(May.INSIDE):
        raise Declined("not_allowed")
    since = now - timedelta(days=days)
    longest = queries.questions(now - timedelta(days=max(days, *DAYS)), now)
    asked = [q for q in longest if q.asked_at >= since]
    permitted = agreement.permitted(Permit.SMALL_GROUPS, now)
    shown = None if permitted else _shown(longest, who.id, now)
    seen = bool(asked) if shown is None else (days, "whole", "") in shown
    waiting = queries.waiting(since, now) if seen else (0, 0)
    return Price(
        days, since, now, bool(asked),
        figures(asked) if seen else None,
        spread(asked) if seen else (),
        _parts(asked, language, days, shown) if seen else (),
        *waiting,
        figures([q for q in asked if q.author == who.id]),
        figures([q for q in asked if q.eyes == who.id]),
        permitted,
    )  # fmt: skip


def try_without(who: Who, slug: str, how: str, days: int, *, now: datetime | None = None) -> str:
    """A what-if of this guideline switched off (*how* "off"), or looking afterwards instead of asking ("look"); the run's
    public id. Declined: "gone", and as `flow.what_if.ask`."""
    now = now or clock()
    if how == "off":
        return what_if.ask(who, [what_if.Change(slug, "")], days, now=now)
    newest = next((toml for name, toml, _g in guideline.newest() if name == slug), None)
    if newest is None:
        raise Declined("gone")
    return what_if.ask(who, [what_if.Change(slug, _looking(newest))], days, now=now)


def _looking(toml: str) -> str:
    """The guideline with look in the place of ask; what it said about asking goes."""
    told: dict[str, Any] = tomllib.loads(toml)
    then = {k: v for k, v in told["then"].items() if k in ("verdict", "say")}
    examples = [{**e, "verdict": "look"} if e.get("verdict") == "ask" else e for e in told.get("example", ())]
    return write({**told, "then": {**then, "verdict": "look"}, "example": examples}, toml)


def _shown(asked: Sequence[Question], reader: int, now: datetime) -> frozenset[Line]:
    """All that this reader may see, in every time and table, so that none of it tells of fewer than five people by way of another,
    of the other times or of the reader's own figures. Shorter times and sums come first, then what cost most."""
    cells: defaultdict[tuple[object, ...], list[Question]] = defaultdict(list)
    for q in asked:
        age = sum(q.asked_at < now - timedelta(days=days) for days in DAYS)
        cells[age, q.guideline, q.reason, q.account, q.team].append(q)
    people = {cell: _people(of) for cell, of in cells.items()}
    others = {
        cell: _people(rest)
        for cell, of in cells.items()
        if (rest := [q for q in of if reader not in (q.author, q.eyes)])
    }
    kinds: list[tuple[str, Callable[[Question], str]]] = [("whole", lambda _q: ""), *KEYS.items()]
    lines: list[tuple[Line, frozenset[tuple[object, ...]]]] = []
    for kind, key in kinds:
        for name in _by_minutes(asked, key):
            for n, days in enumerate(DAYS):
                reached = [
                    cell for cell, of in cells.items() if cell[0] in range(n + 1) and key(of[0]) == name
                ]
                lines.append(((days, kind, name), frozenset(reached)))
    return tellable(lines, people, others)


def _people(asked: Sequence[Question]) -> tuple[frozenset[int], frozenset[int]]:
    """Those who looked, and those who wrote."""
    return frozenset(q.eyes for q in asked if q.eyes is not None), frozenset(q.author for q in asked)


def _by_minutes(asked: Sequence[Question], key: Callable[[Question], str]) -> list[str]:
    """What cost most first, and last what has no name."""
    minutes: defaultdict[str, float] = defaultdict(float)
    for q in asked:
        minutes[key(q)] += q.minutes
    return sorted(minutes, key=lambda name: (not name, -minutes[name], name))


def _parts(
    asked: list[Question], language: str, days: int, shown: frozenset[Line] | None
) -> tuple[Part, ...]:
    """*shown* None: all."""
    names: dict[str, Mapping[str, str]] = {
        "guideline": guidelines.titles({q.guideline for q in asked if q.guideline}, language),
        "account": _keyed({pk: name for pk, (_public, name) in queries.accounts().items()}),
        "team": _keyed(queries.team_names()),
    }
    on = guidelines.switched_on()
    delicate = {slug for slug, _toml, g in guideline.newest() if g.delicate}

    def row(kind: str, key: str, f: Figures) -> Row:
        of_guideline = kind == "guideline" and bool(key)
        told = advice(f, step=of_guideline or (kind, key) == MANDATES, delicate=key in delicate)
        return Row(key, names.get(kind, {}).get(key, ""), f, told, of_guideline and key in on)

    parts = []
    for kind, of in KEYS.items():
        groups = by(asked, of)
        rows = [row(kind, k, f) for k, f in groups.items() if shown is None or (days, kind, k) in shown]
        parts.append(Part(kind, tuple(rows), len(groups) - len(rows)))
    return tuple(parts)


def _keyed(names: Mapping[int, str]) -> dict[str, str]:
    return {str(pk): name for pk, name in names.items()}
