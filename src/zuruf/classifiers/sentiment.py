"""How a message sounds: positive, negative, mixed or neutral, by its words and emoji, German and English.

A word that is denied counts the other way at half its weight. Praise in the same breath with what did not work ("Toll, schon
wieder nichts geliefert") is taken as irony. The words that counted are the reason; a neutral message has none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from zuruf.classifiers.sentiment_words import DENIES, IRONY, WORDS
from zuruf.classifiers.signs import KEPT, Read, Seen, Signs, read
from zuruf.core.triage import Finding, Reason, Subject

LOOKED_AT = 5000  # characters
WEIGHT = {"very_good": 2.0, "good": 1.0, "bad": -1.0, "very_bad": -2.0}
REACH = 3
"""Words after a denial that it turns round."""
_NAMED = 5
_POLITE = re.compile(
    r"\A\s*+(?:hallo[^,.!?\n]{0,30}[,!\n]\s*+)?"
    r"(?:(?:sehr geehrte|liebe|werte)[rs]?\s(?!es\b|das\b|die\b|den\b|eu\w+\b|ich\b|sie\b)[^,.!?\n]{1,60}[,\n]|dear\s[^,.!?\n]{1,40}[,\n])"
    r"|\b(?:guten|schönen|gute|good)\s(?:tag|morgen|abend|mittag|nacht|morning|day|afternoon|evening)\b"
    r"|\b(?:mit\s)?(?:(?:freundlich|lieb|herzlich|best|schön|viel|nett)e[nrs]?\s(?:und\s\w+\s)?)+grü(?:ß|ss)en?\b"
    r"|\b(?:kind|best|warm)\sregards\b|\b(?:lg|mfg|vg)\b",
    re.IGNORECASE,
)
"""Salutations and closings: good manners, no mood."""


@dataclass(frozen=True, slots=True)
class Mood:
    """What speaks for each side: weights ≥ 0, and the words."""

    good: float
    bad: float
    praised: tuple[str, ...]
    blamed: tuple[str, ...]


class Sentiment:
    name = "sentiment"
    version = "1"

    def judge(self, subjects: Sequence[Subject]) -> list[tuple[Finding, ...]]:
        return [(_judge(mood(subject.text[:LOOKED_AT])),) for subject in subjects]


@cache
def _signs() -> Signs:
    return Signs({**WORDS, "denies": DENIES, "irony": IRONY})


@lru_cache(maxsize=KEPT)
def mood(text: str) -> Mood:
    """The mood of *text*. Each word counts once, however often it is said. Kept: those who judge intents ask it again."""
    cut = read(_POLITE.sub(" , ", text))
    seen = _signs().find(cut)
    denied = {s.first for s in seen if s.group == "denies"}
    irony = [s for s in seen if s.group == "irony"]
    counted: dict[str, float] = {}
    taken = -1
    for s in seen:
        if s.group not in WEIGHT or s.first <= taken:
            continue
        taken = s.last
        weight = WEIGHT[s.group]
        if _denied(cut, s, denied):
            weight = -weight / 2
        if weight > 0 and any(i.first <= s.first <= i.last for i in irony):
            weight = -weight
        counted.setdefault(cut.said(s.first, s.last), weight)
    good = {word: w for word, w in counted.items() if w > 0}
    bad = {word: -w for word, w in counted.items() if w < 0}
    return Mood(sum(good.values()), sum(bad.values()), tuple(good), tuple(bad))


def _denied(text: Read, s: Seen, denied: set[int]) -> bool:
    """Does a denial stand shortly before it, in the same sentence?"""
    for at in range(s.first - 1, max(-1, s.first - 1 - REACH), -1):
        if text.words[at][0] in ".!?…":
            return False
        if at in denied:
            return True
    return False


def _judge(m: Mood) -> Finding:
    both, most = m.good + m.bad, max(m.good, m.bad)
    if not both:
        return Finding("sentiment", "neutral", 0.6, (Reason("no_sign"),))
    probability = min(0.95, 0.5 + 0.1 * most) * (most / both)
    if m.good and m.bad and most < 2 * min(m.good, m.bad):
        words = (m.praised[:3], m.blamed[:3])
        return Finding("sentiment", "mixed", 0.55, (Reason("praises", words[0]), Reason("blames", words[1])))
    if m.good > m.bad:
        return Finding("sentiment", "positive", probability, (Reason("praises", m.praised[:_NAMED]),))
    return Finding("sentiment", "negative", probability, (Reason("blames", m.blamed[:_NAMED]),))
