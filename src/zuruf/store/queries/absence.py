"""Reading who is away, for how long, and who stands in meanwhile."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from zuruf.core.people import Role
from zuruf.store.models import Absence, Member


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """One absence. `deputy`: whoever stands in, by this entry or as a standing deputy; "" nobody. `deputy_away`: she is
    absent herself for a part of that time. `begun`: she is away now."""

    public_id: str
    member: str
    name: str
    initials: str
    starts_at: datetime
    ends_at: datetime
    deputy: str
    standing: bool
    deputy_away: bool
    begun: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One of ours and her standing deputy's public id and name; "" when nobody stands in."""

    public_id: str
    name: str
    deputy: str
    deputy_name: str


def now_and_ahead(now: datetime, member: str = "") -> list[AbsenceView]:
    """Whoever is away now or will be, soonest first; of *member* (public id) only, when given. Two statements."""
    rows = list(_live(member).filter(ends_at__gt=now).order_by("starts_at", "pk"))
    away: dict[int, list[tuple[datetime, datetime]]] = {}
    for pk, start, end in Absence.objects.filter(cancelled_at=None, ends_at__gt=now).values_list(
        "member_id", "starts_at", "ends_at"
    ):
        away.setdefault(pk, []).append((start, end))
    return [_view(row, away, now) for row in rows]


def standing() -> list[Standing]:
    """Everybody who can answer, with whoever stands in for her; by name. One statement."""
    rows = Member.objects.select_related("deputy").filter(is_active=True, role__in=[Role.OWNER, Role.DESK])
    return [
        Standing(
            m.public_id,
            m.name or m.email,
            m.deputy.public_id if m.deputy else "",
            (m.deputy.name or m.deputy.email) if m.deputy else "",
        )
        for m in rows.order_by("name", "pk")
    ]


def stands_in_for(member: str, now: datetime) -> list[AbsenceView]:
    """The absences in which *member* (public id) stands in now."""
    found = _live("").filter(starts_at__lte=now, ends_at__gt=now).order_by("ends_at", "pk")
    return [
        _view(row, {}, now)
        for row in found
        if (d := row.deputy or row.member.deputy) and d.public_id == member
    ]


def _live(member: str) -> QuerySet[Absence]:
    rows = Absence.objects.select_related("member__deputy", "deputy").filter(
        cancelled_at=None, member__is_active=True
    )
    return rows.filter(member__public_id=member) if member else rows


def _view(row: Absence, away: dict[int, list[tuple[datetime, datetime]]], now: datetime) -> AbsenceView:
    deputy = row.deputy or row.member.deputy
    spans = away.get(deputy.pk, []) if deputy else []
    return AbsenceView(
        row.public_id,
        row.member.public_id,
        row.member.name or row.member.email,
        row.member.initials,
        row.starts_at,
        row.ends_at,
        (deputy.name or deputy.email) if deputy else "",
        row.deputy is None,
        any(start < row.ends_at and end > row.starts_at for start, end in spans),
        row.starts_at <= now,
    )
