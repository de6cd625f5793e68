"""Where the weights of all tasks stand: what a batch has of hashed features is looked up once for all of them, and weighed at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.compact_grams import BUCKETS, Numbers, Rows


@dataclass(frozen=True, slots=True)
class View:
    """Weights of one kind of hashed feature: for each of `buckets` (ascending) its rarity, and its weight for each output."""

    buckets: NDArray[np.int64]
    rarity: Numbers
    weights: NDArray[np.int8]
    scale: Numbers
    """One unit of a weight, for each output."""


class Places:
    """All buckets that some task knows, one place each; place 0 is that of what nobody knows."""

    def __init__(self, views: Sequence[tuple[View, View]]) -> None:
        """*views*: of each task words and pieces."""
        self._place = np.zeros(2 * BUCKETS, np.int32)
        for pair in views:
            for kind, view in enumerate(pair):
                self._place[view.buckets + kind * BUCKETS] = 1
        known = self._place.nonzero()[0]
        self._place[known] = np.arange(1, len(known) + 1)
        outputs = [words.weights.shape[1] for words, _ in views]
        self._weights = np.zeros((len(known) + 1, sum(outputs)), np.float32)
        laid: list[tuple[View, View]] = []
        lengths: list[Numbers] = []
        length_of = []
        for pair, first, wide in zip(views, accumulate(outputs, initial=0), outputs, strict=False):
            places = [self._place[v.buckets + at * BUCKETS] for at, v in enumerate(pair)]
            for view, at in zip(pair, places, strict=True):
                self._weights[at, first : first + wide] = view.rarity[:, None] * view.weights * view.scale
            same = next((n for n, other in enumerate(laid) if _alike(pair, other)), len(laid))
            if same == len(laid):  # tasks over the same columns share how long a row is
                laid.append(pair)
                lengths.append(np.zeros(len(known) + 1, np.float32))
                for view, at in zip(pair, places, strict=True):
                    lengths[-1][at] = view.rarity**2
            length_of += [same] * wide
        self._length_of = np.array(length_of, np.int64)
        """For each output which length its row has."""
        self._squares = np.stack(lengths, axis=1) if lengths else np.zeros((1, 0), np.float32)

    def weighed(self, rows: Rows, *, to_one: bool = True) -> Numbers:
        """rows x outputs of all tasks: each row, brought to length 1, times the weights."""
        places = self._place[rows.buckets]
        known = places.nonzero()[0]
        before = np.searchsorted(known, rows.starts)
        places = places[known]
        values = 1 + np.log(rows.counts[known])
        sums = _by_text(values, self._weights.take(places, axis=0), before)
        if to_one:
            lengths = np.sqrt(_by_text(values * values, self._squares.take(places, axis=0), before))
            lengths[lengths == 0] = 1
            sums /= lengths[:, self._length_of]
        return sums


def _alike(pair: tuple[View, View], other: tuple[View, View]) -> bool:
    return all(a.buckets is b.buckets for a, b in zip(pair, other, strict=True))


def _by_text(values: Numbers, rows: Numbers, before: NDArray[np.int64]) -> Numbers:
    """rows x columns: the sum of what a row has times its values; row i has what stands from before[i] to before[i + 1].

    A product for each row: adding up with `reduceat` takes six times as long.
    """
    out = np.zeros((len(before) - 1, rows.shape[1]), np.float32)
    for text, (first, end) in enumerate(pairwise(before.tolist())):
        out[text] = values[first:end] @ rows[first:end]
    return out
