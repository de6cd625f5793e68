"""Goodwill: money that an answer promises. Planned with the draft, booked when the answer is sent off, open until somebody
has seen to it. What the text itself promises is booked even where nobody wrote it into the field."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from zuruf.classifiers import facts
from zuruf.core import goodwill as core
from zuruf.core.clean import storable
from zuruf.core.goodwill import Promise
from zuruf.core.guideline import Judgement
from zuruf.core.people import OURS, May, Who
from zuruf.core.reply import DraftState, Kind
from zuruf.flow import attachments
from zuruf.flow.audit import record
from zuruf.flow.author import author, coverage, matter
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce
from zuruf.store.models import Delivery, Draft, Goodwill, Mandate, Member, SecondPair
from zuruf.store.queries.goodwill import of_draft
from zuruf.store.queries.mandate import counting, held, promised, rules
from zuruf.store.queries.reply import Scene

FULFIL_WITHIN = timedelta(days=7)
MOST_WORDS = 200


def heard(text: str) -> Promise:
    """What *text* promises."""
    return core.promised(text, facts.find(text)[1])


def plan(draft: Draft, promise: Promise, now: datetime, *, had: Promise) -> None:
    """What her open *draft* promises besides its text, and *had* promised so far; 0 cents for nothing. No audit entry: writing is no
    act. No statement where nothing changed, as with most keys that she presses."""
    said = {"cents": promise.cents, "what": storable(promise.what).strip()[:MOST_WORDS]}
    if said == {"cents": had.cents, "what": had.what} or not (promise.cents or had.cents):
        return
    with transaction.atomic():
        # Of two tabs at the same moment the second one finds what the first one noted; what is sent off is not touched any more.
        if not Draft.objects.select_for_update().filter(pk=draft.pk, state=DraftState.WRITING).exists():
            return
        mine = Goodwill.objects.filter(draft=draft, state="planned")
        if not promise.cents:
            mine.delete()
        elif not mine.update(**said):
            Goodwill.objects.create(draft=draft, member_id=draft.author_id, created_at=now, **said)


def joined(into: int, other: int) -> None:
    """Two drafts become one: what the draft *other* (key) promises besides its text is promised by *into*; of two amounts
    the larger. In the caller's transaction."""
    rows = list(Goodwill.objects.filter(draft__in=(into, other), state="planned").order_by("-cents", "pk"))
    for row in rows[1:]:
        row.delete()
    Goodwill.objects.filter(pk__in=[row.pk for row in rows[:1]]).update(draft_id=into)


