"""Figures about waiting: days counted by the worker, and what of them a reader may see. Of the house, never of a person."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from zuruf.core.evidence import Permit
from zuruf.core.insight import Cell, Figures, figures, quantile, slot, told_with, week_map
from zuruf.core.people import May, Who
from zuruf.core.told_by import tellable
from zuruf.flow import calendar
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.models import CountedDay, DayFigure
from zuruf.store.queries import agreement
from zuruf.store.queries import insight as queries
from zuruf.store.queries.insight import Waiting

WEEKS = (4, 12, 52)
BACK = timedelta(weeks=53)  # days before that are not counted
AFTER = timedelta(hours=1)  # a day is counted once more so long after it ended
AT_ONCE = 20  # days a turn of the worker
RATHER = timedelta(minutes=10)  # the day that goes on is counted anew so often

Place = tuple[int, int, str]
"""(weeks ago, account, topic)"""


@dataclass(frozen=True, slots=True)
class Row:
    """`key`: account (key) or topic (slug), "" for no topic."""

    key: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Table:
    """`kind`: account | topic. `hidden`: how many lines tell of too few."""

    kind: str
    rows: tuple[Row, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Who began to wait in these hours: half of the `answered` waited `median` minutes or less."""

    median: float
    answered: int


@dataclass(frozen=True, slots=True)
class Insight:
    """`whole` None: too few people stand behind it (`any`: there are figures). `weeks`: Monday → figures, None where they are
    hidden. `spots`: slot of the week → what may be shown. `goal`: the house's target in minutes of being open. `since` and
    `until`: first and last day. `share`: which part was answered or decided."""

    length: int
    since: date
    until: date
    any: bool
    whole: Figures | None
    share: float | None
    tables: tuple[Table, ...]
    weeks: tuple[tuple[date, Figures | None], ...]
    spots: Mapping[int, Spot]
    hidden_spots: int
    waiting: Waiting
    goal: int
    counted_at: datetime | None
    permitted: bool


def sweep(*, now: datetime | None = None) -> bool:
    """Count days that are not counted yet, the newest first, and put the days of a week that is over together; whether there
    are more. Doing it twice does no harm."""
    now = now or clock()
    first = queries.first_day()
    if first is None:
        return False
    zone = calendar.house().zone
    today = now.astimezone(zone).date()
    oldest = max(first.astimezone(zone).date(), today - BACK)
    oldest -= timedelta(days=oldest.weekday())  # a week is counted as a whole
    done = queries.counted(oldest)
    days = [today - timedelta(days=n) for n in range((today - oldest).days + 1)]
    due = [day for day in days if _stale(day, done.get(day), now, zone)]
    for day in due[:AT_ONCE]:
        count_day(day, now=now)
    if len(due) <= AT_ONCE:
        for monday in queries.unfolded(today - timedelta(days=today.weekday())):
            _fold(monday)
    return len(due) > AT_ONCE


def count_day(day: date, *, now: datetime) -> None:
    """Count this day of the house's calendar, in the place of what was counted."""
    here = calendar.house()
    start, end = _bounds(day, here.zone)
    cells: dict[tuple[int, str], Cell] = {}

    def cell(account: int, topic: str) -> Cell:
        return cells.setdefault((account, topic), Cell())

    for a in queries.answers(start, end):
        real, inside = (a.at - a.since).total_seconds() / 60, here.open_minutes(a.since, a.at)
        in_time = None if a.due_at is None else a.at <= a.due_at
        cell(a.account, a.topic).answered(slot(a.since, here.zone), real, inside, in_time, a.by)
    for d in queries.decisions(start, end):
        cell(d.account, d.topic).decided(slot(d.since, here.zone), d.why, d.by)
    for account, at, by in queries.posts(start, end):
        cell(account, "").posted(slot(at, here.zone), by)
    with transaction.atomic():
        DayFigure.objects.filter(day=day).delete()
        _keep(day, cells)
        CountedDay.objects.update_or_create(day=day, defaults={"made_at": now})


def read(who: Who, weeks: int, *, now: datetime | None = None) -> Insight:
    """The last *weeks* full weeks; with an agreement that permits figures about few the week that goes on, too. So what two
    looks differ by is a week, never one person's morning. Declined("not_allowed") for who is not of the house."""
    now = now or clock()
    if not who.may(May.INSIDE):
        raise Declined("not_allowed")
    permitted = agreement.permitted(Permit.SMALL_GROUPS, now)
    house = calendar.settled()
    zone = house.calendar().zone
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    until = today if permitted else monday - timedelta(days=1)
    since = monday - timedelta(weeks=weeks)
    cells = queries.cells(since, until)
    shown = _lines(queries.people(monday - timedelta(weeks=max(WEEKS)), until), monday, who.id, permitted)
    seen = (weeks, "whole", "") in shown
    whole = figures(cells.values()) if seen else None
    sums = {(kind, key) for length, kind, key in shown if length == weeks}
    fine = _fine(cells, sums, who.id, permitted) if seen else frozenset()
    spots = {
        at: Spot(quantile(lengths, 0.5) or 0.0, sum(lengths.values()))
        for at, lengths in week_map(cells.values()).items()
    }
    open_now = queries.waiting(now)
    left = queries.waiting(now, datetime.combine(since, time(), zone)).count if seen else 0
    return Insight(
        weeks, since, until, bool(cells), whole, whole.share(left) if whole else None,
        tuple(_table(kind, cells, weeks, shown) for kind in ("account", "topic")) if seen else (),
        tuple(_weeks(cells, since, until, fine)) if seen else (),
        {at: spot for at, spot in spots.items() if ("slot", at) in fine},
        sum(("slot", at) not in fine for at in spots) if seen else 0,
        open_now, house.minutes, queries.counted_at(), permitted,
    )  # fmt: skip


