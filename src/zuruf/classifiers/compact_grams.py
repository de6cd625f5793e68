"""Texts as rows of numbers for the compact model: hashed words and pieces of words, and what their surface looks like.

A batch is laid out as one array of code points and every window of it hashed at once: with S = the running sum of c·B^i (mod 2^64), the
window a..b has the hash (S[b]-S[a])·B^-a, wherever it stands. So a text has the same row alone and in a batch. No loop per gram.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.compact_surface import SURFACE, running, surface
from zuruf.classifiers.folding import fold

LOOKED_AT = 5_000
"""Characters of a text that count; more would change nothing but the time."""
BUCKETS = 1 << 20
AT_ONCE = 400_000
"""Characters that are worked on at once: about 40 MB."""
SHORTEST, LONGEST = 2, 5
"""Characters of a piece of a word, its bounds included."""

Ints = NDArray[np.int64]
Numbers = NDArray[np.float32]
Hashes = NDArray[np.uint64]

_LINK = re.compile(r"(?:https?://|www\.)\S+")
_NAMED = re.compile(r"@\w+")
_STRETCHED = re.compile(r"(\S)\1{3,}")
_BASE = 0x9E3779B97F4A7C15
_OTHER = 2
"""The kind of a character that is no blank, letter or digit."""
_INVERSE = pow(_BASE, -1, 1 << 64)
_MIX = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93)
_SALTS = np.array([(kind + 1) * _BASE & (2**64 - 1) for kind in range(LONGEST + 1)], np.uint64)
"""For words, for two in a row, and for pieces by their size."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a sparse matrix: row i has `counts[starts[i]:starts[i+1]]` in the columns `buckets[...]`, which are sorted."""

    starts: Ints
    buckets: Ints
    counts: Numbers


@dataclass(frozen=True, slots=True)
class Seen:
    """A batch: of each text two rows, words (one and two in a row) and pieces of words; and its surface (texts x surface features).

    Pieces have their own columns: BUCKETS and up.
    """

    rows: Rows
    surface: Numbers

    @property
    def words(self) -> Rows:
        return self._kind(0)

    @property
    def pieces(self) -> Rows:
        """Pieces, in columns from 0 on as well."""
        return self._kind(1)

    def _kind(self, kind: int) -> Rows:
        sizes = np.diff(self.rows.starts)
        mine = np.repeat(np.arange(len(sizes)) % 2 == kind, sizes)
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes[kind::2])])
        return Rows(starts, self.rows.buckets[mine] & (BUCKETS - 1), self.rows.counts[mine])


def spelled(texts: Sequence[str]) -> list[str]:
    """*texts* in the spelling that is hashed: folded, without links, names and digits, nothing stretched beyond three letters."""
    folded = [_plain(text[:LOOKED_AT]) for text in texts]
    for at in running(folded, 4):
        folded[at] = _STRETCHED.sub(r"\1\1\1", folded[at])
    return [" ".join(text.split()) for text in folded]


def _plain(text: str) -> str:
    if "://" in text or "www." in text:
        text = _LINK.sub(" \ue001 ", text)
    return fold(_NAMED.sub(" \ue002 ", text) if "@" in text else text)


def seen(texts: Sequence[str], *, surfaces: bool = True) -> Seen:
    """*texts* as rows, in their order. Any text is fine; an empty one has an empty row. Without *surfaces* those are zero."""
    parts = [_seen(chunk, surfaces) for chunk in _chunks(texts)] or [_seen([], surfaces)]
    if len(parts) == 1:
        return parts[0]
    return Seen(_one([p.rows for p in parts]), np.concatenate([p.surface for p in parts]))


def _chunks(texts: Sequence[str]) -> list[list[str]]:
    chunks: list[list[str]] = []
    size = AT_ONCE
    for text in (t[:LOOKED_AT] for t in texts):
        if size >= AT_ONCE:
            chunks.append([])
            size = 0
        chunks[-1].append(text)
        size += len(text) + 8
    return chunks


def _seen(texts: list[str], surfaces: bool) -> Seen:
    laid = _Laid(spelled(texts))
    looks = surface(texts) if surfaces else np.zeros((len(texts), SURFACE), np.float32)
    return Seen(_rows(laid.words(), laid.pieces(), len(texts)), looks)


