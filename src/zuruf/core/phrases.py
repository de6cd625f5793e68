"""Finding phrases in a text by their stems. Stems are made elsewhere; here they are compared."""

from collections.abc import Callable, Iterator, Sequence
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
    """Any of these phrases. Laid out once per language, so that a text without them is done with in one look: `plain` by
    the first stem, `starred` as (the part of the first stem that does not vary, the stems)."""

    all: tuple[Phrase, ...] = ()
    plain: tuple[dict[str, list[tuple[str, ...]]], ...] = field(init=False, repr=False, compare=False)
    starred: tuple[list[tuple[str, tuple[str, ...]]], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        plain: list[dict[str, list[tuple[str, ...]]]] = []
        starred: list[list[tuple[str, tuple[str, ...]]]] = []
        for k in range(len(LANGUAGES)):
            rows = list(dict.fromkeys(p.stems[k] for p in self.all if p.stems[k]))
            starred.append([(row[0].strip("*"), row) for row in rows if "*" in row[0]])
            plain.append({})
            for row in rows:
                if "*" not in row[0]:
                    plain[k].setdefault(row[0], []).append(row)
        object.__setattr__(self, "plain", tuple(plain))
        object.__setattr__(self, "starred", tuple(starred))

    def __bool__(self) -> bool:
        return bool(self.all)


class Stems:
    """A text's stems, laid out so that a guideline that does not hit is done with in a few look-ups."""

    __slots__ = ("are", "joined", "rows")

    def __init__(self, words: Sequence[Word]) -> None:
        rows = list(zip(*[w.stems for w in words], strict=True)) or [() for _ in LANGUAGES]
        self.rows: list[tuple[str, ...]] = rows
        self.joined = ["\n".join(row) for row in rows]
        self.are = [frozenset(row) for row in rows]

    def find(self, phrases: Phrases) -> list[tuple[int, int]]:
        """(first word, last word) of every place where one of *phrases* stands, in the order of the text."""
        places: list[tuple[int, int]] = []
        for row, are, joined, plain, starred in zip(
            self.rows, self.are, self.joined, phrases.plain, phrases.starred, strict=True
        ):
            for first in plain.keys() & are:
                for start in [i for i, stem in enumerate(row) if stem == first]:
                    places += _standing(row, start, plain[first])
            for core, stems in starred:
                if core in joined:
                    for start in [i for i, stem in enumerate(row) if _same(stem, stems[0])]:
                        places += _standing(row, start, (stems,))
        return sorted(places)


def _standing(
    row: tuple[str, ...], start: int, which: Sequence[tuple[str, ...]]
) -> Iterator[tuple[int, int]]:
    """Those of *which* that stand at *start*, where their first stem is known to be."""
    for stems in which:
        end = start + len(stems)
        if len(stems) == 1 or (end <= len(row) and all(map(_same, row[start + 1 : end], stems[1:]))):
            yield start, end - 1


def _same(word: str, stem: str) -> bool:
    if "*" not in stem:
        return word == stem
    core = stem.strip("*")
    if stem.startswith("*") and stem.endswith("*"):
        return core in word
    return word.endswith(core) if stem.startswith("*") else word.startswith(core)
