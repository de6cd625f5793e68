"""Putting right what is out: by an edit where the network can, else by a public correction below it; or leaving it.

A correction is written as a draft of its own that answers our own message, so it runs the whole road: a new verdict, the
second pair of eyes, the recall window, the outbox. When it is out, what it corrects counts as corrected. What comes back
on the way (recalled, refused, given back) is kept beside the answer that it was to correct.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from zuruf import channels
from zuruf.core.guideline import Verdict
from zuruf.core.outbox import ON_ITS_WAY, DeliveryState
from zuruf.core.people import May, Who
from zuruf.core.reply import BACK, CORRECTIONS, DraftState, Kind, signed, unsigned
from zuruf.flow import answer, audit, backing, goodwill, missing, room, second_pair, signing
from zuruf.flow.author import author
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.reply import Sent, refuse
from zuruf.flow.twice import twice
from zuruf.flow.verdict import Judged, Weighed, clean, in_words, weigh
from zuruf.store import changes, drafts
from zuruf.store.models import Delivery, Draft, Message, SecondPair
from zuruf.store.queries import corrections
from zuruf.store.queries.reply import Scene, scene


def judge(who: Who, delivery: str, text: str, *, language: str = "", now: datetime | None = None) -> Judged:
    """What *text* would do as a correction of this delivery, in the words of *language*. Keeps nothing. Declined: as
    `correct` for who may not, and for what cannot be corrected."""
    now = now or clock()
    row, mine = _out(who, delivery)
    here = _scene(row, mine)
    w = _weighed(who, row, here, _as_it_goes_out(who, row, mine, here, clean(text), now), now)
    return in_words(who, here, w, language or who.language or "de", now)


@twice
def correct(who: Who, delivery: str, text: str, *, now: datetime | None = None) -> Sent:
    """Send *text* in the place of what is out, or as a public correction of it where the network knows no edits.

    The verdict is a new one, and may ask the second pair of eyes. Declined: "may_not", "unknown_delivery", "not_out" (it
    is not, or is being withdrawn, or was corrected already), "no_place" (nobody knows its id at the network),
    "correcting" (another correction is on its way or with the second pair of eyes), "same" (nothing is changed), and for
    the text what `flow.reply.send` says.
    """
    now = now or clock()
    row, mine = _out(who, delivery)
    here, stood = _scene(row, mine), _stood(row, mine)
    text = _as_it_goes_out(who, row, mine, here, clean(text).strip(), now)
    if _same(text, mine.text, stood, signing.mark_of(who, here, now)):
        raise Declined("same")
    w = _weighed(who, row, here, text, now)
    refuse(w, who, here, now)
    with transaction.atomic():
        _alone(row)
        draft = Draft.objects.create(
            conversation_id=row.conversation_id,
            answers=mine,
            author_id=who.id,
            kind=_kind(row),
            privately=row.draft.privately,
            text=text,
            state=DraftState.DISCARDED,  # never open for writing: that one is her answer in the composer
            verdict=w.verdict,
            hits=w.hits(),
            created_at=now,
            updated_at=now,
        )
        _begun_anew(draft, now)
        if w.verdict is Verdict.ASK:
            ask = second_pair.ask(who, draft, here, w, text, now)
            return Sent(w.verdict, ask=ask.public_id, deadline=ask.deadline)
        drafts.move(Draft.objects.filter(pk=draft.pk), DraftState.DISCARDED, DraftState.SENT)
        out = answer.out(who, draft, text, now, back=backing.own(who, w))
        audit.record(
            "reply.sent", "draft", draft.public_id, now=now, who=who, conversation=here.public_id,
            why=w.names(), data={"verdict": str(w.verdict), "corrects": row.public_id},
        )  # fmt: skip
        changes.announce("delivery", [row.public_id], now)
        return Sent(w.verdict, delivery=out.public_id)


@twice
def leave(who: Who, delivery: str, *, now: datetime | None = None) -> None:
    """Somebody looked at what the network hid or removed, and leaves it so. Leaving twice is leaving once. Declined:
    "may_not", "unknown_delivery"."""
    now = now or clock()
    row = _row(who, delivery)
    with transaction.atomic():
        missing.leave(who, row, now)


def _as_it_goes_out(who: Who, row: Delivery, mine: Message, here: Scene, text: str, now: datetime) -> str:
    """An edit keeps the signature of what it replaces when it is by whoever signed that; words of somebody else stand
    above her own. What was not signed stays so. A public correction is the house's."""
    stood = _stood(row, mine) if _kind(row) is Kind.EDIT else ""
    if not stood or who.id in (row.author_id, row.accountable_id):
        return signed(text, stood)
    return signed(unsigned(text, stood), signing.mark_of(who, here, now))


