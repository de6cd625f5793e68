"""Triage: every judge looks at every message. A judge that fails loses its finding, never the message."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from zuruf import classifiers
from zuruf.classifiers import learned
from zuruf.classifiers.topic import Topics
from zuruf.core import understanding
from zuruf.core.message import Incoming
from zuruf.core.pressing import Judging
from zuruf.core.topic import Words
from zuruf.core.triage import Assessment, Classifier, Finding, Subject
from zuruf.store.queries import topics
from zuruf.store.queries.judging import judging_and_names

log = logging.getLogger(__name__)
LOOKED_AT = 5000  # characters that judges get to see
DIRECT = ("talk", "bluesky")
"""Channels on which we get only what was written to us: our own page, mentions and answers."""


def subject(message: Incoming, channel: str = "") -> Subject:
    """What judges see of *message*: title and text."""
    made = seen(message.title, message.text, message.languages, message.public)
    return replace(made, direct=True) if channel in DIRECT else made


def seen(title: str, text: str, languages: tuple[str, ...] = (), public: bool = True) -> Subject:
    """The same of a message that is kept already."""
    return Subject((f"{title}\n{text}" if title else text)[:LOOKED_AT], languages, public)


def assess(subjects: Sequence[Subject]) -> list[Assessment]:
    """One assessment per subject, in order. `judges` names who spoke; one that failed is named with "!". Three statements."""
    if not subjects:
        return []
    decided, names = judging_and_names()
    found = assess_by((*classifiers.all(), on_topics(topics.words())), subjects)
    return completed(found, [replace(s, ours=names) for s in subjects], decided)


def completed(found: Sequence[Assessment], subjects: Sequence[Subject], decided: Judging) -> list[Assessment]:
    """What rules *found*, with what the learned model says and what follows from both; unsure where the house wants it surer."""
    judged = _learned([s.text for s in subjects])
    version = learned.version()
    names = (f"learned@{version}",) if version else ()
    made = []
    for one, said, s in zip(found, judged, subjects, strict=True):
        known = understanding.together(one.findings, said, s)
        marked = tuple(replace(f, unsure=True) if decided.unsure(f) else f for f in known)
        made.append(Assessment(marked, (*one.judges, *names)))
    return made


def _learned(texts: Sequence[str]) -> Sequence[understanding.Learned]:
    try:
        return learned.probable(texts)
    except Exception:  # what rules found is worth more than why the model failed
        log.exception("The learned model failed on a batch of %s texts", len(texts))
        return [{} for _ in texts]


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
