"""A text cut into words, as the queries of `needles` want it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from zuruf.classifiers.language import Language
from zuruf.classifiers.needles_fold import LATIN, STEADY, TEXT
from zuruf.classifiers.needles_words import Found
from zuruf.core.listening import Author, Either, Hit, Tag, Term, marked
from zuruf.core.triage import Subject

Told = tuple[Sequence[str], Author]


class Terms(Protocol):
    """What is known of the queries' terms."""

    def numbers(self, term: Term) -> tuple[int, ...]:
        """The keys of the words of *term*, which is one of the queries' own."""

    def choices(self, part: Either) -> Mapping[int, Sequence[Term]]:
        """The terms that *part* offers, which is of one of the queries, by the keys of their first words."""

    def pieces(self, word: str) -> int:
        """How many words folding makes of this one."""


class Cut:
    """`core.listening.Words` of *text*; *words* of *found* are those of it that fit a key. *tell*: languages and author, asked when a query
    wants to know."""

    __slots__ = (
        "_found",
        "_keys",
        "_letters",
        "_places",
        "_reach",
        "_tell",
        "_terms",
        "_told",
        "_words",
        "text",
    )

    def __init__(
        self, terms: Terms, text: str, found: Found, words: Sequence[int], tell: Callable[[], Told]
    ) -> None:
        self._terms, self.text, self._found, self._words, self._tell = terms, text, found, words, tell
        self._reach: int | None = None
        self._keys: dict[int, list[int]] | None = None
        self._places: dict[int, tuple[int, int]] | None = None
        self._letters: list[tuple[int, int]] = []
        self._told: dict[bool, Told] = {}

    @property
    def reach(self) -> int:
        """Words that end before this one stand where they stand in what was folded."""
        if self._reach is None:
            beyond = len(self.text)
            steady = beyond if self.text.isascii() else STEADY.match(self.text).end()  # type: ignore[union-attr]
            self._reach = beyond + 1 if steady == beyond else steady
        return self._reach

    @property
    def keys(self) -> Mapping[int, Sequence[int]]:
        """Key → the words that fit it."""
        if self._keys is None:
            self._keys = {}
            for one in self._words:
                for key in self._found.answers[one].keys:
                    self._keys.setdefault(key, []).append(self._found.numbers[one])
        return self._keys

    def told(self, language: bool) -> Told:
        """Languages and author. *language*: guess where nobody says it."""
        told = self._told.get(language)
        if told is None:
            told = self._told.get(not language) or self._tell()
            if language and not told[0]:
                told = guess(self.text) or ("",), told[1]
            self._told[language] = told
        return told

    def hit(self, words: Sequence[int]) -> Hit:
        """Where these words stand, which are some of those found, in their order."""
        found = self._found
        if found.beyond[words[-1]] < self.reach:
            return Hit(tuple([(found.starts[one], found.beyond[one]) for one in words]))
        return marked(self, [(number, number + 1) for number in map(found.numbers.__getitem__, words)])

    def spans(self, term: Term) -> Sequence[tuple[int, int]]:
        numbers = self._terms.numbers(term)
        found = self.keys.get(numbers[0])
        if found is None:
            return ()
        if isinstance(term, Tag):
            starts = ((i, self.place(i, i + 1)[0]) for i in found)
            found = [i for i, start in starts if self.text[max(0, start - 1) : start] in ("#", "＃")]
        for k, number in enumerate(numbers[1:], 1):
            there = set(self.keys.get(number, ()))
            found = [i for i in found if i + k in there]
        return [(i, i + len(numbers)) for i in found]

    def any(self, part: Either) -> Sequence[tuple[int, int]]:
        terms = self._terms.choices(part)
        return [s for key in self.keys if key in terms for term in terms[key] for s in self.spans(term)]

    def place(self, first: int, beyond: int) -> tuple[int, int]:
        if self._places is None:
            found = self._found
            steady = [one for one in self._words if found.beyond[one] < self.reach]
            self._places = {found.numbers[one]: (found.starts[one], found.beyond[one]) for one in steady}
        if first in self._places and beyond - 1 in self._places:
            return self._places[first][0], self._places[beyond - 1][1]
        if not self._letters:
            self._letters = [*self._by_letters(), (0, 0)]
        last = len(self._letters) - 1
        return self._letters[min(first, last)][0], self._letters[min(beyond - 1, last)][1]

    def _by_letters(self) -> Iterator[tuple[int, int]]:
        """Where each word stands, however folding moves letters, makes several words of one, or none."""
        for found in TEXT.finditer(self.text):
            word = found[0]
            if word.isascii() or LATIN.fullmatch(word):
                yield found.span()
            else:
                yield from [found.span()] * self._terms.pieces(word)


def guess(text: str) -> tuple[str, ...]:
    """The language of *text*, where one can tell."""
    (found,) = Language().judge([Subject(text)])
    return (found[0].value,) if found and found[0].value else ()
