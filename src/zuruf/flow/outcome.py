"""What follows from what became of a delivery: in the thread, on the desk, for its author. In its transaction."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Least

from zuruf.core.channel import Outgoing, Receipt
from zuruf.core.desk import State
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import Who
from zuruf.core.reply import DraftState, Kind
from zuruf.flow.audit import record
from zuruf.store.changes import announce
from zuruf.store.models import Conversation, Delivery, Draft, Message, Organisation, Sighting
from zuruf.store.queries.outbox import outgoing

_ON_ITS_WAY = (
    DeliveryState.QUEUED,
    DeliveryState.SENDING,
    DeliveryState.UNCLEAR,
    DeliveryState.PUBLISHED,
    DeliveryState.CORRECTED,
)


def tell(
    row: Delivery, verb: str, now: datetime, who: Who | None = None, why: str = "", **data: object
) -> None:
    """Write it into the audit and say it to the live pages."""
    c = row.conversation.public_id
    record(
        f"delivery.{verb}", "delivery", row.public_id, now=now, who=who, conversation=c, why=why, data=data
    )
    announce("conversation", [c], now)
    announce("delivery", [row.public_id], now)


def appeared(row: Delivery, receipt: Receipt, at: datetime) -> None:
    """It is out there: our message joins the thread, once, whether intake saw it before us or not."""
    if not receipt.remote_id:
        return
    message, new = Message.objects.get_or_create(
        realm=row.account.realm, remote_id=receipt.remote_id, defaults=_as_message(row, receipt, at)
    )
    if new:
        Sighting.objects.create(message=message, account_id=row.account_id)
        Conversation.objects.filter(pk=row.conversation_id).update(message_count=F("message_count") + 1)
        rows = Conversation.objects.filter(pk=row.conversation_id, last_at__lt=at)
        rows.update(last_at=at)
    else:
        Message.objects.filter(pk=message.pk, ours=False).update(ours=True, contact=None)


def disappeared(row: Delivery, now: datetime) -> None:
    """It was withdrawn: our message is gone, and whoever asked waits again."""
    mine = Message.objects.filter(realm=row.account.realm, remote_id=row.remote_id, gone_at=None)
    mine.update(gone_at=now)
    _reopen(row)


def returned(row: Delivery) -> None:
    """It never went out: the text goes back to its author, and whoever asked has been waiting all along."""
    if row.kind != Kind.HOLDING:
        _give_back(row)
    _reopen(row)


def count_unclear(row: Delivery, by: int) -> None:
    """Keep the conversation's number of unclear deliveries. Exact, since each change of state happens once."""
    Conversation.objects.filter(pk=row.conversation_id).update(unclear=F("unclear") + by)


def _as_message(row: Delivery, receipt: Receipt, at: datetime) -> dict[str, object]:
    sent: Outgoing = outgoing(row.payload)
    answered = row.draft.answers
    return {
        "conversation_id": row.conversation_id,
        "parent_id_remote": answered.remote_id if answered else "",
        "ours": True,
        "text": sent.text,
        "permalink": receipt.permalink[:1000],
        "public": sent.public,
        "ref": dict(receipt.ref),
        "network_at": None,
        "received_at": at,
        "order_at": at,
    }


def _give_back(row: Delivery) -> None:
    """The draft is open again. Has its author begun another one meanwhile, the text stands above that one."""
    try:
        with transaction.atomic():
            _beside(row, _newer(row))
    except IntegrityError:  # she began the other one in this very moment; now it is there
        _beside(row, _newer(row))


def _newer(row: Delivery) -> Draft | None:
    """Another draft that the author has open in this conversation."""
    mine = Draft.objects.filter(conversation_id=row.conversation_id, author_id=row.draft.author_id)
    return mine.select_for_update().filter(state=DraftState.WRITING).exclude(pk=row.draft_id).first()


def _beside(row: Delivery, newer: Draft | None) -> None:
    draft = row.draft
    gone = Draft.objects.filter(pk=draft.pk, state=DraftState.SENT)
    if newer is None:
        gone.update(state=DraftState.WRITING)
    elif not newer.text.strip():
        Draft.objects.filter(pk=newer.pk).update(state=DraftState.DISCARDED)
        gone.update(state=DraftState.WRITING)
    elif gone.update(state=DraftState.DISCARDED):
        Draft.objects.filter(pk=newer.pk).update(text=f"{draft.text}\n\n{newer.text}")


def _reopen(row: Delivery) -> None:
    """Back among those who wait for us, since when they did; unless another answer of ours went out after this one."""
    # Read anew: an answer before this one may have come back meanwhile and left its own.
    since = Delivery.objects.values_list("waited_since", flat=True).get(pk=row.pk)
    if since is None or _answered_by_another(row, since):
        return
    minutes = Organisation.objects.filter(pk=1).values_list("target_minutes", flat=True).first() or 60
    mine = Conversation.objects.filter(pk=row.conversation_id)
    mine.update(state=State.OPEN)
    later = Q(waiting_since__isnull=True) | Q(waiting_since__gt=since)
    mine.filter(later).update(waiting_since=since, due_at=since + timedelta(minutes=minutes))


def _answered_by_another(row: Delivery, since: datetime) -> bool:
    """A later answer of ours answers them now. It is told since when they waited: should it not go out either, they
    wait again. Conditional, so that of two that come back at once the second one finds nobody to rely on."""
    others = Delivery.objects.filter(
        conversation_id=row.conversation_id, pk__gt=row.pk, state__in=_ON_ITS_WAY
    ).exclude(kind=Kind.HOLDING)
    for pk in others.order_by("pk").values_list("pk", flat=True):
        if others.filter(pk=pk).update(waited_since=Least(Coalesce("waited_since", since), since)):
            return True
    return False
