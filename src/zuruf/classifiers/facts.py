"""What a text says, as far as guidelines ask: its words with their stems, and what was found in it.

Offsets are code points and always match the text. No text raises. Stems: Snowball, German and English. What is found:
facts_forms (fixed forms), facts_people (names), facts_phrases (what is said).
"""

import threading
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

import regex
import Stemmer

from zuruf.classifiers.facts_forms import forms, host, masked
from zuruf.classifiers.facts_people import people
from zuruf.classifiers.facts_phrases import names, said
from zuruf.core.guideline_facts import NOTHING_TOLD, Found, House
from zuruf.core.phrases import Stems, Word

__all__ = ["MAX", "find", "host", "laid_out", "read", "stems", "unplaced", "words"]

_local = threading.local()  # a Snowball stemmer keeps its word inside: one per thread
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:[’'][\p{L}]+)?")
MAX = 20_000
"""Characters that are looked at; no channel takes a reply as long."""


def find(text: str, house: House = NOTHING_TOLD) -> tuple[tuple[Word, ...], tuple[Found, ...]]:
    """The words of *text* and what was found in it, both in the order of the text. Kept for the last texts asked."""
    return _find(text[:MAX], house)


def read(text: str, house: House = NOTHING_TOLD) -> tuple[tuple[Word, ...], tuple[Found, ...]]:
    """The same as `find`, for many texts of which each is asked once: nothing is kept."""
    cut, found, _stems = laid_out(text, house)
    return cut, found


def laid_out(text: str, house: House = NOTHING_TOLD) -> tuple[tuple[Word, ...], tuple[Found, ...], Stems]:
    """The same as `read`, and the words' stems as they were laid out for it."""
    cut = words(text[:MAX])
    laid = Stems(cut)
    return cut, _things(text[:MAX], cut, laid, house), laid


def words(text: str) -> tuple[Word, ...]:
    """The words of *text* with their German and English stems."""
    cut, end = [], 0
    for word in _WORD.findall(text):
        start = text.index(word, end)  # before it stands nothing that a word could begin with
        end = start + len(word)
        cut.append(Word(word, stems(word), start, end))
    return tuple(cut)


def unplaced(text: str) -> tuple[Word, ...]:
    """The words of *text* as `words` gives them, but for where they stand (0 to 0): quicker where nobody asks."""
    return tuple(map(_unplaced, _WORD.findall(text)))


@lru_cache(maxsize=50_000)
def _unplaced(word: str) -> Word:
    return Word(word, stems(word), 0, 0)


@lru_cache(maxsize=256)
def _find(text: str, house: House) -> tuple[tuple[Word, ...], tuple[Found, ...]]:
    return read(text, house)


@lru_cache(maxsize=50_000)
def stems(word: str) -> tuple[str, str]:
    """The German and the English stem of *word*. A long run of letters is no word: it stays as it is."""
    low = word.lower()
    if len(low) > 60:
        return low, low
    if not hasattr(_local, "pair"):
        _local.pair = Stemmer.Stemmer("german", 0), Stemmer.Stemmer("english", 0)
    german, english = _local.pair
    return german.stemWord(low), english.stemWord(low.replace("’", "'"))


def _things(text: str, cut: tuple[Word, ...], laid: Stems, house: House) -> tuple[Found, ...]:
    """Everything found; where two kinds claim the same characters, the one that is looked for first has them."""
    taken: list[Found] = []  # in the order of the text, and apart: only neighbours can be in the way
    for found in _claims(text, cut, laid, house):
        at = bisect_right(taken, found.start, key=_start)
        if not any(found.start < t.end and t.start < found.end for t in taken[max(0, at - 1) : at + 1]):
            taken.insert(at, found)
    return tuple(taken)


def _start(found: Found) -> int:
    return found.start


def _claims(text: str, cut: tuple[Word, ...], laid: Stems, house: House) -> Iterator[Found]:
    """Our own customer numbers, fixed forms, what is said, names: in this order of trust."""
    for mask in house.customer_numbers:
        yield from masked(text, mask)
    yield from forms(text)
    yield from said(text, cut, laid, names(house.competitors, words), words)
    yield from people(text, cut)
