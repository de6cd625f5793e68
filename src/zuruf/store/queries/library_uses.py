"""What text blocks, facts and links led to. Counted for the thing that was used, never for who used it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Subquery

from zuruf.core.library import Kind
from zuruf.core.outbox import DeliveryState
from zuruf.core.review import Result
from zuruf.store.models import Delivery, LibraryUse, Message, Review

LOOKED_AT = 2000  # of the newest uses
AGAIN_WITHIN = timedelta(days=14)  # what they write later is about something else


@dataclass(frozen=True, slots=True)
class LedTo:
    """Answers that are out with it: how many, how often the look afterwards found them fine or learned from them, and how
    often the asker thanked, or wrote again otherwise, within 14 days."""

    sent: int = 0
    fine: int = 0
    lessons: int = 0
    thanked: int = 0
    again: int = 0


def led_to(kind: Kind) -> dict[str, LedTo]:
    """thing → what it led to, of the newest 2,000 uses that were sent. Two statements."""
    out = Delivery.objects.filter(
        draft=OuterRef("draft"), state__in=(DeliveryState.PUBLISHED, DeliveryState.CORRECTED), part=1
    ).order_by("pk")
    result = Review.objects.filter(delivery__draft=OuterRef("draft"), state="done").values("result")[:1]
    uses = (
        LibraryUse.objects.filter(Exists(out), kind=kind, sent=True)
        .annotate(
            at_out=Subquery(out.values("published_at")[:1]),
            result=Subquery(result),
            conversation=F("draft__conversation"),
        )
        .order_by("-pk")
        .values_list("thing", "conversation", "at_out", "result")[:LOOKED_AT]
    )
    found = list(uses)
    replies = _replies({c for _t, c, _at, _r in found})
    made: dict[str, LedTo] = {}
    for thing, conversation, at, result_ in found:
        was = made.get(thing, LedTo())
        thanked, again = _after(replies.get(conversation, ()), at)
        made[thing] = LedTo(
            was.sent + 1,
            was.fine + (result_ == Result.FINE),
            was.lessons + (result_ in (Result.LESSON, Result.CORRECT)),
            was.thanked + thanked,
            was.again + again,
        )
    return made


def _replies(conversations: Iterable[int]) -> dict[int, list[tuple[datetime, bool]]]:
    """conversation → (when, is it a thank you?) of what they wrote, oldest first."""
    rows = (
        Message.objects.filter(conversation__in=set(conversations), ours=False, gone_at=None)
        .order_by("order_at", "pk")
        .values_list("conversation", "order_at", "assessment__findings")
    )
    made: dict[int, list[tuple[datetime, bool]]] = {}
    for conversation, at, findings in rows:
        kind = {f.get("value") for f in findings or () if f.get("label") == "intent"}
        made.setdefault(conversation, []).append((at, bool(kind & {"thanks", "praise"})))
    return made


def _after(written: Iterable[tuple[datetime, bool]], at: datetime | None) -> tuple[bool, bool]:
    """(did they thank?, did they write again otherwise?): the first thing they wrote after the answer counts."""
    if at is None:
        return False, False
    for when, thanks in written:
        if at < when <= at + AGAIN_WITHIN:
            return thanks, not thanks
    return False, False
