"""Who is on duty, and when: a weekly rota, what is otherwise on one day, pauses with an end, and eleven hours' rest."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from zuruf.core.calendar import Calendar

REST = timedelta(
    hours=11
)  # between the end of one working day and the beginning of the next; § 5 ArbZG, 2003/88/EC art. 3
DAY = 1440  # minutes
LONGEST = 16 * 60  # minutes of one shift
LONGEST_PAUSE = timedelta(hours=4)
Span = tuple[datetime, datetime]
Hours = Callable[
    [int], Calendar
]  # of a member (a key): when the house is open, with the holidays of where she works


@dataclass(frozen=True, slots=True)
class Weekly:
    """Somebody (`member`, a key) is on duty every week from `starts` until `ends`, minutes since midnight on the wall of that
    `weekday` (Monday 0); an end beyond a day lies on the next. `rank`: who is rung first."""

    member: int
    weekday: int
    starts: int
    ends: int
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One day's exception: an extra time `on` duty, or one that is off it. Of two, what was entered later holds; a pause always."""

    member: int
    on: bool
    starts_at: datetime
    ends_at: datetime
    pause: bool = False  # at lunch: she comes back by herself


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody who is on duty, and until when without a break. `rank`: the lower one is rung first."""

    member: int
    rank: int
    until: datetime


def spans(
    weekly: Iterable[Weekly], changes: Iterable[Change], member: int, first: date, days: int, zone: ZoneInfo
) -> list[Span]:
    """When *member* is on duty in the *days* from *first* on, in order and apart; a shift that began the evening before too.
    *changes* in the order in which they were entered. A time on the wall that a clock change leaves out begins when the clock
    goes on."""
    found = _joined(_weekly(weekly, member, first, days, zone))
    mine = (c for c in changes if c.member == member and c.starts_at < c.ends_at)
    for c in sorted(mine, key=lambda c: c.pause):  # a pause holds whatever was entered after it
        at = (c.starts_at, c.ends_at)
        found = _joined([*found, at]) if c.on else _without(found, [at])
    return found


def while_open(taken: Iterable[Span], hours: Calendar) -> list[Span]:
    """What is left of *taken* while the house is open by its *hours*."""
    if hours.always:
        return list(taken)
    left = []
    for start, end in taken:
        for opens, closes in hours.stretches(start):
            if opens >= end:
                break
            left.append((max(start, opens), min(end, closes)))
    return left


def freed(changes: Iterable[Change], now: datetime) -> frozenset[int]:
    """Who is not to be rung *now*, be there a rota or none: at lunch, or off for once. *changes* as with `spans`."""
    found: dict[int, Change] = {}
    for c in changes:
        before = found.get(c.member)
        if c.starts_at <= now < c.ends_at and not (before and before.pause):
            found[c.member] = c
    return frozenset(member for member, c in found.items() if not c.on)


def on_duty(
    weekly: Collection[Weekly],
    changes: Collection[Change],
    now: datetime,
    zone: ZoneInfo,
    away: Collection[int] = (),
    hours: Hours | None = None,
) -> list[OnDuty]:
    """Who is on duty *now*, first whoever is rung first. *away*: who is absent, whatever the rota says. *hours*: nobody is
    while the house is closed by hers."""
    today = now.astimezone(zone).date()
    found = []
    ranks: dict[int, int] = {}
    for w in weekly:
        ranks[w.member] = min(w.rank, ranks.get(w.member, w.rank))
    for member in sorted({*ranks, *(c.member for c in changes if c.on)} - set(away)):
        taken = spans(weekly, changes, member, today - timedelta(days=1), 3, zone)
        for start, end in while_open(taken, hours(member)) if hours else taken:
            if start <= now < end:
                found.append(OnDuty(member, ranks.get(member, 0), end))
    return sorted(found, key=lambda d: (d.rank, d.member))


def too_little_rest(taken: Iterable[Span]) -> Span | None:
    """The first two times on duty between which there is too little rest, as (end, next beginning), or one that is too long by
    itself; None when there is enough. Times with less than the rest between them belong to one working day, which is no
    longer than 24 hours less the rest."""
    begin = last = None
    for start, end in _joined(taken):
        if begin is None or last is None or start - last >= REST:
            begin = last = start
        if end - begin > timedelta(hours=24) - REST:
            return last, start
        last = end
    return None


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _weekly(weekly: Iterable[Weekly], member: int, first: date, days: int, zone: ZoneInfo) -> Iterator[Span]:
    mine = [w for w in weekly if w.member == member]
    for n in range(-1, days):  # one that began the evening before reaches into the first day
        day = first + timedelta(days=n)
        for w in mine:
            if w.weekday == day.weekday() and w.starts < w.ends:
                span = _at(day, w.starts, zone), _at(day, w.ends, zone)
                if span[0] < span[1]:
                    yield span


def _at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    more, rest = divmod(minutes, DAY)
    wall = datetime.combine(day + timedelta(days=more), time(*divmod(rest, 60)), zone)
    return wall.astimezone(UTC)


def _joined(taken: Iterable[Span]) -> list[Span]:
    """In order; what touches or overlaps is one."""
    made: list[Span] = []
    for start, end in sorted(s for s in taken if s[0] < s[1]):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return made


def _without(on: list[Span], off: list[Span]) -> list[Span]:
    left = list(on)
    for start, end in off:
        cut: list[Span] = []
        for a, b in left:
            if overlap((a, b), (start, end)):
                cut += [(a, min(b, start)), (max(a, end), b)]
            else:
                cut.append((a, b))
        left = [(a, b) for a, b in cut if a < b]
    return left
