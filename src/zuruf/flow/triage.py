"""Triage: every judge looks at every message. A judge that fails loses its finding, never the message."""

import logging
from collections.abc import Sequence
from functools import lru_cache

from zuruf import classifiers
from zuruf.classifiers.topic import Topics
from zuruf.core.message import Incoming
from zuruf.core.topic import Words
from zuruf.core.triage import Assessment, Classifier, Finding, Subject
from zuruf.store.queries import topics

log = logging.getLogger(__name__)
LOOKED_AT = 5000  # characters that judges get to see


def subject(message: Incoming) -> Subject:
    """What judges see of *message*: title and text."""
    return seen(message.title, message.text, message.languages, message.public)


def seen(title: str, text: str, languages: tuple[str, ...] = (), public: bool = True) -> Subject:
    """The same of a message that is kept already."""
    return Subject((f"{title}\n{text}" if title else text)[:LOOKED_AT], languages, public)


def assess(subjects: Sequence[Subject]) -> list[Assessment]:
    """One assessment per subject, in order. `judges` names who spoke; one that failed is named with "!". One statement."""
    return assess_by((*classifiers.all(), on_topics(topics.words())), subjects) if subjects else []


def assess_by(judges: Sequence[Classifier], subjects: Sequence[Subject]) -> list[Assessment]:
    """What *judges* find, and nobody else."""
    findings: list[list[Finding]] = [[] for _ in subjects]
    names: list[list[str]] = [[] for _ in subjects]
    for judge in judges:
        for i, spoken in enumerate(_ask(judge, subjects)):
            findings[i] += spoken or ()
            names[i].append(f"{judge.name}@{judge.version}" + ("!" if spoken is None else ""))
    return [Assessment(tuple(f), tuple(j)) for f, j in zip(findings, names, strict=True)]


@lru_cache(maxsize=8)
def on_topics(known: Words) -> Topics:
    """The judge of these topics, made once for as long as they stay the same."""
    return Topics(dict(known))


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
