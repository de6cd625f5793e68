"""Texts as a matrix to learn from: the features that are worth keeping, weighed. Needs scipy, which is loaded only here."""

from collections.abc import Sequence
from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.compact_grams import BUCKETS, Rows, seen
from zuruf.classifiers.compact_heads import standing

SURFACE_WEIGHT = 0.2
Kept = NDArray[np.bool_] | None


class Columns:
    """One kind of feature over all examples: columns that two of them (or of those that count) have, weighed and brought to length 1."""

    def __init__(self, rows: Rows, counting: Kept = None) -> None:
        from scipy.sparse import csr_matrix, diags_array

        texts = len(rows.starts) - 1
        having = np.bincount(rows.buckets, minlength=BUCKETS)
        counted = having
        if counting is not None:
            counted = np.bincount(rows.buckets[np.repeat(counting, np.diff(rows.starts))], minlength=BUCKETS)
        self.buckets = np.flatnonzero(counted >= 2)
        rarity = np.log((1 + texts) / (1 + having[self.buckets])) + 1
        self.rarity = rarity.astype(np.float16).astype(np.float32)  # as it is stored
        logs = (1 + np.log(rows.counts), rows.buckets, rows.starts)
        x = csr_matrix(logs, shape=(texts, BUCKETS))[:, self.buckets] @ diags_array(self.rarity)
        length = np.sqrt(np.asarray(x.multiply(x).sum(axis=1)).ravel())
        length[length == 0] = 1
        self.x = diags_array(1 / length) @ x


class Features:
    """All that is seen of some texts: `x` has a row for each. *counting*: those that say which features are kept; all without."""

    def __init__(self, texts: Sequence[str], counting: Kept = None) -> None:
        from scipy.sparse import csr_matrix, hstack

        rows = seen(texts)
        self.words, self.pieces = Columns(rows.words, counting), Columns(rows.pieces, counting)
        self.mean = rows.surface.mean(axis=0)
        self.spread = rows.surface.std(axis=0) + np.float32(1e-3)
        surface = SURFACE_WEIGHT * standing(rows.surface, self.mean, self.spread)
        self.x: Any = hstack([self.words.x, self.pieces.x, csr_matrix(surface)]).tocsr()

    def of(self, at: NDArray[np.int64]) -> "Features":
        """The same of some of the texts: features, rarities and what is usual stay those of all."""
        made = copy(self)
        made.x = self.x[at]
        return made