def book(delivery: Delivery, text: str, now: datetime, who: Who | None = None) -> None:
    """The answer is sent off: what it promises counts from now on, and lies open as a slip. It counts on whoever answers for
    it; on its author, where the clock let it go; on the second pair of eyes, where she promised more than she was asked about.
    What an edit promises is what it promises more than the text that it replaces. In the caller's transaction.

    Declined("goodwill_spent"): nobody else looked at it, and less is left of the month by now than when it was weighed."""
    told, said = of_draft(delivery.draft_id), heard(_public(delivery, text))
    promise = told if told.cents >= said.cents else Promise(said.cents, told.what or said.what)
    cents = promise.cents - (already(delivery.corrects) if delivery.kind == Kind.EDIT else 0)
    if cents <= 0:
        return
    member, more = _counts_on(delivery, promise.cents)
    _within(delivery, member, more, cents, now)
    backed = Mandate.objects.filter(public_id=delivery.backing.get("mandate", "")).first()
    booked = {
        "cents": cents,
        "what": promise.what[:MOST_WORDS],
        "member_id": member,
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
    data = {"cents": cents}
    record("goodwill.promised", "goodwill", slip.public_id, now=now, who=who, conversation=c, data=data)


def already(original: Delivery | None) -> int:
    """Cents that the publication which *original* is one text of has promised so far, and that were not cancelled."""
    booked = Goodwill.objects.filter(draft__in=drafts_of(original), state__in=("promised", "fulfilled"))
    return int(booked.aggregate(cents=Sum("cents"))["cents"] or 0)


def drafts_of(original: Delivery | None) -> list[int]:
    """The drafts (keys) of all texts that this publication has had."""
    if original is None:
        return []
    same = Delivery.objects.filter(account=original.account_id, remote_id=original.remote_id)
    return (
        [original.draft_id, *same.values_list("draft", flat=True)]
        if original.remote_id
        else [original.draft_id]
    )


def releaser_covers(
    who: Who, question: SecondPair, here: Scene, judgement: Judgement, cents: int, now: datetime
) -> None:
    """A second pair of eyes may let money go that its author was not allowed to promise; where the text that *who* releases
    promises more than she was asked about (*cents* in all), that has to lie within her own mandates.
    Declined("goodwill_beyond")."""
    if cents <= _was_asked(question):
        return
    she = author(who, here, now)
    about = matter(here, judgement, goodwill=cents, spent=promised(who.id, now) if she.in_force else 0)
    reach = coverage(she, about, now)
    if reach is not None and not reach.covered:
        raise Declined("goodwill_beyond")


def _public(delivery: Delivery, text: str) -> str:
    """All that can be read there: its text, and the words for its pictures."""
    alts = [str(m.get("alt", "")) for m in delivery.payload.get("media", ())]
    return "\n\n".join((text, *filter(None, alts)))


def _was_asked(question: SecondPair) -> int:
    """Cents that lay before the second pair of eyes."""
    alts = [m.alt for m in attachments.media(question.draft)]
    said = heard("\n\n".join((question.asked_text, *filter(None, alts))))
    return max(of_draft(question.draft_id).cents, said.cents)


def _counts_on(delivery: Delivery, cents: int) -> tuple[int | None, bool]:
    """Whose month it counts in (key), and whether she is a second pair of eyes who promised more than she was asked about."""
    by, backing = delivery.author, delivery.backing
    if backing.get("released_by_clock") and by is not None and by.role in OURS:
        return by.pk, False
    asked = SecondPair.objects.select_related("draft").filter(public_id=backing.get("ask", "")).first()
    if asked is not None and asked.decided_by_id and cents > _was_asked(asked):
        return asked.decided_by_id, True
    return delivery.accountable_id, False


def _within(delivery: Delivery, member: int | None, more: bool, cents: int, now: datetime) -> None:
    """Looks once more whether it lies within the month of the mandate that backs it, else of any that she holds (*more*), and
    holds her still until the commit: of what she sends from two windows at once both are weighed before either is booked."""
    if member is None or not rules().in_force:
        return
    Member.objects.select_for_update(no_key=True).filter(pk=member).first()
    backed = delivery.backing.get("mandate", "")
    limits = [m.goodwill_month for m in held(member, now) if more or m.public_id == backed]
    if limits and promised(member, now) + cents > max(limits):
        raise Declined("goodwill_spent")


def unbook(delivery: Delivery) -> None:
    """The answer never went out: what it promised counts no more, and lies with the draft again. What was fulfilled
    meanwhile stays so."""
    if delivery.part == 1:
        rows = Goodwill.objects.filter(draft_id=delivery.draft_id, state="promised")
        rows.update(state="planned", promised_at=None, fulfil_by=None)


def fulfil(who: Who, slip: str, remark: str = "", *, now: datetime | None = None) -> None:
    """Somebody has seen to it. Declined: "not_allowed" · "gone" (it is not open any more)."""
    _end(who, slip, "fulfilled", remark, now or clock())


def cancel(who: Who, slip: str, remark: str, *, now: datetime | None = None) -> bool:
    """It will not be fulfilled, for a reason. Whether it counts against nobody's month any more: what she promised herself
    and cancels herself goes on counting, unless the answer was withdrawn. Declined: "not_allowed" · "gone" · "goodwill_why"."""
    if not remark.strip():
        raise Declined("goodwill_why")
    _end(who, slip, "cancelled", remark, now or clock())
    return not counting().filter(public_id=slip).exists()


def _end(who: Who, slip: str, state: str, remark: str, now: datetime) -> None:
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    ended = {"fulfilled_at" if state == "fulfilled" else "cancelled_at": now}
    with transaction.atomic():
        mine = Goodwill.objects.filter(public_id=slip, state="promised")
        if not mine.update(state=state, fulfilled_by=who.id, remark=storable(remark).strip()[:300], **ended):
            raise Declined("gone")
        c = Goodwill.objects.values_list("draft__conversation__public_id", flat=True).get(public_id=slip)
        record(f"goodwill.{state}", "goodwill", slip, now=now, who=who, conversation=c)
        announce("conversation", [c], now)
