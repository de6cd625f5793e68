"""What to ask a network's own search, so that its answers hold what a listening search would hear.

A network's search knows no NEAR and no brackets, and each has its own idea of OR. So it is asked plain words, once for each
alternative, and whoever asks looks herself which of the answers fit.
"""

from collections.abc import Iterable
from itertools import product

from zuruf.core.listening import All, Either, From, Lang, Near, Not, Part, Phrase, Query, Tag, Term

MOST = 4  # questions for one search; each takes a network a moment


def asks(query: Query) -> tuple[tuple[str, ...], bool]:
    """Up to MOST texts to ask, none of them empty, and whether these are all. Where there are more alternatives than that, the words of
    which one has to be there in any case; of these the longest."""
    told = tuple(dict.fromkeys(" ".join(words) for words in _ways(query.part) if words))
    if 0 < len(told) <= MOST:
        return told, True
    needles = sorted((_typed(t) for t in query.terms()), key=lambda text: (-len(text), text))
    return tuple(dict.fromkeys(needles))[:MOST], len(set(needles)) <= MOST


def _ways(part: Part) -> list[tuple[str, ...]]:
    """The alternatives: of each the words that have to be there. No more than one beyond MOST are worked out."""
    match part:
        case Either():
            return _few(way for one in part.of for way in _ways(one))
        case All():
            ways: list[tuple[str, ...]] = [()]
            for one in part.of:
                ways = _few(before + way for before, way in product(ways, _ways(one)))
            return ways
        case Near():
            pairs = product(part.left, part.right)
            return _few(tuple(map(_typed, pair)) for pair in pairs)
        case Not() | Lang() | From():
            return [()]
        case _:
            return [(_typed(part),)]


def _few(ways: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Each once, so that what is cut off is always another question."""
    return list(dict.fromkeys(ways))[: MOST + 1]


def _typed(term: Term) -> str:
    match term:
        case Phrase():
            return f'"{" ".join(term.words)}"'
        case Tag():
            return f"#{term.text}"
        case _:
            return term.text
