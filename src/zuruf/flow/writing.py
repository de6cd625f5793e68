"""The draft while it is written: kept, judged, described."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from zuruf.core.goodwill import Promise
from zuruf.core.people import May, Who
from zuruf.core.reply import DraftState, blank, signed
from zuruf.core.schedule import Chosen
from zuruf.flow import attachments, goodwill, schedule, signing, terms
from zuruf.flow.able import able
from zuruf.flow.author import author
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import Judged, Weighed, clean, in_words, weigh
from zuruf.store.models import Draft
from zuruf.store.queries.around import Ground, ground
from zuruf.store.queries.attachments import AttachmentView, of_draft
from zuruf.store.queries.goodwill import Month, month, planned, promise_of, with_promise
from zuruf.store.queries.reply import Scene, scene


@dataclass(frozen=True, slots=True)
class Written:
    """One keystroke's answer: what the text would do, and when it was saved (None: there is nothing to keep). `hour`:
    when it is to go out (None: at once). `wrong`: why its hour or what is attached would be refused. `month`: how her
    goodwill stands this month, None where no money is promised."""

    judged: Judged
    saved_at: datetime | None
    hour: Chosen | None = None
    wrong: Declined | None = None
    month: Month | None = None


def write(
    who: Who,
    conversation: str,
    text: str,
    *,
    at: str | None = None,
    alts: Mapping[str, str] | None = None,
    promise: Promise | None = None,
    privately: bool | None = None,
    language: str = "",
    now: datetime | None = None,
) -> Written:
    """Keep the draft and judge it, for the composer. *at*: the hour on the organisation's clocks ("" = at once, None =
    as it was); *privately*: to whoever is answered alone (None = as it was); *alts*: attachment → its alternative text; *promise*: goodwill besides the text (None, or what is no amount = as it was). Declined: "may_not", "gone", "asked"."""
    now = now or clock()
    here = open_scene(who, conversation)
    text = clean(text)
    saved = save(who, here, text, now, as_stored(at), privately)
    draft, here = addressed(described(who, here, alts, now, promise), here, privately)
    attached = of_draft(draft.pk if draft else None)
    house, besides = ground(), promise if promise and not promise.unread else promise_of(draft)
    w = weighed(who, here, text, attached, now, house=house, promise=besides)
    words = in_words(who, here, w, language or who.language or "de", now, house)
    try:
        hour = schedule.hour(at or "")
    except Declined:
        hour = None
    why = wrong(here, at or "", attached, now, w.door)
    return Written(words, saved, hour, why, month_of(who, w, promise, now, house))


def save_draft(who: Who, conversation: str, text: str, *, now: datetime | None = None) -> datetime | None:
    """Keep what is being written; one open draft per person and conversation. No audit entry and no announcement:
    writing is no act, and whoever sees each keystroke watches a colleague. Declined: "may_not", "gone", "asked"."""
    now = now or clock()
    return save(who, open_scene(who, conversation), clean(text), now)


def begin(
    who: Who,
    conversation: str,
    text: str,
    *,
    at: str | None = None,
    alts: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> str:
    """The draft (public id) with what was written so far, begun if there is none yet: something is to be attached to it.
    Declined: "may_not", "gone", "asked"."""
    now = now or clock()
    here = open_scene(who, conversation)
    save(who, here, clean(text), now, as_stored(at), even_blank=True)
    draft = described(who, here, alts, now)
    if draft is None:  # sent from another tab in this very moment
        raise Declined("gone")
    return draft.public_id


def month_of(
    who: Who, w: Weighed, promise: Promise | None, now: datetime, house: Ground | None = None
) -> Month | None:
    """How her month stands when money is promised. *house*: where it was read."""
    if not w.goodwill and not (promise and promise.cents):
        return None
    rules, zone = (house.rules, house.told.zone) if house else (None, "")
    return month(who.id, now, rules, zone, w.month)


def open_scene(who: Who, conversation: str) -> Scene:
    if not who.may(May.DRAFT):
        raise Declined("may_not")
    here = scene(conversation)
    if here is None or here.post:  # before a post is out there is nobody to answer
        raise Declined("gone")
    return here


def can_privately(here: Scene) -> bool:
    """Can what the public sees here be answered to its author alone?"""
    can = able(here.channel)
    return can is not None and can.privately and not here.post and (here.public or here.privately)


def addressed(draft: Draft | None, here: Scene, privately: bool | None) -> tuple[Draft | None, Scene]:
    """Her draft, and the scene of an answer as it is addressed: as the draft says, else as she chose."""
    chosen = draft.privately if draft else bool(privately)
    return draft, here.alone(chosen and can_privately(here))


def weighed(
    who: Who,
    here: Scene,
    text: str,
    attached: Sequence[AttachmentView],
    now: datetime,
    *,
    house: Ground | None = None,
    promise: Promise | None = None,
) -> Weighed:
    """As the public would read it: signed, and with the words for its pictures. *house*, *promise* (besides the text): where they
    were read."""
    alts = [view.alt for view in attached]
    by = author(who, here, now, house=house.rules if house else None)
    besides = promise.cents if promise else 0
    if promise is None and by.in_force:
        besides = planned(here.pk, who.id).cents
    counts = besides if by.in_force and not here.post else 0
    return weigh(here, signed(text, by.mark), by, alts, goodwill=counts, house=house, now=now)


def wrong(
    here: Scene, at: str, attached: Sequence[AttachmentView], now: datetime, door: terms.Door | None = None
) -> Declined | None:
    """Why `send` would refuse its hour, or what is attached. *door*: the network's terms, as `weighed` asked them."""
    try:
        chosen = schedule.hour(at, now)
        terms.still_then(door, chosen.at if chosen else None, now)
        attachments.check(attachments.taken_by(here.channel), [view.media() for view in attached])
    except Declined as declined:
        return declined
    return None


