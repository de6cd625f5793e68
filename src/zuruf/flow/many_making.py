"""The answers of a batch, made one after the other: each its own draft, verdict and delivery or question, in one transaction
with the note that it was made. What dies in the middle is made anew, and never twice."""

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from zuruf.core import library, many
from zuruf.core.many import BATCH_MOVES, BatchState, Fate
from zuruf.core.moves import move
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import May, Who
from zuruf.flow import reply
from zuruf.flow.able import is_own
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.many_standing import rendered
from zuruf.store.changes import announce
from zuruf.store.models import Delivery, LibraryUse, ManyAddressee, ManyAnswer, SecondPair
from zuruf.store.queries import many as reading
from zuruf.store.queries import people

log = logging.getLogger("zuruf.many")


def step(*, now: datetime | None = None) -> bool:
    """Make the next answer of the oldest batch that is going; False when there is none."""
    now = now or clock()
    batch = ManyAnswer.objects.filter(state=BatchState.GOING).order_by("sent_at", "pk").first()
    if batch is None:
        return False
    row = (
        ManyAddressee.objects.filter(batch=batch, fate=Fate.WANTED)
        .select_related("conversation__account", "message")
        .order_by("position", "pk")
        .first()
    )
    if row is None:
        _done(batch, now)
        return True
    who = people.who(batch.author_id)
    try:
        if who is None or not who.may(May.ANSWER):  # she left, or may not answer any more
            raise Declined("may_not")
        _make(batch, row, who, now)
    except Declined as declined:
        _stays(batch, row, declined, now)
    except (OperationalError, InterfaceError):  # the database, not this answer: tried again
        raise
    except Exception:
        log.exception("an answer of the batch %s cannot be made", batch.public_id)
        _stays(batch, row, Declined("unexpected"), now)
    return True


def _make(batch: ManyAnswer, row: ManyAddressee, who: Who, now: datetime) -> None:
    with transaction.atomic():
        # The row is claimed for as long as this lasts; whoever calls the batch back waits for it, or was quicker.
        if not ManyAddressee.objects.filter(pk=row.pk, fate=Fate.WANTED).update(fate=Fate.SENT, made_at=now):
            return
        text = _text(batch, row, who, now)
        read = row.message.public_id if row.message else ""
        sent = reply.send(
            who,
            row.conversation.public_id,
            text,
            seen_answer_seq=row.seen,
            read=read,
            same_eyes=_eyes(batch),
            now=now,
        )
        if sent.ask:
            fate, draft = Fate.ASKED, SecondPair.objects.get(public_id=sent.ask).draft_id
        else:
            delivery = Delivery.objects.select_related("account", "conversation").get(public_id=sent.delivery)
            _pace(batch, delivery, now)
            fate, draft = Fate.SENT, delivery.draft_id
        ManyAddressee.objects.filter(pk=row.pk).update(fate=fate, draft=draft)
        _note_block(batch, draft, text, now)
        announce("many", [batch.public_id], now)


def _text(batch: ManyAnswer, row: ManyAddressee, who: Who, now: datetime) -> str:
    """What this one reads. Declined where the conversation is not as it was, or the words are not finished."""
    asker = next(iter(reading.askers(who, [row.conversation.public_id], now)), None)
    if asker is None:
        raise Declined("gone")
    if row.message is None or row.message.gone_at is not None:
        raise Declined("asker_gone")
    if row.message.conversation_id != row.conversation_id:  # joined or split meanwhile
        raise Declined("gone")
    # Of what moved on, `reply.send` says more: who answered when, and what they wrote.
    if asker.why and asker.why != "not_waiting":
        raise Declined(asker.why, name=asker.name)
    if asker.why and asker.seen == row.seen:
        raise Declined(asker.why)
    if asker.person is not None and _had_it(batch, asker.person):
        raise Declined("same_person")
    text = rendered(asker, row.own or batch.text, now)
    if left := library.left_open(text):
        raise Declined("placeholder_left", what=", ".join(left))
    return text


def _had_it(batch: ManyAnswer, person: int) -> bool:
    made = ManyAddressee.objects.filter(batch=batch, fate__in=(Fate.SENT, Fate.ASKED), draft__isnull=False)
    return made.filter(message__contact=person).exists()


def _eyes(batch: ManyAnswer) -> int | None:
    """Who looks at the first of this batch that was asked about (key): she has them all before her."""
    asks = SecondPair.objects.filter(draft__many__batch=batch).order_by("pk")
    return asks.values_list("asked_of", flat=True).first()


def _pace(batch: ManyAnswer, first: Delivery, now: datetime) -> None:
    """Not all at once: identical answers in one breath look like spam."""
    c, account = first.conversation, first.account
    nth = ManyAddressee.objects.filter(
        batch=batch, fate=Fate.SENT, draft__isnull=False, conversation__account=account
    ).count()
    start = batch.sent_at or now
    paced = many.paced(public=c.public, own=is_own(account.channel))
    at = many.time_of(nth, start, reading.room_of(account), paced=paced)
    if at > first.not_before:
        row = Delivery.objects.filter(draft=first.draft_id, state=DeliveryState.QUEUED, queued_at=now)
        row.update(not_before=at, recall_until=at)


def _note_block(batch: ManyAnswer, draft: int, text: str, now: datetime) -> None:
    """The record of what a block led to counts each of them."""
    if batch.block:
        kept = {"text": batch.text, "at": now, "sent": library.still_there(batch.text, text)}
        LibraryUse.objects.update_or_create(draft_id=draft, kind="block", thing=batch.block, defaults=kept)


def _stays(batch: ManyAnswer, row: ManyAddressee, declined: Declined, now: datetime) -> None:
    """It has no draft and no delivery, and says why."""
    with transaction.atomic():
        ManyAddressee.objects.filter(pk=row.pk, fate=Fate.WANTED).update(
            fate=many.fate_of(declined.code), why=declined.code[:40], said=_plain(declined.data), made_at=now
        )
        announce("many", [batch.public_id], now)


def _plain(data: Mapping[str, object]) -> dict[str, object]:
    """What can be kept of why something was declined; never what they wrote."""
    return {k: v for k, v in data.items() if isinstance(v, str | int) and k != "text"}


def _done(batch: ManyAnswer, now: datetime) -> None:
    there = move(BATCH_MOVES, BatchState.GOING, BatchState.DONE)
    with transaction.atomic():
        if ManyAnswer.objects.filter(pk=batch.pk, state=BatchState.GOING).update(state=there):
            announce("many", [batch.public_id], now)
