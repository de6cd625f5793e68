"""The house's hours as it set them: until when an answer is due, and why then."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from zuruf.core.calendar import Calendar, Why, closing, opening
from zuruf.flow.public_holidays import named
from zuruf.store.models import Member, Organisation

TARGET = 60  # minutes, before anybody has said who we are
_STORED = ("timezone", "language", "hours", "place", "closed", "target_minutes")


def house(now: datetime | None = None, *, place: str = "", language: str = "") -> Calendar:
    """The calendar of the house, or of somebody of ours who works at *place* ("" as the house). Holidays are named in
    *language*, the house's own if "". One statement. (*now* changes nothing: a calendar knows every year.)"""
    return _settled(place, language)[0]


def hers(member: int, now: datetime | None = None) -> Calendar:
    """The calendar of one of ours, by the place where she works. Two statements."""
    return house(now, place=Member.objects.filter(pk=member).values_list("place", flat=True).first() or "")


def off(members: Collection[int], now: datetime) -> set[int]:
    """Those of *members* for whom *now* is a public holiday or a closed day, where she works. Two statements."""
    row = _row()
    if row is None:
        return set()
    places = Member.objects.filter(pk__in=members).values_list("pk", "place")
    day = now.astimezone(ZoneInfo(row["timezone"])).date()
    kept = ((pk, _of(row, place, "").special(day)) for pk, place in places)
    return {pk for pk, special in kept if special and special.why is not Why.HALF}


@dataclass(frozen=True, slots=True)
class House:
    """What the house has set, to ask more than once. `minutes`: until whoever wrote is to have an answer."""

    row: Mapping[str, Any] | None
    language: str

    @property
    def minutes(self) -> int:
        return self.row["target_minutes"] if self.row else TARGET

    def calendar(self, place: str = "") -> Calendar:
        """Of the house, or of who works at *place*."""
        return _of(self.row, place, self.language) if self.row else Calendar(ZoneInfo("UTC"))


def settled(language: str = "") -> House:
    """Hours and target; holidays are named in *language*, the house's own if "". One statement."""
    return House(_row(), language)


def due(start: datetime, minutes: int | None = None, *, place: str = "") -> datetime:
    """When *minutes* (the house's target if None) of being open are over after *start*. One statement."""
    calendar, usual = _settled(place, "")
    return calendar.add_minutes(start, usual if minutes is None else minutes).at


def of(
    zone: str, hours: Mapping[str, object], closed: Sequence[Mapping[str, str]], place: str, language: str
) -> Calendar:
    """A calendar from settings as they are stored. Raises BadHours, and ZoneInfoNotFoundError."""
    return _read(zone, json.dumps(hours, sort_keys=True), json.dumps(closed), place, language)


def _settled(place: str, language: str) -> tuple[Calendar, int]:
    house = settled(language)
    return house.calendar(place), house.minutes


def _row() -> dict[str, Any] | None:
    found: dict[str, Any] | None = Organisation.objects.filter(pk=1).values(*_STORED).first()
    return found


def _of(row: Mapping[str, Any], place: str, language: str) -> Calendar:
    return of(
        row["timezone"], row["hours"], row["closed"], place or row["place"], language or row["language"]
    )


@lru_cache(maxsize=64)
def _read(zone: str, hours: str, closed: str, place: str, language: str) -> Calendar:
    def holiday(day: date) -> str:
        return named(place, day, language)

    return Calendar(
        ZoneInfo(zone), opening(json.loads(hours)), tuple(closing(day) for day in json.loads(closed)), holiday
    )
