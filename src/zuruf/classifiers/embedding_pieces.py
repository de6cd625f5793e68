"""Text as the pieces of words that the encoder knows: the likeliest cut of each word (a unigram model, Kudo 2018), as the encoder was
taught. `tests/classifiers/test_embedding_onnx.py` holds it against the package's own engine.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

BEGIN, END, UNKNOWN = 0, 2, 3
FIRST = 4
"""The pieces before are marks, not text."""
KEPT, KEPT_LENGTH = 20_000, 40
"""Words whose pieces stay in memory, and how long one of them may be."""

_GONE = (*range(1, 9), 0x0B, *range(0x0E, 0x20), 0x7F, 0x8F, 0x9F)
_SPACE = (0, 9, 10, 12, 13, 0x1680, *range(0x200B, 0x2010), 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD)
_NORMAL: dict[int, str | None] = dict.fromkeys(_GONE) | dict.fromkeys(_SPACE, " ")


def normal(text: str, longest: int) -> str:
    """*text* in the form that the encoder was taught, at most *longest* characters of it: one can become eighteen."""
    return unicodedata.normalize("NFKC", text)[:longest].translate(_NORMAL)


class Pieces:
    """The vocabulary. May be used from several threads."""

    def __init__(self, pieces: Sequence[str], scores: memoryview) -> None:
        self._known = {piece: number for number, piece in enumerate(pieces) if number >= FIRST}
        self._scores = scores
        self._longest = max(map(len, self._known))
        self._unknown = min(scores) - 10
        self._kept = lru_cache(maxsize=KEPT)(self._cut)

    def of(self, text: str) -> Iterator[int]:
        """The numbers of the pieces of a text in normal form, one after the other, so that a reader can stop."""
        for word in text.split(" "):
            if word:
                yield from self._kept(word) if len(word) <= KEPT_LENGTH else self._cut(word)

    def _cut(self, word: str) -> tuple[int, ...]:
        word = "▁" + word
        end = len(word)
        best, piece, before = [0.0] + [float("-inf")] * end, [0] * (end + 1), [0] * (end + 1)
        for start in range(end):
            here = best[start]
            for stop in range(start + 1, min(end, start + self._longest) + 1):
                number = self._known.get(word[start:stop])
                if number is not None and (score := here + self._scores[number]) > best[stop]:
                    best[stop], piece[stop], before[stop] = score, number, start
            if (score := here + self._unknown) > best[start + 1]:
                best[start + 1], piece[start + 1], before[start + 1] = score, UNKNOWN, start
        found = []
        while end:
            found.append(piece[end])
            end = before[end]
        return tuple(reversed(found))
