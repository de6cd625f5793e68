"""All listening searches at once: one automaton (Aho-Corasick) goes through many texts in one run. What it finds is checked word by word, each
word once; only texts that have a word on which a search stands are looked at closely.

    needles = Needles.build([(search.id, query), …])
    needles.find("Mein Fahrradakku brennt!", ("de",), author)      [(search id, Hit(places)), …]

Nothing is missed by the automaton that `Query.matches` would find (tests/classifiers/test_needles.py holds it to that).
"""

from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

import numpy as np
from ahocorasick_rs import BytesAhoCorasick, Implementation

from zuruf.classifiers.language import Language
from zuruf.classifiers.needles_fold import APART, LATIN, STEADY, TEXT, fold
from zuruf.classifiers.needles_keys import Key, keys
from zuruf.core.listening import NOBODY, Author, Either, Hit, Phrase, Prefix, Query, Tag, Term, Word
from zuruf.core.triage import Subject

AT_ONCE = 1000  # texts that are looked through in one go
LOOKED_AT = 20_000  # characters of a text; no post of a network's stream is as long
REMEMBERED = 300_000  # words that were looked at once (about 30 MB); then anew
LETTERS = 10_000_000  # bytes of these: anybody may write words as long as a post
Fitting = tuple[int, int, tuple[int, ...]]  # of a word: where it begins and ends in what was folded, its keys
BLANK = ord(" ")
About = Callable[[int], tuple[Sequence[str], Author]]


class _Automaton:
    """Which keys a run of folded bytes may have."""

    def __init__(self, some: Iterable[tuple[int, Key]]) -> None:
        patterns: dict[bytes, set[int]] = {}
        for number, key in some:
            for pattern in key.patterns():
                patterns.setdefault(pattern, set()).add(number)
        self.patterns = tuple(patterns)
        self.of = tuple(frozenset(numbers) for numbers in patterns.values())
        self._find = (
            BytesAhoCorasick(self.patterns, implementation=Implementation.ContiguousNFA) if patterns else None
        )

    def within(self, text: bytes) -> list[tuple[int, int, int]]:
        """(number of the pattern, start, end) of each, also where they overlap, by their ends."""
        return self._find.find_matches_as_indexes(text, overlapping=True) if self._find else []


@dataclass(slots=True)
class Needles:
    """`find` and `find_each` may be called by one thread at a time."""

    queries: tuple[tuple[int, Query], ...]
    keys: list[Key] = field(default_factory=list, repr=False)
    _number: dict[Key, int] = field(default_factory=dict, repr=False)
    _by_key: dict[int, tuple[int, ...]] = field(default_factory=dict, repr=False)
    _terms: dict[int, tuple[int, ...]] = field(default_factory=dict, repr=False)  # by the term's id
    _choices: dict[int, dict[int, list[Term]]] = field(default_factory=dict, repr=False)  # by id; key → terms
    _automaton: _Automaton = field(default_factory=lambda: _Automaton(()), repr=False)
    _scripts: bool = False
    _known: dict[bytes, tuple[int, ...]] = field(default_factory=dict, repr=False)  # a word's keys
    _letters: int = 0  # bytes of these words

    @classmethod
    def build(cls, searches: Iterable[tuple[int, Query]]) -> "Needles":
        """From (id, query) of every search that listens."""
        made = cls(tuple(searches))
        by_key: dict[int, list[int]] = {}
        for at, (_id, query) in enumerate(made.queries):
            needles = query.terms()
            for term in query.every_term():
                numbers = made._terms[id(term)] = tuple(made._add(key) for key in keys(term))
                if term in needles:
                    longest = max(numbers, key=lambda n: len(made.keys[n].word))
                    by_key.setdefault(longest, []).append(at)
            for part in query.choices():
                terms = made._choices[id(part)] = {}
                for p in part.of:
                    if isinstance(p, Word | Prefix | Tag | Phrase):
                        terms.setdefault(made._terms[id(p)][0], []).append(p)
        made._by_key = {number: tuple(each) for number, each in by_key.items()}
        made._automaton = _Automaton(enumerate(made.keys))
        made._scripts = any(not key.word.isascii() for key in made.keys)
        return made

    def find(
        self, text: str, languages: Sequence[str] = (), author: Author = NOBODY
    ) -> list[tuple[int, Hit]]:
        """(search id, where) for each search that *text* fits. *languages*: tags as the network says; none: we guess."""
        return [(i, hit) for _, i, hit in self.find_each((text,), lambda _: (languages, author))]

    def find_each(self, texts: Sequence[str], about: About) -> Iterator[tuple[int, int, Hit]]:
        """(number of the text, search id, where) for many texts. *about*: languages and author of a text by its number; asked
        only where something may fit."""
        for first in range(0, len(texts), AT_ONCE):
            some = texts[first : first + AT_ONCE]
            if max(map(len, some)) > LOOKED_AT:
                some = [text[:LOOKED_AT] for text in some]
            folded = fold(some, other_scripts=self._scripts)
            for number, found in self._by_text(folded):
                searches = {at for _, _, fits in found for key in fits for at in self._by_key.get(key, ())}
                if searches:
                    cut = Cut(self, some[number], folded, found)
                    for i, hit in self._closely(cut, sorted(searches), *about(first + number)):
                        yield first + number, i, hit

    def _by_text(self, folded: bytes) -> Iterator[tuple[int, list[Fitting]]]:
        """The numbers of the texts that have words that fit a key, and these."""
        apart = np.flatnonzero(np.frombuffer(folded, np.uint8) == APART[0]).tolist()
        for number, found in groupby(self._fitting(folded), lambda one: bisect(apart, one[0])):
            yield number, list(found)

    def _fitting(self, folded: bytes) -> Iterator[Fitting]:
        """The words that fit a key."""
        beyond, known = 0, self._known.get
        matches = self._automaton.within(folded)
        for at, (_, start, end) in enumerate(matches):
            if start < beyond:
                continue  # the same word
            first = start + 1 if folded[start] == BLANK else folded.rfind(b" ", 0, start) + 1
            beyond = folded.find(b" ", end - 1)
            word = folded[first:beyond]
            if (fits := known(word)) is None:
                fits = self._look(word, matches, at, beyond)
            if fits:
                yield first, beyond, fits

    def _look(
        self, word: bytes, matches: Sequence[tuple[int, int, int]], at: int, beyond: int
    ) -> tuple[int, ...]:
        """Which keys this word fits; remembered. It ends at *beyond*, and its matches begin with the one at *at*."""
        if len(self._known) >= REMEMBERED or self._letters > LETTERS:
            self._known.clear()
            self._letters = 0
        maybe: set[int] = set()
        while at < len(matches) and matches[at][1] < beyond:
            maybe |= self._automaton.of[matches[at][0]]
            at += 1
        fits = self._known[word] = tuple([n for n in sorted(maybe) if self.keys[n].fits(word)])
        self._letters += len(word)
        return fits

    def _closely(
        self, cut: "Cut", searches: Sequence[int], languages: Sequence[str], author: Author
    ) -> Iterator[tuple[int, Hit]]:
        for at in searches:
            i, query = self.queries[at]
            if not languages and query.asks_language:
                languages = guess(cut.text) or ("",)
            if hit := query.matches(cut, languages, author):
                yield i, hit

    def numbers(self, term: Term) -> tuple[int, ...]:
        """The keys of the words of *term*, which is one of the queries' own."""
        return self._terms[id(term)]

    def choices(self, part: Either) -> Mapping[int, Sequence[Term]]:
        """The terms that *part* offers, which is of one of the queries, by the keys of their first words."""
        return self._choices[id(part)]

    def cut(self, text: str) -> "Cut":
        """*text* as its queries want it."""
        folded = fold((text,), other_scripts=self._scripts)
        return Cut(self, text, folded, list(self._fitting(folded)))

    def pieces(self, word: str) -> int:
        """How many words folding makes of this one."""
        return len(fold((word,), other_scripts=self._scripts).split())

    def _add(self, key: Key) -> int:
        number = self._number.setdefault(key, len(self._number))
        if number == len(self.keys):
            self.keys.append(key)
        return number


