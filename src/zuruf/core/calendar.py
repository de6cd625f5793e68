"""When we are there: hours of business, public holidays, closing days, and what follows for a time limit.

A limit counts minutes in which the house is open. Whoever asked waits in real time all the while; that is another
number and never shortened here. Times go in and out as aware UTC; what stands on a wall is read in the calendar's zone.
Knows no clock and no holiday: they are handed in.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

LONG = timedelta(hours=16)  # closed for longer is no ordinary night: a weekend or a holiday lies between
BEFORE = timedelta(minutes=5)  # so long before such a closing the last question is settled
AHEAD = 800  # days in which a next opening is looked for
MIDNIGHT = 24 * 60
_WALL = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")
_DAY = re.compile(r"(\d{4}-)?(\d{2})-(\d{2})")


class BadHours(ValueError):
    """Hours or closing days that cannot be meant. `code`: wall | order | overlap | weekday | day."""

    def __init__(self, code: str, told: str) -> None:
        super().__init__(code, told)
        self.code, self.told = code, told


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Open from `opens` until `closes`, minutes since midnight on the wall; 1440 is the midnight after."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Closing:
    """A day on which we close of our own accord: "2026-12-24", or "12-24" for every year. `until`: minutes since
    midnight at which we go home on such a half day; None when it is closed altogether."""

    day: str
    name: str = ""
    until: int | None = None


class Why(StrEnum):
    """Why a day is shorter than its weekday would be."""

    HOLIDAY = "holiday"
    CLOSED = "closed"
    HALF = "half"


@dataclass(frozen=True, slots=True)
class Special:
    """A day that is shorter than its weekday. `until`: of a half day, minutes since midnight."""

    day: date
    why: Why
    name: str
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """*minutes* of being open after *start* it is `at`. `because`: the shorter days between, in order. `rolled`: the
    house was closed in between, so that the real time is longer than the minutes."""

    start: datetime
    minutes: int
    at: datetime
    because: tuple[Special, ...] = ()

    @property
    def rolled(self) -> bool:
        return self.at - self.start > timedelta(minutes=self.minutes)


def _no_holiday(day: date) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The hours of one place. `hours`: weekday (Monday 0) → windows, sorted and apart; none at all: always open.
    `holiday` names the public holiday that a day is, "" when it is none."""

    zone: ZoneInfo
    hours: Mapping[int, tuple[Window, ...]] = field(default_factory=dict)
    closings: tuple[Closing, ...] = ()
    holiday: Callable[[date], str] = _no_holiday

    @property
    def always(self) -> bool:
        """Never closed: nobody has set hours."""
        return not any(self.hours.values())

    def special(self, day: date) -> Special | None:
        """Why *day* is shorter than its weekday; None when it is not, or when nobody works on that weekday anyway."""
        if not self.hours.get(day.weekday()):
            return None
        if name := self.holiday(day):
            return Special(day, Why.HOLIDAY, name)
        found = self._closing(day)
        if found is None:
            return None
        if found.until is None:
            return Special(day, Why.CLOSED, found.name)
        return Special(day, Why.HALF, found.name, found.until)

    def windows(self, day: date) -> tuple[Window, ...]:
        """When we are open on *day*."""
        usual = self.hours.get(day.weekday(), ())
        special = self.special(day)
        if special is None:
            return usual
        end = special.until or 0
        return tuple(Window(w.opens, min(w.closes, end)) for w in usual if w.opens < end)

    def stretches(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """From when until when we are open, in order, beginning with the one that ends after *start*; for `AHEAD`
        days. None where no hours are set."""
        first = start.astimezone(self.zone).date()
        for ahead in range(AHEAD):
            day = first + timedelta(days=ahead)
            for window in self.windows(day):
                opens, closes = self._at(day, window.opens), self._at(day, window.closes)
                if closes > max(start, opens):  # the clocks may skip a whole window
                    yield opens, closes

    def is_open(self, at: datetime) -> bool:
        return self.opens_after(at) == at

    def opens_after(self, at: datetime) -> datetime:
        """*at* when we are open then, else the next opening; *at* too when there is none in sight."""
        if self.always:
            return at
        return next((max(opens, at) for opens, _ in self.stretches(at)), at)

    def open_minutes(self, start: datetime, end: datetime) -> float:
        """How many minutes we are open between the two."""
        if self.always:
            return max((end - start).total_seconds() / 60, 0.0)
        total = timedelta(0)
        for opens, closes in self.stretches(start):
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, start), timedelta(0))
        return total.total_seconds() / 60

    def add_minutes(self, start: datetime, minutes: int) -> Due:
        """*minutes* of being open after *start*, and which days made it later. Minutes that end with the day's work end
        then, not at the next opening. Where no opening is in sight the clock on the wall counts."""
        at = self._after(start, timedelta(minutes=minutes))
        first, last = (moment.astimezone(self.zone).date() for moment in (start, at))
        days = (first + timedelta(days=n) for n in range((last - first).days + 1)) if not self.always else ()
        return Due(start, minutes, at, tuple(s for day in days if (s := self.special(day))))

    def before_closing(self, deadline: datetime, now: datetime) -> datetime:
        """*deadline* (on the wall, after *now*) as we keep it: the minutes up to it count while we are open. Over an
        ordinary night they roll on into the morning; but before we close for longer than `LONG` it is brought forward
        to shortly before that closing, so that what follows still happens while somebody is there.

        Brought forward or not, it is after *now* when *deadline* is."""
        if self.always or deadline <= now:
            return deadline
        rolled = self._after(now, deadline - now)
        # So many minutes may lie further off than anybody looks ahead: then we close for long before they are over.
        near = self.is_open(rolled - timedelta.resolution)
        closes = self._long_closing(now, rolled if near else datetime.max.replace(tzinfo=UTC))
        if closes is None:
            return rolled
        begins = max(now, self.opens_after(now))
        return max(closes - BEFORE, begins + (closes - begins) / 2)

    def _long_closing(self, now: datetime, until: datetime) -> datetime | None:
        """The first closing between the two after which we stay away for long."""
        before: datetime | None = None
        for opens, closes in self.stretches(now):
            if before is not None and opens - before > LONG:
                return before
            if closes >= until:
                return None
            before = closes
        return before

    def _after(self, start: datetime, left: timedelta) -> datetime:
        if self.always:
            return start + left
        given = left
        for opens, closes in self.stretches(start):
            begins = max(opens, start)
            if closes - begins >= left:
                return begins + left
            left -= closes - begins
        return start + given

    def _closing(self, day: date) -> Closing | None:
        wanted = (day.isoformat(), f"{day:%m-%d}")  # one year's word goes before every year's
        return next((c for name in wanted for c in self.closings if c.day == name), None)

    def _at(self, day: date, minutes: int) -> datetime:
        if minutes == MIDNIGHT:
            day, minutes = day + timedelta(days=1), 0
        return datetime.combine(day, time(*divmod(minutes, 60)), self.zone).astimezone(UTC)


