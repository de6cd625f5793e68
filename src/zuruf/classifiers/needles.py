"""All listening searches at once: one automaton (Aho-Corasick) goes through many texts and says which search may find something
in which; only those are looked at closely.

    needles = Needles.build([(search.id, query), …])
    needles.find("Mein Fahrradakku brennt!", ("de",), author)      [(search id, Hit(places)), …]

Nothing is missed by the automaton that `Query.matches` would find (tests/classifiers/test_needles.py holds it to that).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ahocorasick_rs import BytesAhoCorasick, Implementation

from zuruf.classifiers.language import Language
from zuruf.classifiers.needles_fold import TEXT, fold
from zuruf.classifiers.needles_fold import word as folded
from zuruf.classifiers.needles_keys import Key, keys
from zuruf.core.listening import NOBODY, Author, Hit, Query, Tag, Term
from zuruf.core.triage import Subject

AT_ONCE = 256  # texts that go through the automaton in one go
LOOKED_AT = 20_000  # characters of a text; no post of a network's stream is as long
REMEMBERED = 200_000  # words that were looked at once; then anew
About = Callable[[int], tuple[Sequence[str], Author]]
_NONE: frozenset[int] = frozenset()


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
        """(number of the pattern, start, end) of each, also where they overlap."""
        return self._find.find_matches_as_indexes(text, overlapping=True) if self._find else []


@dataclass(slots=True)
class Needles:
    """`find` and `find_each` may be called by one thread at a time."""

    queries: tuple[tuple[int, Query], ...]
    keys: list[Key] = field(default_factory=list, repr=False)
    _number: dict[Key, int] = field(default_factory=dict, repr=False)
    _by_key: dict[int, tuple[int, ...]] = field(default_factory=dict, repr=False)
    _terms: dict[int, tuple[int, ...]] = field(default_factory=dict, repr=False)  # by the term's id
    _scan: _Automaton = field(default_factory=lambda: _Automaton(()), repr=False)
    _all: _Automaton = field(default_factory=lambda: _Automaton(()), repr=False)
    _scripts: bool = False
    _live: dict[bytes, frozenset[int]] = field(default_factory=dict, repr=False)
    _meant: dict[str, frozenset[int]] = field(default_factory=dict, repr=False)

    @classmethod
    def build(cls, searches: Iterable[tuple[int, Query]]) -> "Needles":
        """From (id, query) of every search that listens."""
        made = cls(tuple(searches))
        by_key: dict[int, list[int]] = {}
        for at, (_id, query) in enumerate(made.queries):
            for term in query.every_term():
                made._terms[id(term)] = tuple(made._add(key) for key in keys(term))
            for number in {made._needle(term) for term in query.terms()}:
                by_key.setdefault(number, []).append(at)
        made._by_key = {number: tuple(each) for number, each in by_key.items()}
        made._scan = _Automaton((n, made.keys[n]) for n in by_key)
        made._all = _Automaton(enumerate(made.keys)) if len(by_key) < len(made.keys) else made._scan
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
            some = [t[:LOOKED_AT] for t in texts[first : first + AT_ONCE]]
            for at, numbers in self._candidates(some):
                for i, hit in self._closely(some[at], numbers, *about(first + at)):
                    yield first + at, i, hit

    def _candidates(self, texts: Sequence[str]) -> list[tuple[int, set[int]]]:
        """The texts that have a word which a search stands on, and the keys of those words."""
        raw = fold(texts, other_scripts=self._scripts)
        live, found = self._live, []
        for _pattern, start, end in self._scan.within(raw):
            begin = raw.rfind(b" ", 0, start + 1) + 1
            token = raw[begin : raw.find(b" ", end - 1)]
            numbers = live.get(token)
            if numbers is None:
                numbers = self._look(token)
            if numbers:
                found.append((begin, numbers))
        if not found:
            return []
        return _by_text(raw, sorted(found, key=lambda f: f[0]), len(texts))

    def _look(self, token: bytes) -> frozenset[int]:
        """The needles' keys that *token* fits, worked out once."""
        if len(self._live) >= REMEMBERED:
            self._live.clear()
        fits = frozenset(n for n in self._fitting(self._scan, token) if n in self._by_key)
        self._live[token] = fits
        return fits

    def _fitting(self, automaton: _Automaton, token: bytes) -> set[int]:
        maybe = {n for pattern, _, _ in automaton.within(b" " + token + b" ") for n in automaton.of[pattern]}
        return {n for n in maybe if self.keys[n].fits(token)}

    def _closely(
        self, text: str, numbers: set[int], languages: Sequence[str], author: Author
    ) -> Iterator[tuple[int, Hit]]:
        words = Cut(self, text)
        guessed: Sequence[str] = languages
        for at in sorted({at for n in numbers for at in self._by_key[n]}):
            i, query = self.queries[at]
            if not guessed and query.asks_language:
                guessed = guess(text)
            if hit := query.matches(words, guessed, author):
                yield i, hit

    def meant(self, token: str) -> frozenset[int]:
        """The keys that a word of a text fits."""
        found = self._meant.get(token)
        if found is None:
            if len(self._meant) >= REMEMBERED:
                self._meant.clear()
            found = self._meant[token] = frozenset(self._fitting(self._all, folded(token))) or _NONE
        return found

    def numbers(self, term: Term) -> tuple[int, ...]:
        """The keys of the words of *term*."""
        return self._terms[id(term)]

    def _add(self, key: Key) -> int:
        number = self._number.setdefault(key, len(self._number))
        if number == len(self.keys):
            self.keys.append(key)
        return number

    def _needle(self, term: Term) -> int:
        """The key of the longest word of *term*."""
        return max(self._terms[id(term)], key=lambda n: len(self.keys[n].word))


def _by_text(
    raw: bytes, found: Sequence[tuple[int, frozenset[int]]], texts: int
) -> list[tuple[int, set[int]]]:
    """Places in what was folded, in their order, to the numbers of the texts in which they lie."""
    ends, at = [], -1
    for _ in range(texts - 1):
        at = raw.find(b"\n", at + 1)
        ends.append(at)
    ends.append(len(raw))
    made: list[tuple[int, set[int]]] = []
    number = 0
    for place, numbers in found:
        while ends[number] < place:
            number += 1
        if made and made[-1][0] == number:
            made[-1][1].update(numbers)
        else:
            made.append((number, set(numbers)))
    return made


class Cut:
    """A text cut into words, as `core.listening.Words` wants it."""

    __slots__ = ("_at", "_needles", "_places", "_text")

    def __init__(self, needles: Needles, text: str) -> None:
        self._needles, self._text = needles, text
        self._places: list[tuple[int, int]] = []
        self._at: dict[int, list[int]] = {}  # key → the words that fit it
        meant = needles.meant
        for i, found in enumerate(TEXT.finditer(text)):
            self._places.append(found.span())
            for number in meant(found[0]):
                self._at.setdefault(number, []).append(i)

    def spans(self, term: Term) -> Sequence[tuple[int, int]]:
        numbers = self._needles.numbers(term)
        found: Sequence[int] = self._at.get(numbers[0], ())
        if not found:
            return ()
        if isinstance(term, Tag):
            found = [
                i for i in found if self._text[self._places[i][0] - 1 : self._places[i][0]] in ("#", "＃")
            ]
        for k, n in enumerate(numbers[1:], 1):
            there = self._at.get(n, ())
            found = [i for i in found if i + k in there]
        return [(i, i + len(numbers)) for i in found]

    def place(self, first: int, beyond: int) -> tuple[int, int]:
        return self._places[first][0], self._places[beyond - 1][1]


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
