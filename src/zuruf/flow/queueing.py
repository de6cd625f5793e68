"""A reply enters the outbox: frozen as it will be sent, with what it waits for."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from zuruf import channels
from zuruf.core import outbox as rules
from zuruf.core import schedule
from zuruf.core.channel import ChannelError, Media, Outgoing
from zuruf.core.people import Who
from zuruf.core.reply import Kind
from zuruf.core.schedule import Chosen
from zuruf.flow import accounts, asking, backing, outcome, signing, terms
from zuruf.flow.asking import BUDGET
from zuruf.flow.backing import Backing
from zuruf.flow.errors import Declined
from zuruf.store.claims import OUT
from zuruf.store.ids import public_id
from zuruf.store.models import Account, Delivery, Draft, Member, Message
from zuruf.store.queries import corrections

_SIGNED = (Kind.REPLY, Kind.EDIT)


def queue(
    who: Who | None,
    draft: Draft,
    *,
    text: str,
    kind: str,
    now: datetime,
    waited_since: datetime | None = None,
    promised_for: datetime | None = None,
    at: Chosen | None = None,
    parts: Sequence[str] = (),
    media: Sequence[Media] = (),
    corrects: Delivery | None = None,
    back: Backing | None = None,
) -> Delivery:
    """Freeze a reply and put it into the outbox, in the caller's transaction; the delivery, of several parts the first.

    It can be recalled for the account's `recall_seconds`, and goes out after that, or at the hour that somebody chose (*at*).
    *who* None is the program (a deadline ran out). *waited_since*: since when the asker had been waiting; restored when it
    does not go out; *promised_for*: when it was due. *parts*: what *text* was split into, each an answer to the one before;
    *media* goes with the first. *corrects*: what an edit replaces or a correction answers.
    Raises Declined: "cannot_reply" where a channel cannot, "past" or "too_far" for the hour, "correcting" while another
    edit of the same is on its way, "partner_accountable" when nobody of ours would answer for it (*back*; None: the
    author), "terms" (said) or "terms_then" (until) when its network will not take it now or at that hour, "not_out" when what it corrects is not out or nobody knows under which id.
    """
    account, back = draft.conversation.account, back or backing.by_author(draft)
    stored = _backing(draft, _admit(account, kind, back, corrects), back, text, kind, now)
    texts = tuple(parts) or (text,)
    cents = terms.cents(draft, texts, kind, now, at.at if at else None)
    same: dict[str, Any] = {
        "draft": draft,
        "conversation": draft.conversation,
        "account": account,
        "author_id": draft.author_id,
        "accountable_id": back.accountable,
        "backing": stored,
        "kind": kind,
        "queued_at": now,
        "waited_since": waited_since,
        "promised_for": promised_for,
        "parts": len(texts),
        **_due(account, at, now),
    }
    sent = _outgoing(draft, texts[0], media, at.at if at else now, kind, corrects, who is None)
    first = last = _row(sent, part=1, corrects=corrects, cents=cents[0], **same)
    for n, said in enumerate(texts[1:], 2):  # whom it answers is known when the part before it is out
        more = replace(sent, text=said, media=(), parent={})
        last = _row(more, part=n, follows=last, cents=cents[n - 1], **same)
    outcome.tell(first, "queued", now, who, why=f"kind:{kind}")
    return first


def _backing(
    draft: Draft, answers_for_it: Member, back: Backing, text: str, kind: str, now: datetime
) -> dict[str, Any]:
    """What backs it, and the mark with which it is signed."""
    both = (answers_for_it, draft.author)
    mark = signing.below(text, both, draft.conversation.account, now) if kind in _SIGNED else ""
    return {**back.stored(), "mark": mark}


def _admit(account: Account, kind: str, back: Backing, corrects: Delivery | None) -> Member:
    """The one door: whoever answers for it. Raises Declined for what cannot go out, and where that is nobody of ours."""
    can = channels.can(account.channel)
    if not (can.post if kind == Kind.POST else can.reply):
        raise Declined("cannot_reply", channel=account.channel)
    answers_for_it = backing.check(back)
    if corrects is not None:
        _correctable(corrects, kind)
    return answers_for_it


def _row(sent: Outgoing, account: Account, **fields: Any) -> Delivery:
    key = public_id()
    sent = replace(sent, key=key, record_key=_record_key(account, key, sent.created_at))
    return Delivery.objects.create(public_id=key, account=account, payload=_payload(sent), **fields)


def _due(account: Account, at: Chosen | None, now: datetime) -> dict[str, Any]:
    """When it goes out and what it waits for, as far as that is known already."""
    if at is not None:
        try:
            schedule.check(at, now)
        except schedule.Past:
            raise Declined("past") from None
        except schedule.TooFar:
            raise Declined("too_far") from None
    until = now + timedelta(seconds=account.recall_seconds)
    due = max(until, at.at) if at else until
    spared, by_hand = rules.paced(asking.budget_of(account), due), channels.can(account.channel).by_hand
    return {
        "not_before": spared or due,
        "why": BUDGET if spared else "",
        "recall_until": until,
        "scheduled_for": at.at if at else None,
        "scheduled_as": str(at) if at else "",
        "wait_for_account": account.state == "not_connected" and not by_hand,  # a person needs no account
        "by_hand": by_hand,
    }


def _outgoing(
    draft: Draft,
    text: str,
    media: Sequence[Media],
    at: datetime,
    kind: str,
    corrects: Delivery | None,
    alone: bool,
) -> Outgoing:
    """The reply as it will be sent, but for its keys. *alone*: the program sends it, nobody else. What answers something private is
    private, also in a conversation of which the public sees the rest."""
    parent, root = _place(draft, corrects, kind)
    conversation, asked = draft.conversation, draft.answers
    seen = conversation.public and (asked is None or asked.public)
    return Outgoing(
        key="",
        text=text,
        created_at=at,
        parent=parent,
        root=root,
        language=conversation.language,
        public=seen and not draft.privately,
        media=tuple(media),
        automatic=alone and kind == Kind.HOLDING,
    )


def _payload(sent: Outgoing) -> dict[str, Any]:
    """As JSON; all but where attached files lie on this machine."""
    out = {**asdict(sent), "created_at": sent.created_at.isoformat()}
    del out["taken"]  # is known only when it is looked for
    out["media"] = [{name: value for name, value in m.items() if name != "path"} for m in out["media"]]
    return out


def _place(draft: Draft, corrects: Delivery | None, kind: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The references of what is answered and of its thread's first message. An edit stands where stood what it replaces."""
    if kind == Kind.POST:
        return {}, {}
    if corrects is not None:
        was = corrects.payload
        return (
            (was["parent"], was["root"]) if kind == Kind.EDIT else (corrects.ref, was["root"] or corrects.ref)
        )
    conversation = draft.conversation
    thread = Message.objects.filter(conversation=conversation)
    parent = draft.answers or thread.filter(ours=False).order_by("auto", "-order_at", "-id").first()
    named = _root_of(parent) if parent else ""
    root = (
        Message.objects.filter(realm=conversation.realm, remote_id=named or conversation.root_id).first()
        or parent
    )
    return parent.ref if parent else {}, root.ref if root else {}


