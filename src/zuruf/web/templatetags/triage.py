"""What triage found, for the desk's templates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django import template

from zuruf import channels
from zuruf.core.measure import Measure
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import Who
from zuruf.core.pressing import Sort
from zuruf.core.telling import shown, telling
from zuruf.core.triage import INTENTS, MANY_OF, ONE_OF, RINGS, RISKS_FOUND, TAKEN_BACK, TAUGHT
from zuruf.flow import judging as flow
from zuruf.flow import tone
from zuruf.store.queries.around import Around
from zuruf.store.queries.conversation import Item, Judged, Pane, Said, Sent
from zuruf.store.queries.desk import Place, Row
from zuruf.web import correction_words, help_words, judging_words, triage_words, words

register = template.Library()
BY_WISH = ("us", "mine", "team", "unowned", "unsure")
"""Queues that everybody sorts as she likes."""


@register.filter
def about(row: Row) -> list[str]:
    """Intent and topic of a row, in words; where none is known, that something is asked."""
    said = triage_words.short(row.understood)
    return said or ([triage_words.asks(row.understood)] if row.question else [])


@register.filter
def gravest(row: Row) -> triage_words.Gravest:
    """What a row says of risks."""
    return triage_words.gravest(row.understood)


@register.simple_tag
def help_cards(pane: Pane | None, house: Around) -> list[help_words.Help]:
    """The cards for what threatens life in the message that waits: what is certain first, then the gravest."""
    found = [f for f in pane.findings if f.label == "risk" and f.value in RINGS] if pane else []
    kinds = [f.value for f in sorted(found, key=lambda f: (f.unsure, RINGS.index(f.value)))]
    if not pane or not kinds:
        return []
    place = str((house.house or {}).get("place", ""))
    return help_words.helps(kinds, pane.language, place, house.guard, _seen(pane), _form(pane))


def _form(pane: Pane) -> str:
    """Whether words prepared for her say Sie or du."""
    said = [item for item in pane.items if isinstance(item, Said) and item.gone_at is None]
    ours = [text for item in pane.items if (text := _ours(item))]
    asked = next((item.text for item in reversed(said) if not item.ours), "")
    return tone.form(pane.address, ours, asked)


def _ours(item: Item) -> str:
    """What we said there, "" where it is not from us or not out."""
    if isinstance(item, Sent):
        return item.delivery.text if item.delivery.state is DeliveryState.PUBLISHED else ""
    return item.text if isinstance(item, Said) and item.ours and item.gone_at is None else ""


def _seen(pane: Pane) -> help_words.Seen | None:
    """What can be done where the public sees it."""
    if not pane.public:
        return None
    can = channels.can(pane.channel) if pane.channel in channels.kinds() else None
    if can is None:
        return help_words.Seen()
    hides = any(offer.measure is Measure.HIDE and offer.back for offer in can.offers)
    return help_words.Seen(can.privately, hides)


@register.simple_tag
def understood(pane: Pane, who: Who) -> list[tuple[str, str]]:
    """What triage found and because of which words; those by which the learned model judged are looked for here. Words of a message
    that is veiled for *who* are veiled here, too."""
    if pane.veiled and not who.unveiled:
        return words.findings([replace(f, words=()) for f in pane.findings])
    said = [i.text for i in pane.items if isinstance(i, Said) and not i.ours]
    text = said[-1] if said else ""
    return words.findings([replace(f, words=_told(f, text)) for f in pane.findings])


def _told(f: Judged, text: str) -> tuple[str, ...]:
    """What was kept by an earlier version may name words that tell nobody anything."""
    if TAUGHT in f.codes:
        return f.words
    kept = f.words or because(f, text)
    return shown(telling(kept) if {"learned", "house"} & {*f.codes} else kept, text)


def because(f: Judged, text: str) -> tuple[str, ...]:
    return flow.words_for(text, f.label, f.value) if "learned" in f.codes and _shown(f) else ()


def _shown(f: Judged) -> bool:
    return f.label in ("sentiment", "intent", "toxic", "risk") and f.value not in ("no", "neutral", "")


@register.filter
def taken_back(pane: Pane) -> bool:
    """Is a risk there only since somebody said so of a message like it, who took it back?"""
    return any(TAKEN_BACK in f.codes for f in pane.findings)


@register.filter
def worth(pane: Pane) -> str:
    """Whether it deserves an answer, with the parts that say so; "" where nobody judged that."""
    found = next((f for f in pane.findings if f.label == "deserves_answer"), None)
    return judging_words.worth(found.value, found.codes, found.unsure) if found else ""


@dataclass(frozen=True, slots=True)
class Stands:
    """Why a conversation stands where it stands in lists."""

    parts: list[tuple[str, str]]
    at: datetime | None


@register.simple_tag
def why_here(pane: Pane) -> Stands:
    return Stands(*judging_words.why_here(pane.weighs, pane.due_at, pane.waiting_since))


@dataclass(frozen=True, slots=True)
class Sorted:
    """How a list of what is open is sorted, and how it could be instead."""

    now: str
    other: str
    instead: str


@register.simple_tag
def list_order(who: Who, place: Place) -> Sorted | None:
    """None where a list has one order only."""
    if place.queue.value not in BY_WISH:
        return None
    if who.sorts == Sort.LONGEST:
        return Sorted(
            judging_words.order(Sort.LONGEST), Sort.PRESSING.value, judging_words.instead(Sort.PRESSING)
        )
    return Sorted(judging_words.order(Sort.PRESSING), Sort.LONGEST.value, judging_words.instead(Sort.LONGEST))


@register.filter
def earlier(row: Row) -> str:
    """By how much a row comes earlier than what is due at the same time."""
    return judging_words.earlier(row.ahead)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One label as the panel shows it: what is said now, and what can be said instead. `key` opens it, "" for none. `many`: several
    may be chosen, and those that are found are; else one is, by whoever says so."""

    label: str
    title: str
    says: str
    nothing: str
    key: str
    many: bool
    choices: list[Choice]


@register.simple_tag
def lines(pane: Pane, topics: Sequence[str]) -> list[Line]:
    """The panel of a correction, with the *topics* (slugs) in use."""
    shown = [label for label in correction_words.ORDER if topics or label != "topic"]
    return [_line(pane, label, at, topics) for at, label in enumerate(shown, 1)]


def _line(pane: Pane, label: str, at: int, topics: Sequence[str]) -> Line:
    found = [f for f in pane.findings if f.label == label and f.value]
    values = {"intent": INTENTS, "risk": RISKS_FOUND, "topic": topics}.get(label) or ONE_OF[label]
    many, there = label in MANY_OF, {f.value for f in found}
    choices = [Choice(v, correction_words.value(label, v), many and v in there) for v in values]
    said = [
        triage_words.perhaps(name) if f.unsure else name
        for f in found
        if (name := correction_words.value(label, f.value))
    ]
    nothing = correction_words.nothing(label)
    says, key = ", ".join(said) or nothing, str(at % 10) if at <= 10 else ""
    return Line(label, correction_words.title(label), says, nothing, key, many, choices)
