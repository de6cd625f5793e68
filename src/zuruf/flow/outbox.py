"""The outbox: what people do with a reply on its way. What the worker does with it is in flow/sending.py."""

from dataclasses import asdict
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q

from zuruf import channels
from zuruf.core.channel import ChannelError, Outgoing, Receipt
from zuruf.core.outbox import Decision, DeliveryState
from zuruf.core.people import May, Who
from zuruf.flow import accounts, outcome
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.sending import accounts_with_work, work
from zuruf.store.ids import public_id
from zuruf.store.models import Account, Delivery, Draft, Message

__all__ = ["accounts_with_work", "queue", "recall", "settle", "withdraw", "work"]
D = DeliveryState


def queue(
    who: Who | None,
    draft: Draft,
    *,
    text: str,
    kind: str,
    now: datetime,
    waited_since: datetime | None = None,
) -> Delivery:
    """Freeze a reply and put it into the outbox, in the caller's transaction.

    It can be recalled for the account's `recall_seconds`, and goes out after that. *who* None is the program (a
    deadline ran out). *waited_since*: since when the asker had been waiting; restored when it does not go out.
    Raises Declined("cannot_reply") where a channel cannot.
    """
    conversation = draft.conversation
    account = conversation.account
    if not channels.can(account.channel).reply:
        raise Declined("cannot_reply", channel=account.channel)
    key = public_id()
    until = now + timedelta(seconds=account.recall_seconds)
    row = Delivery.objects.create(
        public_id=key,
        draft=draft,
        conversation=conversation,
        account=account,
        author_id=draft.author_id,
        kind=kind,
        payload=_frozen(draft, account, key, text, now),
        queued_at=now,
        not_before=until,
        recall_until=until,
        waited_since=waited_since,
    )
    outcome.tell(row, "queued", now, who, why=f"kind:{kind}")
    return row


def recall(who: Who, delivery: str, *, now: datetime | None = None) -> DeliveryState:
    """Stop a reply that is not on its way yet; the draft is its author's again. What became of it.

    One that is in doubt (tried, and nobody knows) cannot be called back: it is not tried again, and becomes UNCLEAR
    for a person to settle. Raises Declined("too_late", state=…).
    """
    now = now or clock()
    row = _row(who, delivery)
    with transaction.atomic():
        waiting = Delivery.objects.filter(pk=row.pk, state=D.QUEUED)
        if waiting.filter(doubt_at=None).update(state=D.RECALLED):
            outcome.returned(row)
            outcome.tell(row, "recalled", now, who)
            return D.RECALLED
        if waiting.exclude(doubt_at=None).update(state=D.UNCLEAR, next_at=None):
            outcome.count_unclear(row, +1)
            outcome.tell(row, "stopped_in_doubt", now, who)
            return D.UNCLEAR
    row.refresh_from_db(fields=["state"])
    raise Declined("too_late", state=row.state)


def withdraw(who: Who, delivery: str, *, why: str = "", now: datetime | None = None) -> None:
    """Ask the network to delete what is out; the worker does it. Asking twice is asking once.

    Raises Declined("cannot_withdraw") where the network cannot or we do not know its id, Declined("not_out").
    """
    now = now or clock()
    row = _row(who, delivery)
    if row.state not in (D.PUBLISHED, D.CORRECTED):
        raise Declined("not_out", state=row.state)
    if not channels.can(row.account.channel).withdraw or not row.remote_id:
        raise Declined("cannot_withdraw", channel=row.account.channel)
    with transaction.atomic():
        out = Delivery.objects.filter(pk=row.pk, state__in=(D.PUBLISHED, D.CORRECTED), withdraw_asked_at=None)
        if out.update(withdraw_asked_at=now, next_at=now, withdraw_why=why.strip()[:300], why=""):
            outcome.tell(row, "withdraw_asked", now, who)


def settle(who: Who, delivery: str, decision: str, link: str = "", *, now: datetime | None = None) -> None:
    """A person says what became of an unclear delivery: "there" (with *link*), "again" or "give_up".

    "again" sends the same request once more, after the recall window; only a person may say so. "give_up" gives the
    text back to its author. Raises Declined("not_unclear"), Declined("bad_link") or Declined("bad_decision").
    """
    now = now or clock()
    row = _row(who, delivery)
    try:
        said = Decision(decision)
    except ValueError:
        raise Declined("bad_decision") from None
    link = link.strip()
    if link and (urlsplit(link).scheme not in ("http", "https") or len(link) > 1000):
        raise Declined("bad_link")
    changes = _settled(row, said, link, now)
    with transaction.atomic():
        unclear = Delivery.objects.filter(pk=row.pk, state=D.UNCLEAR)
        if not unclear.update(claim_token="", claim_until=None, next_at=None, **changes):
            row.refresh_from_db(fields=["state"])
            raise Declined("not_unclear", state=row.state)
        outcome.count_unclear(row, -1)
        if said is Decision.THERE:
            outcome.appeared(row, _receipt(changes), now)
        elif said is Decision.GIVE_UP:
            outcome.returned(row)
        outcome.tell(row, "settled", now, who, why=f"decision:{said}")


def _settled(row: Delivery, said: Decision, link: str, now: datetime) -> dict[str, object]:
    match said:
        case Decision.THERE:
            # What was there before cannot be it, even if somebody pastes the address of the question itself.
            since = Q(ours=True) | Q(received_at__gte=row.queued_at)
            here = Message.objects.filter(since, conversation_id=row.conversation_id)
            known = here.filter(permalink=link).first() if link else None
            out: dict[str, object] = {
                "state": D.PUBLISHED,
                "published_at": now,
                "permalink": link,
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


def _receipt(changes: dict[str, object]) -> Receipt:
    ref = changes.get("ref")
    return Receipt(
        str(changes.get("remote_id", "")), str(changes["permalink"]), ref if isinstance(ref, dict) else {}
    )


def _frozen(draft: Draft, account: Account, key: str, text: str, now: datetime) -> dict[str, object]:
    """The reply as it will be sent, however often: an Outgoing as JSON."""
    conversation = draft.conversation
    thread = Message.objects.filter(conversation=conversation)
    parent = draft.answers or thread.filter(ours=False).order_by("-order_at", "-id").first()
    root = thread.filter(realm=conversation.realm, remote_id=conversation.root_id).first() or parent
    sent = Outgoing(
        key=key,
        text=text,
        created_at=now,
        record_key=_record_key(account, key, now),
        parent=parent.ref if parent else {},
        root=root.ref if root else {},
        language=conversation.language,
        public=conversation.public,
    )
    return {**asdict(sent), "created_at": now.isoformat()}


def _record_key(account: Account, key: str, now: datetime) -> str:
    """The network's id where we choose it; "" when the account cannot be opened now (then it is made when it is sent,
    from the same key and time)."""
    try:
        return accounts.open_channel(account).record_key(key, now)
    except ChannelError:
        return ""


def _row(who: Who, delivery: str) -> Delivery:
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    row = (
        Delivery.objects.select_related("account", "conversation", "draft__answers")
        .filter(public_id=delivery)
        .first()
    )
    if row is None:
        raise Declined("unknown_delivery")
    return row
