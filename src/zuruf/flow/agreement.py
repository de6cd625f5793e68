"""Agreements about figures, with the works council say: one owner records, another confirms, any owner ends."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from zuruf.core.evidence import Permit
from zuruf.core.people import May, Who
from zuruf.flow.audit import record as audited
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.models import Agreement


def record(
    who: Who,
    title: str,
    permits: Collection[str],
    valid_from: date,
    valid_until: date | None = None,
    *,
    now: datetime | None = None,
) -> str:
    """Recorded; it permits nothing before another owner has confirmed it. Its public id. *permits*: codes of `Permit`.

    Declined: "not_allowed", "agreement_title", "agreement_permits" (none, or unknown), "agreement_term".
    """
    now = now or clock()
    _must_run(who)
    if not title.strip():
        raise Declined("agreement_title")
    if not permits or set(permits) - set(Permit):
        raise Declined("agreement_permits")
    if valid_until is not None and valid_until < valid_from:
        raise Declined("agreement_term")
    with transaction.atomic():
        made = Agreement.objects.create(
            title=title.strip()[:200], permits=sorted(set(permits)), valid_from=valid_from, valid_until=valid_until,
            recorded_by_id=who.id, recorded_at=now,
        )  # fmt: skip
        audited(
            "agreement.recorded",
            "agreement",
            made.public_id,
            now=now,
            who=who,
            data={"permits": made.permits},
        )
    return made.public_id


def confirm(who: Who, agreement: str, *, now: datetime | None = None) -> None:
    """By an owner other than the one who recorded it. Declined: "not_allowed", "unknown_agreement", "second_needed",
    "already_decided"."""
    now = now or clock()
    row = _found(who, agreement)
    if row.recorded_by_id == who.id:
        raise Declined("second_needed")
    with transaction.atomic():
        waits = Agreement.objects.filter(pk=row.pk, confirmed_at=None, ended_at=None)
        if not waits.update(confirmed_at=now, confirmed_by=who.id):
            raise Declined("already_decided")
        audited("agreement.confirmed", "agreement", row.public_id, now=now, who=who)


def end(who: Who, agreement: str, *, now: datetime | None = None) -> None:
    """It permits nothing any more. Declined: "not_allowed", "unknown_agreement", "already_decided"."""
    now = now or clock()
    row = _found(who, agreement)
    with transaction.atomic():
        if not Agreement.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now, ended_by=who.id):
            raise Declined("already_decided")
        audited("agreement.ended", "agreement", row.public_id, now=now, who=who)


def _must_run(who: Who) -> None:
    if not who.may(May.RUN):
        raise Declined("not_allowed")


def _found(who: Who, agreement: str) -> Agreement:
    _must_run(who)
    row = Agreement.objects.filter(public_id=agreement).first()
    if row is None:
        raise Declined("unknown_agreement")
    return row
