"""Finding phrases in a text by their stems. Stems are made elsewhere; here they are compared."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

LANGUAGES = ("de", "en")
"""The languages of stems, in the order of `Word.stems`."""


class Word(NamedTuple):
    """A word of the draft with its stems, one per language of LANGUAGES; `start`/`end` in code points."""

    text: str
    stems: tuple[str, ...]
    start: int
    end: int


Cut = Callable[[str], Sequence[Word]]
"""Cuts a text into its words with their stems."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row that a guideline looks for. `stems`: per language of LANGUAGES the stems, () = not in that
    language. A stem with "*" before it ends a longer word ("*garantie": Preisgarantie); after it, begins one."""

    text: str
    stems: tuple[tuple[str, ...], ...]


def phrase(text: str, cut: Cut, languages: Sequence[str] = LANGUAGES) -> Phrase:
    """*text* as a phrase of these languages; one without any word has only empty stems."""
    rows: list[tuple[str, ...]] = []
    for k, language in enumerate(LANGUAGES):
        stems: list[str] = []
        for part in text.split() if language in languages else ():
            words = [w.stems[k] for w in cut(part.strip("*"))]
            if words and part.startswith("*"):
                words[0] = "*" + words[0]
            if words and part.endswith("*"):
                words[-1] += "*"
            stems += words
        rows.append(tuple(stems))
    return Phrase(text, tuple(rows))


@dataclass(frozen=True, slots=True)
class Phrases:
    """Any of these phrases. Laid out once, so that a text without them is done with in one look per language."""

    all: tuple[Phrase, ...] = ()
    firsts: tuple[frozenset[str], ...] = field(init=False, repr=False, compare=False)
    cores: tuple[tuple[str, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        rows = [[p.stems[k][0] for p in self.all if p.stems[k]] for k in range(len(LANGUAGES))]
        plain = tuple(frozenset(stem for stem in row if "*" not in stem) for row in rows)
        object.__setattr__(self, "firsts", plain)
        starred = tuple(tuple(stem.strip("*") for stem in row if "*" in stem) for row in rows)
        object.__setattr__(self, "cores", starred)

    def __bool__(self) -> bool:
        return bool(self.all)


class Stems:
    """A text's stems, laid out so that a guideline that does not hit is done with in a few look-ups."""

    __slots__ = ("at", "joined", "rows")

    def __init__(self, words: Sequence[Word]) -> None:
        self.rows = [[w.stems[k] for w in words] for k in range(len(LANGUAGES))]
        self.joined = ["\n".join(row) for row in self.rows]
        self.at: list[dict[str, list[int]]] = [{} for _ in LANGUAGES]
        for at, row in zip(self.at, self.rows, strict=True):
            for i, stem in enumerate(row):
                at.setdefault(stem, []).append(i)

    def find(self, phrases: Phrases) -> list[tuple[int, int]]:
        """(first word, last word) of every place where one of *phrases* stands."""
        return [
            (start, start + len(stems) - 1)
            for k in range(len(LANGUAGES))
            if self._may_hit(k, phrases)
            for phrase in phrases.all
            if (stems := phrase.stems[k])
            for start in self._starts(k, stems[0])
            if _stands(self.rows[k][start : start + len(stems)], stems)
        ]

    def _may_hit(self, k: int, phrases: Phrases) -> bool:
        joined = self.joined[k]
        return not phrases.firsts[k].isdisjoint(self.at[k]) or any(c in joined for c in phrases.cores[k])

    def _starts(self, k: int, first: str) -> Sequence[int]:
        if "*" not in first:
            return self.at[k].get(first, ())
        if first.strip("*") not in self.joined[k]:
            return ()
        return [i for i, stem in enumerate(self.rows[k]) if _same(stem, first)]


def _stands(row: list[str], stems: tuple[str, ...]) -> bool:
    return len(row) == len(stems) and all(map(_same, row, stems))


def _same(word: str, stem: str) -> bool:
    if "*" not in stem:
        return word == stem
    core = stem.strip("*")
    if stem.startswith("*") and stem.endswith("*"):
        return core in word
    return word.endswith(core) if stem.startswith("*") else word.startswith(core)
