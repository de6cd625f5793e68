"""Opening one person's audit: two named people together, for a stated reason, for a day. It is audited and she is told."""

from datetime import datetime, timedelta

from django.db import transaction

from zuruf.core.people import May, Role, Who
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.models import Disclosure, Member

LASTS = timedelta(hours=24)
SHORTEST_REASON = 20


def ask(who: Who, member_public_id: str, reason: str, *, now: datetime | None = None) -> str:
    """One owner asks and says why; nothing is opened yet. The disclosure's public id.

    Raises Declined("reason_short" | "own_audit" | "unknown_person" | "not_allowed").
    """
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Declined("reason_short", least=SHORTEST_REASON)
    with transaction.atomic():
        subject = Member.objects.filter(public_id=member_public_id).first()
        if subject is None:
            raise Declined("unknown_person")
        if subject.pk == who.id:
            raise Declined("own_audit")
        asked = Disclosure.objects.create(
            subject=subject, reason=reason.strip(), asked_by_id=who.id, asked_at=now
        )
        record("disclosure.asked", "disclosure", asked.public_id, now=now, who=who)
    return asked.public_id


def confirm(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """A second owner, who is neither the one who asks nor the one it is about, opens it for 24 hours.

    Raises Declined("second_needed") for those two, Declined("already_decided"), Declined("not_allowed").
    """
    now = now or clock()
    _decide(who, public_id, now, confirmed_by_id=who.id, confirmed_at=now, expires_at=now + LASTS)


def refuse(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """A second owner says no."""
    _decide(who, public_id, now or clock(), refused_at=now or clock())


def opened(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """Note that one of the two looked. Raises Declined("not_open") for everybody else and after its time."""
    now = now or clock()
    with transaction.atomic():
        live = Disclosure.objects.filter(public_id=public_id, confirmed_at__isnull=False, expires_at__gt=now)
        found = live.values("asked_by", "confirmed_by").first()
        if found is None or who.id not in found.values():
            raise Declined("not_open")
        record("disclosure.read", "disclosure", public_id, now=now, who=who)


def _decide(who: Who, public_id: str, now: datetime, **fields: object) -> None:
    verb = "disclosure.confirmed" if "confirmed_at" in fields else "disclosure.refused"
    if who.role is not Role.OWNER:
        raise Declined("not_allowed")
    with transaction.atomic():
        asked = Disclosure.objects.filter(public_id=public_id).first()
        if asked is None:
            raise Declined("unknown_disclosure")
        if who.id in (asked.asked_by_id, asked.subject_id):
            raise Declined("second_needed")
        open_still = Disclosure.objects.filter(pk=asked.pk, confirmed_at=None, refused_at=None)
        if not open_still.update(**fields):
            raise Declined("already_decided")
        record(verb, "disclosure", public_id, now=now, who=who)
