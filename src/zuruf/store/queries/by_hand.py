"""Reading what is done by hand: the places, what is taken in from, and what a person needs who posts an answer there."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Coalesce

from zuruf.store.models import Account, Conversation, Delivery
from zuruf.store.queries import holds, outbox
from zuruf.store.queries.outbox import DeliveryView
from zuruf.store.queries.outbox_page import Shelf, of

CHANNEL = "by_hand"
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Question:
    """What an answer that is posted by hand answers. `why`: why there is no address. `at`: None where nobody knows."""

    name: str
    text: str
    at: datetime | None
    public: bool
    why: str


@dataclass(frozen=True, slots=True)
class Again:
    """Where something was found before: what one need not write anew."""

    place: str
    link: str
    name: str


def places() -> tuple[str, ...]:
    """The names of the places that something can be taken in from, the last used first. One statement."""
    rows = Account.objects.filter(channel=CHANNEL, enabled=True, disconnected_at=None)
    return tuple(rows.order_by("-last_ok_at", "name").values_list("name", flat=True)[:SHOWN])


def again(conversation: str) -> Again | None:
    """Of a conversation that came in by hand. One statement."""
    rows = Conversation.objects.select_related("account", "contact")
    row = rows.filter(public_id=conversation, account__channel=CHANNEL).first()
    return Again(row.account.name, row.permalink, row.contact.name if row.contact else "") if row else None


def waiting(now: datetime) -> tuple[DeliveryView, ...]:
    """What waits for somebody who posts it, or lies with somebody for that; who has waited longest first. Two statements."""
    return outbox.views(of(now)[Shelf.HAND], *_FIRST, holds=holds.live(), now=now, until=SHOWN)


_FIRST = (
    Coalesce("waited_since", "queued_at").asc(),
    "id",
)  # databases put what is missing at different ends


def question(delivery: str) -> Question | None:
    """What it answers; None for what answers nothing. One statement."""
    rows = Delivery.objects.select_related("draft__answers__contact").filter(Q(public_id=delivery))
    row = rows.first()
    asked = row.draft.answers if row else None
    if asked is None:
        return None
    name = asked.contact.name or asked.contact.handle if asked.contact else ""
    return Question(name, asked.text, asked.network_at, asked.public, str(asked.ref.get("why", "")))
