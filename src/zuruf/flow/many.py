"""One answer to many who ask the same: begun, written, sent off. Each answer is made by itself (many_making): its own draft,
verdict and delivery, through the same door as a single reply."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from zuruf.core.library import LONGEST
from zuruf.core.many import BATCH_MOVES, MOST, BatchState, Fate
from zuruf.core.moves import move
from zuruf.core.people import May, Who
from zuruf.core.reply import DraftState, unsigned
from zuruf.flow import signing
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import clean
from zuruf.store.changes import announce
from zuruf.store.models import Draft, MachineText, ManyAddressee, ManyAnswer
from zuruf.store.queries import many as reading
from zuruf.store.queries.reply import scene


def begin(
    who: Who, conversations: Sequence[str], *, text: str = "", again: str = "", now: datetime | None = None
) -> str:
    """A batch to these *conversations* (public ids); its public id. It begins with *text*, else with that of the batch *again*
    (public id). Whoever cannot be answered now stays out, and the page says why. Declined: "may_not" · "many_none" ·
    "many_too_many" (most)."""
    now = now or clock()
    _may(who)
    found = reading.askers(who, list(dict.fromkeys(conversations))[: MOST + 1], now)
    if not found:
        raise Declined("many_none")
    if len(found) > MOST:
        raise Declined("many_too_many", most=MOST)
    if again and not text:
        before = ManyAnswer.objects.filter(public_id=again, author=who.id).first()
        text = before.text if before else ""
    with transaction.atomic():
        row = ManyAnswer.objects.create(author_id=who.id, text=clean(text)[:LONGEST], created_at=now)
        ManyAddressee.objects.bulk_create(
            ManyAddressee(
                batch=row, conversation_id=a.pk, message_id=a.message, seen=a.seen, position=at,
                fate=Fate.LEFT if a.why else Fate.WANTED, why=a.why, said={"name": a.name} if a.name else {},
            )
            for at, a in enumerate(found)
        )  # fmt: skip
    return row.public_id


def words_of(who: Who, conversation: str, *, now: datetime | None = None) -> str:
    """What she has written there so far, to begin with; "" for nothing, for what is meant for one person alone, and for
    a machine's words: those are read first."""
    now = now or clock()
    mine = Draft.objects.filter(
        conversation__public_id=conversation, author=who.id, state=DraftState.WRITING
    ).first()
    here = scene(conversation) if mine else None
    if mine is None or here is None or mine.privately or MachineText.objects.filter(draft=mine).exists():
        return ""
    return unsigned(mine.text, signing.mark_of(who, here, now))


def write(
    who: Who,
    public_id: str,
    text: str,
    *,
    own: Mapping[str, str] | None = None,
    block: str | None = None,
) -> None:
    """Keep the text, and what single ones get instead (*own*: conversation → text, "" = the common one). *block*: the text
    block that it begins with. No audit entry: writing is no act. Declined: "may_not" · "gone" · "many_sent"."""
    row = _writing(who, public_id)
    kept = {"text": clean(text)[:LONGEST], **({} if block is None else {"block": block[:16]})}
    with transaction.atomic():
        still = ManyAnswer.objects.filter(pk=row.pk, state=BatchState.WRITING)
        if not still.update(**kept):
            raise Declined("many_sent")
        for conversation, alone in (own or {}).items():
            said = clean(alone)[:LONGEST]
            mine = ManyAddressee.objects.filter(batch=row, conversation__public_id=conversation)
            mine.exclude(own=said).update(own=said)


def take_out(who: Who, public_id: str, conversation: str) -> None:
    """This one gets no answer from the batch. Twice is once. Declined: as `write`."""
    _choose(who, public_id, conversation, Fate.WANTED, Fate.OUT)


def take_in(who: Who, public_id: str, conversation: str, *, now: datetime | None = None) -> None:
    """She is among them again: answered is what she says now. Declined: as `write`."""
    now = now or clock()
    _choose(who, public_id, conversation, Fate.OUT, Fate.WANTED)
    _read_again(who, public_id, [conversation], now)


def look_again(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """Its author has read what came in meanwhile: those who were left out are among them again, as they stand now.
    Declined: as `write`."""
    now = now or clock()
    row = _writing(who, public_id)
    all_of = row.addressees.exclude(fate=Fate.OUT).values_list("conversation__public_id", flat=True)
    _read_again(who, public_id, list(all_of), now)


def drop(who: Who, public_id: str) -> None:
    """It is not written after all. Declined: as `write`."""
    row = _writing(who, public_id)
    there = move(BATCH_MOVES, BatchState.WRITING, BatchState.DROPPED)
    if not ManyAnswer.objects.filter(pk=row.pk, state=BatchState.WRITING).update(state=there):
        raise Declined("many_sent")


def send(who: Who, public_id: str, *, now: datetime | None = None) -> int:
    """Send it off: from now on each answer is made, one after the other, by the worker. How many are wanted. Pressed twice, or
    in two tabs, it is sent once. Declined: as `write` · "empty" · "many_none"."""
    now = now or clock()
    row = _writing(who, public_id)
    wanted = row.addressees.filter(fate=Fate.WANTED)
    if not row.text.strip() and wanted.filter(own="").exists():
        raise Declined("empty")
    there = move(BATCH_MOVES, BatchState.WRITING, BatchState.GOING)
    with transaction.atomic():
        if not ManyAnswer.objects.filter(pk=row.pk, state=BatchState.WRITING).update(
            state=there, sent_at=now
        ):
            raise Declined("many_sent")
        many = wanted.count()
        if not many:
            raise Declined("many_none")
        record("many.sent", "many", public_id, now=now, who=who, data={"addressees": many})
        announce("many", [public_id], now)
    return many


def _read_again(who: Who, public_id: str, conversations: Sequence[str], now: datetime) -> None:
    with transaction.atomic():
        row = ManyAnswer.objects.select_for_update().get(public_id=public_id)
        if row.state != BatchState.WRITING:
            raise Declined("many_sent")
        for a in reading.askers(who, conversations, now):
            mine = ManyAddressee.objects.filter(batch=row, conversation=a.pk)
            fate = Fate.LEFT if a.why else Fate.WANTED
            said = {"name": a.name} if a.name else {}
            mine.update(message=a.message, seen=a.seen, fate=fate, why=a.why, said=said)


def _choose(who: Who, public_id: str, conversation: str, here: Fate, there: Fate) -> None:
    row = _writing(who, public_id)
    ManyAddressee.objects.filter(batch=row, conversation__public_id=conversation, fate=here).update(
        fate=there
    )


def _writing(who: Who, public_id: str) -> ManyAnswer:
    _may(who)
    row = ManyAnswer.objects.filter(public_id=public_id, author=who.id).first()
    if row is None:
        raise Declined("gone")
    if row.state != BatchState.WRITING:
        raise Declined("many_sent")
    return row


def _may(who: Who) -> None:
    if not who.may(May.ANSWER):
        raise Declined("may_not")