def as_stored(at: str | None) -> str | None:
    """The chosen hour as a draft keeps it; None leaves it as it was, also when it cannot be read."""
    try:
        return None if at is None else str(schedule.hour(at) or "")
    except Declined:
        return None


def described(
    who: Who,
    here: Scene,
    alts: Mapping[str, str] | None,
    now: datetime,
    promise: Promise | None = None,
) -> Draft | None:
    """Her draft, with the words for its pictures kept, and what it promised before (`promise_of`)."""
    open_ones = Draft.objects.filter(conversation=here.pk, author=who.id, state=DraftState.WRITING)
    mine = with_promise(open_ones).first()
    if mine is not None and alts:
        attachments.describe(who, mine.public_id, alts, now=now)
    if mine is not None and promise is not None and not promise.unread:  # else it stays as it was
        goodwill.plan(mine, promise, now, had=promise_of(mine))
    return mine


def save(
    who: Who,
    here: Scene,
    text: str,
    now: datetime,
    at: str | None = None,
    privately: bool | None = None,
    *,
    even_blank: bool = False,
) -> datetime | None:
    privately = privately and can_privately(here)
    mine = Draft.objects.filter(conversation=here.pk, author=who.id)
    before = mine.filter(state__in=(DraftState.WRITING, DraftState.ASKED)).order_by("-pk").first()
    if before is not None and before.state == DraftState.ASKED:
        raise Declined("asked")
    same = before is not None and before.text == text and privately in (None, before.privately)
    if before is not None and same and at in (None, before.scheduled_as):
        return before.updated_at
    if before is None and not even_blank and blank(text, signing.mark_of(who, here, now)):
        return None
    kept = {"text": text, "updated_at": now, **({} if at is None else {"scheduled_as": at})}
    if privately is not None:
        kept["privately"] = privately
    with transaction.atomic():
        if mine.filter(state=DraftState.WRITING).update(**kept):
            return now
        try:
            with transaction.atomic():
                Draft.objects.create(
                    conversation_id=here.pk,
                    answers_id=here.asked_id,
                    author_id=who.id,
                    created_at=now,
                    **kept,
                )
        except IntegrityError:  # her other tab was quicker
            mine.filter(state=DraftState.WRITING).update(**kept)
    return now
