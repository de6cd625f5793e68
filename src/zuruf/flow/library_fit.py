"""What may be offered unasked: what speaks of a recall or another incident only where the conversation is about it, and what speaks
of danger only where the message does. Whoever looks for a thing by its words finds it all the same."""

from collections.abc import Collection
from functools import lru_cache

from zuruf.classifiers.risk import Risk
from zuruf.core.library import SPECIAL
from zuruf.core.triage import Subject
from zuruf.flow.library_earlier import stems
from zuruf.store.queries.library_here import Here

DANGERS = frozenset({"self_harm", "threat", "health"})
SURE = 0.9  # of a danger: a perhaps keeps nothing back


def fits(at: Here, title: str, text: str) -> bool:
    """May it be offered in the conversation *at*? *title*: what a block is called, or what an earlier answer was asked."""
    about = _special(f"{title} {text}")
    if about:
        return bool(about & _special(f"{at.asked} {at.incident}"))
    return _dangers(f"{title}\n{text}") <= frozenset(at.risks)


@lru_cache(maxsize=2_000)
def _special(text: str) -> frozenset[str]:
    """Which kinds of special matter *text* speaks of. "Produktrückruf" speaks of a recall, too."""
    found = stems(text)
    return frozenset(kind for kind, words in _kinds().items() if _stands(words, found))


def _stands(words: Collection[str], found: Collection[str]) -> bool:
    return any(stem.endswith(word) for stem in found for word in words)


@lru_cache(maxsize=1)
def _kinds() -> dict[str, tuple[str, ...]]:
    return {kind: tuple(stems(words)) for kind, words in SPECIAL.items()}


@lru_cache(maxsize=2_000)
def _dangers(text: str) -> frozenset[str]:
    (found,) = Risk().judge([Subject(text, public=False)])
    return frozenset(f.value for f in found if f.probability >= SURE) & DANGERS
