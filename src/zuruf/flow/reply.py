"""Answering: the draft while it is written, and sending it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from zuruf.core.difference import Difference
from zuruf.core.goodwill import Promise
from zuruf.core.guideline import Verdict
from zuruf.core.people import Who
from zuruf.core.reply import DraftState, signed
from zuruf.flow import (
    absence,
    answer,
    attachments,
    audit,
    backing,
    library_machine,
    library_use,
    schedule,
    second_pair,
    signing,
)
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import Judged, Weighed, clean, in_words, judge
from zuruf.flow.verdict_said import Said, said_then
from zuruf.flow.writing import (
    Written,
    addressed,
    as_stored,
    begin,
    can_privately,
    described,
    month_of,
    open_scene,
    save,
    save_draft,
    weighed,
    write,
    wrong,
)
from zuruf.store import changes, drafts
from zuruf.store.models import Draft
from zuruf.store.queries.around import Around
from zuruf.store.queries.asks import AskView
from zuruf.store.queries.attachments import of_draft
from zuruf.store.queries.goodwill import Month
from zuruf.store.queries.reply import Composer, Scene, composer_in

__all__ = [
    "Asked",
    "Judged",
    "Sent",
    "Standing",
    "Written",
    "begin",
    "judge",
    "save_draft",
    "send",
    "standing",
    "write",
]


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a reply: `delivery` (public id) is on its way, or `ask` (public id) lies with the second pair
    until `deadline`."""

    verdict: Verdict
    delivery: str = ""
    ask: str = ""
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the second pair of eyes, with what the guidelines said about the draft."""

    ask: AskView
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """An answer of hers that went out otherwise than she wrote it."""

    ask: AskView
    difference: Difference


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an answer stands, for the composer: what is stored, and the verdict on the text in the field. `replies`:
    can this channel answer at all? At most one of `mine` (with the second pair) and `returned` (came back)."""

    composer: Composer
    judged: Judged
    replies: bool
    mine: Asked | None
    returned: AskView | None
    to_decide: tuple[Asked, ...]
    takes_files: bool = False
    alt_longest: int = 0  # characters for one picture; 0 = no limit
    wrong: Declined | None = None
    changed: tuple[Changed, ...] = ()
    month: Month | None = None  # her goodwill, where money is promised
    privately: bool = False  # can it go to one person alone, although the public sees what it answers?

    @property
    def mark(self) -> str:
        """Changes whenever the composer would look different, but not with every word she types."""
        asks = [a.ask for a in (self.mine, *self.to_decide) if a] + [self.returned] * bool(self.returned)
        asks += [c.ask for c in self.changed]
        parts = [f"{a.public_id}.{a.state}.{a.asked_of}" for a in asks if a]
        # A draft that was recalled or refused is hers again.
        draft = "draft" if self.composer.saved_at else ""
        planned = [p.public_id for p in self.composer.planned]
        here = [str(self.composer.answer_seq), draft, "held" * self.judged.held, self.composer.outlet]
        return "-".join([*here, *parts, *planned])


def standing(
    who: Who, conversation: str, *, text: str | None = None, language: str = "", now: datetime | None = None
) -> Standing:
    """The composer of *who* in this conversation, with *text* in its field (else her draft). Declined("gone")."""
    now = now or clock()
    found = composer_in(who, conversation, now)
    if found is None:
        raise Declined("gone")
    c, here = found
    return standing_in(who, c if text is None else replace(c, text=text), here, language, now)


def standing_in(
    who: Who, c: Composer, here: Scene, language: str, now: datetime, *, house: Around | None = None
) -> Standing:
    """The same of what was read."""
    language = language or who.language or "de"
    taken = attachments.taken_by(here.channel)
    attached, hour = (c.mine.attached, c.mine.hour) if c.mine else (c.attached, c.hour)
    asks = can_privately(here)
    here = here.alone(asks and (c.mine.privately if c.mine else c.privately))
    w = weighed(who, here, c.mine.text if c.mine else c.text, attached, now, house=house)
    judged = in_words(who, here, w, language, now, house)
    return Standing(
        c,
        judged,
        w.problem != "reads_only",
        Asked(c.mine, said_then(c.mine.hits, language)) if c.mine else None,
        c.returned,
        tuple(Asked(a, said_then(a.hits, language)) for a in c.to_decide),
        taken is not None,
        taken.alt_longest if taken else 0,
        wrong(here, hour.wall if hour else "", attached, now, w.door),
        tuple(Changed(a, second_pair.between(a.asked_text, a.released_text)) for a in c.changed),
        month_of(who, w, c.promise, now, house),
        asks,
    )


