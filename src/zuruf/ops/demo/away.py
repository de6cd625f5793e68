"""Who of the invented people is away, and who stands in."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from zuruf.core.people import Who
from zuruf.flow import absence


def enter(first: Who, people: Mapping[str, Who], company: Mapping[str, Any], now: datetime) -> None:
    """*company*: `deputy` tables (of, by) and `absence` tables (member, in days from today, days, deputy)."""
    for one in company["deputy"]:
        absence.stand_in(first, people[one["of"]].public_id, people[one["by"]].public_id, now=now)
    today = datetime.combine(now.astimezone(ZoneInfo(company["timezone"])).date(), time.min)
    for one in _soonest(company["absence"]):
        begins = (today + timedelta(days=one["in"])).replace(tzinfo=ZoneInfo(company["timezone"]))
        deputy = people[one["deputy"]].public_id if "deputy" in one else ""
        ends = begins + timedelta(days=one["days"])
        absence.enter(first, people[one["member"]].public_id, begins, ends, deputy=deputy, now=now)


def _soonest(told: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(told, key=lambda one: int(one["in"]))
