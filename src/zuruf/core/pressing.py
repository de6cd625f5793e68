"""The order of the lists: what waits worst comes first, by one moment that anybody can check.

That moment is the due time, earlier by so many minutes for each thing that weighs: "a legal threat counts as 4 hours earlier".
Time passing by therefore never changes which of two comes first, and nothing is ever put later than it is due.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from zuruf.core.mandate import RISK_OF, RISKS, Risk
from zuruf.core.triage import PERSON, RISKS_FOUND, Finding

LONGEST = 14 * 24 * 60
"""Minutes that one thing may weigh."""
SURE = 0.6
"""Confidence below which triage says "unsure", until the house sets its own."""
LABELS = (
    "intent",
    "topic",
    "sentiment",
    "risk",
    "deserves_answer",
    "relevant",
    "toxic",
    "engaging",
    "factclaiming",
)
"""Labels for which a house may set a confidence of its own."""


class Sort(StrEnum):
    """How somebody wants the lists of what is open."""

    PRESSING = "pressing"  # what waits worst first
    LONGEST = "longest"  # the longest wait first


@dataclass(frozen=True, slots=True)
class Weights:
    """Minutes earlier for each thing. Of several risks the gravest counts. `deserves`: it deserves an answer; `unsure` the same
    where triage cannot say. `reach`: for each doubling of the messages in a public conversation."""

    grave: int = 24 * 60
    serious: int = 4 * 60
    delicate: int = 60
    urgent: int = 2 * 60
    deserves: int = 60
    unsure: int = 60
    reach: int = 0


@dataclass(frozen=True, slots=True)
class Judging:
    """What a house decides about triage. `sure`: below it a finding is unsure, `labels`: where one has its own (0..1).
    `guard`: public id of whoever is rung first when life is at risk, "" for whoever is on duty."""

    sure: float = SURE
    labels: Mapping[str, float] = field(default_factory=dict)
    weights: Weights = Weights()
    guard: str = ""

    def unsure(self, f: Finding) -> bool:
        return f.probability < self.labels.get(f.label, self.sure)


def read(kept: Mapping[str, Any] | None) -> Judging:
    """As the organisation keeps it; what it does not say, or says wrongly, is as usual."""
    kept = kept or {}
    usual = Weights()
    said = kept.get("weights") or {}
    weights = {f.name: _minutes(said.get(f.name), getattr(usual, f.name)) for f in fields(Weights)}
    labels = {
        label: float(sure)
        for label, sure in (kept.get("labels") or {}).items()
        if label in LABELS and isinstance(sure, int | float) and 0 <= sure <= 1
    }
    sure = kept.get("sure", SURE)
    sure = float(sure) if isinstance(sure, int | float) and 0 <= sure <= 1 else SURE
    return Judging(sure, labels, Weights(**weights), str(kept.get("guard") or ""))


def written(j: Judging) -> dict[str, Any]:
    """As the organisation keeps it."""
    weights = {f.name: getattr(j.weights, f.name) for f in fields(Weights)}
    return {"sure": j.sure, "labels": dict(j.labels), "weights": weights, "guard": j.guard}


def codes(findings: Iterable[Finding]) -> str:
    """What of these findings weighs: codes with blanks between, such as "risk:legal urgent deserves"."""
    risks = {f.value for f in findings if f.label == "risk" and f.value}
    made = [f"risk:{_gravest(risks)}"] if risks else []
    said = {f.label: f for f in findings if f.label in ("urgent", "deserves_answer")}
    urgent, deserves = said.get("urgent"), said.get("deserves_answer")
    made += ["urgent"] if urgent and urgent.value == "yes" else []
    if deserves and deserves.unsure:
        made.append("unsure")
    elif deserves and deserves.value == "yes":
        made.append("deserves")
    return " ".join(made)


def joined(*several: str) -> str:
    """What weighs in all of them together, without minutes: the gravest risk, and everything else once."""
    said = {code.partition("=")[0] for one in several for code in one.split()}
    risks = {code[5:] for code in said if code.startswith("risk:")}
    made = [f"risk:{_gravest(risks)}"] if risks else []
    made += [code for code in ("urgent", "deserves") if code in said]
    return " ".join(made + (["unsure"] if "unsure" in said and "deserves" not in said else []))


def weighed(weighs: str, weights: Weights, *, messages: int = 1, public: bool = True) -> str:
    """Each code with its minutes, as a conversation keeps them: "risk:legal=240 deserves=60". *messages* of the conversation and
    whether it is *public* are its reach."""
    found = [(code, _weight(code, weights)) for code in joined(weighs).split()]
    if public and weights.reach and messages > 1:
        found.append(("reach", weights.reach * (messages.bit_length() - 1)))
    return " ".join(f"{code}={minutes}" for code, minutes in found)


def parts(kept: str) -> tuple[tuple[str, int], ...]:
    """(code, minutes earlier) of what a conversation keeps, without what weighs nothing."""
    found = (one.partition("=") for one in kept.split())
    return tuple((code, int(minutes)) for code, _, minutes in found if minutes.isdigit() and int(minutes))


def ahead(kept: str) -> int:
    """Minutes by which it comes before what is due at the same time."""
    return sum(minutes for _, minutes in parts(kept))


def pressing_at(due_at: datetime | None, since: datetime | None, minutes: int) -> datetime | None:
    """By what lists are ordered; *since* counts where nothing is due."""
    at = due_at or since
    return at - timedelta(minutes=minutes) if at else None


def in_doubt(findings: Iterable[Finding]) -> bool:
    """Does a person have to say what this is? So it is where triage is unsure what they want, whether it deserves an answer,
    or of a risk, and where it found nothing that they want. What a person said is not in doubt."""
    found = list(findings)
    if any(r.code == PERSON for f in found for r in f.reasons):
        return False
    asked = ("intent", "risk", "deserves_answer")
    return any(f.unsure for f in found if f.label in asked) or not any(f.label == "intent" for f in found)


def _weight(code: str, weights: Weights) -> int:
    if not code.startswith("risk:"):
        return int(getattr(weights, code, 0))
    step = RISK_OF.get(code[5:], Risk.GRAVE)
    return {Risk.GRAVE: weights.grave, Risk.SERIOUS: weights.serious, Risk.DELICATE: weights.delicate}.get(
        step, 0
    )


def _gravest(risks: Iterable[str]) -> str:
    """By how grave it is, then by the order of all risks."""

    def rank(risk: str) -> tuple[int, int]:
        place = RISKS_FOUND.index(risk) if risk in RISKS_FOUND else -1
        return -RISKS.index(RISK_OF.get(risk, Risk.GRAVE)), place

    return min(risks, key=rank)


def _minutes(said: Any, usual: int) -> int:
    fits = isinstance(said, int) and not isinstance(said, bool) and 0 <= said <= LONGEST
    return said if fits else usual
