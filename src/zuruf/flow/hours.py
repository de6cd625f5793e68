"""The hours of the house: setting them, and what follows for whoever waits."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice, pairwise

from django.db import transaction

from zuruf.core.calendar import LONG, BadHours, Calendar, Due, Special, Why, closing, opening
from zuruf.core.people import May, Who
from zuruf.core.places import known
from zuruf.flow import calendar, due
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.models import Organisation

MOST_CLOSINGS = 100
YEAR = timedelta(days=365)
SHORTLY = timedelta(minutes=20)
_STORED = ("hours", "place", "closed", "ask_minutes")


@dataclass(frozen=True, slots=True)
class Hours:
    """As they are stored. `hours`: {"0": [["09:00", "17:00"]]}, Monday "0"; {} is always open. `place`: whose public
    holidays are kept ("" none). `closed`: [{"day": "2026-12-24" | "12-24", "name": …, "until": "" | "12:00"}].
    `ask_minutes`: how long a second pair of eyes has where no guideline says it."""

    hours: dict[str, list[list[str]]] = field(default_factory=dict)
    place: str = ""
    closed: list[dict[str, str]] = field(default_factory=list)
    ask_minutes: int = 30


@dataclass(frozen=True, slots=True)
class Page:
    """What the page of hours shows. `ahead`: the shorter days of the coming year; `examples`: limits from now, and from
    shortly before we close for the next weekend and for the next public holiday."""

    hours: Hours
    zone: str
    calendar: Calendar
    ahead: tuple[Special, ...]
    examples: tuple[Due, ...]


def page(language: str, *, now: datetime | None = None) -> Page:
    """The hours as they are, and what they do. Two statements."""
    now = now or clock()
    row = Organisation.objects.filter(pk=1).values(*_STORED).first()
    stored = Hours(**row) if row else Hours()
    house = calendar.settled(language)
    here = house.calendar()
    today = now.astimezone(here.zone).date()
    found = (here.special(today + timedelta(days=n)) for n in range(YEAR.days))
    ahead = tuple(day for day in found if day)
    examples = tuple(here.add_minutes(start, house.minutes) for start in _telling(here, now, ahead))
    return Page(stored, str(here.zone), here, ahead, () if here.always else examples)


def save(who: Who, hours: Hours, *, now: datetime | None = None) -> None:
    """These hours from now on, also for everybody who is waiting. Raises Declined("not_allowed" | "hours" | "place" |
    "closing_days" | "ask_minutes")."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    _check(hours)
    with transaction.atomic():
        before: dict[str, object] = {}
        before |= Organisation.objects.filter(pk=1).values(*_STORED).first() or {}
        after = asdict(hours)
        Organisation.objects.filter(pk=1).update(**after)
        changed = sorted(name for name, value in after.items() if before.get(name) != value)
        record("organisation.hours_set", "organisation", "1", now=now, who=who, data={"fields": changed})
    if changed:
        due.count_anew(now=now)


def _check(hours: Hours) -> None:
    try:
        opening(hours.hours)
        for day in hours.closed:
            closing(day)
    except BadHours as bad:
        raise Declined("hours", told=bad.told) from bad
    if not 1 <= hours.ask_minutes <= 24 * 60:
        raise Declined("ask_minutes")
    if not known(hours.place):
        raise Declined("place")
    if len(hours.closed) > MOST_CLOSINGS:
        raise Declined("closing_days", most=MOST_CLOSINGS)


def _telling(here: Calendar, now: datetime, ahead: tuple[Special, ...]) -> list[datetime]:
    """Moments from which a limit shows what the hours do."""
    stretches = pairwise(islice(here.stretches(now), 400))
    away = [(closes, opens) for (_, closes), (opens, _) in stretches if opens - closes > LONG]
    holiday = next((d.day for d in ahead if d.why is Why.HOLIDAY), None)
    over = next((closes for closes, opens in away if _between(here, closes, opens, holiday)), None)
    found = [now, *(closes - SHORTLY for closes in (away[0][0] if away else None, over) if closes)]
    return list(dict.fromkeys(found))


def _between(here: Calendar, closes: datetime, opens: datetime, day: date | None) -> bool:
    first, last = (at.astimezone(here.zone).date() for at in (closes, opens))
    return day is not None and first < day < last
