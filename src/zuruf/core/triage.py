"""What triage finds in a message, with reasons; and the port of the judges that find it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

INTENTS = ("question", "complaint", "praise", "idea", "request", "thanks", "abuse", "spam", "chat")
"""What somebody may want with a message."""

RISKS_FOUND = ("self_harm", "threat", "health", "legal", "personal_data", "press", "politics")
"""What of a message can do harm, the gravest first."""

MOODS = ("positive", "negative", "mixed", "neutral")
"""How it sounds."""

LANGUAGES = (
    "de",
    "en",
    "fr",
    "it",
    "es",
    "pt",
    "nl",
    "da",
    "pl",
    "cs",
    "hu",
    "hr",
    "ro",
    "tr",
    "uk",
    "ru",
    "ar",
)
"""What a person may say that a message is written in."""

MANY_OF = ("intent", "topic", "risk")
"""Labels of which a message may have several values, or none."""

ONE_OF = {
    "deserves_answer": ("yes", "no"),
    "urgent": ("yes", "no"),
    "sentiment": MOODS,
    "toxic": ("yes", "no"),
    "relevant": ("yes", "no"),
    "factclaiming": ("yes", "no"),
    "engaging": ("yes", "no"),
    "language": LANGUAGES,
}
"""Labels of which a message has one value → those that a person may choose from."""

RINGS = ("self_harm", "threat")
"""Risks that are urgent whatever else is said."""

SURE = 0.6
"""A judge below this is unsure, and we say so."""

PERSON = "person"
"""The reason of a finding that a person put there; no judge replaces it."""

TAUGHT = "taught"
"""The reason of a finding that is there because somebody said so of a message nearly the same; its word is the day."""

TAKEN_BACK = "taken_back"
"""Beside TAUGHT, of a risk: what somebody said there was taken back meanwhile."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a judge said so: `code` names the rule (its words for people are in web), `words` what counted."""

    code: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One label with its value. `label`: one of MANY_OF or ONE_OF, or "question" (whether something is asked, which follows the words alone).

    `value` is "yes"/"no" for yes-no labels, else the class ("de"). `probability` in 0..1. `unsure`: it lies below the confidence
    that the house set; a person decides, and nothing is ever left out of sight for it.
    """

    label: str
    value: str
    probability: float
    reasons: tuple[Reason, ...] = ()
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """All findings about one message, with the judges (name and version) that made them."""

    findings: tuple[Finding, ...]
    judges: tuple[str, ...]

    def value(self, label: str) -> str:
        """The value of *label*, "" when no judge spoke about it."""
        return next((f.value for f in self.findings if f.label == label), "")

    @property
    def urgent(self) -> bool:
        """Does it say so, or is somebody's life at risk?"""
        return self.value("urgent") == "yes" or any(
            f.label == "risk" and f.value in RINGS for f in self.findings
        )


@dataclass(frozen=True, slots=True)
class Subject:
    """What a judge gets to see of one message. `declared` are the languages that the network stated. `direct`: it was written to us
    (on our own page, below something of ours). `ours`: names by which we are called.
    `is_reply`: whether it answers another message, None where nobody knows."""

    text: str
    declared: tuple[str, ...] = ()
    public: bool = True
    direct: bool = False
    ours: tuple[str, ...] = ()
    is_reply: bool | None = None


def as_kept(f: Finding) -> dict[str, Any]:
    """A finding as an assessment keeps it: {label, value, probability, reasons: [{code, words}]}, and `unsure` where it is."""
    reasons = [{"code": r.code, "words": list(r.words)} for r in f.reasons]
    kept = {"label": f.label, "value": f.value, "probability": round(f.probability, 3), "reasons": reasons}
    return {**kept, "unsure": True} if f.unsure else kept


def as_found(kept: Mapping[str, Any]) -> Finding:
    """The finding that was kept so; what is missing is empty."""
    reasons = tuple(
        Reason(str(r.get("code")), tuple(r.get("words") or ())) for r in kept.get("reasons") or ()
    )
    told = str(kept.get("label", "")), str(kept.get("value", "")), float(kept.get("probability", 0))
    return Finding(*told, reasons, bool(kept.get("unsure")))


def by_person(kept: Mapping[str, Any]) -> bool:
    """Did a person say so?"""
    return because(kept, PERSON)


def guessed(kept: Mapping[str, Any]) -> bool:
    """Is nobody sure of it? What a person said is no guess."""
    unsure = bool(kept.get("unsure")) or float(kept.get("probability", 0)) < SURE
    return unsure and not by_person(kept)


def because(kept: Mapping[str, Any], code: str) -> bool:
    """Is *code* one of its reasons?"""
    return any(r.get("code") == code for r in kept.get("reasons") or ())


class Classifier(Protocol):
    """A judge. Batched: one list of findings per subject, in order. Must not raise on any text."""

    name: str
    version: str

    def judge(self, subjects: Sequence[Subject]) -> list[tuple[Finding, ...]]: ...
