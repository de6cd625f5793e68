"""When something goes out, as a person chose it: a time on the wall of a zone. Knows no clock.

Clocks are put forward and back. A time that the clocks skip moves forward by what they skip (02:30 becomes 03:30); of
a time that comes twice the first is meant. Both are said to whoever chooses. Source: PEP 495 (`fold`).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

AHEAD = timedelta(days=366)  # nobody plans an answer for later
EVENING, MORNING = time(18), time(9)
NIGHT = time(5)  # until then "tomorrow morning" may well mean today's


class BadTime(ValueError):
    """Not a time on a wall: "2027-03-28T02:30" is one."""


class BadZone(ValueError):
    """No time zone of this name."""


class Past(ValueError):
    """This hour is over."""


class TooFar(ValueError):
    """More than a year ahead."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """An hour that somebody chose. `at` in UTC. `wall` as chosen, to the minute; `zone` its IANA name. `moved`: the
    clocks skip `wall`, so `at` is that much later. `ambiguous`: `wall` comes twice, and `at` is the first."""

    at: datetime
    wall: str
    zone: str
    moved: bool = False
    ambiguous: bool = False

    def __str__(self) -> str:
        """As it is stored, and read again by `stored`: "2027-03-28T09:00 Europe/Berlin"."""
        return f"{self.wall} {self.zone}"

    @property
    def shown(self) -> datetime:
        """What the wall will show when it goes out."""
        return self.at.astimezone(ZoneInfo(self.zone))


class Soon(StrEnum):
    """Choices that need no calendar."""

    TODAY = "today"  # 9:00, of a night that is still yesterday's to whoever is up
    EVENING = "evening"  # today at 18:00
    TOMORROW = "tomorrow"  # 9:00
    MONDAY = "monday"  # the next one at 9:00


def choose(wall: str, zone: str) -> Chosen:
    """The moment at which the clocks in *zone* show *wall*. Raises BadTime or BadZone."""
    naive, place = _wall(wall), _zone(zone)
    try:
        first, second = (naive.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
        moved = first.astimezone(place).replace(tzinfo=None) != naive
    except OverflowError:
        raise BadTime(wall) from None
    return Chosen(first, naive.isoformat(timespec="minutes"), zone, moved, not moved and first != second)


def stored(text: str) -> Chosen | None:
    """What `str(chosen)` was made from; None when there is nothing, or nothing that can be read any more."""
    wall, _, zone = text.partition(" ")
    try:
        return choose(wall, zone)
    except ValueError:
        return None


def check(chosen: Chosen, now: datetime) -> None:
    """Raises Past or TooFar."""
    if chosen.at <= now:
        raise Past(str(chosen))
    if chosen.at - now > AHEAD:
        raise TooFar(str(chosen))


def soon(now: datetime, zone: str) -> dict[Soon, Chosen]:
    """The choices that make sense *now* in *zone*, earliest first. An evening less than half an hour away is none, and
    a Monday that is tomorrow is not offered twice. Raises BadZone."""
    here = now.astimezone(_zone(zone))
    today = here.date()
    out: dict[Soon, Chosen] = {}
    if here.time() < NIGHT:
        out[Soon.TODAY] = _at(today, MORNING, zone)
    evening = _at(today, EVENING, zone)
    if evening.at - now >= timedelta(minutes=30):
        out[Soon.EVENING] = evening
    out[Soon.TOMORROW] = _at(today + timedelta(days=1), MORNING, zone)
    days = 7 - today.weekday()
    if days > 1:
        out[Soon.MONDAY] = _at(today + timedelta(days=days), MORNING, zone)
    return out


def _at(day: date, hour: time, zone: str) -> Chosen:
    return choose(datetime.combine(day, hour).isoformat(timespec="minutes"), zone)


def _wall(text: str) -> datetime:
    try:
        naive = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadTime(text) from None
    if naive.tzinfo is not None or "T" not in text:
        raise BadTime(text)
    return naive.replace(second=0, microsecond=0)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # OSError: the name of a folder
        raise BadZone(name) from None
