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


Anchored = tuple[int, tuple[str, ...]]
"""(place of the anchor, all stems): the anchor is the stem by which a phrase is looked up, its longest without a star."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Any of these phrases. Laid out once per language, so that a text without them is done with in one look: `plain` by
    their anchor, `starred` (those with a star in every word) by what does not vary in their longest word."""

    all: tuple[Phrase, ...] = ()
    plain: tuple[dict[str, list[Anchored]], ...] = field(init=False, repr=False, compare=False)
    anchors: tuple[frozenset[str], ...] = field(init=False, repr=False, compare=False)
    starred: tuple[list[tuple[str, Anchored]], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        plain: list[dict[str, list[Anchored]]] = [{} for _ in LANGUAGES]
        starred: list[list[tuple[str, Anchored]]] = [[] for _ in LANGUAGES]
        for k in range(len(LANGUAGES)):
            for row in dict.fromkeys(p.stems[k] for p in self.all if p.stems[k]):
                at = max(range(len(row)), key=lambda i, row=row: ("*" not in row[i], len(row[i])))  # type: ignore[misc]
                if "*" in row[at]:
                    starred[k].append((row[at].strip("*"), (at, row)))
                else:
                    plain[k].setdefault(row[at], []).append((at, row))
        object.__setattr__(self, "plain", tuple(plain))
        object.__setattr__(self, "anchors", tuple(map(frozenset, plain)))
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
        return sorted(self._places(phrases))

    def has(self, phrases: Phrases) -> bool:
        """Does one of *phrases* stand anywhere? Looks no further than the first place."""
        return next(self._places(phrases), None) is not None

    def _places(self, phrases: Phrases) -> Iterator[tuple[int, int]]:
        for k, row in enumerate(self.rows):
            plain = phrases.plain[k]
            for anchor in phrases.anchors[k] & self.are[k]:
                for i in [i for i, stem in enumerate(row) if stem == anchor]:
                    yield from _standing(row, i, plain[anchor])
            joined = self.joined[k]
            for core, (at, stems) in phrases.starred[k]:
                if core in joined:
                    for i in [i for i, stem in enumerate(row) if _same(stem, stems[at])]:
                        yield from _standing(row, i, ((at, stems),))


def _standing(row: tuple[str, ...], i: int, which: Sequence[Anchored]) -> Iterator[tuple[int, int]]:
    """Those of *which* whose anchor stands at *i*, and all the rest of them around it."""
    for at, stems in which:
        start, end = i - at, i - at + len(stems)
        if len(stems) == 1 or (start >= 0 and end <= len(row) and all(map(_same, row[start:end], stems))):
            yield start, end - 1


def _same(word: str, stem: str) -> bool:
    if "*" not in stem:
        return word == stem
    core = stem.strip("*")
    if stem.startswith("*") and stem.endswith("*"):
        return core in word
    return word.endswith(core) if stem.startswith("*") else word.startswith(core)
