"""Under which terms a network takes an answer: shown before one writes, and looked at when it is queued and once more before it goes out.

Only channels with `Capabilities.terms` cost anything here: two statements each time.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Max

from zuruf import channels
from zuruf.core.capabilities import Asked, Capabilities, Terms
from zuruf.core.outbox import DeliveryState
from zuruf.core.reply import Kind
from zuruf.flow.errors import Declined
from zuruf.store.models import Conversation, Delivery, Draft, Message

log = logging.getLogger(__name__)
DEAD = (DeliveryState.RECALLED, DeliveryState.REFUSED, DeliveryState.GIVEN_UP, DeliveryState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Door:
    """A channel's terms, and the message that they are asked of."""

    can: Capabilities
    asked: Asked

    def at(self, now: datetime, texts: Sequence[str]) -> Terms:
        """Of an answer that goes out as *texts*, one after the other. A channel that cannot say it stands in nobody's way."""
        assert self.can.terms is not None
        found = []
        for n, text in enumerate(texts or ("",)):
            later = replace(self.asked, answered=self.asked.answered + n)
            try:
                found.append(self.can.terms(later, text, now))
            except Exception as error:  # pure, but maybe not ours
                log.warning("%s cannot say its terms: %s", self.can.title, type(error).__name__)
        if not found:
            return Terms()
        first = next((t for t in found if t.refusal), found[0])
        return replace(first, cents=sum(t.cents for t in found))


def door(channel: str, conversation: int, message: int | None, *, but: int = 0) -> Door | None:
    """What decides on an answer to *message* (keys) in *conversation*; None where the network has no terms, or nothing is answered.
    *but*: the draft whose own deliveries are not counted among our answers."""
    can = channels.can(channel) if channel in channels.kinds() else None
    if can is None or can.terms is None or message is None:
        return None
    row = Message.objects.filter(pk=message).first()
    if row is None:
        return None
    theirs = Message.objects.filter(conversation=conversation, ours=False, auto=False, contact=row.contact_id)
    last = theirs.aggregate(at=Max("order_at"))["at"]
    return Door(can, Asked(row.ref, row.public, row.order_at, last or row.order_at, _answered(row, but)))


def _answered(row: Message, but: int) -> int:
    """Our answers to this very message that are out or on their way, wherever they were written."""
    ours = Delivery.objects.filter(draft__answers=row.pk).exclude(state__in=DEAD).exclude(kind=Kind.EDIT)
    ids = list(ours.exclude(draft=but).values_list("remote_id", flat=True))
    there = Message.objects.filter(realm=row.realm, parent_id_remote=row.remote_id, ours=True, gone_at=None)
    known = Delivery.objects.filter(draft=but).values_list("remote_id", flat=True) if but else ()
    elsewhere = there.filter(conversation=row.conversation_id).exclude(remote_id__in={*ids, *known})
    return len(ids) + elsewhere.count()


def cents(draft: Draft, texts: Sequence[str], kind: str, now: datetime, at: datetime | None) -> list[float]:
    """What each of *texts* costs, of a draft that is queued for *at* (None: now).

    Declined: "terms" (said: why the network will not take it), "terms_then" (until: not any more at that hour).
    """
    here = _of(draft, kind)
    if here is None:
        return [0.0] * len(texts)
    under = here.at(now, texts)
    if under.refusal:
        raise Declined("terms", said=under.refusal)
    if at is not None and here.at(at, texts).refusal:
        raise Declined("terms_then", until=under.until)
    return [here.at(now, [text]).cents for text in texts]


def over(row: Delivery, now: datetime) -> str:
    """Why the network will not take a delivery any more that was claimed; "" = it will."""
    here = _of(row.draft, row.kind)
    return here.at(now, [str(row.payload["text"])]).refusal if here and not row.follows_id else ""


def _of(draft: Draft, kind: str) -> Door | None:
    """Of a draft on its way. What takes the place of something that is out, or answers nobody, has no terms."""
    if kind in (Kind.EDIT, Kind.POST):
        return None
    c = draft.conversation
    asked = draft.answers_id if kind != Kind.CORRECTION else None
    return door(c.account.channel, c.pk, asked or newest(c.pk), but=draft.pk)


def newest(conversation: int) -> int | None:
    """The key of the message that an answer in *conversation* is to."""
    theirs = Message.objects.filter(conversation=conversation, ours=False, gone_at=None)
    return theirs.order_by("auto", "-order_at", "-id").values_list("pk", flat=True).first()


def note(channel: str, conversations: Sequence[str], now: datetime) -> None:
    """Keep on *conversations* (public ids), in which something came in, until when their network takes an answer."""
    if channel not in channels.kinds() or channels.can(channel).terms is None:
        return
    for c in Conversation.objects.filter(public_id__in=conversations).order_by("pk"):
        here = door(channel, c.pk, newest(c.pk))
        until = here.at(now, ()).until if here else None
        Conversation.objects.filter(pk=c.pk).exclude(closes_at=until).update(closes_at=until)
