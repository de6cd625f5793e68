"""What follows from what became of a delivery: in the thread, on the desk, for its author. In its transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest, Least

from zuruf.core.channel import Outgoing, Receipt
from zuruf.core.desk import State
from zuruf.core.outbox import ON_ITS_WAY, DeliveryState
from zuruf.core.people import Who
from zuruf.core.reply import CORRECTIONS, DraftState, Kind, unsigned
from zuruf.flow import attachments, goodwill, missing, posted
from zuruf.flow.audit import record
from zuruf.flow.due import due
from zuruf.store import drafts
from zuruf.store.changes import announce_each
from zuruf.store.models import Conversation, Delivery, Draft, Message, Sighting
from zuruf.store.pressing import until
from zuruf.store.queries.outbox import outgoing
from zuruf.store.queries.signing import kept_mark

# Why the program itself recalls; pages turn the code into words.
PART = "code:part"  # an earlier part of the same answer did not go out
GONE = "code:original_gone"  # what it was to correct was withdrawn
_WITH = ("account", "author", "conversation", "draft__answers")
_ON_ITS_WAY = (*ON_ITS_WAY, DeliveryState.PUBLISHED, DeliveryState.CORRECTED)


_FOR_THE_WORKER = frozenset({"queued", "said_yes", "settled", "withdraw_asked"})


def tell(
    row: Delivery, verb: str, now: datetime, who: Who | None = None, why: str = "", **data: object
) -> None:
    """Write it into the audit and say it to the live pages, and to the worker what it has to do."""
    c = row.conversation.public_id
    record(
        f"delivery.{verb}", "delivery", row.public_id, now=now, who=who, conversation=c, why=why, data=data
    )
    due = [("due", row.public_id)] if verb in _FOR_THE_WORKER else []
    announce_each([("conversation", c), ("delivery", row.public_id), *due], now)


def appeared(row: Delivery, receipt: Receipt, at: datetime) -> None:
    """It is out there: our message joins the thread, once, whether intake saw it before us or not."""
    missing.answered_anew(row)
    if posted.first_part(row):
        receipt = posted.came_out(row, receipt, at)
    if not receipt.remote_id:
        return
    message, new = Message.objects.get_or_create(
        realm=row.account.realm, remote_id=receipt.remote_id, defaults=_as_message(row, receipt, at)
    )
    if new:
        Sighting.objects.create(message=message, account_id=row.account_id)
        Conversation.objects.filter(pk=row.conversation_id).update(
            message_count=F("message_count") + 1, last_at=Greatest("last_at", at)
        )
    else:
        Message.objects.filter(pk=message.pk, ours=False).update(ours=True, contact=None)


def disappeared(row: Delivery, now: datetime) -> None:
    """It was withdrawn: our message is gone, and whoever asked waits again."""
    mine = Message.objects.filter(realm=row.account.realm, remote_id=row.remote_id, gone_at=None)
    mine.update(gone_at=now)
    if row.kind == Kind.POST:
        posted.vanished(row)
    _reopen(row)


def corrected(row: Delivery, was: Delivery, at: datetime) -> None:
    """*row* is out: what it corrects counts as corrected, and where it took its place the thread shows the new text."""
    original = Delivery.objects.filter(pk=was.pk)
    if original.filter(state=DeliveryState.PUBLISHED).update(state=DeliveryState.CORRECTED):
        tell(was, "corrected", at)
    missing.no_longer_ours(was)
    if row.kind == Kind.EDIT:
        # It is the new one that is read back from now on.
        original.update(read_next_at=None)
        there = Message.objects.filter(realm=row.account.realm, remote_id=was.remote_id)
        there.update(text=outgoing(row.payload).text, html="", edited_at=at)


def withdrawn(row: Delivery, now: datetime) -> None:
    """It was taken back, and with it every edit of the same; what was to correct it, or to follow it, stays here."""
    same = Delivery.objects.filter(conversation_id=row.conversation_id, remote_id=row.remote_id)
    out = same.exclude(pk=row.pk).filter(state__in=(DeliveryState.PUBLISHED, DeliveryState.CORRECTED))
    edited = list(out.select_related(*_WITH))
    out.update(state=DeliveryState.WITHDRAWN, withdrawn_at=now, next_at=None, read_next_at=None)
    Delivery.objects.filter(pk=row.pk).update(read_next_at=None)
    missing.no_longer_ours(row)
    disappeared(row, now)
    for one in edited:  # it is the first of them that answered somebody
        missing.no_longer_ours(one)
        _reopen(one)
    later = call_off(row, now)
    if later:
        returned(later[0], later[1:])
    waiting = Delivery.objects.filter(corrects__remote_id=row.remote_id, corrects__account_id=row.account_id)
    for other in waiting.filter(state=DeliveryState.QUEUED, doubt_at=None).select_related(*_WITH):
        mine = Delivery.objects.filter(pk=other.pk, state=DeliveryState.QUEUED, doubt_at=None)
        if mine.update(state=DeliveryState.RECALLED, why=GONE):
            returned(other, call_off(other, now))
            tell(other, "recalled", now, why=GONE)


def returned(row: Delivery, rest: Sequence[Delivery] = ()) -> None:
    """It never went out: the text goes back to its author, and whoever asked has been waiting all along. *rest*: the
    later parts of the same answer that do not go out either."""
    if row.kind in CORRECTIONS:  # it is kept beside what it was to correct; the composer is for answers
        goodwill.unbook(row)
        drafts.move(Draft.objects.filter(pk=row.draft_id), DraftState.SENT, DraftState.DISCARDED)
    elif row.kind != Kind.HOLDING:
        goodwill.unbook(row)
        text = _unsent(row, rest)
        if row.part > 1:
            attachments.gone_out(row.draft_id, row.queued_at)
        try:
            with transaction.atomic():
                _give_back(row, text, _newer(row))
        except IntegrityError:  # she began another one in this very moment; now it is there
            _give_back(row, text, _newer(row))
    _reopen(row)


def call_off(row: Delivery, now: datetime, who: Who | None = None) -> list[Delivery]:
    """The parts after *row* do not go out: an answer ends clearly where it ended. Those that were called off, in order.

    One that was tried, and of which nobody knows, is left to a person.
    """
    off: list[Delivery] = []
    here: Delivery | None = row
    while here is not None and here.part < here.parts:
        here = Delivery.objects.select_related(*_WITH).filter(follows=here).first()
        if here is None:
            break
        queued = Delivery.objects.filter(pk=here.pk, state=DeliveryState.QUEUED)
        if queued.filter(doubt_at=None).update(state=DeliveryState.RECALLED, why=PART):
            here.state, here.why = DeliveryState.RECALLED, PART
            off.append(here)
            tell(here, "recalled", now, who, why=PART)
        elif queued.update(state=DeliveryState.UNCLEAR, next_at=None):
            count_unclear(here, +1)
            tell(here, "stopped_in_doubt", now, who)
    return off


def stays_behind(row: Delivery, now: datetime) -> bool:
    """Whether the part before *row*, which waits again, was withdrawn while it was tried: then it does not go out, nor
    do the parts after it."""
    if row.follows_id is None:
        return False
    before = Delivery.objects.select_for_update(of=("self",)).select_related(*_WITH).get(pk=row.follows_id)
    if before.state != DeliveryState.WITHDRAWN:
        return False
    off = call_off(before, now)
    if off:
        returned(off[0], off[1:])
    return True


def count_unclear(row: Delivery, by: int) -> None:
    """Keep the conversation's number of unclear deliveries. Exact, since each change of state happens once."""
    Conversation.objects.filter(pk=row.conversation_id).update(unclear=F("unclear") + by)


