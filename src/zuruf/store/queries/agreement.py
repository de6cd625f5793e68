"""Reading recorded agreements about figures, and what they permit today."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from zuruf.core.evidence import Permit
from zuruf.core.people import Role
from zuruf.store.models import Agreement, Member, Organisation


@dataclass(frozen=True, slots=True)
class AgreementView:
    """One agreement. `state`: waits (for a second owner) | holds | ahead | over | ended."""

    public_id: str
    title: str
    permits: tuple[str, ...]
    valid_from: date
    valid_until: date | None
    recorded_by: str
    recorded_by_id: str
    recorded_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    ended_by: str
    ended_at: datetime | None
    state: str


def permitted(what: Permit, now: datetime) -> bool:
    """Does an agreement that was confirmed and holds today permit it? Two statements."""
    day = today(now)
    holds = Agreement.objects.filter(confirmed_at__isnull=False, ended_at=None, valid_from__lte=day)
    valid = holds.filter(Q(valid_until=None) | Q(valid_until__gte=day))
    return any(what in permits for permits in valid.values_list("permits", flat=True))


def listed(now: datetime) -> list[AgreementView]:
    """All, latest first. Two statements."""
    rows = Agreement.objects.select_related("recorded_by", "confirmed_by", "ended_by").order_by(
        "-recorded_at", "-pk"
    )
    day = today(now)
    return [_view(a, day) for a in rows]


def owners() -> int:
    """How many people run the house. One statement."""
    return Member.objects.filter(role=Role.OWNER, is_active=True).count()


def today(now: datetime) -> date:
    """The day it is at the organisation. One statement."""
    zone = Organisation.objects.filter(pk=1).values_list("timezone", flat=True).first() or "UTC"
    return now.astimezone(ZoneInfo(zone)).date()


def _view(a: Agreement, day: date) -> AgreementView:
    return AgreementView(
        a.public_id, a.title, tuple(a.permits), a.valid_from, a.valid_until, a.recorded_by.name, a.recorded_by.public_id,
        a.recorded_at, a.confirmed_by.name if a.confirmed_by else "", a.confirmed_at,
        a.ended_by.name if a.ended_by else "", a.ended_at, _state(a, day),
    )  # fmt: skip


def _state(a: Agreement, day: date) -> str:
    if a.ended_at:
        return "ended"
    if not a.confirmed_at:
        return "waits"
    if day < a.valid_from:
        return "ahead"
    return "over" if a.valid_until and day > a.valid_until else "holds"
