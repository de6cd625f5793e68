"""The organisation: its name and colour, its texts, and how its public page behaves."""

import re
from dataclasses import asdict, dataclass, field
from datetime import datetime
from zoneinfo import available_timezones

from django.db import transaction

from zuruf.core.people import May, Who
from zuruf.flow import due
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.models import Organisation

SHOWS = ("at_once", "after_look")


@dataclass(frozen=True, slots=True)
class Settings:
    """What an owner sets. `house_rules` and `holding`: language → text. `target_minutes`: until the first response."""

    name: str
    colour: str = "#0b5c8a"
    timezone: str = "Europe/Berlin"
    language: str = "de"
    contact_point: str = ""
    imprint_url: str = ""
    privacy_url: str = ""
    talk_shows: str = "at_once"
    target_minutes: int = 60
    help_line: str = ""
    house_rules: dict[str, str] = field(default_factory=dict)
    holding: dict[str, str] = field(default_factory=dict)


def ensure(now: datetime | None = None) -> None:
    """Row 1 is there, with defaults, before anybody has said who we are."""
    Organisation.objects.get_or_create(pk=1, defaults={"name": ""})


def save(who: Who, settings: Settings, *, now: datetime | None = None) -> None:
    """The organisation as set; another target holds for everybody who is waiting. Raises Declined("colour" | "timezone" | "target" | "name")."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    _check(settings)
    with transaction.atomic():
        row = Organisation.objects.filter(pk=1).values().first()
        before: dict[str, object] = {**row} if row else {}
        fields = asdict(settings)
        Organisation.objects.update_or_create(pk=1, defaults=fields)
        changed = sorted(name for name, value in fields.items() if before.get(name) != value)
        record("organisation.changed", "organisation", "1", now=now, who=who, data={"fields": changed})
    if {"target_minutes", "timezone"} & {*changed}:
        due.count_anew(now=now)


def _check(settings: Settings) -> None:
    if not settings.name.strip():
        raise Declined("organisation_name")
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", settings.colour):
        raise Declined("colour")
    if settings.timezone not in available_timezones():
        raise Declined("timezone")
    if settings.talk_shows not in SHOWS:
        raise Declined("talk_shows")
    if not 1 <= settings.target_minutes <= 60 * 24 * 14:
        raise Declined("target")
