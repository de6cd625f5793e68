"""Reading back what is out: the network is asked what the public sees of it, and what follows goes to the desk.

It also learns the network's id of what a person said is there: by our own key where the network knows it, else by the
address that she pasted.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from zuruf.core import read_back as rules
from zuruf.core.capabilities import Repeat, Shows, Visibility
from zuruf.core.channel import Channel, ChannelError, Outgoing, Receipt, Refused, Seen, TryLater
from zuruf.core.outbox import DeliveryState
from zuruf.flow import asking, missing, outcome, recording
from zuruf.flow.clock import clock
from zuruf.store import claims
from zuruf.store.changes import announce
from zuruf.store.claims import Work
from zuruf.store.models import Delivery, Message
from zuruf.store.queries.outbox import outgoing

AROUND = timedelta(hours=1)  # more than any two clocks differ
SOON = timedelta(minutes=1)  # when a network wants to be spared and does not say how long


@dataclass(frozen=True, slots=True)
class _Found:
    """What one look brought: the receipt (None: still nobody knows its id), and what is seen when we looked."""

    receipt: Receipt | None
    looked: bool = False
    seen: Seen | None = None


def look(keys: list[int], worker: str, now: datetime | None) -> bool:
    """One look at one publication that is due: a step of `flow.sending.work`."""
    row = claims.claim(Work.READ_BACK, keys, worker, now or clock())
    if row is None:
        return False
    said = asking.ask(row.account, lambda channel: _look(channel, row))
    at = now or clock()
    recording.insist(lambda: _write(row, said, at))
    return True


def _write(row: Delivery, said: _Found | ChannelError, at: datetime) -> None:
    with transaction.atomic():
        if isinstance(said, ChannelError):
            later = {"read_next_at": _after_error(row, said, at)}
            claims.finish(row, DeliveryState(row.state), later)
        else:
            _record(row, said, at)


def _look(channel: Channel, row: Delivery) -> _Found:
    """At most four requests, each within its own deadline: the claim outlives them."""
    receipt = Receipt(row.remote_id, row.permalink, row.ref) if row.remote_id else _learn(channel, row)
    if receipt is None or channel.can.shows is not Shows.LOOK:
        return _Found(receipt)
    return _Found(receipt, True, channel.read_back(receipt))


def looked_for(row: Delivery) -> Outgoing:
    """As `outgoing`; where it is found by its words, with the ids of what else went out from the account since: the same words may stand
    below the same post twice, and then each is one answer."""
    sent = outgoing(row.payload)
    if asking.can(row).repeat is not Repeat.TRACEABLE:
        return sent
    others = Delivery.objects.filter(account=row.account_id, published_at__gte=sent.created_at - AROUND)
    ids = others.exclude(pk=row.pk).exclude(remote_id="").values_list("remote_id", flat=True)
    return replace(sent, taken=tuple(dict.fromkeys(ids)))


def _learn(channel: Channel, row: Delivery) -> Receipt | None:
    """The receipt of what a person said is there."""
    found, reply = None, looked_for(row)
    if channel.can.repeat is not Repeat.BLIND:
        try:
            found = channel.find(reply)
        except Refused:
            found = None
    if found is not None and (not found.remote_id or found.remote_id in reply.taken):
        found = None  # it waits there without a number, or is another
    return found or (channel.locate(row.permalink) if row.permalink else None)


def _after_error(row: Delivery, error: ChannelError, at: datetime) -> datetime | None:
    """The next hour that was planned, and not before the network wants to be asked."""
    planned = rules.next_look(row.published_at or at, at)
    if isinstance(error, TryLater) and planned is not None:
        return max(planned, at + (error.after or SOON))
    return planned


def _record(row: Delivery, found: _Found, at: datetime) -> None:
    published = row.published_at or at
    can = asking.can(row)
    was = Visibility(row.visibility or Visibility.ACCEPTED)
    now_is = rules.shown(was, found.seen, published_at=published, now=at, can=can) if found.looked else was
    changes: dict[str, object] = {"reads": row.reads + 1, "read_next_at": rules.next_look(published, at)}
    if can.shows is not Shows.LOOK and found.receipt is not None:
        changes["read_next_at"] = None  # it was for the id alone
    if found.looked:
        changes |= {"visibility": now_is, "seen_at": at}
    if found.seen is not None:
        changes |= _seen(row, found.seen)
        if now_is is Visibility.HIDDEN and found.seen.why:
            changes["why"] = found.seen.why[:500]
    if was is Visibility.HIDDEN and now_is is not was:
        changes["why"] = ""
    learned = None if row.remote_id else _new(row, found.receipt)
    if learned is not None:
        changes |= {
            "remote_id": learned.remote_id[:500],
            "permalink": (learned.permalink or row.permalink)[:1000],
            "ref": dict(learned.ref),
        }
    if not claims.finish(row, DeliveryState(row.state), changes):
        return
    if learned is not None:
        outcome.appeared(row, learned, published)
        outcome.tell(row, "found", at)
    if found.looked:
        _follow(row, was, now_is, at)


def _seen(row: Delivery, seen: Seen) -> dict[str, object]:
    sent = str(row.payload.get("text", ""))
    other = seen.text if seen.text.split() != sent.split() else ""  # networks tidy white space
    changes: dict[str, object] = {"seen_text": other, "reactions": min(seen.reactions, 2**31 - 1)}
    return changes | ({"permalink": seen.permalink[:1000]} if seen.permalink else {})


def _new(row: Delivery, receipt: Receipt | None) -> Receipt | None:
    """The receipt, unless it is that of another reply: then somebody pasted the wrong address."""
    if receipt is None or not receipt.remote_id:
        return None
    realm = row.account.realm
    others = Delivery.objects.filter(conversation_id=row.conversation_id, remote_id=receipt.remote_id)
    known = Message.objects.filter(realm=realm, remote_id=receipt.remote_id).first()
    elsewhere = known is not None and known.conversation_id != row.conversation_id
    return None if elsewhere or others.exclude(pk=row.pk).exists() else receipt


def _follow(row: Delivery, was: Visibility, now_is: Visibility, at: datetime) -> None:
    """What the public sees may have changed: the desk hears of it, and the pages that show it."""
    mine = Message.objects.filter(realm=row.account.realm, remote_id=row.remote_id, ours=True)
    if now_is is Visibility.GONE:
        mine.filter(gone_at=None).update(gone_at=at)
    elif was is Visibility.GONE:
        mine.update(gone_at=None)
    if now_is in rules.MISSING and was not in rules.MISSING:
        missing.vanished(row, now_is, at)
    elif now_is not in rules.MISSING:
        missing.back(row, at)  # also when intake took it for gone since we claimed it
    if now_is != was:
        announce("conversation", [row.conversation.public_id], at)
        announce("delivery", [row.public_id], at)
