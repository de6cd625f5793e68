"""Answering: the draft while it is written, and sending it."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction

from zuruf.core.guideline import Verdict
from zuruf.core.people import May, Who
from zuruf.core.reply import DraftState, blank
from zuruf.flow import answer, audit, second_pair
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import Judged, Said, Weighed, clean, in_words, judge, said_then, weigh
from zuruf.store import changes
from zuruf.store.models import Draft
from zuruf.store.queries.reply import AskView, Composer, Scene, composer, scene

__all__ = [
    "Asked",
    "Judged",
    "Sent",
    "Standing",
    "Written",
    "judge",
    "save_draft",
    "send",
    "standing",
    "write",
]


@dataclass(frozen=True, slots=True)
class Written:
    """One keystroke's answer: what the text would do, and when it was saved (None: there is nothing to keep)."""

    judged: Judged
    saved_at: datetime | None


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
class Standing:
    """Where an answer stands, for the composer: what is stored, and the verdict on the text in the field. `replies`:
    can this channel answer at all? At most one of `mine` (with the second pair) and `returned` (came back)."""

    composer: Composer
    judged: Judged
    replies: bool
    mine: Asked | None
    returned: AskView | None
    to_decide: tuple[Asked, ...]

    @property
    def mark(self) -> str:
        """Changes whenever the composer would look different, but not with every word she types."""
        asks = [a.ask for a in (self.mine, *self.to_decide) if a] + [self.returned] * bool(self.returned)
        parts = [f"{a.public_id}.{a.state}" for a in asks if a]
        # A draft that was recalled or refused is hers again.
        draft = "draft" if self.composer.saved_at else ""
        return "-".join(
            [str(self.composer.answer_seq), draft, "held" * self.judged.held, self.composer.outlet, *parts]
        )


def standing(
    who: Who, conversation: str, *, text: str | None = None, language: str = "", now: datetime | None = None
) -> Standing:
    """The composer of *who* in this conversation, with *text* in its field (else her draft). Declined("gone")."""
    now = now or clock()
    c = composer(who, conversation)
    here = scene(conversation)
    if c is None or here is None:
        raise Declined("gone")
    language = language or who.language or "de"
    c = c if text is None else replace(c, text=text)
    w = weigh(here, c.mine.text if c.mine else c.text, who.initials)
    return Standing(
        c,
        in_words(who, here, w, language, now),
        w.problem != "reads_only",
        Asked(c.mine, said_then(c.mine.hits, language)) if c.mine else None,
        c.returned,
        tuple(Asked(a, said_then(a.hits, language)) for a in c.to_decide),
    )


def write(
    who: Who, conversation: str, text: str, *, language: str = "", now: datetime | None = None
) -> Written:
    """Keep the draft and judge it, for the composer. Declined: "may_not", "gone", "asked"."""
    now = now or clock()
    here = _open(who, conversation)
    text = clean(text)
    saved = _save(who, here, text, now)
    words = in_words(who, here, weigh(here, text, who.initials), language or who.language or "de", now)
    return Written(words, saved)


def save_draft(who: Who, conversation: str, text: str, *, now: datetime | None = None) -> datetime | None:
    """Keep what is being written; one open draft per person and conversation. No audit entry and no announcement:
    writing is no act, and whoever sees each keystroke watches a colleague. Declined: "may_not", "gone", "asked"."""
    now = now or clock()
    return _save(who, _open(who, conversation), clean(text), now)


def send(
    who: Who,
    conversation: str,
    text: str,
    *,
    seen_answer_seq: int,
    read: str = "",
    anyway: bool = False,
    now: datetime | None = None,
) -> Sent:
    """Judge again and send, or ask the second pair of eyes. The text is kept whatever happens.

    Declined: "may_not", "gone", "asked", "empty", "reads_only", "disconnected", "too_long" (over, unit), "stopped" (judged),
    "answered" (name, at, kind) when somebody answered after *seen_answer_seq*, "wrote_again" (text) when a message of
    theirs came in after the one with the public id *read*; neither with *anyway*.
    """
    now = now or clock()
    here = _open(who, conversation)
    text = clean(text)
    _save(who, here, text, now)
    text = text.strip()
    w = weigh(here, text, who.initials)
    refuse(w, who, here, now)
    with transaction.atomic():
        draft = Draft.objects.filter(conversation=here.pk, author=who.id, state=DraftState.WRITING).first()
        if draft is None:  # sent from another tab in this very moment
            raise Declined("gone")
        if read and not anyway:
            answer.nothing_new(here.pk, read)
        if w.verdict is Verdict.ASK:
            if not anyway:
                answer.unanswered(here.pk, seen_answer_seq)
            ask = second_pair.ask(who, draft, here, w, text, now)
            return Sent(w.verdict, ask=ask.public_id, deadline=ask.deadline)
        return _out(who, here, draft, w, text, now, seen=None if anyway else seen_answer_seq)


def _out(
    who: Who, here: Scene, draft: Draft, w: Weighed, text: str, now: datetime, *, seen: int | None
) -> Sent:
    sent = {"state": DraftState.SENT, "text": text, "verdict": w.verdict, "hits": w.hits()}
    still = Draft.objects.filter(pk=draft.pk, state=DraftState.WRITING)
    if not still.update(**sent, answers=here.asked_id, updated_at=now):
        raise Declined("gone")
    draft.refresh_from_db()
    delivery = answer.out(who, draft, text, now, seen=seen)
    said = {"verdict": str(w.verdict), "anyway": seen is None}
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
        raise Declined(w.problem)
    if w.verdict is Verdict.STOP:
        raise Declined(
            "stopped", guideline=w.names(), judged=in_words(who, here, w, who.language or "de", now)
        )


def _open(who: Who, conversation: str) -> Scene:
    if not who.may(May.ANSWER):
        raise Declined("may_not")
    here = scene(conversation)
    if here is None:
        raise Declined("gone")
    return here


def _save(who: Who, here: Scene, text: str, now: datetime) -> datetime | None:
    mine = Draft.objects.filter(conversation=here.pk, author=who.id)
    before = mine.filter(state__in=(DraftState.WRITING, DraftState.ASKED)).order_by("-pk").first()
    if before is not None and before.state == DraftState.ASKED:
        raise Declined("asked")
    if before is not None and before.text == text:
        return before.updated_at
    if before is None and blank(text, who.initials):
        return None
    with transaction.atomic():
        if mine.filter(state=DraftState.WRITING).update(text=text, updated_at=now):
            return now
        try:
            with transaction.atomic():
                Draft.objects.create(
                    conversation_id=here.pk,
                    answers_id=here.asked_id,
                    author_id=who.id,
                    text=text,
                    created_at=now,
                    updated_at=now,
                )
        except IntegrityError:  # her other tab was quicker
            mine.filter(state=DraftState.WRITING).update(text=text, updated_at=now)
    return now
