"""All listening searches at once: one automaton (Aho-Corasick) says on which words a search stands, each word once; only texts that
have one of those are looked at closely.

    needles = Needles.build([(search.id, query), …])
    needles.find("Mein Fahrradakku brennt!", ("de",), author)      [(search id, Hit(places)), …]

Nothing is missed by the automaton that `Query.matches` would find (tests/classifiers/test_needles.py holds it to that).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import compress, count

from ahocorasick_rs import BytesAhoCorasick, Implementation

from zuruf.classifiers.language import Language
from zuruf.classifiers.needles_fold import APART, STEADY, TEXT, fold
from zuruf.classifiers.needles_keys import Key, keys
from zuruf.core.listening import NOBODY, Author, Hit, Query, Tag, Term
from zuruf.core.triage import Subject

AT_ONCE = 500  # texts that are looked through in one go
LOOKED_AT = 20_000  # characters of a text; no post of a network's stream is as long
REMEMBERED = 300_000  # words that were looked at once (about 30 MB); then anew
LETTERS = 10_000_000  # bytes of these: anybody may write words as long as a post
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
    _automaton: _Automaton = field(default_factory=lambda: _Automaton(()), repr=False)
    _scripts: bool = False
    _known: set[bytes] = field(default_factory=set, repr=False)  # words that were looked at
    _letters: int = 0  # bytes of these
    _fits: dict[bytes, frozenset[int]] = field(default_factory=dict, repr=False)  # those that fit a key
    _needled: set[bytes] = field(default_factory=set, repr=False)  # those on which a search stands

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
            for at, words in self._candidates(some):
                for i, hit in self._closely(Cut(self, some[at], words), *about(first + at)):
                    yield first + at, i, hit

    def _candidates(self, texts: Sequence[str]) -> Iterator[tuple[int, list[bytes]]]:
        """The texts that have a word on which a search stands, and their words. The automaton sees each word once: a stream says
        the same words again and again, and asking a set takes a third of the time."""
        words = fold(texts, other_scripts=self._scripts).split()
        here = set(words)
        self._look(here)
        found = here & self._needled
        if not found:
            return
        found.add(APART)
        number = start = 0
        fits = False
        for i in compress(count(), map(found.__contains__, words)):
            if words[i] != APART:
                fits = True
                continue
            if fits:
                yield number, words[start:i]
            number, start, fits = number + 1, i + 1, False
        if fits:
            yield number, words[start:]

    def _look(self, here: set[bytes]) -> None:
        """Remember which keys these words fit."""
        new = here - self._known
        if not new:
            return
        if len(self._known) + len(new) > REMEMBERED or self._letters > LETTERS:
            self._known.clear()
            self._fits.clear()
            self._needled.clear()
            self._letters, new = 0, here  # also those that were known until now
        self._letters += sum(map(len, new))
        maybe: dict[bytes, set[int]] = {}
        text = b" " + b" ".join(new) + b" "
        for pattern, start, end in self._automaton.within(text):
            word = text[text.rfind(b" ", 0, start + 1) + 1 : text.find(b" ", end - 1)]
            maybe.setdefault(word, set()).update(self._automaton.of[pattern])
        for word, numbers in maybe.items():
            if fits := frozenset(n for n in numbers if self.keys[n].fits(word)):
                self._fits[word] = fits
                if not self._by_key.keys().isdisjoint(fits):
                    self._needled.add(word)
        self._known |= new

    def _closely(self, cut: "Cut", languages: Sequence[str], author: Author) -> Iterator[tuple[int, Hit]]:
        searches = {at for number in cut.keys if number in self._by_key for at in self._by_key[number]}
        for at in sorted(searches):
            i, query = self.queries[at]
            if not languages and query.asks_language:
                languages = guess(cut.text) or ("",)
            if hit := query.matches(cut, languages, author):
                yield i, hit

    def fitting(self, words: Sequence[bytes]) -> Iterator[frozenset[int] | None]:
        """The keys that each of these folded words fits, of those that were looked at; None for none."""
        return map(self._fits.get, words)

    def numbers(self, term: Term) -> tuple[int, ...]:
        """The keys of the words of *term*, which is one of the queries' own."""
        return self._terms[id(term)]

    def cut(self, text: str) -> "Cut":
        """*text* as its queries want it."""
        words = fold((text,), other_scripts=self._scripts).split()
        self._look(set(words))
        return Cut(self, text, words)

    def _add(self, key: Key) -> int:
        number = self._number.setdefault(key, len(self._number))
        if number == len(self.keys):
            self.keys.append(key)
        return number


class Cut:
    """A text cut into words, as `core.listening.Words` wants it. *words*: folded, in their order."""

    __slots__ = ("_folded", "_needles", "_places", "_words", "keys", "text")

    def __init__(self, needles: Needles, text: str, words: Sequence[bytes]) -> None:
        self._needles, self.text, self._words = needles, text, words
        self._places: list[tuple[int, int]] = []
        self._folded = b""
        self.keys: dict[int, list[int]] = {}  # key → the words that fit it
        for i, numbers in enumerate(needles.fitting(words)):
            if numbers:
                for number in numbers:
                    self.keys.setdefault(number, []).append(i)

    def spans(self, term: Term) -> Sequence[tuple[int, int]]:
        numbers = self._needles.numbers(term)
        found = self.keys.get(numbers[0])
        if found is None:
            return ()
        if isinstance(term, Tag):
            starts = ((i, self.place(i, i + 1)[0]) for i in found)
            found = [i for i, start in starts if self.text[max(0, start - 1) : start] in ("#", "＃")]
        for k, number in enumerate(numbers[1:], 1):
            there = self.keys.get(number, ())
            found = [i for i in found if i + k in there]
        return [(i, i + len(numbers)) for i in found]

    def place(self, first: int, beyond: int) -> tuple[int, int]:
        if not self._places and not self._folded and (self.text.isascii() or STEADY.fullmatch(self.text)):
            self._folded = fold((self.text,), other_scripts=False)
        if self._folded:
            last = min(beyond, len(self._words)) - 1
            return self._start(min(first, last)), self._start(last) + len(self._words[last])
        if not self._places:
            self._places = [found.span() for found in TEXT.finditer(self.text)]
            if len(self._places) != len(self._words):
                self._places = [*self._piece_by_piece(), (0, 0)]
        last = len(self._places) - 1
        return self._places[min(first, last)][0], self._places[min(beyond - 1, last)][1]

    def _start(self, number: int) -> int:
        """Where this word begins, when no letter was moved. `_folded` begins with a blank, so the one before the word stands there."""
        word = self._words[number]
        bounded = b" " + word + b" "
        at = self._folded.find(bounded)
        for _ in range(self._words[:number].count(word)):
            at = self._folded.find(bounded, at + 1)
        return at

    def _piece_by_piece(self) -> Iterator[tuple[int, int]]:
        """Where folding makes several words of one, or none."""
        for found in TEXT.finditer(self.text):
            for _ in fold((found[0],), other_scripts=self._needles._scripts).split():
                yield found.span()


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