def _begun_anew(draft: Draft, now: datetime) -> None:
    """Whatever of hers came back before is no news to her: she has put it right."""
    hers = Draft.objects.filter(answers=draft.answers, author=draft.author, kind__in=CORRECTIONS)
    SecondPair.objects.filter(draft__in=hers, state__in=BACK, author_saw_at=None).update(author_saw_at=now)


def _stood(row: Delivery, mine: Message) -> str:
    return corrections.signed_by(row.remote_id, row.account_id, mine.text)


def _same(new: str, old: str, *marks: str) -> bool:
    """Are they the same words, whoever signs them?"""
    for mark in marks:
        new, old = unsigned(new, mark), unsigned(old, mark)
    return new.split() == old.split()


def _kind(row: Delivery) -> Kind:
    return Kind.EDIT if _in_place(row) else Kind.CORRECTION


def _in_place(row: Delivery) -> bool:
    return channels.can(row.account.channel).changes(public=bool(row.payload.get("public", True)))


def _out(who: Who, delivery: str) -> tuple[Delivery, Message]:
    """The delivery, and our message that it became."""
    row = _row(who, delivery)
    if row.state != DeliveryState.PUBLISHED or row.withdraw_asked_at is not None:
        raise Declined("not_out", state=row.state)
    mine = Message.objects.filter(realm=row.account.realm, remote_id=row.remote_id, ours=True).first()
    if not row.remote_id or mine is None:
        raise Declined("no_place")
    return row, mine


def _row(who: Who, delivery: str) -> Delivery:
    if not who.may(May.ANSWER):
        raise Declined("may_not")
    rows = Delivery.objects.select_related("account", "conversation", "draft")
    row = rows.filter(public_id=delivery).first()
    if row is None:
        raise Declined("unknown_delivery")
    return row


def _scene(row: Delivery, mine: Message) -> Scene:
    """The conversation as the guidelines need it; what is answered is ourselves, whoever else is gone."""
    here = scene(row.conversation.public_id)
    if here is None:
        raise Declined("gone")
    return replace(here.alone(row.draft.privately), asked_id=mine.pk, ref=mine.ref)


def _weighed(who: Who, row: Delivery, here: Scene, text: str, now: datetime) -> Weighed:
    """An edit has the room of one publication; a correction may go out in parts like any answer."""
    before = goodwill.drafts_of(row) if _kind(row) is Kind.EDIT else ()
    w = weigh(here, text, author(who, here, now), replaces=before, now=now)
    count = room.of(here)
    if not w.parts or not _in_place(row) or count is None:
        return w
    return replace(w, verdict=Verdict.STOP, problem="too_long", length=count(text.strip()), parts=())


def _alone(row: Delivery) -> None:
    """Holds the original still until the end of the transaction: one correction at a time, and none of what goes away."""
    same = corrections.lock(row.remote_id, row.account_id)
    still = any(one.pk == row.pk and one.state == DeliveryState.PUBLISHED for one in same)
    if not still or any(one.withdraw_asked_at for one in same):
        raise Declined("not_out", state=row.state)
    under_way = Delivery.objects.filter(corrects=row, state__in=ON_ITS_WAY)
    if under_way.exists() or corrections.asked(row.remote_id, row.conversation_id):
        raise Declined("correcting")