def _fold(monday: date) -> None:
    """A week that is over is kept under its Monday alone, so that a year is a few hundred rows."""
    sunday = monday + timedelta(days=6)
    with transaction.atomic():
        together: dict[tuple[int, str], Cell] = {}
        for (_day, account, topic), cell in queries.cells(monday, sunday).items():
            together.setdefault((account, topic), Cell()).add(cell)
        DayFigure.objects.filter(day__gte=monday, day__lte=sunday).delete()
        _keep(monday, together)


def _keep(day: date, cells: Mapping[tuple[int, str], Cell]) -> None:
    DayFigure.objects.bulk_create(
        DayFigure(day=day, account_id=account, topic=topic, told=one.stored())
        for (account, topic), one in cells.items()
    )


def _stale(day: date, made_at: datetime | None, now: datetime, zone: ZoneInfo) -> bool:
    if made_at is None:
        return True
    ended = _bounds(day, zone)[1] + AFTER
    return made_at < ended and (now >= ended or now - made_at >= RATHER)


def _bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)


Cells = Mapping[tuple[date, int, str], Cell]


def _lines(
    behind: Iterable[tuple[date, int, str, frozenset[int]]], monday: date, reader: int, permitted: bool
) -> frozenset[tuple[int, str, str]]:
    """(weeks, "whole" | "account" | "topic", key) of what this reader may see of all times that can be chosen."""
    people: dict[Place, frozenset[int]] = {}
    for day, account, topic, those in behind:
        age = sum(day < monday - timedelta(weeks=weeks) for weeks in WEEKS)
        name = (age, account, topic)
        people[name] = people.get(name, frozenset()) | those
    lines = [
        (
            (weeks, kind, key),
            frozenset(p for p in people if p[0] <= n and (kind == "whole" or _key(kind, p) == key)),
        )
        for kind in ("whole", "account", "topic")
        for key in sorted({_key(kind, p) for p in people})
        for n, weeks in enumerate(WEEKS)
    ]
    if permitted:
        return frozenset(name for name, line in lines if line)
    others = {p: (left,) for p, of in people.items() if (left := of - {reader})}
    return tellable([one for one in lines if one[1]], {p: (of,) for p, of in people.items()}, others)


def _key(kind: str, place: Place) -> str:
    return {"whole": "", "account": str(place[1]), "topic": place[2]}[kind]


def _fine(
    cells: Cells, shown: Collection[tuple[str, str]], reader: int, permitted: bool
) -> frozenset[tuple[str, object]]:
    """The weeks and hours that may be shown beside the sums that are *shown* (kind, key)."""
    if permitted:
        return frozenset(
            [("week", day - timedelta(days=day.weekday())) for day, _account, _topic in cells]
            + [("slot", at) for cell in cells.values() for at in cell.slots]
        )
    parts: list[frozenset[int]] = []
    weeks: dict[tuple[str, object], list[int]] = {}
    slots: dict[tuple[str, object], list[int]] = {}
    sums: dict[tuple[str, str], list[int]] = {}
    for (day, account, topic), cell in cells.items():
        numbers = range(len(parts), len(parts) + len(cell.people))
        for number, (at, who) in zip(numbers, cell.people.items(), strict=True):
            parts.append(frozenset(who - {reader}))
            slots.setdefault(("slot", at), []).append(number)
        weeks.setdefault(("week", day - timedelta(days=day.weekday())), []).extend(numbers)
        for name in (("whole", ""), ("account", str(account)), ("topic", topic)):
            sums.setdefault(name, []).extend(numbers)
    tables = [{name: frozenset(line) for name, line in table.items()} for table in (weeks, slots)]
    behind = dict(enumerate(parts))
    already = [frozenset(line) for name, line in sums.items() if name in shown]
    return told_with(tables, behind, already)


def _table(kind: str, cells: Cells, weeks: int, shown: frozenset[tuple[int, str, str]]) -> Table:
    groups: dict[str, list[Cell]] = {}
    for (_day, account, topic), cell in cells.items():
        groups.setdefault(str(account) if kind == "account" else topic, []).append(cell)
    rows = [Row(key, figures(of)) for key, of in groups.items() if (weeks, kind, key) in shown]
    rows.sort(key=lambda row: (not row.key, -row.figures.answered, row.key))
    return Table(kind, tuple(rows), len(groups) - len(rows))


def _weeks(
    cells: Cells, since: date, until: date, fine: frozenset[tuple[str, object]]
) -> Iterable[tuple[date, Figures | None]]:
    by_week: dict[date, list[Cell]] = {}
    for (day, _account, _topic), cell in cells.items():
        by_week.setdefault(day - timedelta(days=day.weekday()), []).append(cell)
    day = since
    while day <= until:
        yield day, figures(by_week[day]) if ("week", day) in fine else None if day in by_week else figures(())
        day += timedelta(weeks=1)
