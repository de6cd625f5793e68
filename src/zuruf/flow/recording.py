"""Writing down what a network said about a delivery: by a conditional UPDATE on the claim's token, so a worker that lost
its claim changes nothing, except that a receipt always counts: it is the network's own word that the reply is there.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from zuruf.core import outbox as rules
from zuruf.core import read_back
from zuruf.core.channel import Budget, ChannelError, Receipt
from zuruf.core.outbox import CLAIM, DeliveryState, Next
from zuruf.core.reply import Kind
from zuruf.flow import asking, insisting, library_earlier, outcome
from zuruf.store import claims
from zuruf.store.models import Delivery

D = DeliveryState
T = TypeVar("T")
INSIST_FOR = 0.8 * CLAIM.total_seconds()  # as long as the claim is ours for certain


def insist(write: Callable[[], T]) -> T:
    """An answer of a network that is lost would make a reply unclear that is not. Gives up when the claim is about to run out."""
    return insisting.insist(write, INSIST_FOR)


def published(row: Delivery, receipt: Receipt, at: datetime, budget: Budget | None = None) -> bool:
    """The network has it, and its headers left *budget*. A receipt that comes after the claim ran out counts too. False:
    somebody settled it."""
    seen, look_at = read_back.begin(asking.can(row), at, known=bool(receipt.remote_id))
    changes: dict[str, object] = {
        "published_at": at,
        "remote_id": receipt.remote_id[:500],
        "permalink": receipt.permalink[:1000],
        "ref": dict(receipt.ref),
        "visibility": seen.value,
        "read_next_at": look_at,
        "doubt_at": None,
        "doubts": 0,
        "next_at": None,
        "why": "",
    }
    with transaction.atomic():
        asking.keep(row.account, budget, at)
        was: str | None = row.state
        if not claims.finish(row, D.PUBLISHED, changes):
            was = _late(row, changes)
        if was is None:
            return _learned(row, receipt, seen.value, look_at, at)
        if row.corrects is not None:
            outcome.corrected(row, row.corrects, at)
        if row.kind != Kind.EDIT:
            outcome.appeared(row, receipt, at)
            library_earlier.remember(row)
        if was == D.UNCLEAR:
            outcome.count_unclear(row, -1)
        outcome.tell(row, "published", at)
    return True


def _late(row: Delivery, changes: dict[str, object]) -> str | None:
    """The state from which a late receipt took it to PUBLISHED; None when somebody else has it or settled it."""
    for was in (D.UNCLEAR, D.QUEUED):
        waiting = Delivery.objects.filter(pk=row.pk, state=was)
        if waiting.update(state=D.PUBLISHED.value, claim_token="", claim_until=None, **changes):
            claims.follow(row)
            return was
    return None


def _learned(
    row: Delivery, receipt: Receipt, visibility: str, look_at: datetime | None, at: datetime
) -> bool:
    """A person said meanwhile that it is there, but not where: the late receipt knows. Without that the later parts
    would wait for ever, and nobody could withdraw it. False when there is nothing to add."""
    there = Delivery.objects.filter(pk=row.pk, state=D.PUBLISHED, remote_id="")
    changes: dict[str, object] = {"remote_id": receipt.remote_id[:500], "ref": dict(receipt.ref)}
    if receipt.permalink:
        changes["permalink"] = receipt.permalink[:1000]
    if not receipt.remote_id or not there.update(visibility=visibility, read_next_at=look_at, **changes):
        return False
    claims.follow(row)
    outcome.appeared(row, receipt, at)
    outcome.tell(row, "found", at)
    return True


def unpublished(row: Delivery, then: Next, at: datetime, budget: Budget | None = None) -> bool:
    """Write down what follows from an attempt that brought no receipt. False when the claim was lost."""
    changes: dict[str, object] = {
        "why": then.why[:500],
        "doubt_at": then.doubt_at,
        "doubts": then.doubts,
        "wait_for_account": then.wait_for_account,
        "next_at": then.at if then.state is D.UNCLEAR and row.kind != Kind.EDIT else None,
    }
    if then.state is D.QUEUED:
        changes["not_before"] = then.at or at
        if then.doubt_at is None:
            # The network never saw our key, or forgot nothing that matters.
            changes["first_attempt_at"] = None
    with transaction.atomic():
        asking.keep(row.account, budget, at)
        if not claims.finish(row, then.state, changes):
            return False
        if then.state is D.REFUSED:
            outcome.returned(row, outcome.call_off(row, at))
        if by := (then.state is D.UNCLEAR) - (row.state == D.UNCLEAR):
            outcome.count_unclear(row, by)
        if then.state != row.state or then.why != row.why:
            verb = "postponed" if then.state is D.QUEUED else then.state.value
            outcome.tell(row, verb, at, attempts=row.attempts)
        if then.state is D.QUEUED:
            outcome.stays_behind(row, at)
    return True


def withdrawn(row: Delivery, said: ChannelError | None, at: datetime) -> bool:
    """Write down that the network deleted it, or why not (*said*). False when the claim was lost."""
    with transaction.atomic():
        if said is None:
            done = {"withdrawn_at": at, "next_at": None, "why": ""}
            if not claims.finish(row, D.WITHDRAWN, done):
                return False
            outcome.withdrawn(row, at)
            outcome.tell(row, "withdrawn", at)
            return True
        again = rules.look_again(said, now=at, since=row.withdraw_asked_at or at)
        changes: dict[str, object] = {"next_at": again, "why": str(said)[:500]}
        if again is None:
            changes["withdraw_asked_at"] = None
        if not claims.finish(row, DeliveryState(row.state), changes):
            return False
        outcome.tell(row, "withdraw_failed" if again is None else "withdraw_waits", at)
    return True
