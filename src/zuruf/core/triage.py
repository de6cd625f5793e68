"""What triage finds in a message, with reasons; and the port of the judges that find it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a judge said so: `code` names the rule (its words for people are in web), `words` what counted."""

    code: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One label with its value. `label`: "language", "question", "urgent", later "sentiment", "topic" …

    `value` is "yes"/"no" for yes-no labels, else the class ("de"). `probability` in 0..1. An unsure judge says so
    by a low probability; it never leaves a finding out of sight.
    """

    label: str
    value: str
    probability: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """All findings about one message, with the judges (name and version) that made them."""

    findings: tuple[Finding, ...]
    judges: tuple[str, ...]

    def value(self, label: str) -> str:
        """The value of *label*, "" when no judge spoke about it."""
        return next((f.value for f in self.findings if f.label == label), "")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a judge gets to see of one message. `declared` are the languages that the network stated."""

    text: str
    declared: tuple[str, ...] = ()
    public: bool = True


class Classifier(Protocol):
    """A judge. Batched: one list of findings per subject, in order. Must not raise on any text."""

    name: str
    version: str

    def judge(self, subjects: Sequence[Subject]) -> list[tuple[Finding, ...]]: ...
