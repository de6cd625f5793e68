"""The outbox: what people do with a reply on its way. What the worker does with it is in flow/sending.py."""

from collections.abc import Collection
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q, QuerySet

from zuruf import channels
from zuruf.core import read_back
from zuruf.core.channel import Receipt
from zuruf.core.clean import storable
from zuruf.core.outbox import Decision, DeliveryState
from zuruf.core.people import May, Who
from zuruf.core.reply import Kind
from zuruf.flow import asking, library_earlier, outcome, planned
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.queueing import queue
from zuruf.flow.sending import accounts_with_work, work
from zuruf.flow.twice import twice
from zuruf.store import claims
from zuruf.store.models import Delivery, Message
from zuruf.store.queries import corrections

__all__ = [
    "accounts_with_work",
    "queue",
    "recall",
    "say_yes",
    "say_yes_to_all",
    "settle",
    "withdraw",
    "work",
]
D = DeliveryState


@twice
def recall(who: Who, delivery: str, *, now: datetime | None = None) -> DeliveryState:
    """Stop a reply that is not on its way yet; the draft is its author's again. What became of it.

    One that is in doubt (tried, and nobody knows) cannot be called back: it is not tried again, and becomes UNCLEAR
    for a person to settle. What a person has in hand to post it, only she can put back. Of an answer in parts all later ones are recalled too; where this part is on its way or out
    but a later one is not, those are, and the state of this one is returned. Raises Declined("too_late", state=…), Declined("in_hand", name=…).
    """
    now = now or clock()
    row = _row(who, delivery)
    with transaction.atomic():
        waiting = Delivery.objects.filter(pk=row.pk, state=D.QUEUED)
        if waiting.filter(doubt_at=None).update(state=D.RECALLED):
            claims.follow(row)
            row.state = D.RECALLED
            outcome.returned(row, outcome.call_off(row, now, who))
            outcome.tell(row, "recalled", now, who)
            return D.RECALLED
        stopped = bool(waiting.exclude(doubt_at=None).update(state=D.UNCLEAR, next_at=None))
        if stopped:
            claims.follow(row)
            outcome.count_unclear(row, +1)
            outcome.tell(row, "stopped_in_doubt", now, who)
        later = outcome.call_off(row, now, who)
        if later:
            outcome.returned(later[0], later[1:])
        if stopped or later:
            row.refresh_from_db(fields=["state"])
            return DeliveryState(row.state)
    row = _row(who, delivery)
    if row.state == D.POSTING:
        raise Declined("in_hand", name=row.hand.name if row.hand else "")
    raise Declined("too_late", state=row.state)


@twice
def say_yes(who: Who, delivery: str, *, now: datetime | None = None) -> None:
    """Let out what was overdue when a hold was lifted; of an answer in parts all of them. As with any answer that is sent,
    it can be recalled for the account's `recall_seconds` from now. Raises Declined("no_question")."""
    now = now or clock()
    row = _row(who, delivery)
    with transaction.atomic():
        if not _yes(Delivery.objects.filter(draft_id=row.draft_id, account_id=row.account_id), who, now):
            raise Declined("no_question")


@twice
def say_yes_to_all(who: Who, seen: Collection[str], *, now: datetime | None = None) -> int:
    """Let out what waits for a person's yes, of what she has *seen* (public ids): what became overdue meanwhile still
    waits. Each as with `say_yes`, but none beside its own. How many deliveries."""
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    with transaction.atomic():
        return _yes(Delivery.objects.filter(public_id__in=set(seen)), who, now)


def _yes(rows: QuerySet[Delivery], who: Who, now: datetime) -> int:
    """Each by itself, so that of two who say it at once (or one who recalls) one is right about each."""
    said = 0
    waits = rows.filter(state=D.QUEUED, wants_yes=True).select_related("conversation", "account")
    for row in waits.order_by("pk"):
        until = now + timedelta(seconds=row.account.recall_seconds)
        due: dict[str, datetime | str] = {
            "recall_until": until,
            "not_before": max(until, row.not_before),
        }  # no sooner than the network's limit
        if row.why in planned.WHYS:  # that is settled now
            due["why"] = ""
        asked = Delivery.objects.filter(pk=row.pk, state=D.QUEUED, wants_yes=True)
        if asked.update(wants_yes=False, **due):
            outcome.tell(row, "said_yes", now, who)
            said += 1
    return said


