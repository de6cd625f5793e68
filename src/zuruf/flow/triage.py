"""Triage: every judge looks at every message. A judge that fails loses its finding, never the message."""

import logging
from collections.abc import Sequence

from zuruf import classifiers
from zuruf.core.message import Incoming
from zuruf.core.triage import Assessment, Classifier, Finding, Subject

log = logging.getLogger(__name__)
LOOKED_AT = 5000  # characters that judges get to see


def subject(message: Incoming) -> Subject:
    """What judges see of *message*: title and text."""
    text = f"{message.title}\n{message.text}" if message.title else message.text
    return Subject(text[:LOOKED_AT], message.languages, message.public)


def assess(subjects: Sequence[Subject]) -> list[Assessment]:
    """One assessment per subject, in order. `judges` names who spoke; one that failed is named with "!"."""
    findings: list[list[Finding]] = [[] for _ in subjects]
    judges: list[list[str]] = [[] for _ in subjects]
    for judge in classifiers.all():
        for i, spoken in enumerate(_ask(judge, subjects)):
            findings[i] += spoken or ()
            judges[i].append(f"{judge.name}@{judge.version}" + ("!" if spoken is None else ""))
    return [Assessment(tuple(f), tuple(j)) for f, j in zip(findings, judges, strict=True)]


def _ask(judge: Classifier, subjects: Sequence[Subject]) -> list[tuple[Finding, ...] | None]:
    """The judge's findings; None for a text on which it failed. A batch that fails is asked again one by one."""
    try:
        spoken = judge.judge(subjects)
        if len(spoken) == len(subjects):
            return list(spoken)
        raise ValueError(f"{len(spoken)} answers to {len(subjects)} texts")
    except Exception:
        if len(subjects) > 1:
            return [_ask(judge, [one])[0] for one in subjects]
        log.exception("The judge %s failed on a text of %s characters", judge.name, len(subjects[0].text))
        return [None]
