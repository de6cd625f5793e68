"""What one of us posted by hand comes back with the feed of that place: it is ours, stands in the thread already, and nobody has to
answer it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from zuruf.core import by_hand as rules
from zuruf.core.capabilities import Receive
from zuruf.core.message import Incoming
from zuruf.core.outbox import DeliveryState
from zuruf.core.reply import unsigned
from zuruf.flow.able import able
from zuruf.store.models import Delivery, Message
from zuruf.store.queries.signing import kept_mark

OURS = "hand:"  # how the id begins that a delivery has as long as nobody knows the place's own
SINCE = timedelta(days=30)
EARLY = timedelta(days=1)  # many places tell only the day
_THERE = (DeliveryState.POSTING, DeliveryState.PUBLISHED, DeliveryState.CORRECTED)


def own_id(row: Delivery) -> str:
    """Of what was posted by hand."""
    return f"{OURS}{row.public_id}"


def known_again(
    account_id: int, channel: str, realm: str, incoming: Sequence[Incoming], now: datetime
) -> list[Incoming]:
    """*incoming*, which is tidy, with what we posted there marked as ours. Where a person said already that it is there, it gets the
    place's own id, so that it does not stand there twice. One statement where nothing was posted."""
    can = able(channel)
    if not incoming or can is None or not can.by_hand or can.receive is not Receive.POLL:
        return list(incoming)
    rows = Delivery.objects.filter(
        account_id=account_id, by_hand=True, state__in=_THERE, hand_at__gte=now - SINCE
    )
    nameless = [
        row
        for row in rows.select_related("author").order_by("pk")
        if not row.remote_id or row.remote_id.startswith(OURS)
    ]
    found = []
    for one in incoming:
        row = next((row for row in nameless if _is(row, one)), None)
        if row is not None and not Message.objects.filter(realm=realm, remote_id=one.remote_id).exists():
            nameless.remove(row)
            _adopt(row, realm, one)
            one = replace(one, ours=True)  # noqa: PLW2901
        found.append(one)
    return found


def seen(row: Delivery) -> Message | None:
    """What came in already of what a person has just said is there."""
    others = Delivery.objects.filter(account_id=row.account_id).exclude(pk=row.pk).exclude(remote_id="")
    here = Message.objects.filter(
        realm=row.account.realm,
        ours=True,
        gone_at=None,
        received_at__gte=row.queued_at,
        sighting__account=row.account_id,
    ).exclude(remote_id__in=others.values("remote_id"))
    return next((m for m in here.order_by("pk") if _same(row, m.text, m.permalink)), None)


def _is(row: Delivery, one: Incoming) -> bool:
    if one.at is not None and one.at < row.queued_at - EARLY:
        return False
    return _same(row, one.text, one.permalink)


def _same(row: Delivery, shown: str, link: str) -> bool:
    """With its signature, or without it: some people leave that away."""
    text = str(row.payload.get("text", ""))
    said = (text, unsigned(text, kept_mark(row)))
    return any(rules.is_echo(shown, link, posted, row.permalink) for posted in said)


def _adopt(row: Delivery, realm: str, one: Incoming) -> None:
    """What a person said is there is known by the place's own id from now on."""
    new, link = one.remote_id, row.permalink or one.permalink
    with transaction.atomic():
        mine = Delivery.objects.filter(pk=row.pk, remote_id=own_id(row))
        if mine.update(remote_id=new, permalink=link):
            Message.objects.filter(realm=realm, remote_id=own_id(row)).update(remote_id=new, permalink=link)
