"""What triage found, for the desk's templates."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template

from zuruf.store.queries.conversation import Pane
from zuruf.store.queries.desk import Row
from zuruf.web import triage_words

register = template.Library()


@register.filter
def about(row: Row) -> list[str]:
    """Intent and topic of a row, in words."""
    return triage_words.short(row.understood)


@register.filter
def gravest(row: Row) -> tuple[str, bool]:
    """(risk in a word, does it ring?) of a row."""
    return triage_words.gravest(row.understood)


@register.filter
def helps(pane: Pane) -> list[triage_words.Help]:
    """The cards for what threatens life in the message that waits."""
    kinds = {f.value for f in pane.findings if f.label == "risk"}
    return triage_words.helps(kinds, pane.language)


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
