"""What is wanted, in terms of the index; what of a text is marked and shown; which hits fit best.

Both databases only say which texts fit. What is marked and what fits best is decided here, so it is the same on both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log1p

from zuruf.core.search import Is

SHOWN = 220  # characters of a snippet
BEFORE = 60  # of them before the first mark
_K, _USUAL = 1.2, 40  # how soon one more of the same word counts little; terms of a usual message


@dataclass(frozen=True, slots=True)
class Alternative:
    """Terms that stand one after the other. `begins`: the last one is only the beginning of a term. `who`: only in the
    author's name and handle, or a mark such as "_us"; otherwise anywhere."""

    terms: tuple[str, ...]
    begins: bool = False
    who: bool = False
    part: bool = False  # a compound in which the word is a part


Group = tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of each group of `all_of` one alternative fits, none of `none_of`. `lowest` and `beyond`: ids of the index."""

    all_of: tuple[Group, ...] = ()
    none_of: tuple[Group, ...] = ()
    lowest: int | None = None
    beyond: int | None = None
    states: tuple[tuple[Is, bool], ...] = ()  # of the conversation; True: without

    @property
    def words(self) -> tuple[Group, ...]:
        """The groups that a text is marked by."""
        return tuple(g for g in self.all_of if not all(a.who for a in g))

    @property
    def terms(self) -> frozenset[str]:
        """Every term that may be marked."""
        return frozenset(t for group in self.words for a in group if not a.who for t in a.terms)


@dataclass(frozen=True, slots=True)
class Cut:
    """A word of a text: its place (code points) and the terms under which it may be looked for."""

    start: int
    end: int
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a snippet; marked where it is what was looked for."""

    text: str
    marked: bool = False


def marks(cut: Sequence[Cut], wanted: Wanted) -> tuple[tuple[int, int], ...]:
    """The places [start, end) in a text that fit, in its order, none inside another."""
    found: list[tuple[int, int]] = []
    alternatives = [a for group in wanted.words for a in group if not a.who]
    firsts = {a.terms[0] for a in alternatives if not (a.begins and len(a.terms) == 1)}
    begins = tuple(a.terms[0] for a in alternatives if a.begins and len(a.terms) == 1)
    for i, word in enumerate(cut):
        if not (firsts.intersection(word.terms) or any(t.startswith(begins) for t in word.terms)):
            continue
        length = max((len(a.terms) for a in alternatives if _stands(a, cut, i)), default=0)
        if length and (not found or word.start >= found[-1][1]):
            found.append((word.start, cut[i + length - 1].end))
    return tuple(found)


def _stands(one: Alternative, cut: Sequence[Cut], at: int) -> bool:
    if at + len(one.terms) > len(cut):
        return False
    *fixed, last = one.terms
    if not all(term in cut[at + n].terms for n, term in enumerate(fixed)):
        return False
    there = cut[at + len(fixed)].terms
    return any(t.startswith(last) for t in there) if one.begins else last in there


def snippet(text: str, found: Sequence[tuple[int, int]], shown: int = SHOWN) -> tuple[Piece, ...]:
    """About *shown* characters of *text* around its first mark, cut between words; "…" where something was left out."""
    start = 0
    if found and found[0][0] > BEFORE:
        start = text.rfind(" ", 0, found[0][0] - BEFORE + 20) + 1 if len(text) > shown else 0
    end = len(text)
    if end - start > shown:
        end = text.rfind(" ", start + shown // 2, start + shown)
        end = end if end > start else start + shown
        end = max(end, min(found[0][1], start + 2 * shown)) if found else end
    pieces = [Piece("… ")] if start else []
    at = start
    for first, last in found:
        if first >= end:
            break
        if first < at:
            continue
        pieces += [Piece(text[at:first]), Piece(text[first : min(last, end)], marked=True)]
        at = min(last, end)
    pieces += [Piece(text[at:end]), *([Piece(" …")] if end < len(text) else [])]
    return tuple(p for p in pieces if p.text)


def score(words: Sequence[str], who: Sequence[str], wanted: Wanted) -> float:
    """How well a text fits, higher is better: each thing looked for counts once more the oftener it stands there, less in a
    long text, less inside a compound; and a little more the nearer they stand together. 0.0 and above."""
    places = [_places(group, words, who) for group in wanted.words]
    total = 0.0
    for here in places:
        weight = sum(w for w, _at in here)
        total += weight * (_K + 1) / (weight + _K * (0.6 + 0.4 * len(words) / _USUAL)) if weight else 0.0
    return total + _nearness([[at for _w, at in here if at >= 0] for here in places])


def _places(group: Group, words: Sequence[str], who: Sequence[str]) -> list[tuple[float, int]]:
    """(weight, index; -1 in the name) of everything in the text that the group fits."""
    single = {
        a.terms[0]: _weight(a) for a in reversed(group) if len(a.terms) == 1 and not (a.begins or a.who)
    }
    found = [(single[term], i) for i, term in enumerate(words) if term in single]
    found += [(1.2, -1) for term in single.keys() & set(who)]
    for one in group:
        if len(one.terms) > 1 or one.begins or one.who:
            size = len(one.terms)
            if not one.who:
                spots = range(len(words) - size + 1)
                found += [(_weight(one), i) for i in spots if _equal(one, words[i : i + size])]
            if any(_equal(one, who[i : i + size]) for i in range(len(who) - size + 1)):
                found.append((1.2, -1))
    return found


def _weight(one: Alternative) -> float:
    return 0.6 if one.part or one.begins else 1.0


def _equal(one: Alternative, there: Sequence[str]) -> bool:
    if not one.begins:
        return tuple(there) == one.terms
    return tuple(there[:-1]) == one.terms[:-1] and there[-1].startswith(one.terms[-1])


def _nearness(places: Sequence[Iterable[int]]) -> float:
    """Up to 1.0 where several things stand side by side, near 0 where they stand far apart."""
    lists = [sorted(p) for p in places if p]
    if len(lists) < 2:
        return 0.0
    nearest = min(max(min(abs(at - first) for at in other) for other in lists[1:]) for first in lists[0])
    return 1.0 / (1.0 + log1p(max(0, nearest - 1)))
