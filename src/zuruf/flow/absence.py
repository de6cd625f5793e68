"""Who is not there, and who stands in: entered by herself or an owner, ended early, and a standing deputy for everyday."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from zuruf.core.people import May, Role, Who
from zuruf.flow import planned_ground
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce
from zuruf.store.models import Absence, Member

LONGEST = timedelta(days=60)
"""What anybody enters for herself, absences that follow each other taken together: her deputy holds her mandates for as
long, and granting is for those who run the house."""


def enter(
    who: Who,
    member: str,
    starts_at: datetime,
    ends_at: datetime,
    *,
    deputy: str = "",
    now: datetime | None = None,
) -> str:
    """She is away from *starts_at* until before *ends_at*; the absence's public id. *member*, *deputy*: public ids;
    "" leaves it to her standing deputy. What she holds is lent meanwhile, so only who runs the house enters more than
    `LONGEST`. Raises Declined("not_yours" | "unknown_person" | "absence_times" | "absence_long" (days) |
    "absence_over" | "absence_twice" | "deputy_self" | "deputy_unfit")."""
    now = now or clock()
    with transaction.atomic():
        away = _hers(who, member)
        if ends_at <= starts_at:
            raise Declined("absence_times")
        if ends_at <= now:
            raise Declined("absence_over")
        if not who.may(May.RUN) and _in_a_row(away, starts_at, ends_at) > LONGEST:
            raise Declined("absence_long", days=LONGEST.days)
        if _live(away).filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
            raise Declined("absence_twice")
        made = Absence.objects.create(
            member=away,
            starts_at=starts_at,
            ends_at=ends_at,
            deputy=_deputy(away, deputy),
            entered_by_id=who.id,
            entered_at=now,
        )
        data = {"deputy": deputy, "from": starts_at.isoformat(), "until": ends_at.isoformat()}
        record("absence.entered", "member", away.public_id, now=now, who=who, data=data)
        announce("member", [away.public_id], now)
    return made.public_id


def end(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """She is back, or does not go: one that has begun ends now, one ahead is cancelled.
    Raises Declined("unknown_absence" | "not_yours" | "absence_over")."""
    now = now or clock()
    with transaction.atomic():
        found = Absence.objects.select_related("member").filter(public_id=public_id).first()
        if found is None:
            raise Declined("unknown_absence")
        _hers(who, found.member.public_id)
        live = _live(found.member).filter(pk=found.pk, ends_at__gt=now)
        begun = live.filter(starts_at__lte=now).update(ends_at=now)
        if not begun and not live.update(cancelled_at=now):
            raise Declined("absence_over")
        planned_ground.holders_changed(now)
        verb = "absence.ended" if begun else "absence.cancelled"
        data = {"absence": public_id, "until": found.ends_at.isoformat()}
        record(verb, "member", found.member.public_id, now=now, who=who, data=data)
        announce("member", [found.member.public_id], now)


def back(who: Who, now: datetime) -> None:
    """She sends an answer herself, so she is back: what she lent her deputy is hers alone again. Inside the caller's
    transaction; nothing where she was not away."""
    if Absence.objects.filter(member=who.id, cancelled_at=None, starts_at__lte=now, ends_at__gt=now).update(
        ends_at=now
    ):
        planned_ground.holders_changed(now)
        record("absence.ended", "member", who.public_id, now=now, who=who, data={"by": "answer"})
        announce("member", [who.public_id], now)


def stand_in(who: Who, member: str, deputy: str, *, now: datetime | None = None) -> None:
    """From now on *deputy* (public id; "" nobody) stands in for *member* when she is absent or late.
    Raises Declined("not_yours" | "unknown_person" | "deputy_self" | "deputy_unfit")."""
    now = now or clock()
    with transaction.atomic():
        away = _hers(who, member)
        Member.objects.filter(pk=away.pk).update(deputy=_deputy(away, deputy))
        planned_ground.holders_changed(now)
        record("person.deputy_set", "member", away.public_id, now=now, who=who, data={"deputy": deputy})
        announce("member", [away.public_id], now)


def _in_a_row(of: Member, starts_at: datetime, ends_at: datetime) -> timedelta:
    """How long she would be away with those that end or begin where this one begins or ends."""
    near = timedelta(days=1)  # a day at work between two absences does not make two of one
    spans = list(_live(of).order_by("starts_at").values_list("starts_at", "ends_at"))
    for _ in spans:
        for first, last in spans:
            if first - near <= ends_at and last + near >= starts_at:
                starts_at, ends_at = min(first, starts_at), max(last, ends_at)
    return ends_at - starts_at


def _hers(who: Who, member: str) -> Member:
    """The member whose absence this is: one's own, or anybody's for who runs the house. Locks the row, so that two
    entries at once cannot overlap."""
    if member != who.public_id and not who.may(May.RUN):
        raise Declined("not_yours")
    found = Member.objects.select_for_update().filter(public_id=member, is_active=True).first()
    if found is None:
        raise Declined("unknown_person")
    return found


def _deputy(away: Member, public_id: str) -> Member | None:
    """Somebody who can answer for the house: neither a partner nor a guest, and not herself."""
    if not public_id:
        return None
    if public_id == away.public_id:
        raise Declined("deputy_self")
    found = Member.objects.filter(public_id=public_id, is_active=True).first()
    if found is None or Role(found.role) not in (Role.OWNER, Role.DESK):
        raise Declined("deputy_unfit")
    return found


def _live(of: Member) -> QuerySet[Absence]:
    return Absence.objects.filter(member=of, cancelled_at=None)
