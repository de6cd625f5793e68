"""How hard people find a German sentence, by what it is about: the second half of the regression, for where the extra
`embeddings` is on.

`readability_vectors.json` holds a weight for each number of a sentence's vector, in half precision, fitted by
tools/readability_fit.py to the same ratings as the plain regression. The two are mixed.
"""

import base64
import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from zuruf.classifiers import embedding
from zuruf.classifiers.embedding import Vector

MOST = 20
"""Sentences of one text that are looked at; those behind are judged by the plain regression alone."""


@dataclass(frozen=True, slots=True)
class Model:
    """`share`: how much the vectors count beside the plain regression."""

    weights: tuple[float, ...]
    bias: float
    share: float

    def level(self, plain: float, vector: Vector) -> float:
        """1 easy … 7 hard of a sentence that is *plain* by the plain regression."""
        other = self.bias + sum(w * x for w, x in zip(self.weights, vector, strict=True))
        return min(7.0, max(1.0, (1 - self.share) * plain + self.share * other))


def packed(weights: Sequence[float]) -> str:
    """Numbers as text: half precision, little-endian, base64."""
    return base64.b64encode(struct.pack(f"<{len(weights)}e", *weights)).decode()


def unpacked(text: str) -> tuple[float, ...]:
    raw = base64.b64decode(text)
    return struct.unpack(f"<{len(raw) // 2}e", raw)


@cache
def model() -> Model:
    """The numbers that are shipped, read once per process."""
    raw = json.loads((files("zuruf.classifiers") / "readability_vectors.json").read_text("utf-8"))
    return Model(unpacked(raw["weights"]), raw["bias"], raw["share"])


def mixed(plain: Sequence[float], sentences: Iterable[str]) -> list[float]:
    """The levels of a text's sentences that are *plain* by the plain regression. Raises embedding.Missing."""
    few = [sentence for sentence, _level in zip(sentences, plain[:MOST], strict=False)]
    vectors = embedding.embed(few)
    return [model().level(a, v) for a, v in zip(plain[:MOST], vectors, strict=True)] + list(plain[MOST:])
