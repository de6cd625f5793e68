"""Posting by hand: where no interface takes an answer, a person takes it from the outbox, posts it there and says so.

One at a time has it, so that nobody posts it twice; a claim that never runs out, since only she knows what became of it. Until she
says that it is there it counts as not out. Whoever takes it over from her has asked her, or has looked.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from zuruf.core import by_hand as rules
from zuruf.core.capabilities import Visibility
from zuruf.core.channel import Receipt
from zuruf.core.clean import storable
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import May, Who
from zuruf.flow import by_hand_echo, library_earlier, outcome
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.twice import twice
from zuruf.store import claims
from zuruf.store.models import Delivery
from zuruf.store.queries import outbox as reading

D = DeliveryState
LONGEST_WHY = 300


@twice
def take(who: Who, delivery: str, *, over: bool = False, now: datetime | None = None) -> None:
    """*who* has it now and posts it. Taking what one has is nothing new. *over*: from whoever has it.

    Raises Declined("in_hand", name=…) when somebody else has it, Declined("not_yet", phase=…) while it may not go out (a hold lies
    on it, it can still be recalled, its hour is to come), Declined("over", state=…) when it is out or came back, Declined("not_by_hand").
    """
    now = now or clock()
    row = _row(who, delivery)
    with transaction.atomic():
        took = claims.take_by_hand(row.pk, who.id, now)
        if not took and over:
            others = Delivery.objects.filter(pk=row.pk, state=D.POSTING).exclude(hand=who.id)
            took = bool(others.update(hand=who.id, hand_at=now))
        if took:
            claims.follow(row)
            outcome.tell(row, "taken", now, who)
            return
    row.refresh_from_db()
    if row.state == D.POSTING:
        if row.hand_id != who.id:
            raise Declined("in_hand", name=row.hand.name if row.hand else "")
    elif row.state == D.QUEUED:
        stands = reading.one(delivery, now)
        raise Declined("not_yet", phase=stands.phase if stands else "")
    else:
        raise Declined("over", state=row.state)


@twice
def put_back(who: Who, delivery: str, *, now: datetime | None = None) -> None:
    """It was not posted, and waits again for whoever takes it; it can be recalled. Raises Declined("not_in_hand")."""
    now = now or clock()
    row = _row(who, delivery)
    with transaction.atomic():
        _move(who, row, D.QUEUED, not_before=now)
        outcome.tell(row, "put_back", now, who)


@twice
def posted(
    who: Who, delivery: str, link: str = "", *, at: datetime | None = None, now: datetime | None = None
) -> None:
    """It is there: since *at*, or now. From here on it is published, as by any network.

    Raises Declined("not_in_hand"), Declined("bad_link") for an address that is none of the web, Declined("future") for a time still to
    come and Declined("too_early") for one before it was sent from here.
    """
    now = now or clock()
    row = _row(who, delivery)
    link, out_at = link.strip(), at or now
    if link and not rules.is_web(link):
        raise Declined("bad_link")
    if out_at > now:
        raise Declined("future")
    if at and out_at.replace(second=0, microsecond=0) < row.queued_at.replace(second=0, microsecond=0):
        raise Declined("too_early")  # a person states minutes
    out_at = max(out_at, row.queued_at)
    with transaction.atomic():
        row.permalink = link
        came = by_hand_echo.seen(row)
        link = link or (came.permalink if came else "")
        remote_id = came.remote_id if came else by_hand_echo.own_id(row)
        receipt = Receipt(remote_id, link, {"link": link} if link else {})
        _move(
            who, row, D.PUBLISHED,
            published_at=out_at, remote_id=receipt.remote_id, permalink=link, ref=dict(receipt.ref),
            visibility=Visibility.VISIBLE.value, seen_at=now, why="",
        )  # fmt: skip
        if row.corrects is not None:
            outcome.corrected(row, row.corrects, now)
        outcome.appeared(row, receipt, out_at)
        library_earlier.remember(row)
        outcome.tell(row, "published", now, who)


@twice
def not_possible(who: Who, delivery: str, why: str, *, now: datetime | None = None) -> None:
    """It could not be posted; the text goes back to its author with the reason. Raises Declined("not_in_hand"), Declined("why")."""
    now = now or clock()
    row = _row(who, delivery)
    if not (why := storable(why).strip()[:LONGEST_WHY]):
        raise Declined("why")
    with transaction.atomic():
        _move(who, row, D.REFUSED, why=why)
        outcome.returned(row, outcome.call_off(row, now, who))
        outcome.tell(row, "refused", now, who)


def _move(who: Who, row: Delivery, state: DeliveryState, **changes: object) -> None:
    """From whoever has it; only she knows."""
    mine: QuerySet[Delivery] = Delivery.objects.filter(pk=row.pk, state=D.POSTING, hand=who.id)
    if not mine.update(state=state, **changes):
        row.refresh_from_db()
        name = row.hand.name if row.hand and row.state == D.POSTING else ""
        raise Declined("not_in_hand", state=row.state, name=name)
    claims.follow(row)
    row.refresh_from_db(fields=["state", *changes])


def _row(who: Who, delivery: str) -> Delivery:
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    rows = Delivery.objects.select_related(
        "account", "author", "conversation", "draft__answers", "corrects", "hand"
    )
    row = rows.filter(public_id=delivery).first()
    if row is None:
        raise Declined("unknown_delivery")
    if not row.by_hand:
        raise Declined("not_by_hand")
    return row
