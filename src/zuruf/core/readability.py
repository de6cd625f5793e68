"""How hard a text is to read.

Wiener Sachtextformel 1 to 4: Bamberger and Vanecek, Lesen – Verstehen – Lernen – Schreiben (1984). Flesch for German:
Amstad, Wie verständlich sind unsere Zeitungen? (1978). Flesch-Kincaid: Kincaid et al. (1975). LIX: Björnsson (1968).
Syllables are counted by groups of vowels, which is what the formulas were used with.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zuruf.core.tone_text import Text

LEAST_WORDS = 8
"""Below that no formula means anything."""

_VOWELS = re.compile(r"[aeiouyäöüéèêáàâóòôúùûíìî]+")
_PAIRS = (
    "ei",
    "ai",
    "au",
    "eu",
    "äu",
    "ie",
    "ey",
    "ay",
    "oo",
    "ee",
    "aa",
    "ou",
    "oi",
    "uy",
    "ea",
    "oa",
    "ue",
)
_ENGLISH_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True, slots=True)
class Formulas:
    """The classic formulas of one text. `wiener`: school grade 4 … 15; `amstad` and `flesch`: 100 easy … 0 hard;
    `kincaid`: US school grade; `lix`: 20 easy … 60 hard. Of a language only its own mean something."""

    wiener: float
    wiener_4: float
    amstad: float
    kincaid: float
    lix: float
    words: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Readability:
    """`level`: 1 easy … 7 hard, as people rate sentences; `grade`: the school grade that reads it with ease (1 … 15);
    `formula`: the value the reader knows it by (Flesch after Amstad, or Flesch's own); `hardest`: number of the hardest sentence."""

    level: float
    grade: int
    formula: float
    hardest: int | None = None


def syllables(word: str, language: str) -> int:
    """At least one."""
    low = word.lower()
    if language == "en":
        n = len(_ENGLISH_VOWELS.findall(low))
        silent = low.endswith("e") and not low.endswith(("le", "ee")) and n > 1
        return max(1, n - silent - (low.endswith(("ed", "es")) and n > 1 and low[-3:-2] not in "tdsxz"))
    return max(1, sum(_in_group(m[0]) for m in _VOWELS.finditer(low)))


def _in_group(vowels: str) -> int:
    n = i = 0
    while i < len(vowels):
        i += 2 if vowels[i : i + 2] in _PAIRS else 1
        n += 1
    return n


def formulas(words: Sequence[str], sentences: int, language: str) -> Formulas:
    """All formulas of *words* in so many sentences. Without a word everything is 0."""
    if not words:
        return Formulas(0.0, 0.0, 0.0, 0.0, 0.0, 0, 0)
    counts = [syllables(w, language) for w in words]
    n, sentences = len(words), max(1, sentences)
    three = 100 * sum(c >= 3 for c in counts) / n
    long = 100 * sum(len(w) > 6 for w in words) / n
    one = 100 * sum(c == 1 for c in counts) / n
    length, per_word = n / sentences, sum(counts) / n
    return Formulas(
        wiener=0.1935 * three + 0.1672 * length + 0.1297 * long - 0.0327 * one - 0.875,
        wiener_4=0.2744 * three + 0.2656 * length - 1.693,
        amstad=180 - length - 58.5 * per_word,
        kincaid=0.39 * length + 11.8 * per_word - 15.59,
        lix=length + long,
        words=n,
        sentences=sentences,
    )


def flesch(f: Formulas, words: Sequence[str]) -> float:
    """Flesch's reading ease for English: 100 easy … 0 hard."""
    per_word = sum(syllables(w, "en") for w in words) / max(1, len(words))
    return 206.835 - 1.015 * f.words / max(1, f.sentences) - 84.6 * per_word


def grade(f: Formulas, language: str) -> int:
    """The school grade that reads this with ease, 1 … 15."""
    value = f.wiener if language == "de" else f.kincaid
    return max(1, min(15, round(value)))


def words_of(text: Text, sentence: int | None = None) -> tuple[str, ...]:
    """The words with a letter, of the whole or of one sentence."""
    rows = text.sentences if sentence is None else (text.sentences[sentence],)
    return tuple(t.text for s in rows for t in s.tokens if any(c.isalpha() for c in t.text))
