"""What a task learns from sentence vectors: a ridge regression on them, each number brought to mean 0 and spread 1.

Ridge, since it is one linear system, where the regression of the words would take minutes for two thousand dense numbers. How strict it is
is chosen by the error on what was put aside.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.compact_grams import Numbers

STRICT = (0.0003, 0.001, 0.003, 0.01)
"""Share of the sum of squares that is added for each number: the more the stricter."""
_LEAST = 1e-3
_AT_ONCE = 4096

Part = tuple[NDArray[Any], NDArray[Any]]
Square = NDArray[np.float64]


def learned(vectors: Numbers, yes: Numbers, parts: Sequence[Part]) -> tuple[Numbers, Numbers]:
    """(numbers + 1) x outputs, the last row being the bias; and what each text gets from the others: texts x outputs.

    *vectors*: texts x numbers; *yes*: texts x outputs, 1 where a text has that output's label, else 0; *parts*: (the others, a part) so that
    each text is in one part.
    """
    texts, width = vectors.shape
    mean = vectors.mean(axis=0)
    spread = (vectors.std(axis=0) + _LEAST) * np.float32(np.sqrt(width))
    share = yes.mean(axis=0)
    aside = np.zeros((len(STRICT), *yes.shape), np.float32)
    squares, sums = _sums(vectors, yes - share, mean, spread)
    for _others, at in parts:
        without = _sums(vectors[at], yes[at] - share, mean, spread)
        x = (vectors[at] - mean) / spread
        for n, strict in enumerate(STRICT):
            aside[n, at] = x @ _solved(squares - without[0], sums - without[1], strict * texts) + share
    errors = ((aside - yes) ** 2).mean(axis=(1, 2))
    best = int(errors.argmin())
    weights = _solved(squares, sums, STRICT[best] * texts) / spread[:, None]
    bias = share - mean @ weights
    return np.vstack([weights, bias]).astype(np.float32), aside[best]


def _sums(vectors: Numbers, wanted: Numbers, mean: Numbers, spread: Numbers) -> tuple[Numbers, Numbers]:
    """numbers x numbers, and numbers x outputs: products summed over the texts."""
    width = vectors.shape[1]
    squares, sums = np.zeros((width, width), np.float32), np.zeros((width, wanted.shape[1]), np.float32)
    for at in range(0, len(vectors), _AT_ONCE):
        x = (vectors[at : at + _AT_ONCE] - mean) / spread
        squares += x.T @ x
        sums += x.T @ wanted[at : at + _AT_ONCE].astype(np.float32)
    return squares, sums


def _solved(squares: Numbers, sums: Numbers, strict: float) -> Numbers:
    from scipy.linalg import cho_factor, cho_solve

    system = squares.copy()
    system[np.diag_indices(len(system))] += strict
    factor = cho_factor(system, lower=True, overwrite_a=True, check_finite=False)
    return np.asarray(cho_solve(factor, sums, check_finite=False), np.float32)
