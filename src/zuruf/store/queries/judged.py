"""Reading how often triage was right lately, and what it was not sure of. No figure is about a person."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from zuruf.core import veil
from zuruf.core.triage import ONE_OF
from zuruf.store.models import Conversation, Example, MessageAssessment

LATELY = timedelta(days=90)
MOST = 5000
"""Of how many of the newest examples figures are made."""
LOOKED_AT = 200
"""Conversations that are unsure, the newest, of which some are asked about."""
LABELS = ("intent", "topic", "risk", *ONE_OF)
ASKED = ("intent", "topic", "deserves_answer")
"""Labels of which people are asked."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a label, in messages that people looked at. `wrong`: it was said and was not so; `missed`: it was so and was not
    said."""

    value: str
    right: int
    wrong: int
    missed: int

    @property
    def looked_at(self) -> int:
        return self.right + self.wrong + self.missed


@dataclass(frozen=True, slots=True)
class Figures:
    """One label: in how many messages people looked at it, in how many all of it was right, and its values, the most frequent first."""

    label: str
    looked_at: int
    right: int
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Unsure:
    """A message that triage is not sure of: what was found under `label`, of which `value` is in question."""

    conversation: str
    message: str
    title: str
    text: str
    label: str
    value: str
    probability: float
    at: datetime


def by_whom() -> tuple[str, ...]:
    """The names of those that judged the message that came in last, with their versions; () where none did. One statement."""
    newest = MessageAssessment.objects.order_by("-pk").values_list("judges", flat=True).first()
    return tuple(str(one) for one in newest or ())


def figures(now: datetime) -> tuple[Figures, ...]:
    """Per label, of what people said in the last 90 days where it is known what judges had said. One statement."""
    rows = Example.objects.filter(made_at__gte=now - LATELY, was__isnull=False).order_by("-made_at", "-pk")
    told: dict[str, list[tuple[frozenset[str], frozenset[str]]]] = {label: [] for label in LABELS}
    for label, was, values in rows.values_list("label", "was", "values")[:MOST]:
        told.setdefault(label, []).append((frozenset(was or ()), frozenset(values)))
    return tuple(_figures(label, pairs) for label, pairs in told.items() if pairs)


def _figures(label: str, pairs: Sequence[tuple[frozenset[str], frozenset[str]]]) -> Figures:
    right = Counter(v for was, is_so in pairs for v in was & is_so)
    wrong = Counter(v for was, is_so in pairs for v in was - is_so)
    missed = Counter(v for was, is_so in pairs for v in is_so - was)
    made = [Value(v, right[v], wrong[v], missed[v]) for v in {*right, *wrong, *missed}]
    made.sort(key=lambda one: (-one.looked_at, one.value))
    return Figures(label, len(pairs), sum(was == is_so for was, is_so in pairs), tuple(made))


def unsure() -> tuple[Unsure, ...]:
    """Of the newest conversations that triage is not sure of the message that waits, with what is in question: the value that comes
    nearest to a coin's toss. Neither what is veiled nor what rings, and nothing that a person spoke about. One statement."""
    rows = MessageAssessment.objects.filter(
        message__conversation__in=Conversation.objects.filter(unsure=True),
        message__ours=False,
        message__gone_at=None,
        message__examples=None,
    ).exclude(message__text="")
    names = ("message__conversation__public_id", "message__public_id", "message__title", "message__text")
    found: dict[str, Unsure] = {}
    newest = rows.order_by("-message__order_at", "-message__pk")
    for *told, at, findings in newest.values_list(*names, "message__order_at", "findings")[:LOOKED_AT]:
        asked = _in_question(findings or ())
        if asked and told[0] not in found:
            found[told[0]] = Unsure(told[0], told[1], told[2], told[3], *asked, at)
    return tuple(found.values())


def _in_question(findings: Iterable[dict[str, Any]]) -> tuple[str, str, float] | None:
    found = list(findings)
    if veil.veiled(found) or any(f.get("label") == "risk" and f.get("value") for f in found):
        return None
    asked = [
        (str(f["label"]), str(f["value"]), float(f.get("probability", 0)))
        for f in found
        if f.get("label") in ASKED and f.get("value") and f.get("unsure")
    ]
    return min(asked, key=lambda one: abs(one[2] - 0.5)) if asked else None
