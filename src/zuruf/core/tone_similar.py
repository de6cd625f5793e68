"""Sentences that stand in the organisation's own print: how much of a sentence one of its sentences shares."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from zuruf.core.tone_kinds import Finding, Kind
from zuruf.core.tone_text import Sentence, Text

RUN = 3
"""Words in a row that are compared, by their stems."""
LEAST = 6
"""Shorter sentences are everybody's."""
SHARE = 0.5
"""From so much on a sentence is the brochure's."""
COMMON = 50
"""A run of words that stands in more of our sentences than this says nothing."""


@dataclass(frozen=True, slots=True)
class Print:
    """The organisation's texts, laid out by their runs of words: run → which sentences."""

    sentences: tuple[str, ...] = ()
    runs: dict[tuple[str, ...], tuple[int, ...]] | None = None


def printed(texts: Iterable[Text]) -> Print:
    """What is compared with. A sentence that stands there twice is there once."""
    sentences: dict[str, Sentence] = {}
    for text in texts:
        for s in text.sentences:
            if len(s.tokens) >= LEAST:
                sentences.setdefault(text.text[s.start : s.end], s)
    runs: dict[tuple[str, ...], list[int]] = {}
    for n, s in enumerate(sentences.values()):
        for run in set(_runs(s)):
            runs.setdefault(run, []).append(n)
    return Print(tuple(sentences), {run: tuple(at) for run, at in runs.items() if len(at) <= COMMON})


def findings(text: Text, own: Print) -> tuple[Finding, ...]:
    """Sentences of which half the runs stand in one of our printed sentences. `about`: that sentence."""
    found = []
    for s in text.sentences:
        if len(s.tokens) < LEAST or not own.runs:
            continue
        runs = _runs(s)
        shared = Counter(n for run in runs for n in own.runs.get(run, ()))
        if shared:
            n, count = min(shared.items(), key=lambda item: (-item[1], item[0]))
            if count / len(runs) >= SHARE:
                found.append(Finding(Kind.BROCHURE, s.start, s.end, "printed", own.sentences[n][:160]))
    return tuple(found)


def _runs(s: Sentence) -> list[tuple[str, ...]]:
    stems = [t.stem for t in s.tokens]
    return [tuple(stems[i : i + RUN]) for i in range(len(stems) - RUN + 1)]
