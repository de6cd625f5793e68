"""What waiting costs: the figures that may be seen, and what they advise."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from zuruf.core.guideline_write import write
from zuruf.core.people import May, Who
from zuruf.core.price import Advice, Figures, Question, advice, by, figures, spread
from zuruf.core.small_groups import enough, visible
from zuruf.flow import guideline, what_if
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import guideline as guidelines
from zuruf.store.queries import price as queries

DAYS = (30, 90, 365)


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
    people stand behind them or behind what they differ by from the sum."""

    kind: str
    rows: tuple[Row, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Price:
    """`whole` None: too few people stand behind all of it. `asked`, `looked`: her own figures, for her alone: of what she
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
    asked = queries.questions(since, now)
    permitted = queries.small_groups_permitted(now)
    whole = figures(asked)
    seen = permitted or enough(*whole.people)
    waiting = queries.waiting(since, now) if seen else (0, 0)
    return Price(
        days, since, now, bool(asked),
        whole if seen else None,
        spread(asked) if seen else (),
        _parts(asked, language, permitted) if seen else (),
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


def _parts(asked: list[Question], language: str, permitted: bool) -> tuple[Part, ...]:
    slugs = {q.guideline for q in asked if q.guideline}
    titles = guidelines.titles(slugs, language)
    on = guidelines.switched_on()
    accounts = {pk: name for pk, (_public, name) in queries.accounts().items()}
    teams = queries.team_names()
    return (
        _part("guideline", asked, lambda q: q.guideline, titles, permitted, on),
        _part("reason", asked, lambda q: q.reason, {}, permitted),
        _part("account", asked, lambda q: str(q.account), _keyed(accounts), permitted),
        _part("team", asked, lambda q: str(q.team or ""), _keyed(teams), permitted),
    )


def _part(
    kind: str,
    asked: list[Question],
    key: Callable[[Question], str],
    names: Mapping[str, str],
    permitted: bool,
    on: frozenset[str] = frozenset(),
) -> Part:
    groups = by(asked, key)
    shown = visible({k: f.people for k, f in groups.items()}, permitted=permitted)
    rows = tuple(Row(k, names.get(k, ""), f, advice(f), k in on) for k, f in groups.items() if k in shown)
    return Part(kind, rows, len(groups) - len(rows))


def _keyed(names: Mapping[int, str]) -> dict[str, str]:
    return {str(pk): name for pk, name in names.items()}
