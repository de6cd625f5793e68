"""Figures about waiting: days counted by the worker, and what of them a reader may see. Of the house, never of a person."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from zuruf.core import insight_shown as shown
from zuruf.core.evidence import Permit
from zuruf.core.insight import Cell, Figures, figures, quantile, slot, week_map
from zuruf.core.insight_shown import Told
from zuruf.core.people import May, Who
from zuruf.core.small_groups import monday as _monday
from zuruf.flow import calendar
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.models import CountedDay, DayFigure
from zuruf.store.queries import agreement
from zuruf.store.queries import insight as queries
from zuruf.store.queries.insight import Waiting

WEEKS = (4, 12, 52)
WEEK = timedelta(weeks=1)
BACK = timedelta(weeks=53)  # days before that are not counted
AFTER = timedelta(hours=1)  # a day is counted once more so long after it ended
AT_ONCE = 20  # days a turn of the worker
RATHER = timedelta(minutes=10)  # the day that goes on is counted anew so often


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
    """`whole` None: too few people stand behind it (`any`: there are figures). `weeks`: Monday → its answers, None where they
    are hidden. `spots`: slot of the week → what may be shown. `goal`: the house's target in minutes of being open. `since` and
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
    oldest = _monday(oldest)  # a week is counted as a whole
    done = queries.counted(oldest)
    days = [today - timedelta(days=n) for n in range((today - oldest).days + 1)]
    due = [day for day in days if _stale(day, done.get(day), now, zone)]
    for day in due[:AT_ONCE]:
        count_day(day, now=now)
    if len(due) <= AT_ONCE:
        done = queries.counted(oldest)
        for monday in queries.unfolded(_monday(today)):
            if _over(monday, done, zone):
                _fold(monday)
    return len(due) > AT_ONCE


def count_day(day: date, *, now: datetime) -> None:
    """Count this day of the house's calendar, in the place of what was counted. A day of a week that is kept as a whole is not
    counted by itself: the whole week is then to be counted anew."""
    monday = _monday(day)
    if queries.folded(monday):
        with transaction.atomic():
            DayFigure.objects.filter(day=monday, week=True).delete()
            CountedDay.objects.filter(day__gte=monday, day__lt=monday + WEEK).delete()
        return
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
        cell(d.account, d.topic).decided(d.why, d.by)
    for account, by in queries.posts(start, end):
        cell(account, "").posted(by)
    with transaction.atomic():
        DayFigure.objects.filter(day=day).delete()
        _keep(day, cells)
        CountedDay.objects.update_or_create(day=day, defaults={"made_at": now})


def read(who: Who, weeks: int, *, now: datetime | None = None) -> Insight:
    """Of the last *weeks* full weeks what this reader may see; with an agreement that permits figures about few all, and the
    week that goes on, too. Declined("not_allowed") for who is not of the house."""
    now = now or clock()
    if not who.may(May.INSIDE):
        raise Declined("not_allowed")
    permitted = agreement.permitted(Permit.SMALL_GROUPS, now)
    house = calendar.settled()
    zone = house.calendar().zone
    today = now.astimezone(zone).date()
    monday = _monday(today)
    if not permitted and not _over(monday - WEEK, queries.counted(monday - WEEK), zone):
        monday -= WEEK  # what is not counted to its end would differ from the next look by a few answers
    until = today if permitted else monday - timedelta(days=1)
    since = monday - timedelta(weeks=weeks)
    cells, people = queries.cells(since, until), queries.people(until)
    told = shown.everything(people, monday, WEEKS) if permitted else shown.told(people, monday, WEEKS, who.id)
    found = Insight(
        weeks, since, until, bool(cells), None, None, (), (), {}, 0,
        queries.waiting(now), house.minutes, queries.counted_at(), permitted,
    )  # fmt: skip
    whole = (weeks, "whole", "")
    if (whole, "") not in told.answered:
        return found
    figures = shown.counted(told, whole, [(day, cell) for (day, _a, _t), cell in cells.items()])
    left = queries.waiting(now, datetime.combine(since, time(), zone)).count
    lines, slots = _beside(told, cells, weeks, None if permitted else who.id)
    covered = told.answered[whole, ""]
    spots = {
        at: Spot(quantile(lengths, 0.5) or 0.0, sum(lengths.values()))
        for at, lengths in week_map(cell for (day, _a, _t), cell in cells.items() if day in covered).items()
    }
    return replace(
        found,
        whole=figures,
        share=figures.share(left),
        tables=tuple(_table(kind, cells, weeks, told, lines) for kind in ("account", "topic")),
        weeks=tuple(_weeks(cells, since, until, told.single)),
        spots={at: spot for at, spot in spots.items() if at in slots},
        hidden_spots=sum(at not in slots for at in spots),
    )