class Cut:
    """A text cut into words, as `core.listening.Words` wants it. *folded* has it among others; *found*: its words that fit a key."""

    __slots__ = ("_at", "_needles", "_places", "_steady", "keys", "text")

    def __init__(self, needles: Needles, text: str, folded: bytes, found: Sequence[Fitting]) -> None:
        self._needles, self.text = needles, text
        self._steady = text.isascii() or STEADY.fullmatch(text) is not None
        self._at: dict[int, tuple[int, int]] = {}  # of the words found, in what was folded
        self._places: list[tuple[int, int]] = []
        self.keys: dict[int, list[int]] = {}  # key → the words that fit it
        start = at = folded.rfind(APART, 0, found[0][0]) + 2 if found else 0
        number = 0
        for first, beyond, numbers in found:
            number += len(folded[at:first].split())
            at = first
            self._at[number] = first - start, beyond - start
            for one in numbers:
                self.keys.setdefault(one, []).append(number)

    def spans(self, term: Term) -> Sequence[tuple[int, int]]:
        numbers = self._needles.numbers(term)
        found = self.keys.get(numbers[0])
        if found is None:
            return ()
        if len(numbers) == 1 and type(term) is not Tag:
            return [(i, i + 1) for i in found]
        if isinstance(term, Tag):
            starts = ((i, self.place(i, i + 1)[0]) for i in found)
            found = [i for i, start in starts if self.text[max(0, start - 1) : start] in ("#", "＃")]
        for k, number in enumerate(numbers[1:], 1):
            there = self.keys.get(number, ())
            found = [i for i in found if i + k in there]
        return [(i, i + len(numbers)) for i in found]

    def any(self, part: Either) -> Sequence[tuple[int, int]]:
        terms = self._needles.choices(part)
        return [s for key in self.keys if key in terms for term in terms[key] for s in self.spans(term)]

    def place(self, first: int, beyond: int) -> tuple[int, int]:
        if self._steady and first in self._at and beyond - 1 in self._at:
            return self._at[first][0], self._at[beyond - 1][1]
        if not self._places:
            self._places = [*self._by_letters(), (0, 0)]
        last = len(self._places) - 1
        return self._places[min(first, last)][0], self._places[min(beyond - 1, last)][1]

    def _by_letters(self) -> Iterator[tuple[int, int]]:
        """Where each word stands, however folding moves letters, makes several words of one, or none."""
        for found in TEXT.finditer(self.text):
            word = found[0]
            if word.isascii() or LATIN.fullmatch(word):
                yield found.span()
            else:
                yield from [found.span()] * self._needles.pieces(word)


def guess(text: str) -> tuple[str, ...]:
    """The language of *text*, where one can tell."""
    (found,) = Language().judge([Subject(text)])
    return (found[0].value,) if found and found[0].value else ()


@lru_cache(maxsize=256)
def _alone(query: Query) -> Needles:
    return Needles.build([(0, query)])


def matches(query: Query, text: str, languages: Sequence[str] = (), author: Author = NOBODY) -> Hit | None:
    """Whether *text* fits one query, as `Needles.find` would say."""
    found = _alone(query).find(text, languages, author)
    return found[0][1] if found else None