def _root_of(message: Message) -> str:
    """The network's own root of *message*, where people joined conversations or split one; "" where nobody did."""
    moved = Message.objects.filter(conversation=message.conversation_id, home__isnull=False)
    if not moved.exists():
        return ""
    for _ in range(20):  # what came in since answers one of those that were moved, or one that does
        if message.home is not None:
            return message.home.root_id
        before = Message.objects.filter(realm=message.realm, remote_id=message.parent_id_remote).first()
        if before is None:
            break
        message = before
    return message.conversation.root_id


def _correctable(row: Delivery, kind: str) -> None:
    """Holds the publication still until the end of the transaction."""
    same = corrections.lock(row.remote_id, row.account_id)
    still = any(one.pk == row.pk and one.state in OUT for one in same)
    if not still or any(one.withdraw_asked_at for one in same):
        raise Declined("not_out", state=row.state)
    # Of two on their way the older might arrive last.
    if kind == Kind.EDIT and corrections.on_its_way(row.remote_id, row.account_id):
        raise Declined("correcting")


def _record_key(account: Account, key: str, now: datetime) -> str:
    """The network's id where we choose it; "" when the account cannot be opened now (then it is made when it is sent,
    from the same key and time)."""
    try:
        return accounts.open_channel(account).record_key(key, now)
    except ChannelError:
        return ""