def _fold(monday: date) -> None:
    """A week that is over is kept under its Monday alone, so that a year is a few hundred rows."""
    with transaction.atomic():
        together = queries.cells(monday, monday + timedelta(days=6))
        DayFigure.objects.filter(day__gte=monday, day__lt=monday + WEEK).delete()
        _keep(monday, {(account, topic): cell for (_m, account, topic), cell in together.items()}, week=True)


def _keep(day: date, cells: Mapping[tuple[int, str], Cell], *, week: bool = False) -> None:
    DayFigure.objects.bulk_create(
        DayFigure(day=day, account_id=account, topic=topic, told=one.stored(), week=week)
        for (account, topic), one in cells.items()
    )


def _over(monday: date, done: Mapping[date, datetime], zone: ZoneInfo) -> bool:
    """Was each day of the week counted after its end, for the last time?"""
    days = [monday + timedelta(days=n) for n in range(7)]
    return all(day in done and done[day] >= _bounds(day, zone)[1] + AFTER for day in days)


def _stale(day: date, made_at: datetime | None, now: datetime, zone: ZoneInfo) -> bool:
    if made_at is None:
        return True
    ended = _bounds(day, zone)[1] + AFTER
    return made_at < ended and (now >= ended or now - made_at >= RATHER)


def _bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)


Cells = Mapping[tuple[date, int, str], Cell]


def _beside(
    told: Told, cells: Cells, weeks: int, reader: int | None
) -> tuple[Collection[tuple[str, str]], Collection[int]]:
    """The lines (kind, key) and the slots that may be shown. *reader* None: all."""
    if reader is None:
        lines = {(kind, key) for (length, kind, key), _why in told.answered if length == weeks}
        return lines, {at for cell in cells.values() for at in cell.slots}
    return shown.fine(told, cells, weeks, reader)


def _table(kind: str, cells: Cells, weeks: int, told: Told, lines: Collection[tuple[str, str]]) -> Table:
    groups: dict[str, list[tuple[date, Cell]]] = {}
    for (monday, account, topic), cell in cells.items():
        groups.setdefault(str(account) if kind == "account" else topic, []).append((monday, cell))
    rows = [
        Row(key, shown.counted(told, (weeks, kind, key), of))
        for key, of in groups.items()
        if (kind, key) in lines
    ]
    rows.sort(key=lambda row: (not row.key, -row.figures.answered, row.key))
    answered = sum(any(cell.people for _monday, cell in of) for of in groups.values())
    return Table(kind, tuple(rows), answered - len(rows))


def _weeks(
    cells: Cells, since: date, until: date, single: Collection[date]
) -> Iterable[tuple[date, Figures | None]]:
    """Of each week its answers; who decided or posted in one week are mostly too few."""
    by_week: dict[date, list[Cell]] = {}
    for (monday, _account, _topic), cell in cells.items():
        by_week.setdefault(monday, []).append(cell)
    day = since
    while day <= until:
        nothing = not any(cell.people for cell in by_week.get(day, ()))
        told = nothing or day in single
        yield (
            day,
            replace(figures(by_week.get(day, ())), decided=None, posts=None, closed=()) if told else None,
        )
        day += WEEK
