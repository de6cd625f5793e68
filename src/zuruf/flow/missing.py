"""What the network hid or removed of ours comes back to the desk, until somebody deals with it or it is visible again.

Every change is a conditional UPDATE of the delivery; the conversation's `missing` follows it in the same transaction, so
the number is exact whoever else is at it.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import F, Min, Q

from zuruf.core.capabilities import Visibility
from zuruf.core.desk import State
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import Who
from zuruf.core.reply import Kind
from zuruf.flow.audit import record
from zuruf.flow.due import due
from zuruf.flow.intake_threads import Ready
from zuruf.store.changes import announce
from zuruf.store.models import Conversation, Delivery, Message
from zuruf.store.pressing import until

ANSWERS = (Kind.REPLY, Kind.CORRECTION, Kind.POST)


def vanished(row: Delivery, now_is: Visibility, now: datetime, why: str = "") -> bool:
    """The public does not see it any more, and it was not us: its conversation waits for us since *now*. False when it
    is missing already, or no longer out by our own will."""
    out = Delivery.objects.filter(pk=row.pk, state=DeliveryState.PUBLISHED, withdraw_asked_at=None)
    if not out.filter(missing_since=None).update(
        missing_since=now, visibility=now_is, **({"why": why} if why else {})
    ):
        return False
    row.refresh_from_db(fields=["conversation"])  # people may have joined it while the network was asked
    mine = Conversation.objects.filter(pk=row.conversation_id)
    mine.update(missing=F("missing") + 1, state=State.OPEN)
    mine.filter(waiting_since=None).update(waiting_since=now, **until(due(row.conversation_id, now)))
    _tell(row, now_is.value, now)
    return True


def back(row: Delivery, now: datetime) -> bool:
    """The public sees it again: as if it had never been away. False when nobody waits for that any more."""
    if not _dealt_with(row):
        return False
    _tell(row, "shown", now)
    return True


def leave(who: Who, row: Delivery, now: datetime) -> bool:
    """Somebody looked and leaves it as it is. False when that was settled already."""
    if not _dealt_with(row):
        return False
    _tell(row, "left", now, who)
    return True


def answered_anew(row: Delivery) -> None:
    """*row* is out: what was missing in its conversation when it was written is answered anew."""
    if row.kind not in ANSWERS:
        return
    missing = Delivery.objects.filter(conversation_id=row.conversation_id, missing_since__lt=row.queued_at)
    if found := missing.exclude(pk=row.pk).update(missing_since=None):
        Conversation.objects.filter(pk=row.conversation_id).update(missing=F("missing") - found)


def no_longer_ours(row: Delivery) -> None:
    """It is withdrawn or corrected by us: that it is missing matters no more."""
    if Delivery.objects.filter(pk=row.pk, missing_since__isnull=False).update(missing_since=None):
        Conversation.objects.filter(pk=row.conversation_id).update(missing=F("missing") - 1)


def deleted_there(
    realm: str, remote_ids: Collection[str], conversations: Collection[int], now: datetime
) -> None:
    """Intake heard from the network that these messages of ours are gone."""
    rows = Delivery.objects.filter(
        conversation_id__in=list(conversations), account__realm=realm, remote_id__in=list(remote_ids)
    )
    for row in rows.select_related("conversation"):
        vanished(row, Visibility.GONE, now)


def bounced(realm: str, came: Iterable[Ready], places: Mapping[str, int | str], now: datetime) -> None:
    """Reports among *came* that answers of ours did not reach whom they were for. *places*: the conversation of each new one."""
    told = {r.message.bounce_of: r.message for r in came if r.message.bounce_of}
    homes = {place for m in told.values() if isinstance(place := places.get(m.remote_id), int)}
    rows = Delivery.objects.filter(conversation_id__in=homes, account__realm=realm, remote_id__in=list(told))
    for row in rows.select_related("conversation") if homes else ():
        vanished(row, Visibility.BOUNCED, now, told[row.remote_id].ref.get("bounce_why", "")[:500])


def _dealt_with(row: Delivery) -> bool:
    since = Delivery.objects.filter(pk=row.pk).values_list("missing_since", flat=True).first()
    mine = Delivery.objects.filter(pk=row.pk, missing_since__isnull=False)
    if since is None or not mine.update(missing_since=None):
        return False
    row.refresh_from_db(fields=["conversation"])
    Conversation.objects.filter(pk=row.conversation_id).update(missing=F("missing") - 1)
    _wait_no_longer(row.conversation_id, since)
    return True


def _wait_no_longer(conversation: int, since: datetime) -> None:
    """What waits because of this alone (*since*) waits for whatever is left: another missing one, or their next words."""
    others = Delivery.objects.filter(conversation=conversation, missing_since__isnull=False)
    theirs = Message.objects.filter(
        conversation=conversation, ours=False, auto=False, gone_at=None, order_at__gt=since
    )
    left = [
        at
        for at in (
            others.aggregate(first=Min("missing_since"))["first"],
            theirs.aggregate(first=Min("order_at"))["first"],
        )
        if at
    ]
    because = Conversation.objects.filter(Q(state=State.OPEN), pk=conversation, waiting_since=since)
    if left:
        because.update(waiting_since=min(left), **until(due(conversation, min(left))))
    else:
        because.update(state=State.WAITING, waiting_since=None, due_at=None)


def _tell(row: Delivery, verb: str, now: datetime, who: Who | None = None) -> None:
    conversation = row.conversation.public_id
    record(f"delivery.{verb}", "delivery", row.public_id, now=now, who=who, conversation=conversation)
    announce("conversation", [conversation], now)
    announce("delivery", [row.public_id], now)
