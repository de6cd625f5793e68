"""Under which terms a network takes an answer: shown before one writes, and looked at when it is queued and once more before it goes out.

Only channels with `Capabilities.terms` cost anything here: two statements each time.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Max, OuterRef, Subquery

from zuruf import channels
from zuruf.core.capabilities import Asked, Capabilities, Terms
from zuruf.core.outbox import DeliveryState
from zuruf.core.reply import Kind
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.models import Conversation, Delivery, Draft, Message
from zuruf.store.queries.reply import Scene

log = logging.getLogger(__name__)
AT_ONCE = 500  # conversations that are looked at in one sweep
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


def door(
    channel: str, conversation: int, message: int | None, *, privately: bool = False, but: int = 0
) -> Door | None:
    """What decides on an answer to *message* (keys) in *conversation*; None where the network has no terms, or nothing is answered.
    *privately*: it would go to its author alone; *but*: the draft whose own deliveries are not counted among our answers."""
    can = channels.can(channel) if channel in channels.kinds() else None
    if can is None or can.terms is None or message is None:
        return None
    row = Message.objects.filter(pk=message).first()
    if row is not None and row.ours:  # it is corrected: in its place, or by one more answer to them
        row = (
            None
            if can.changes(public=row.public)
            else Message.objects.filter(pk=newest(conversation) or 0).first()
        )
    if row is None:
        return None
    theirs = Message.objects.filter(conversation=conversation, ours=False, auto=False, contact=row.contact_id)
    last = theirs.aggregate(at=Max("order_at"))["at"]
    answered = _answered(row, but, privately)
    return Door(can, Asked(row.ref, row.public, row.order_at, last or row.order_at, answered, privately))


def _answered(row: Message, but: int, privately: bool) -> int:
    """Our answers to this very message that are out or on their way, wherever they were written: the private ones to what the public
    sees, or the others."""
    ours = Delivery.objects.filter(draft__answers=row.pk, draft__privately=privately)
    ours = ours.exclude(state__in=DEAD).exclude(kind=Kind.EDIT)
    ids = list(ours.exclude(draft=but).values_list("remote_id", flat=True))
    there = Message.objects.filter(realm=row.realm, parent_id_remote=row.remote_id, ours=True, gone_at=None)
    there = there.filter(public=row.public and not privately)
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
    _still(here, at, now)
    return [here.at(now, [text]).cents for text in texts]


def still_then(here: Scene, at: datetime | None, now: datetime) -> None:
    """Declined("terms_then", until) when an answer in this scene cannot wait until *at*."""
    if at is not None and not here.post:
        found = door(here.channel, here.pk, here.asked_id, privately=here.privately)
        if found is not None and not found.at(now, ()).refusal:
            _still(found, at, now)


def _still(here: Door, at: datetime | None, now: datetime) -> None:
    if at is not None and here.at(at, ()).refusal:
        raise Declined("terms_then", until=here.at(now, ()).until)


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
    return door(c.account.channel, c.pk, asked or newest(c.pk), privately=draft.privately, but=draft.pk)


def newest(conversation: int) -> int | None:
    """The key of the message that an answer in *conversation* is to."""
    theirs = Message.objects.filter(conversation=conversation, ours=False, gone_at=None)
    return theirs.order_by("auto", "-order_at", "-id").values_list("pk", flat=True).first()


def note(channel: str, conversations: Sequence[str], now: datetime) -> None:
    """Keep on *conversations* (public ids), in which something came in, until when their network takes an answer, where it has a window.
    As many statements for fifty as for one, and one for each hour that changes."""
    can = channels.can(channel) if channel in channels.kinds() else None
    if can is None or can.terms is None or can.window is None or not conversations:
        return
    theirs = Message.objects.filter(conversation=OuterRef("pk"), ours=False, gone_at=None)
    first = theirs.order_by("auto", "-order_at", "-id").values("pk")[:1]
    rows = list(Conversation.objects.filter(public_id__in=conversations).annotate(first=Subquery(first)))
    asked = Message.objects.in_bulk([c.first for c in rows if c.first])
    same = Message.objects.filter(conversation__in=rows, ours=False, auto=False)
    wrote = same.values_list("conversation", "contact").annotate(Max("order_at"))
    last = {(c, person): at for c, person, at in wrote}
    for c in rows:
        m = asked.get(c.first)
        at = last.get((c.pk, m.contact_id), m.order_at) if m else now
        until = Door(can, Asked(m.ref, m.public, m.order_at, at)).at(now, ()).until if m else None
        if until != c.closes_at:
            Conversation.objects.filter(pk=c.pk).update(closes_at=until)


def opened_longer(now: datetime | None = None) -> int:
    """Where a window is over and the network has a longer one behind it (a person may still answer, say), keep until when that lasts;
    of how many conversations that wait."""
    now = now or clock()
    over = Conversation.objects.filter(closes_at__lte=now, closes_at__gt=now - timedelta(days=1))
    found = 0
    for c in over.exclude(waiting_since=None).select_related("account").order_by("pk")[:AT_ONCE]:
        here = door(c.account.channel, c.pk, newest(c.pk))
        until = here.at(now, ()).until if here else None
        if until is not None and c.closes_at is not None and until > c.closes_at:
            found += Conversation.objects.filter(pk=c.pk, closes_at=c.closes_at).update(closes_at=until)
    return found
