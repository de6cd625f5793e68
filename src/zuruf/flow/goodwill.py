"""Goodwill: money that an answer promises. Planned with the draft, booked when the answer is sent off, open until somebody
has seen to it. What the text itself promises is booked even where nobody wrote it into the field."""

from datetime import datetime, timedelta

from django.db import transaction

from zuruf.classifiers import facts
from zuruf.core import goodwill as rules
from zuruf.core.goodwill import Promise
from zuruf.core.people import May, Who
from zuruf.core.reply import Kind
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce
from zuruf.store.models import Delivery, Draft, Goodwill, Mandate
from zuruf.store.queries.goodwill import of_draft

FULFIL_WITHIN = timedelta(days=7)
MOST_WORDS = 200


def heard(text: str) -> Promise:
    """What *text* promises."""
    return rules.promised(text, facts.find(text)[1])


def plan(draft: Draft, promise: Promise, now: datetime) -> None:
    """What her open *draft* promises besides its text; 0 cents for nothing. No audit entry: writing is no act."""
    mine = Goodwill.objects.filter(draft=draft, state="planned")
    if not promise.cents:
        mine.delete()
        return
    said = {"cents": promise.cents, "what": promise.what.strip()[:MOST_WORDS]}
    if not mine.update(**said):
        Goodwill.objects.create(draft=draft, member_id=draft.author_id, created_at=now, **said)


def book(delivery: Delivery, text: str, now: datetime, who: Who | None = None) -> None:
    """The answer is sent off: what it promises counts from now on, on whoever answers for it, and lies open as a slip.
    In the caller's transaction."""
    if delivery.kind != Kind.REPLY:
        return
    told, said = of_draft(delivery.draft_id), heard(text)
    promise = told if told.cents >= said.cents else Promise(said.cents, told.what or said.what)
    if not promise.cents:
        return
    backed = Mandate.objects.filter(public_id=delivery.backing.get("mandate", "")).first()
    booked = {
        "cents": promise.cents,
        "what": promise.what[:MOST_WORDS],
        "member_id": delivery.accountable_id,
        "mandate": backed,
        "state": "promised",
        "promised_at": now,
        "fulfil_by": now + FULFIL_WITHIN,
    }
    mine = Goodwill.objects.filter(draft_id=delivery.draft_id, state="planned")
    if not mine.update(**booked):
        Goodwill.objects.create(draft_id=delivery.draft_id, created_at=now, **booked)
    slip = Goodwill.objects.filter(draft_id=delivery.draft_id, state="promised").latest("pk")
    c = delivery.conversation.public_id
    data = {"cents": promise.cents}
    record("goodwill.promised", "goodwill", slip.public_id, now=now, who=who, conversation=c, data=data)


def unbook(delivery: Delivery) -> None:
    """The answer never went out: what it promised counts no more, and lies with the draft again. What was fulfilled
    meanwhile stays so."""
    if delivery.part == 1:
        rows = Goodwill.objects.filter(draft_id=delivery.draft_id, state="promised")
        rows.update(state="planned", promised_at=None, fulfil_by=None)


def fulfil(who: Who, slip: str, remark: str = "", *, now: datetime | None = None) -> None:
    """Somebody has seen to it. Declined: "not_allowed" · "gone" (it is not open any more)."""
    _end(who, slip, "fulfilled", remark, now or clock())


def cancel(who: Who, slip: str, remark: str, *, now: datetime | None = None) -> None:
    """It will not be fulfilled, for a reason; it counts against nobody's month any more. Declined: "not_allowed" · "gone" ·
    "goodwill_why"."""
    if not remark.strip():
        raise Declined("goodwill_why")
    _end(who, slip, "cancelled", remark, now or clock())


def _end(who: Who, slip: str, state: str, remark: str, now: datetime) -> None:
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    ended = {"fulfilled_at" if state == "fulfilled" else "cancelled_at": now}
    with transaction.atomic():
        mine = Goodwill.objects.filter(public_id=slip, state="promised")
        if not mine.update(state=state, fulfilled_by=who.id, remark=remark.strip()[:300], **ended):
            raise Declined("gone")
        c = Goodwill.objects.values_list("draft__conversation__public_id", flat=True).get(public_id=slip)
        record(f"goodwill.{state}", "goodwill", slip, now=now, who=who, conversation=c)
        announce("conversation", [c], now)
