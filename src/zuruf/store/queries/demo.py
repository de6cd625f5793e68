"""Reading how the invented company lives."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from zuruf.core.outbox import DeliveryState
from zuruf.core.talk import REALM
from zuruf.store.models import Conversation, Delivery, DemoLife, Message, Organisation, TalkPost


@dataclass(frozen=True, slots=True)
class Life:
    """`there`: the invented company has not moved out. `conversations`: how many would go with it."""

    there: bool
    name: str = ""
    alive: bool = False
    rush_until: datetime | None = None
    next_at: datetime | None = None
    wrote: int = 0
    conversations: int = 0

    def rushes(self, now: datetime) -> bool:
        return self.alive and self.rush_until is not None and now < self.rush_until


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of ours that is out. `thread`: its conversation; `delivery`: its public id."""

    thread: str
    delivery: str
    at: datetime


def lives() -> bool:
    """Does anybody of an invented public write? One statement."""
    return DemoLife.objects.filter(pk=1, alive=True).exists()


def life() -> Life:
    """For the page about it. Three statements at most."""
    house = Organisation.objects.filter(pk=1, demo=True).values_list("name", flat=True).first()
    if house is None:
        return Life(False)
    row = DemoLife.objects.filter(pk=1).first()
    many = Conversation.objects.count()
    if row is None:
        return Life(True, house, conversations=many)
    return Life(True, house, row.alive, row.rush_until, row.next_at, row.wrote, many)


def answers_to(threads: Collection[str]) -> tuple[Answer, ...]:
    """Answers of ours that are out in these conversations (public ids), the oldest first. No statement for none."""
    if not threads:
        return ()
    out = Delivery.objects.filter(
        conversation__public_id__in=threads, state=DeliveryState.PUBLISHED, published_at__isnull=False
    )
    rows = out.order_by("published_at").values_list("conversation__public_id", "public_id", "published_at")
    return tuple(Answer(thread, delivery, at) for thread, delivery, at in rows if at)


def thread_of(post: str) -> str:
    """The conversation in which what was posted on our page lies; "" while it is still on its way."""
    remote = TalkPost.objects.filter(public_id=post).values_list("remote_id", flat=True).first()
    found = Message.objects.filter(realm=REALM, remote_id=remote)
    return found.values_list("conversation__public_id", flat=True).first() or ""