class _Laid:
    """Texts laid out one after another, a blank before, between and after them."""

    def __init__(self, texts: list[str]) -> None:
        raw = "".join(" " + text for text in texts) + " "
        self.codes = np.frombuffer(raw.encode("utf-32-le", "surrogatepass"), np.uint32)
        lengths = np.fromiter((len(t) + 1 for t in texts), np.int64, len(texts))
        self.text = np.repeat(np.arange(len(texts) + 1), np.append(lengths, 1))
        powers, self.back = _powers(len(self.codes) + 1)
        steps = (self.codes.astype(np.uint64) + np.uint64(1)) * powers[: len(self.codes)]
        self.sums = np.zeros(len(self.codes) + 1, np.uint64)
        np.cumsum(steps, out=self.sums[1:])

    def window(self, starts: Ints, ends: Ints) -> Hashes:
        return np.asarray((self.sums[ends] - self.sums[starts]) * self.back[starts])

    def pieces(self) -> tuple[Ints, Hashes]:
        """Pieces of what stands between blanks, with a blank before or behind: (which text, hash)."""
        blank = self.codes == 32
        blanks = blank.nonzero()[0]
        upto = np.cumsum(blank[:-1])  # blanks up to here, so the place of the next one
        room = blanks[upto] - np.arange(len(upto)) + 1  # how long a piece may be that begins here
        room[blank[:-1] & blank[1:]] = 0
        found = [(room >= size).nonzero()[0] for size in range(SHORTEST, LONGEST + 1)]
        starts = np.concatenate(found)
        sizes = np.repeat(np.arange(SHORTEST, LONGEST + 1), [len(one) for one in found])
        return self.text[starts], _mixed(self.window(starts, starts + sizes), sizes)

    def words(self) -> tuple[Ints, Hashes]:
        """Words and signs, one and two in a row: (which text, hash)."""
        starts, ends = self._tokens()
        one = _mixed(self.window(starts, ends), 0)
        whose = self.text[starts]
        two = _mixed(one[:-1] * np.uint64(_MIX[2]) + one[1:], 1)
        same = whose[:-1] == whose[1:]
        return np.concatenate([whose, whose[:-1][same]]), np.concatenate([one, two[same]])

    def _tokens(self) -> tuple[Ints, Ints]:
        """Where words begin and end; of other signs each run of the same one is a token."""
        kind = _kind_table().take(self.codes, mode="clip")
        alike = np.where(
            kind == _OTHER, self.codes + np.uint32(_OTHER), kind
        )  # what runs on as long as it is the same
        bounds = np.ones(len(alike) + 1, bool)
        np.not_equal(alike[1:], alike[:-1], out=bounds[1:-1])
        edges = bounds.nonzero()[0]
        real = kind[edges[:-1]] != 0
        return edges[:-1][real], edges[1:][real]


@cache
def _kind_table() -> NDArray[np.int8]:
    """Of each code point of the first plane, and last of all others: 0 blank, 1 letter or digit, 2 other."""
    first = [0 if c == 32 else 1 if chr(c).isalnum() or c == 95 else _OTHER for c in range(0x10000)]
    return np.array([*first, _OTHER], np.int8)


_grown: list[Hashes] = []


def _powers(size: int) -> tuple[Hashes, Hashes]:
    """B^i and B^-i for i < size, kept."""
    if not _grown or len(_grown[0]) < size:
        made = []
        for base in (_BASE, _INVERSE):
            steps = np.full(max(size, 1 << 16), base, np.uint64)
            steps[0] = 1
            made.append(np.cumprod(steps, dtype=np.uint64))
        _grown[:] = made
    return _grown[0], _grown[1]


def _mixed(hashes: Hashes, salt: Ints | int) -> Hashes:
    """Spread over all bits (the finishing steps of splitmix64), another way for each kind of window. In the place of *hashes*."""
    hashes += _SALTS[salt]
    for shift, factor in ((30, _MIX[0]), (27, _MIX[1])):
        hashes ^= hashes >> np.uint64(shift)
        hashes *= np.uint64(factor)
    hashes ^= hashes >> np.uint64(31)
    return hashes


def _rows(words: tuple[Ints, Hashes], pieces: tuple[Ints, Hashes], texts: int) -> Rows:
    """Windows counted by text, kind and bucket."""
    bits = BUCKETS.bit_length() - 1
    hashes = np.concatenate([words[1], pieces[1]])
    hashes >>= np.uint64(64 - bits)
    keys = np.concatenate([words[0], pieces[0]])
    keys <<= bits + 1
    keys[len(words[0]) :] |= BUCKETS
    keys |= hashes.view(np.int64)
    keys.sort()
    fresh = np.ones(len(keys) + 1, bool)
    np.not_equal(keys[1:], keys[:-1], out=fresh[1:-1])
    bounds = fresh.nonzero()[0]
    counts = (bounds[1:] - bounds[:-1]).astype(np.float32)
    keys = keys[bounds[:-1]]
    starts = np.searchsorted(keys, np.arange(2 * texts + 1, dtype=np.int64) << bits)
    return Rows(starts, keys & (2 * BUCKETS - 1), counts)


def _one(parts: Sequence[Rows]) -> Rows:
    """Parts one below another."""
    before = np.cumsum([0, *(len(p.buckets) for p in parts)])
    starts = [p.starts[:-1] + b for p, b in zip(parts, before, strict=False)]
    return Rows(
        np.concatenate([*starts, before[-1:]]),
        np.concatenate([p.buckets for p in parts]),
        np.concatenate([p.counts for p in parts]),
    )
