"""All listening searches at once. What a text's words fit is remembered (`needles_words`); words that are new go through one automaton
(Aho-Corasick), and what it finds is looked at word by word. Only texts that have a word on which a search stands are looked at closely.

    needles = Needles.build([(search.id, query), …])
    needles.find("Mein Fahrradakku brennt!", ("de",), author)      [(search id, Hit(places)), …]

Nothing is missed that `Query.matches` would find (tests/classifiers/test_needles.py holds it to that).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from ahocorasick_rs import BytesAhoCorasick, Implementation

from zuruf.classifiers.needles_cut import Cut, Told
from zuruf.classifiers.needles_fold import fold
from zuruf.classifiers.needles_keys import Key, keys
from zuruf.classifiers.needles_words import BLANK, Answer, Found, Keys, Words
from zuruf.core.listening import (
    NOBODY,
    Author,
    Either,
    Hit,
    Not,
    Part,
    Phrase,
    Prefix,
    Query,
    Tag,
    Term,
    Word,
    fulfilled,
)

AT_ONCE = 1000  # texts that are looked through in one go
LETTERS = 500_000  # characters of these, or fewer texts are
LOOKED_AT = 20_000  # characters of a text; no post of a network's stream is as long
REMEMBERED = 1 << 20  # words, at most; 12 MB
FEW = 1 << 10  # the same, where one query is tried
About = Callable[[int], Told]
NOT_ASKED: Told = ((), NOBODY)


class _Automaton:
    """Which keys the words of a run of folded bytes may have."""

    def __init__(self, some: Iterable[tuple[int, Key]]) -> None:
        patterns: dict[bytes, set[int]] = {}
        for number, key in some:
            for pattern in key.patterns():
                patterns.setdefault(pattern, set()).add(number)
        self.patterns = tuple(patterns)
        self._of = tuple(frozenset(numbers) for numbers in patterns.values())
        self._find = (
            BytesAhoCorasick(self.patterns, implementation=Implementation.ContiguousNFA) if patterns else None
        )

    def within(self, run: bytes) -> Iterator[tuple[int, bytes, frozenset[int]]]:
        """Of the words in *run*, a blank before and after each, all that may fit keys: number, word, keys."""
        matches = self._find.find_matches_as_indexes(run, overlapping=True) if self._find else []
        blanks = np.flatnonzero(np.frombuffer(run, np.uint8) == BLANK)
        starts = np.array([start for _, start, _ in matches], np.intp)
        at = np.searchsorted(blanks, starts, side="right")
        numbers, before, behind = (a.tolist() for a in (at - 1, blanks[at - 1], blanks[at]))
        maybe: frozenset[int] = frozenset()
        for n, (i, (pattern, _, _)) in enumerate(zip(numbers, matches, strict=True)):
            maybe |= self._of[pattern]
            if n + 1 == len(numbers) or numbers[n + 1] != i:
                yield i, run[before[n] + 1 : behind[n]], maybe
                maybe = frozenset()


@dataclass(frozen=True, slots=True)
class _Search:
    """Of a plain query, whose hit is where its terms stand: `terms`; `without`: keys that no word of a text may fit; `conditions`: what
    else must be true. `about_language`, `about_author`: what it asks."""

    id: int
    query: Query
    terms: frozenset[Term]
    without: frozenset[int]
    conditions: tuple[Part, ...]
    about_language: bool
    about_author: bool

    @classmethod
    def of(cls, i: int, query: Query, single: Mapping[int, int]) -> "_Search":
        """*single*: the key of each term that is one word, by the term's id."""
        terms, conditions = query.plain() or ((), ())
        excluded = {one: _excluded(one, single) for one in conditions}
        without = frozenset(key for some in excluded.values() for key in some)
        others = tuple(one for one in conditions if not excluded[one])
        return cls(i, query, frozenset(terms), without, others, query.asks_language, bool(query.authors()))


def _excluded(part: Part, single: Mapping[int, int]) -> list[int]:
    """The keys that no word may fit, where *part* says just that; else none."""
    if not isinstance(part, Not):
        return []
    terms = part.of.of if isinstance(part.of, Either) else (part.of,)
    found = [single[id(term)] for term in terms if id(term) in single]
    return found if len(found) == len(terms) else []