def send(
    who: Who,
    conversation: str,
    text: str,
    *,
    seen_answer_seq: int,
    read: str = "",
    anyway: bool = False,
    at: str = "",
    told: str | None = None,
    alts: Mapping[str, str] | None = None,
    promise: Promise | None = None,
    privately: bool | None = None,
    machine_read: bool = False,
    same_eyes: int | None = None,
    now: datetime | None = None,
) -> Sent:
    """Judge again and send, or ask the second pair of eyes (*same_eyes*: who looks at others like it already). All that was written is kept whatever happens.

    It goes out with what is attached to the draft, at the hour *at* on the organisation's clocks ("2027-03-28T09:00";
    "" = at once), and in parts where it is too long for one and the network takes a thread. *alts*, *promise*, *privately*: as in `write`; *told*: the hour of which she has read what becomes of it (None: whichever it is).

    Declined: "may_not", "gone", "asked", "empty", "reads_only", "disconnected", "too_long" (over, unit), "stopped" (judged),
    "answered" (name, at, kind) when somebody answered after *seen_answer_seq*, "wrote_again" (text) when a message of
    theirs came in after the one with the public id *read*; neither with *anyway*. "bad_time", "past", "too_far", "shifted" (hour)
    when the clocks skip or repeat it and she was not told; "goodwill_amount", "goodwill_spent"; as `_ready`, `attachments.check`.
    """
    now = now or clock()
    here, text = open_scene(who, conversation), clean(text)
    save(who, here, text, now, as_stored(at), privately)
    kept, here = addressed(described(who, here, alts, now, promise), here, privately)
    if promise is not None and promise.unread:
        raise Declined("goodwill_amount")
    schedule.told(schedule.hour(at, now), told)
    attached = of_draft(kept.pk if kept else None)
    w = weighed(who, here, text := text.strip(), attached, now)
    refuse(w, who, here, now)
    attachments.check(attachments.taken_by(here.channel), [view.media() for view in attached])
    with transaction.atomic():
        draft = _hers(who, here)
        machine = _ready(draft, text, machine_read, now)
        absence.back(who, now)
        if read and not anyway:
            answer.nothing_new(here.pk, read)
        if w.verdict is Verdict.ASK:
            if not anyway:
                answer.unanswered(here.pk, seen_answer_seq)
            ask = second_pair.ask(who, draft, here, w, text, now, same_eyes)
            return Sent(w.verdict, ask=ask.public_id, deadline=ask.deadline)
        return _out(who, here, draft, w, text, now, None if anyway else seen_answer_seq, machine)


def _hers(who: Who, here: Scene) -> Draft:
    """Her open draft. Its conversation is held from now on, and before it, as whoever joins conversations holds them.
    Declined("gone")."""
    answer.whole(here.pk)
    draft = Draft.objects.filter(conversation=here.pk, author=who.id, state=DraftState.WRITING).first()
    if draft is None:  # sent from another tab in this very moment
        raise Declined("gone")
    return draft


def _ready(draft: Draft, text: str, read: bool, now: datetime) -> dict[str, object]:
    """What the audit says of a machine. Declined: "placeholder_left" (what) where something that was brought in is still open;
    "machine_unread" (model) where nobody *read* a machine's words."""
    library_use.settle(draft, text)
    return library_machine.settle(draft, text, ticked=read, now=now)


def _out(
    who: Who,
    here: Scene,
    draft: Draft,
    w: Weighed,
    text: str,
    now: datetime,
    seen: int | None,
    machine: Mapping[str, object],
) -> Sent:
    text = signed(text, signing.mark_of(who, here, now))
    sent = {"text": text, "verdict": w.verdict, "hits": w.hits(), "answers": here.asked_id, "updated_at": now}
    if not drafts.move(Draft.objects.filter(pk=draft.pk), DraftState.WRITING, DraftState.SENT, **sent):
        raise Declined("gone")
    draft.refresh_from_db()
    delivery = answer.out(who, draft, text, now, seen=seen, back=backing.own(who, w))
    said = {"verdict": str(w.verdict), "anyway": seen is None, **machine}
    audit.record(
        "reply.sent", "draft", draft.public_id, now=now, who=who, conversation=here.public_id,
        why=w.names(), data=said,
    )  # fmt: skip
    changes.announce("conversation", [here.public_id], now)
    return Sent(w.verdict, delivery=delivery.public_id)


def refuse(w: Weighed, who: Who, here: Scene, now: datetime) -> None:
    """Raises Declined when a weighed text may not go out."""
    if w.problem == "too_long" and w.length is not None:
        raise Declined("too_long", over=-w.length.left, unit=w.length.unit)
    if w.problem:
        raise Declined(w.problem, said=w.under.refusal if w.under else "")
    if w.verdict is Verdict.STOP:
        raise Declined(
            "stopped", guideline=w.names(), judged=in_words(who, here, w, who.language or "de", now)
        )
