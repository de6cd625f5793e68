"""What Zuruf finds in texts of anybody's own: no organisation, no database; the rules, the model that ships, and what follows."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from zuruf import classifiers
from zuruf.classifiers import learned
from zuruf.core import veil
from zuruf.core.pressing import Judging
from zuruf.core.triage import RINGS, Assessment, Finding, Reason, as_kept
from zuruf.flow import triage

_LEARNED = Reason("learned")


def findings(texts: Sequence[str], *, reasons: bool = True) -> list[Assessment]:
    """One assessment per text, in order, with "offensive" and "urgency" ("now" | "today" | "later") among its labels. A text with
    nothing in it has no findings but what rules say of nothing. *reasons*: also the words by which the model judged, which takes
    most of the time."""
    subjects = [triage.seen("", text) for text in texts]
    made = triage.completed(triage.assess_by(classifiers.all(), subjects), subjects, Judging())
    told = [_told(one, s.text) for one, s in zip(made, subjects, strict=True)]
    return _because(told, [s.text for s in subjects]) if reasons else told


def abusive(texts: Sequence[str]) -> list[bool]:
    """Which of them are veiled until somebody chooses to read them."""
    found = findings(texts, reasons=False) if texts else []
    return [veil.veiled([as_kept(f) for f in one.findings]) for one in found]


def words_for(text: str, label: str, value: str) -> tuple[str, ...]:
    """The words of *text* by which the model said *value* under *label*; () where it would not."""
    return _looked_for(text[: triage.LOOKED_AT], label, value)


@lru_cache(maxsize=512)  # whoever reads a thread draws it several times
def _looked_for(text: str, label: str, value: str) -> tuple[str, ...]:
    return learned.why(text, label, value)


def urgency(found: Assessment) -> Finding:
    """ "now" where life is at risk or it says so with a danger; "today" where it deserves an answer or presses; else "later"."""
    rings = [f for f in found.findings if f.label == "risk" and f.value in RINGS]
    if rings:
        return Finding("urgency", "now", rings[0].probability, rings[0].reasons)
    by = {f.label: f for f in found.findings}
    urgent, deserves = by.get("urgent"), by.get("deserves_answer")
    if urgent and urgent.value == "yes":
        danger = any(r.code == "danger" for r in urgent.reasons)
        return Finding("urgency", "now" if danger else "today", urgent.probability, urgent.reasons)
    if deserves is None:
        return Finding("urgency", "later", 0.5, (Reason("no_sign"),))
    return replace(deserves, label="urgency", value="today" if deserves.value == "yes" else "later")


def _told(one: Assessment, text: str) -> Assessment:
    if not text.strip():
        return Assessment((), one.judges)
    found = [*one.findings, urgency(one)]
    found += [replace(f, label="offensive") for f in one.findings if f.label == "toxic"]
    return replace(one, findings=tuple(found))


def _because(found: Sequence[Assessment], texts: Sequence[str]) -> list[Assessment]:
    """*found* with the words that counted where the model alone spoke, looked for in all texts at once."""
    made = [[*one.findings] for one in found]
    alone = [(i, n, f) for i, one in enumerate(made) for n, f in enumerate(one) if _LEARNED in f.reasons]
    said = learned.because(texts, [(i, f.label, f.value) for i, _, f in alone])
    for (i, n, f), words in zip(alone, said, strict=True):
        because = tuple(Reason(r.code, words) if r == _LEARNED else r for r in f.reasons)
        made[i][n] = replace(f, reasons=because)
    return [replace(one, findings=tuple(f)) for one, f in zip(found, made, strict=True)]
