"""How the examples of a task are put aside, each once: (the others, a part), numbers of examples."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]
Parts = Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]
FOLDS = 5


def stratified(y: Labels, seed: int) -> Parts:
    """By chance, of each label as much in each."""
    from sklearn.model_selection import StratifiedKFold

    parts = StratifiedKFold(min(FOLDS, int(np.bincount(y).min())), shuffle=True, random_state=seed)
    return list(parts.split(np.zeros(len(y)), y))


def in_runs(y: Labels) -> Parts:
    """Runs of the examples as they came, of each label as much in each. Texts that came together are about the same things: put aside one
    by one they seem easier than tomorrow's will be, and what learned their things by heart is preferred."""
    from sklearn.model_selection import StratifiedKFold

    parts = StratifiedKFold(min(FOLDS, int(np.bincount(y).min())))
    return list(parts.split(np.zeros(len(y)), y))


def by_line(lines: NDArray[np.int64], seed: int) -> Parts:
    """By chance, but copies of one line together. *lines*: the number of the line that each is a copy of. A copy that is judged by what
    was learned from its like is no text that nobody has seen."""
    known, which = np.unique(lines, return_inverse=True)
    part = (np.random.default_rng(seed).permutation(len(known)) % FOLDS)[which]
    return [(np.flatnonzero(part != n), np.flatnonzero(part == n)) for n in range(FOLDS)]