@dataclass(slots=True)
class Needles:
    """`find` and `find_each` may be called by one thread at a time. `_marks`, `_may`: what an `Answer` has, here by key."""

    queries: tuple[tuple[int, Query], ...]
    keys: list[Key] = field(default_factory=list, repr=False)
    _searches: list[_Search] = field(default_factory=list, repr=False)
    _number: dict[Key, int] = field(default_factory=dict, repr=False)
    _marks: dict[int, set[int]] = field(default_factory=dict, repr=False)
    _may: dict[int, set[tuple[int, frozenset[int]]]] = field(default_factory=dict, repr=False)
    _terms: dict[int, tuple[int, ...]] = field(default_factory=dict, repr=False)  # by the term's id
    _choices: dict[int, dict[int, list[Term]]] = field(default_factory=dict, repr=False)  # by id; key → terms
    _automaton: _Automaton = field(default_factory=lambda: _Automaton(()), repr=False)
    _scripts: bool = False
    _words: Words = field(init=False, repr=False)

    @classmethod
    def build(cls, searches: Iterable[tuple[int, Query]], remembered: int = 0) -> "Needles":
        """From (id, query) of every search that listens. *remembered*: how many words, a power of two."""
        made = cls(tuple(searches))
        for i, query in made.queries:
            made._add(i, query)
        made._automaton = _Automaton(enumerate(made.keys))
        made._scripts = any(not key.word.isascii() for key in made.keys)
        made._words = Words(made._look, made._follows, remembered or REMEMBERED)
        return made

    def _add(self, i: int, query: Query) -> None:
        single: dict[int, int] = {}
        for term in query.every_term():
            numbers = self._terms[id(term)] = tuple(self._key(key) for key in keys(term))
            if len(numbers) == 1 and not isinstance(term, Tag):
                single[id(term)] = numbers[0]
        search, at, needles = _Search.of(i, query, single), len(self._searches), query.terms()
        self._searches.append(search)
        for term in query.every_term():
            if term not in needles:
                continue
            if id(term) in single and term in search.terms:
                self._marks.setdefault(single[id(term)], set()).add(at)
            else:
                numbers = self._terms[id(term)]
                longest = max(numbers, key=lambda n: len(self.keys[n].word))
                self._may.setdefault(longest, set()).add((at, frozenset(numbers) - {longest}))
        for part in query.choices():
            terms = self._choices[id(part)] = {}
            for p in part.of:
                if isinstance(p, Word | Prefix | Tag | Phrase):
                    terms.setdefault(self._terms[id(p)][0], []).append(p)

    def find(
        self, text: str, languages: Sequence[str] = (), author: Author = NOBODY
    ) -> list[tuple[int, Hit]]:
        """(search id, where) for each search that *text* fits. *languages*: tags as the network says; none: we guess."""
        return [(i, hit) for _, i, hit in self.find_each((text,), lambda _: (languages, author))]

    def find_each(self, texts: Sequence[str], about: About) -> Iterator[tuple[int, int, Hit]]:
        """(number of the text, search id, where) for many texts. *about*: languages and author of a text by its number; asked
        only where something may fit that asks for these."""
        for first, some in _batches(texts):
            found = self._words.found(fold(some, other_scripts=self._scripts))
            for number, words in found.by_text():
                yield from self._hits(first + number, some[number], found, words, about)

    def _hits(
        self, number: int, text: str, found: Found, words: Sequence[int], about: About
    ) -> Iterator[tuple[int, int, Hit]]:
        """Of one text. Where single words are a hit, the query is asked nothing but its conditions."""
        marks: dict[int, list[int]] = {}
        may: set[tuple[int, frozenset[int]]] = set()
        for one in words:
            answer = found.answers[one]
            for at in answer.marks:
                marks.setdefault(at, []).append(one)
            if answer.may:
                may.update(answer.may)
        there = {key for one in words for key in found.answers[one].keys}
        closely = {at for at, beside in may if beside <= there}
        if not marks and not closely:
            return
        cut = Cut(self, text, found, words, lambda: about(number))
        for at in sorted(marks.keys() | closely):
            search, told = self._searches[at], NOT_ASKED
            if not search.without.isdisjoint(there):
                continue
            if search.about_language or search.about_author:
                told = cut.told(language=search.about_language)
            if at in closely:
                if hit := search.query.matches(cut, *told):
                    yield number, search.id, hit
            elif not search.conditions or fulfilled(search.conditions, cut, *told):
                yield number, search.id, cut.hit(marks[at])

    def _look(self, run: bytes) -> Iterator[tuple[int, Keys]]:
        """The words in *run* that fit keys: number, keys."""
        for number, word, maybe in self._automaton.within(run):
            if fits := tuple([n for n in sorted(maybe) if self.keys[n].fits(word)]):
                yield number, fits

    def _follows(self, fits: Keys) -> Answer:
        marks = {at for key in fits for at in self._marks.get(key, ())}
        may = {one for key in fits for one in self._may.get(key, ())}
        return Answer(fits, tuple(marks), tuple(may))

    def numbers(self, term: Term) -> tuple[int, ...]:
        """The keys of the words of *term*, which is one of the queries' own."""
        return self._terms[id(term)]

    def choices(self, part: Either) -> Mapping[int, Sequence[Term]]:
        """The terms that *part* offers, which is of one of the queries, by the keys of their first words."""
        return self._choices[id(part)]

    def cut(self, text: str) -> Cut:
        """*text* as its queries want it."""
        found = self._words.found(fold((text,), other_scripts=self._scripts))
        return Cut(self, text, found, range(len(found.texts)), lambda: NOT_ASKED)

    def pieces(self, word: str) -> int:
        """How many words folding makes of this one."""
        return len(fold((word,), other_scripts=self._scripts).split())

    def _key(self, key: Key) -> int:
        number = self._number.setdefault(key, len(self._number))
        if number == len(self.keys):
            self.keys.append(key)
        return number


def _batches(texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """(number of the first, some texts) as many as are looked through in one go."""
    first = 0
    while first < len(texts):
        some = texts[first : first + AT_ONCE]
        if sum(map(len, some)) > LETTERS:
            some = [text[:LOOKED_AT] for text in some]
            while sum(map(len, some)) > LETTERS:
                some = some[: len(some) // 2]
        elif max(map(len, some)) > LOOKED_AT:
            some = [text[:LOOKED_AT] for text in some]
        yield first, some
        first += len(some)


@lru_cache(maxsize=256)
def _alone(query: Query) -> Needles:
    return Needles.build([(0, query)], FEW)


def matches(query: Query, text: str, languages: Sequence[str] = (), author: Author = NOBODY) -> Hit | None:
    """Whether *text* fits one query, as `Needles.find` would say."""
    found = _alone(query).find(text, languages, author)
    return found[0][1] if found else None
