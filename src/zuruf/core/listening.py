"""What a saved search of listening looks for, among what others write to each other: the query and what fits it.

    akku* NEAR/5 (brennt OR "fängt feuer") -gewinnspiel lang:de -from:@werbung.example

`core.listening_parse` reads it. Which words of a text fit a word of the query (stems, compounds) is told by whoever cuts the
text (`Words`); here is what follows from it. A law: an exclusion never adds a hit.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from zuruf.core.listening_parts import (
    DEEPEST,
    FARTHEST,
    LONGEST,
    MOST,
    NEAREST,
    SHORTEST,
    TERMS,
    USUAL,
    All,
    Either,
    From,
    Lang,
    Near,
    Not,
    Part,
    Phrase,
    Prefix,
    Tag,
    Term,
    Word,
)

__all__ = [
    "DEEPEST",
    "FARTHEST",
    "LONGEST",
    "MOST",
    "NEAREST",
    "NOBODY",
    "SHORTEST",
    "USUAL",
    "All",
    "Author",
    "Either",
    "From",
    "Hit",
    "Lang",
    "Near",
    "Not",
    "Part",
    "Phrase",
    "Prefix",
    "Query",
    "Tag",
    "Term",
    "Word",
    "Words",
    "fulfilled",
    "marked",
    "needed",
]

_SYLLABLES = "\u2e80"


class Words(Protocol):
    """A text cut into words."""

    def spans(self, term: Term) -> Sequence[tuple[int, int]]:
        """Where *term* stands: (number of its first word, number after its last one), in the order of the text."""

    def any(self, part: Either) -> Sequence[tuple[int, int]]:
        """Where any of the terms among what *part* offers stands, as `spans` tells it of each; in any order."""

    def place(self, first: int, beyond: int) -> tuple[int, int]:
        """The characters [start, end) of the text that these words take."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a text. `handle` "" where the network does not tell it."""

    remote_id: str
    handle: str = ""


NOBODY = Author("")


