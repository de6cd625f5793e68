"""Answers planned for an hour ahead whose ground was taken away meanwhile: a person says yes before they go out."""

from datetime import datetime

from django.db.models import Q

from zuruf.core.outbox import DeliveryState
from zuruf.flow import outcome
from zuruf.store.models import Delivery

# Why a person is asked; pages turn the code into words.
MANDATE_OVER = "code:mandate_over"
AUTHOR_GONE = "code:author_gone"
NOT_COVERED = "code:not_covered"
WHYS = (MANDATE_OVER, AUTHOR_GONE, NOT_COVERED)


def mandate_over(mandate: str, now: datetime) -> int:
    """The mandate with this public id ended or was changed: whether what it backs may still go out, somebody has to see.
    How many. Inside the caller's transaction."""
    return _ask(Q(backing__mandate=mandate), MANDATE_OVER, now)


def author_gone(member: int, now: datetime) -> int:
    """She answers for the house no more. How many of hers ask now. Inside the caller's transaction."""
    return _ask(Q(author=member) | Q(accountable=member), AUTHOR_GONE, now)


def not_covered(delivery: int, now: datetime) -> int:
    """By now it would have to be asked about: what its author may say changed. 1, or 0 where it has begun. Inside the
    caller's transaction."""
    return _ask(Q(pk=delivery), NOT_COVERED, now)


def _ask(which: Q, why: str, now: datetime) -> int:
    """The first part of each: the others wait for it. What was begun goes on."""
    rows = Delivery.objects.filter(
        which, state=DeliveryState.QUEUED, follows=None, doubt_at=None, wants_yes=False
    )
    asked = 0
    for row in rows.exclude(scheduled_for=None).select_related("conversation").order_by("pk"):
        still = Delivery.objects.filter(pk=row.pk, state=DeliveryState.QUEUED, wants_yes=False)
        if still.update(wants_yes=True, why=why):
            outcome.tell(row, "asks_for_yes", now, why=why)
            asked += 1
    return asked