def wall(minutes: int) -> str:
    """540 → "09:00"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def minutes_of(told: str) -> int:
    """ "09:00" → 540. Raises BadHours("wall")."""
    if not _WALL.fullmatch(told):
        raise BadHours("wall", told)
    hours, minutes = told.split(":")
    return int(hours) * 60 + int(minutes)


def opening(stored: Mapping[str, object]) -> dict[int, tuple[Window, ...]]:
    """Hours as they are stored ({"0": [["09:00", "12:00"], ["13:00", "17:00"]]}), Monday "0". Raises BadHours."""
    found: dict[int, tuple[Window, ...]] = {}
    for weekday, pairs in stored.items():
        if weekday not in {*"0123456"} or not isinstance(pairs, list):
            raise BadHours("weekday", weekday)
        windows = sorted(Window(minutes_of(a), minutes_of(b)) for a, b in pairs)
        for window in windows:
            if window.closes <= window.opens:
                raise BadHours("order", f"{wall(window.opens)}–{wall(window.closes)}")
        for one, other in pairwise(windows):
            if other.opens < one.closes:
                raise BadHours("overlap", f"{wall(other.opens)}–{wall(other.closes)}")
        if windows:
            found[int(weekday)] = tuple(windows)
    return found


def closing(stored: Mapping[str, str]) -> Closing:
    """A closing day as it is stored: {day, name, until}. Raises BadHours("day" | "wall")."""
    told = stored["day"]
    shape = _DAY.fullmatch(told)
    try:
        date.fromisoformat(told if shape and shape[1] else f"2024-{told}")  # a leap year knows every day
    except ValueError:
        shape = None
    if shape is None:
        raise BadHours("day", told)
    until = stored.get("until", "")
    return Closing(told, stored.get("name", ""), minutes_of(until) if until else None)
