"""Under which terms a network takes an answer: shown before one writes, and looked at when it is queued and once more before it goes out.

Only channels with `Capabilities.terms` cost anything here: two statements for each `door`, and one more where it has to be looked up which
message an answer is to.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery, Value

from zuruf.core.capabilities import Asked, Capabilities, Terms
from zuruf.core.desk import State
from zuruf.core.outbox import DeliveryState
from zuruf.core.reply import Kind
from zuruf.flow.able import able
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce
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
    can = able(channel)
    if can is None or can.terms is None or message is None:
        return None
    row = _asked(message)
    if row is not None and row.ours:  # it is corrected: in its place, or by one more answer to them
        row = None if can.changes(public=row.public) else _asked(newest(conversation))
    if row is None:
        return None
    answered = _answered(row, conversation, but, privately)
    return Door(
        can, Asked(row.ref, row.public, row.order_at, row.wrote_at or row.order_at, answered, privately)
    )


def _asked(message: int | None) -> Any:
    """A message, with `wrote_at`: when its author last wrote in its conversation. One statement."""
    theirs = Message.objects.filter(conversation=OuterRef("conversation"), contact=OuterRef("contact"))
    last = theirs.filter(ours=False, auto=False).order_by("-order_at").values("order_at")[:1]
    return Message.objects.filter(pk=message or 0).annotate(wrote_at=Subquery(last)).first()


def _answered(row: Message, conversation: int, but: int, privately: bool) -> int:
    """Our answers to this very message that are out or on their way, wherever they were written: the private ones to what the public
    sees, or the others. One statement."""
    ours = Delivery.objects.filter(draft__answers=row.pk, draft__privately=privately)
    ours = ours.exclude(state__in=DEAD).exclude(kind=Kind.EDIT).exclude(draft=but)
    there = Message.objects.filter(conversation=conversation, parent_id_remote=row.remote_id, ours=True)
    there = there.filter(realm=row.realm, gone_at=None, public=row.public and not privately)
    rows = [
        ours.annotate(what=Value("sent")),
        Delivery.objects.filter(draft=but).annotate(what=Value("own")),
        there.annotate(what=Value("there")),
    ]
    first, *others = (one.order_by().values_list("what", "remote_id") for one in rows)
    found: list[tuple[str, str]] = list(first.union(*others, all=True))
    sent = [remote_id for what, remote_id in found if what == "sent"]
    known = {remote_id for what, remote_id in found if what != "there"}
    return len(sent) + sum(what == "there" and remote_id not in known for what, remote_id in found)


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


def of_scene(here: Scene) -> Door | None:
    """Of an answer in this scene; None for a post."""
    return None if here.post else door(here.channel, here.pk, here.asked_id, privately=here.privately)


def still_then(here: Door | None, at: datetime | None, now: datetime) -> None:
    """Declined("terms_then", until) when an answer cannot wait until *at*."""
    if here is not None and at is not None and not here.at(now, ()).refusal:
        _still(here, at, now)


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
    can = able(channel)
    if can is None or can.terms is None or can.window is None or not conversations:
        return
    theirs = Message.objects.filter(conversation=OuterRef("pk"), ours=False, gone_at=None)
    first = theirs.order_by("auto", "-order_at", "-id").values("pk")[:1]
    rows = list(Conversation.objects.filter(public_id__in=conversations).annotate(first=Subquery(first)))
    asked = Message.objects.in_bulk([c.first for c in rows if c.first])
    same = Message.objects.filter(conversation__in=rows, ours=False, auto=False)
    wrote = same.values_list("conversation", "contact").annotate(Max("order_at"))
    last = {(c, person): at for c, person, at in wrote}
    changed = []
    with transaction.atomic():
        for c in rows:
            m = asked.get(c.first)
            at = last.get((c.pk, m.contact_id), m.order_at) if m else now
            until = Door(can, Asked(m.ref, m.public, m.order_at, at)).at(now, ()).until if m else None
            if until != c.closes_at and Conversation.objects.filter(pk=c.pk).update(closes_at=until):
                changed.append(c.public_id)
        announce("conversation", changed, now)


def opened_longer(now: datetime | None = None) -> int:
    """Where a window is over and the network has a longer one behind it (a person may still answer, say), keep until when that lasts;
    of how many conversations that wait."""
    now = now or clock()
    waits = Conversation.objects.filter(state=State.OPEN, waiting_since__isnull=False)  # by its index
    over = waits.filter(closes_at__lte=now, closes_at__gt=now - timedelta(days=1))
    found = 0
    for c in over.select_related("account").order_by("-closes_at", "pk")[
        :AT_ONCE
    ]:  # old ones keep no new one back
        here = door(c.account.channel, c.pk, newest(c.pk))
        until = here.at(now, ()).until if here else None
        if until is not None and c.closes_at is not None and until > c.closes_at:
            found += _moved(c, until, now)
    return found


def _moved(c: Conversation, until: datetime, now: datetime) -> int:
    with transaction.atomic():
        moved = Conversation.objects.filter(pk=c.pk, closes_at=c.closes_at).update(closes_at=until)
        announce("conversation", [c.public_id] if moved else [], now)
    return moved