def _as_message(row: Delivery, receipt: Receipt, at: datetime) -> dict[str, object]:
    sent: Outgoing = outgoing(row.payload)
    answered = row.follows or row.corrects or row.draft.answers
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


def _newer(row: Delivery) -> Draft | None:
    """Another draft that the author has open in this conversation."""
    mine = Draft.objects.filter(conversation_id=row.conversation_id, author_id=row.draft.author_id)
    return mine.select_for_update().filter(state=DraftState.WRITING).exclude(pk=row.draft_id).first()


def _unsent(row: Delivery, rest: Sequence[Delivery]) -> str:
    """What of the draft did not go out, with the white space that was lost between parts where it can be found again.
    The draft may have come back before, and have gone out anew with other words: what was sent counts."""
    whole = row.draft.text
    texts = [str(r.payload["text"]) for r in (row, *rest)]
    at = whole.find(texts[0])
    while at >= 0 and whole[at:].split() != " ".join(texts).split():
        at = whole.find(texts[0], at + 1)
    return whole[at:] if at >= 0 else "\n\n".join(texts)


def _give_back(row: Delivery, text: str, newer: Draft | None) -> None:
    """The draft is open again. Has its author begun another one meanwhile, the text stands above that one."""
    text = unsigned(text, kept_mark(row))  # whoever sends it next may sign otherwise, or be somebody else
    this = Draft.objects.filter(pk=row.draft_id)
    other = Draft.objects.filter(pk=newer.pk) if newer is not None else Draft.objects.none()
    if newer is not None and newer.text.strip():
        drafts.move(this, DraftState.SENT, DraftState.DISCARDED)
        other.update(text=f"{text}\n\n{newer.text}")
        attachments.joined(newer.pk, row.draft_id)
        goodwill.joined(newer.pk, row.draft_id)
        return
    if newer is not None:
        drafts.move(other, DraftState.WRITING, DraftState.DISCARDED)
        attachments.joined(row.draft_id, newer.pk)
        goodwill.joined(row.draft_id, newer.pk)
    if drafts.move(this, DraftState.SENT, DraftState.WRITING, text=text):
        return
    # Of an answer in parts another part came back before, and the draft with it (maybe to go out anew).
    back = this.filter(state=DraftState.WRITING).first()
    if back is not None:
        this.update(text=f"{text}\n\n{back.text}".strip())
    elif newer is not None:
        drafts.move(other, DraftState.DISCARDED, DraftState.WRITING, text=text)


def _reopen(row: Delivery) -> None:
    """Back among those who wait for us, since when they did; unless another answer of ours went out after this one."""
    # Read anew: an answer before this one may have come back meanwhile and left its own.
    since = Delivery.objects.values_list("waited_since", flat=True).get(pk=row.pk)
    if since is None or _answered_by_another(row, since):
        return
    mine = Conversation.objects.filter(pk=row.conversation_id)
    mine.update(state=State.OPEN)
    later = Q(waiting_since__isnull=True) | Q(waiting_since__gt=since)
    mine.filter(later).update(waiting_since=since, **until(due(row.conversation_id, since)))


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