@dataclass(frozen=True, slots=True)
class Hit:
    """That a text fits. `places`: what of it is marked, as characters [start, end) in its order, none inside another."""

    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was understood. `str()` writes it so that it is read as the same."""

    part: Part

    def __str__(self) -> str:
        return str(self.part)

    def terms(self) -> frozenset[Term]:
        """The needles: no text fits that has none of these. Not empty, by what the parser lets through."""
        return needed(self.part) or frozenset()

    def authors(self) -> frozenset[str]:
        """Everybody that is named with from: or -from:, as there."""
        return frozenset(w for part in _parts(self.part) if isinstance(part, From) for w in part.who)

    def every_term(self) -> tuple[Term, ...]:
        """All words, phrases and hashtags as they stand in it, also those that are excluded."""
        return tuple(p for p in _parts(self.part) if isinstance(p, Word | Prefix | Tag | Phrase))

    def choices(self) -> tuple[Either, ...]:
        """All alternatives that it offers, as they stand in it."""
        return tuple(p for p in _parts(self.part) if isinstance(p, Either))

    def with_authors(self, ids: Mapping[str, str]) -> "Query":
        """The same with the ids of authors beside their handles, since a stream may tell only those."""
        return Query(_with_authors(self.part, ids)) if ids else self

    def plain(self) -> tuple[tuple[Term, ...], tuple[Part, ...]] | None:
        """(terms, conditions), where the query is no more than one of these terms, all conditions given: what is marked is where the terms
        stand. None for other queries."""
        parts = self.part.of if isinstance(self.part, All) else (self.part,)
        conditions = tuple(p for p in parts if _marks_nothing(p))
        some = [p for p in parts if p not in conditions]
        if len(some) != 1:
            return None
        terms = some[0].of if isinstance(some[0], Either) else (some[0],)
        found = tuple(p for p in terms if isinstance(p, Word | Prefix | Tag | Phrase))
        return (found, conditions) if len(found) == len(terms) else None

    @property
    def asks_language(self) -> bool:
        return any(isinstance(part, Lang) for part in _parts(self.part))

    def matches(self, words: Words, languages: Collection[str] = (), author: Author = NOBODY) -> Hit | None:
        """Whether the text fits. *languages*: tags as the network or we say ("de", "pt-BR"); none: unknown, which fits no
        lang: and is excluded by no -lang:."""
        found = _Fit(words, languages, author).spans(self.part)
        return None if found is None else marked(words, found)


def marked(words: Words, spans: Sequence[tuple[int, int]]) -> Hit:
    """What of a text is marked where these words of it fit."""
    if len(spans) == 1:
        return Hit((words.place(*spans[0]),))
    return Hit(_merged(words.place(*span) for span in set(spans)))


def fulfilled(
    conditions: Iterable[Part], words: Words, languages: Collection[str] = (), author: Author = NOBODY
) -> bool:
    """Whether all of *conditions* are true of the text, as `Query.matches` has it."""
    fit = _Fit(words, languages, author)
    return all(fit.spans(one) is not None for one in conditions)


def needed(part: Part) -> frozenset[Term] | None:
    """Terms of which every text that fits *part* has at least one; None where there are no such."""
    match part:
        case Word() | Prefix() | Tag():
            return frozenset((part,)) if _letters(part.text) >= SHORTEST else None
        case Phrase():
            return frozenset((part,)) if max(map(_letters, part.words)) >= SHORTEST else None
        case Near():
            sides = [needed(Either(side)) for side in (part.left, part.right)]
            return min((s for s in sides if s), key=_dear, default=None)
        case All():
            return min((s for s in map(needed, part.of) if s), key=_dear, default=None)
        case Either():
            each = [needed(p) for p in part.of]
            return frozenset().union(*(s for s in each if s)) if all(each) else None
        case _:
            return None


def _dear(terms: frozenset[Term]) -> tuple[int, int]:
    """What is looked for less in vain: longer words, then fewer of them."""
    return -min(_length(t) for t in terms), len(terms)


def _length(term: Term) -> int:
    return max(map(_letters, term.words)) if isinstance(term, Phrase) else _letters(term.text)


def _letters(text: str) -> int:
    """Letters and digits; those of scripts that write whole syllables or words with one count twice."""
    return sum(2 if c >= _SYLLABLES else 1 for c in text if c.isalnum())


def _parts(part: Part) -> list[Part]:
    match part:
        case All() | Either():
            return [part, *(p for one in part.of for p in _parts(one))]
        case Not():
            return [part, *_parts(part.of)]
        case Near():
            return [part, *part.left, *part.right]
        case _:
            return [part]


def _marks_nothing(part: Part) -> bool:
    """Whether it is about something else than words that are there."""
    if isinstance(part, All | Either):
        return all(map(_marks_nothing, part.of))
    return isinstance(part, Lang | From | Not)


def _with_authors(part: Part, ids: Mapping[str, str]) -> Part:
    match part:
        case From():
            return From(tuple(dict.fromkeys((*part.who, *(ids[w] for w in part.who if w in ids)))))
        case Not():
            return Not(_with_authors(part.of, ids))
        case All():
            return All(tuple(_with_authors(p, ids) for p in part.of))
        case Either():
            return Either(tuple(_with_authors(p, ids) for p in part.of))
        case _:
            return part


@dataclass(slots=True)
class _Fit:
    words: Words
    languages: Collection[str]
    author: Author

    def spans(self, part: Part) -> list[tuple[int, int]] | None:
        """The words by which *part* fits (none, where it is about something else than words); None where it does not."""
        match part:
            case Either():
                return self.either(part)
            case Word() | Prefix() | Tag() | Phrase():
                return list(self.words.spans(part)) or None
            case All():
                every: list[tuple[int, int]] = []
                for p in part.of:
                    found = self.spans(p)
                    if found is None:
                        return None
                    every += found
                return every
            case Near():
                return self.near(part) or None
            case Not():
                return [] if self.spans(part.of) is None else None
            case Lang():
                return [] if any(part.tag == t.partition("-")[0].lower() for t in self.languages) else None
            case From():
                named = self.author.remote_id in part.who or self.author.handle.lower() in part.who
                return [] if named else None

    def either(self, part: Either) -> list[tuple[int, int]] | None:
        found = list(self.words.any(part)) or None
        for p in [p for p in part.of if type(p) not in TERMS]:
            if (some := self.spans(p)) is not None:
                found = [*found, *some] if found else some
        return found

    def near(self, part: Near) -> list[tuple[int, int]]:
        """The words of each pair that is near enough."""
        right = sorted({s for t in part.right for s in self.words.spans(t)})
        longest = max((beyond - first for first, beyond in right), default=0)
        found = []
        for first, beyond in (s for t in part.left for s in self.words.spans(t)):
            at = bisect_left(right, (first - part.words - longest, 0))
            for one in right[at:]:
                if one[0] - beyond >= part.words:
                    break
                apart = one[0] - beyond if one[0] >= beyond else first - one[1]
                if 0 <= apart < part.words:  # below 0 they overlap: one word is not near itself
                    found += [(first, beyond), one]
        return found


def _merged(places: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(set(places)):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)
