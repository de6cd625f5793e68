"""What triage understood of the message that waits for an answer, as lists show it; and the topics' names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.db.models import OuterRef, Subquery

from zuruf.core import veil
from zuruf.core.triage import guessed
from zuruf.store.models import Message
from zuruf.store.queries import topics

NAMES_LAST = 5.0  # seconds; a list of fifty rows asks once

_names: tuple[float, dict[str, dict[str, str]]] = (0.0, {})


@dataclass(frozen=True, slots=True)
class Understood:
    """Values as triage or a person found them, the likeliest first: slugs of topics, intents, risks. `surely`: risks that are certain
    enough for the house. `guesses`: (label, value) of what nobody can be sure of."""

    topics: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    veiled: bool = False  # abusive: shown to whoever chooses to
    surely: tuple[str, ...] = ()
    guesses: frozenset[tuple[str, str]] = frozenset()


def newest() -> Subquery:
    """The findings in the newest message of theirs, for a query of conversations."""
    return findings_in(OuterRef("pk"))


def findings_in(conversation: OuterRef) -> Subquery:
    """The same for a query of whatever belongs to a *conversation*."""
    theirs = Message.objects.filter(conversation=conversation, ours=False, gone_at=None)
    return Subquery(theirs.order_by("-order_at", "-id").values("assessment__findings")[:1])


def understood(findings: Sequence[Mapping[str, Any]] | None) -> Understood:
    """What lists show of stored findings."""

    def of(label: str) -> tuple[str, ...]:
        return tuple(str(f["value"]) for f in findings or () if f.get("label") == label and f.get("value"))

    sure = tuple(str(f["value"]) for f in findings or () if f.get("label") == "risk" and not f.get("unsure"))
    guesses = frozenset((str(f.get("label")), str(f.get("value"))) for f in findings or () if guessed(f))
    return Understood(of("topic"), of("intent"), of("risk"), veil.veiled(findings), sure, guesses)


def topic_name(slug: str, language: str) -> str:
    """What a topic is called, in *language* if it has a name there; its slug where it is not known. At most one statement
    in NAMES_LAST, and one more for a topic that is new."""
    global _names
    read_at, known = _names
    if slug not in known or monotonic() - read_at > NAMES_LAST:
        known = topics.names()
        _names = (monotonic(), known)
    called = known.get(slug) or {}
    return called.get(language) or next(iter(called.values()), slug)
