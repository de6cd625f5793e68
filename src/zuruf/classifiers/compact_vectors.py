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
"""What is added to the diagonal for each text, where each text has length 1: the more the stricter."""
_LEAST = 1e-3

Part = tuple[NDArray[Any], NDArray[Any]]


def learned(vectors: Numbers, yes: Numbers, parts: Sequence[Part]) -> tuple[Numbers, Numbers]:
    """(numbers + 1) x outputs, the last row being the bias; and what each text gets from the others: texts x outputs.

    *vectors*: texts x numbers; *yes*: texts x outputs, 1 where a text has that output's label, else 0; *parts*: (the others, a part) so that
    each text is in one part.
    """
    mean = vectors.mean(axis=0)
    spread = (vectors.std(axis=0) + _LEAST) * np.float32(np.sqrt(vectors.shape[1]))
    share = yes.mean(axis=0)
    x, wanted = (vectors - mean) / spread, yes - share
    way = _by_texts if len(x) <= x.shape[1] else _by_numbers
    asides, weights = way(x, wanted, parts)
    best = int(((asides - wanted) ** 2).mean(axis=(1, 2)).argmin())
    chosen = weights(STRICT[best] * len(x)) / spread[:, None]
    return np.vstack([chosen, share - mean @ chosen]).astype(np.float32), asides[best] + share


def _by_texts(x: Numbers, wanted: Numbers, parts: Sequence[Part]) -> tuple[Numbers, Any]:
    """Few texts: the system has as many unknowns as there are texts."""
    near = x @ x.T
    asides = np.zeros((len(STRICT), *wanted.shape), np.float32)
    for others, at in parts:
        for n, strict in enumerate(STRICT):
            by = _solved(near[np.ix_(others, others)], wanted[others], strict * len(x))
            asides[n, at] = near[np.ix_(at, others)] @ by
    return asides, lambda strict: x.T @ _solved(near, wanted, strict)


def _by_numbers(x: Numbers, wanted: Numbers, parts: Sequence[Part]) -> tuple[Numbers, Any]:
    """Many texts: as many unknowns as numbers. What a part adds to the sums is taken away again, which is quicker than adding up anew."""
    squares, sums = x.T @ x, x.T @ wanted
    asides = np.zeros((len(STRICT), *wanted.shape), np.float32)
    for _others, at in parts:
        part = x[at]
        rest, left = squares - part.T @ part, sums - part.T @ wanted[at]
        for n, strict in enumerate(STRICT):
            asides[n, at] = part @ _solved(rest, left, strict * len(x))
    return asides, lambda strict: _solved(squares, sums, strict)


def _solved(squares: Numbers, sums: Numbers, strict: float) -> Numbers:
    from scipy.linalg import cho_factor, cho_solve

    system = squares.copy()
    system[np.diag_indices(len(system))] += strict
    factor = cho_factor(system, lower=True, overwrite_a=True, check_finite=False)
    return np.asarray(cho_solve(factor, sums, check_finite=False), np.float32)
