"""What triage found, for the desk's templates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django import template

from zuruf.core.people import Who
from zuruf.core.pressing import Sort
from zuruf.core.telling import shown, telling
from zuruf.core.triage import RINGS
from zuruf.flow import judging as flow
from zuruf.store.queries.around import Around
from zuruf.store.queries.conversation import Judged, Pane, Said
from zuruf.store.queries.desk import Place, Row
from zuruf.web import help_words, judging_words, triage_words, words

register = template.Library()
BY_WISH = ("us", "mine", "team", "unowned", "unsure")
"""Queues that everybody sorts as she likes."""


@register.filter
def about(row: Row) -> list[str]:
    """Intent and topic of a row, in words."""
    return triage_words.short(row.understood)


@register.filter
def gravest(row: Row) -> tuple[str, str, bool]:
    """(risk in a word, in all words, does it ring?) of a row."""
    return triage_words.gravest(row.understood)


@register.simple_tag
def help_cards(pane: Pane | None, house: Around) -> list[help_words.Help]:
    """The cards for what threatens life in the message that waits: what is certain first, then the gravest."""
    found = [f for f in pane.findings if f.label == "risk" and f.value in RINGS] if pane else []
    kinds = [f.value for f in sorted(found, key=lambda f: (f.unsure, RINGS.index(f.value)))]
    if not pane or not kinds:
        return []
    place = str((house.house or {}).get("place", ""))
    return help_words.helps(kinds, pane.language, place, house.guard)


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
    if "taught" in f.codes:
        return f.words
    kept = f.words or because(f, text)
    return shown(telling(kept) if {"learned", "house"} & {*f.codes} else kept, text)


def because(f: Judged, text: str) -> tuple[str, ...]:
    return flow.words_for(text, f.label, f.value) if "learned" in f.codes and _shown(f) else ()


def _shown(f: Judged) -> bool:
    return f.label in ("sentiment", "intent", "toxic", "risk") and f.value not in ("no", "neutral", "")


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
class Choices:
    """What a person may say of a message, with what is found now."""

    intents: list[Choice]
    topics: list[Choice]
    risks: list[Choice]


@register.simple_tag
def choices(pane: Pane, topics: Sequence[str]) -> Choices:
    """The form of a correction, with the *topics* (slugs) in use."""

    def of(label: str, named: list[tuple[str, str]]) -> list[Choice]:
        found = [f.value for f in pane.findings if f.label == label]
        return [Choice(value, name, value in found) for value, name in named]

    known = [(slug, triage_words.topic(slug)) for slug in topics]
    intents = of("intent", triage_words.intents())
    return Choices(intents, of("topic", known), of("risk", triage_words.risks()))
