"""Taking back at once what was not meant: a slip that is not fulfilled after all, an absence that goes on, a mandate that
holds again. For whoever did it, a few minutes long; after that it takes a deed of its own. The audit keeps both."""

from datetime import datetime, timedelta

from django.db import transaction

from zuruf.core.people import May, Who
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce
from zuruf.store.models import Absence, AuditEntry, Goodwill, Mandate, Member

LASTS = timedelta(minutes=10)


def fulfilled(who: Who, slip: str, *, now: datetime | None = None) -> None:
    """Goodwill that *who* called fulfilled is open again. Declined: "not_allowed" · "undo_over"."""
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    with transaction.atomic():
        mine = Goodwill.objects.filter(
            public_id=slip, state="fulfilled", fulfilled_by=who.id, fulfilled_at__gt=now - LASTS
        )
        if not mine.update(state="promised", fulfilled_by=None, fulfilled_at=None, remark=""):
            raise Declined("undo_over")
        c = Goodwill.objects.values_list("draft__conversation__public_id", flat=True).get(public_id=slip)
        record("goodwill.open_again", "goodwill", slip, now=now, who=who, conversation=c)
        announce("conversation", [c], now)


def absence_ended(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """The absence that *who* ended or cancelled goes on as it was entered. What was planned meanwhile and asks for a yes
    goes on asking. Declined: "undo_over", "absence_twice" (another one was entered in its place)."""
    now = now or clock()
    with transaction.atomic():
        found = Absence.objects.filter(public_id=public_id).first()
        if found is None:
            raise Declined("undo_over")
        Member.objects.select_for_update().get(pk=found.member_id)  # as with entering one
        until = _ended(who, found, now)
        if until is None:
            raise Declined("undo_over")
        others = Absence.objects.filter(member=found.member_id, cancelled_at=None).exclude(pk=found.pk)
        if others.filter(starts_at__lt=until, ends_at__gt=found.starts_at).exists():
            raise Declined("absence_twice")
        same = Absence.objects.filter(pk=found.pk, ends_at=found.ends_at, cancelled_at=found.cancelled_at)
        if not same.update(ends_at=until, cancelled_at=None):
            raise Declined("undo_over")
        record(
            "absence.goes_on", "member", found.member.public_id, now=now, who=who, data={"absence": public_id}
        )
        announce("member", [found.member.public_id], now)


def mandate_ended(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """The mandate that *who* ended holds again, as if it never had ended. Its planned answers that ask for a yes go on asking.
    Declined: "not_allowed" · "undo_over" (too late, somebody else ended it, or another one took its place)."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    with transaction.atomic():
        replaced = Mandate.objects.filter(replaces__public_id=public_id).exists()
        mine = Mandate.objects.filter(public_id=public_id, ended_by=who.id, ended_at__gt=now - LASTS)
        if replaced or not mine.update(ended_at=None, ended_by=None, ended_why=""):
            raise Declined("undo_over")
        record("mandate.holds_again", "mandate", public_id, now=now, who=who)
        announce("mandate", [public_id], now)


def _ended(who: Who, absence: Absence, now: datetime) -> datetime | None:
    """Until when it was to last, where *who* ended it a moment ago and nobody has undone that."""
    lately = AuditEntry.objects.filter(
        thing="member", thing_id=absence.member.public_id, verb__startswith="absence.", at__gt=now - LASTS
    )
    last = lately.filter(data__absence=absence.public_id).order_by("-pk").first()
    if last is None or last.actor != who.alias or last.verb not in ("absence.ended", "absence.cancelled"):
        return None
    return datetime.fromisoformat(str(last.data["until"]))


def last_deed(thing: str, public_id: str, *, now: datetime) -> str:
    """The verb of what was done last to this thing, so that a second click on undo finds nothing to undo.
    Declined("undo_over") when that was undoing, or is longer ago than LASTS."""
    found = AuditEntry.objects.filter(thing=thing, thing_id=public_id).order_by("-id").first()
    if found is None or found.verb.endswith(".undone") or found.at < now - LASTS:
        raise Declined("undo_over")
    return found.verb