@twice
def withdraw(
    who: Who, delivery: str, *, why: str = "", whole: bool = False, now: datetime | None = None
) -> None:
    """Ask the network to delete what is out; the worker does it. Asking twice is asking once. *whole*: of an answer in
    parts all that are out.

    Raises Declined("cannot_withdraw") where the network cannot or we do not know its id, Declined("not_out"),
    Declined("being_corrected") while an edit of it is on its way, and Declined("why") without a reason once somebody
    reacted: what others have read and answered does not vanish without a word.
    """
    now = now or clock()
    row = _row(who, delivery)
    if row.state not in (D.PUBLISHED, D.CORRECTED):
        raise Declined("not_out", state=row.state)
    public = bool(row.payload.get("public", True))
    if not channels.can(row.account.channel).takes_back(public=public) or not row.remote_id:
        raise Declined("cannot_withdraw", channel=row.account.channel)
    same = Delivery.objects.filter(draft_id=row.draft_id, account_id=row.account_id).exclude(remote_id="")
    known = same if whole and row.parts > 1 else same.filter(pk=row.pk)
    with transaction.atomic():
        for remote_id in known.order_by("pk").values_list("remote_id", flat=True):
            corrections.lock(remote_id, row.account_id)
        out = known.filter(state__in=(D.PUBLISHED, D.CORRECTED), withdraw_asked_at=None)
        parts = list(out.select_related("conversation", "account").order_by("pk"))
        if any(corrections.on_its_way(one.remote_id, one.account_id) for one in parts):
            raise Declined("being_corrected")
        if not why.strip() and any(corrections.reacted(one.pk) for one in parts):
            raise Declined("why")
        for one in parts:
            changes = {
                "withdraw_asked_at": now,
                "next_at": now,
                "withdraw_why": storable(why).strip()[:300],
                "why": "",
            }
            if out.filter(pk=one.pk).update(**changes):
                outcome.tell(one, "withdraw_asked", now, who)


@twice
def settle(who: Who, delivery: str, decision: str, link: str = "", *, now: datetime | None = None) -> None:
    """A person says what became of an unclear delivery: "there" (with *link*), "again" or "give_up".

    "again" sends the same request once more, after the recall window; only a person may say so. "give_up" gives the
    text back to its author. Raises Declined("not_unclear"), Declined("bad_link"), Declined("bad_decision"), or
    Declined("before_gone") for a part of which the one before was withdrawn: it cannot go out again.
    """
    now = now or clock()
    row = _row(who, delivery)
    try:
        said = Decision(decision)
    except ValueError:
        raise Declined("bad_decision") from None
    link = link.strip()
    if link and (urlsplit(link).scheme not in ("http", "https", "at") or len(link) > 1000):
        raise Declined("bad_link")
    changes = _settled(row, said, link, now)
    with transaction.atomic():
        unclear = Delivery.objects.filter(pk=row.pk, state=D.UNCLEAR)
        if not unclear.update(claim_token="", claim_until=None, next_at=None, **changes):
            row.refresh_from_db(fields=["state"])
            raise Declined("not_unclear", state=row.state)
        claims.follow(row)
        outcome.count_unclear(row, -1)
        if said is Decision.THERE:
            outcome.appeared(row, _receipt(changes), now)
            library_earlier.remember(row)
            if row.corrects is not None:
                outcome.corrected(row, row.corrects, now)
        elif said is Decision.GIVE_UP:
            outcome.returned(row, outcome.call_off(row, now, who))
        elif outcome.stays_behind(row, now):
            raise Declined("before_gone")
        outcome.tell(row, "settled", now, who, why=f"decision:{said}")


def _settled(row: Delivery, said: Decision, link: str, now: datetime) -> dict[str, object]:
    match said:
        case Decision.THERE:
            known = _known(row, link)
            seen, look_at = read_back.begin(asking.can(row), now, known=known is not None)
            out: dict[str, object] = {
                "state": D.PUBLISHED,
                "published_at": now,
                "permalink": link or (known.permalink if known else ""),
                "visibility": seen.value,
                "read_next_at": look_at,
                "doubt_at": None,
                "why": "",
            }
            return out | ({"remote_id": known.remote_id, "ref": known.ref} if known else {})
        case Decision.AGAIN:
            # It stays in doubt (the first one may be out there after all), but whether the network still knows our
            # key no longer counts: a person takes it upon herself.
            until = now + timedelta(seconds=row.account.recall_seconds)
            return {
                "state": D.QUEUED,
                "not_before": until,
                "recall_until": until,
                "first_attempt_at": None,
                "doubts": 0,
            }
        case Decision.GIVE_UP:
            return {"state": D.GIVEN_UP}


def _known(row: Delivery, link: str) -> Receipt | None:
    """The publication at *link*, where intake has seen it; an edit is where that is which it replaces."""
    if row.kind == Kind.EDIT and row.corrects is not None:
        return Receipt(row.corrects.remote_id, row.corrects.permalink, row.corrects.ref)
    # What was there before cannot be it, even if somebody pastes the address of the question itself.
    since = Q(ours=True) | Q(received_at__gte=row.queued_at)
    here = Message.objects.filter(since, conversation_id=row.conversation_id)
    found = here.filter(permalink=link).first() if link else None
    others = Delivery.objects.filter(conversation_id=row.conversation_id).exclude(pk=row.pk)
    if found and others.filter(remote_id=found.remote_id).exists():
        return None  # the address of another reply of ours
    return Receipt(found.remote_id, found.permalink, found.ref) if found else None


def _receipt(changes: dict[str, object]) -> Receipt:
    ref = changes.get("ref")
    return Receipt(
        str(changes.get("remote_id", "")), str(changes["permalink"]), ref if isinstance(ref, dict) else {}
    )


def _row(who: Who, delivery: str) -> Delivery:
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    row = (
        Delivery.objects.select_related("account", "conversation", "draft__answers", "corrects", "hand")
        .filter(public_id=delivery)
        .first()
    )
    if row is None:
        raise Declined("unknown_delivery")
    return row
