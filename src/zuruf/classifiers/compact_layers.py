"""What a task learns from sentence vectors that hold several layers of the encoder (`embedding.layers`): from all layers at once, and, where
that tells more, from each apart as well.

Layers say different things of a text: the lower ones how it is put, the upper ones what it is about. Which of them still holds for texts about
other things is learned best where each may be believed more or less, or against another. What is put aside decides, and what mixes it has not
seen it either. All are linear in the same numbers, so what is kept is as large as before.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers import compact_vectors, embedding
from zuruf.classifiers.compact_grams import Numbers
from zuruf.classifiers.compact_heads import Mix, mixed
from zuruf.classifiers.compact_mixing import multinomial
from zuruf.classifiers.compact_vectors import Part

TELLS = 0.99
"""What share of the log loss may be left with each layer apart, that they are kept apart."""
MOST = 12
"""Labels up to which layers are tried apart: with more of them mixing takes too long."""

Labels = NDArray[np.int64]


def learned(
    vectors: Numbers, yes: Numbers, parts: Sequence[Part], beside: Numbers, y: Labels, labels: int
) -> tuple[Numbers, Numbers]:
    """As `compact_vectors.learned`: (numbers + 1) x outputs, and what each text gets from the others. *beside*: texts x what else is said of them
    without having seen them; *y*: texts, 0 … *labels* - 1.
    """
    weights, said = compact_vectors.learned(vectors, yes, parts)
    layers = vectors.shape[1] // embedding.SIZE
    if labels > MOST or layers < 2 or layers * embedding.SIZE != vectors.shape[1]:
        return weights, said
    more, says = _apart(vectors, yes, parts)
    every = np.hstack([beside, said, says])
    if _lost(every, y, labels, parts) >= TELLS * _lost(np.hstack([beside, said]), y, labels, parts):
        return weights, said
    by, _ = multinomial(every, y, labels)
    own = by[beside.shape[1] :, -yes.shape[1] :]  # of two labels the second one has an output
    return np.hstack([weights, more]) @ own, np.hstack([said, says]) @ own


def _apart(vectors: Numbers, yes: Numbers, parts: Sequence[Part]) -> tuple[Numbers, Numbers]:
    """Each layer by itself, side by side: (numbers + 1) x layers and outputs, texts x layers and outputs."""
    weights, says = [], []
    for at in range(0, vectors.shape[1], embedding.SIZE):
        own, said = compact_vectors.learned(vectors[:, at : at + embedding.SIZE], yes, parts)
        wide = np.zeros((vectors.shape[1] + 1, own.shape[1]), np.float32)
        wide[at : at + embedding.SIZE], wide[-1] = own[:-1], own[-1]
        weights.append(wide)
        says.append(said)
    return np.hstack(weights), np.hstack(says)


def _lost(said: Numbers, y: Labels, labels: int, parts: Sequence[Part]) -> float:
    """The mean log loss where each part is mixed by what the others ask for."""
    lost = 0.0
    for others, at in parts:
        by, offset = multinomial(said[others], y[others], labels)
        p, _ = mixed(said[at], Mix(by, offset, np.zeros(labels, np.float32)))
        lost += float(-np.log(p[np.arange(len(at)), y[at]] + 1e-9).sum())
    return lost / len(y)
