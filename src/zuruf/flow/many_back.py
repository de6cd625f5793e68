"""A whole batch at once: calling back what is not out yet, and releasing what a second pair of eyes has read."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zuruf.core.many import BatchState, Fate
from zuruf.core.outbox import UNDER_WAY, DeliveryState
from zuruf.core.people import May, Who
from zuruf.core.reply import DECIDABLE
from zuruf.flow import outbox, second_pair
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce
from zuruf.store.models import Delivery, ManyAddressee, ManyAnswer, SecondPair


@dataclass(frozen=True, slots=True)
class CalledBack:
    """`back`: how many do not go out after all; `out`: how many are out already, or on their way."""

    back: int
    out: int


@dataclass(frozen=True, slots=True)
class Released:
    """`out`: how many were released; `stayed`: question (public id) → why it was not."""

    out: int
    stayed: Mapping[str, Declined]


def recall(who: Who, public_id: str, *, now: datetime | None = None) -> CalledBack:
    """Stop a batch: what is not made is not made, what is not out is called back, each as `outbox.recall`, and questions to the
    second pair are taken back by their author. A second time it finds what the first did not. Declined: "not_allowed" ·
    "gone"."""
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    batch = ManyAnswer.objects.filter(
        public_id=public_id, state__in=(BatchState.GOING, BatchState.DONE)
    ).first()
    if batch is None:
        raise Declined("gone")
    with transaction.atomic():
        wanted = ManyAddressee.objects.filter(batch=batch, fate=Fate.WANTED)
        stopped = wanted.update(fate=Fate.STOPPED, made_at=now)
        ManyAnswer.objects.filter(pk=batch.pk, recalled_at=None).update(recalled_at=now)
        record("many.recalled", "many", public_id, now=now, who=who, data={"stopped": stopped})
        announce("many", [public_id], now)
    back = stopped + sum(_called_back(who, d, now) for d in _on_their_way(batch))
    if batch.author_id == who.id:
        back += sum(_taken_back(who, ask, now) for ask in _asked(batch))
    out = (DeliveryState.PUBLISHED, *UNDER_WAY, DeliveryState.UNCLEAR, DeliveryState.CORRECTED)
    gone = Delivery.objects.filter(draft__many__batch=batch, part=1, state__in=out).exclude(kind="holding")
    announce("many", [public_id], now)
    return CalledBack(back, gone.count())


def release(who: Who, read: Mapping[str, str], *, now: datetime | None = None) -> Released:
    """Release each of these questions (public id → the message that she had before her) as `second_pair.decide` does: what may
    not go, or is not hers to decide, stays and says why; nothing of one hangs on another."""
    now = now or clock()
    out, stayed = 0, dict[str, Declined]()
    for ask, message in read.items():
        try:
            second_pair.decide(who, ask, "release", read=message, now=now)
            out += 1
        except Declined as declined:
            stayed[ask] = declined
    return Released(out, stayed)


def _on_their_way(batch: ManyAnswer) -> list[str]:
    rows = Delivery.objects.filter(draft__many__batch=batch, state=DeliveryState.QUEUED, part=1)
    return list(rows.order_by("pk").values_list("public_id", flat=True))


def _asked(batch: ManyAnswer) -> list[str]:
    rows = SecondPair.objects.filter(draft__many__batch=batch, state__in=DECIDABLE)
    return list(rows.order_by("pk").values_list("public_id", flat=True))


def _called_back(who: Who, delivery: str, now: datetime) -> bool:
    with suppress(Declined):  # it went out in this very moment
        return outbox.recall(who, delivery, now=now) is DeliveryState.RECALLED
    return False


def _taken_back(who: Who, ask: str, now: datetime) -> bool:
    with suppress(Declined):
        second_pair.take_back(who, ask, now=now)
        return True
    return False
