"""When to decide for a label that is not the most probable one. Measures weigh a rare label as much as a frequent one; so does a desk."""

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.compact_grams import Numbers

_FARTHEST, _STEPS = 1.5, 31
_ROUNDS = 2
_SAME = 1e-9
MOST = 12
"""Labels up to which each gets a lift of its own."""


MEASURES = ("macro", "rare")
"""F1 over all labels, and over all but the most frequent one."""
EVEN = 0.4
"""From this share of the rarer label on two labels are about as frequent."""


def lift(probable: Numbers, y: NDArray[np.int64], measure: str = "") -> tuple[Numbers, dict[str, float]]:
    """What to add to the logarithm of each label's probability, and what that reaches by each of MEASURES.

    *measure* is made as high as it gets, on a curve that is smoothed; without one the mean of both, or of two labels that are about
    as frequent the F1 of the rarer one: there the mean would be the same as deciding for the most probable.
    """
    labels = probable.shape[1]
    logs, lifted = np.log(probable + 1e-9), np.zeros(labels, np.float32)
    counted = np.bincount(y, minlength=labels)
    usual = int(counted.argmax())
    if not measure and labels == 2 and counted.min() >= EVEN * len(y):
        measure = "rare"
    if labels <= MOST:
        for _ in range(1 if labels == 2 else _ROUNDS):
            for at in range(labels):
                if at != usual:
                    lifted[at] = _best(logs, lifted, at, y, usual, (measure,) if measure else MEASURES)
    return lifted, reached(probable, y, lifted)


def reached(probable: Numbers, y: NDArray[np.int64], lifted: Numbers) -> dict[str, float]:
    """What a lift reaches by each of MEASURES."""
    usual = int(np.bincount(y, minlength=probable.shape[1]).argmax())
    return _told(_f1(np.log(probable + 1e-9) + lifted, y), usual)


def bar(
    probable: Numbers, yes: NDArray[np.bool_], ordinary: NDArray[np.bool_], share: float
) -> tuple[float, float, float]:
    """What to add to log(p / (1 - p)) so that up to *share* of the *ordinary* texts are above 0; and how many of *yes* and of those are then.

    *probable*: texts, how probable "yes" is of each.
    """
    z = np.log(probable + 1e-9) - np.log(1 - probable + 1e-9)
    at = float(np.quantile(z[ordinary], 1 - share, method="higher")) + 1e-4
    return -at, round(float((z[yes] > at).mean()), 4), round(float((z[ordinary] > at).mean()), 4)


def _best(
    logs: Numbers, lifted: Numbers, at: int, y: NDArray[np.int64], usual: int, measures: tuple[str, ...]
) -> float:
    tried = np.linspace(-_FARTHEST, _FARTHEST, _STEPS)
    reached = []
    for one in tried:
        trial = lifted.copy()
        trial[at] = one
        told = _told(_f1(logs + trial, y), usual)
        reached.append(sum(told[m] for m in measures))
    smooth = np.convolve(np.pad(reached, 2, mode="edge"), np.full(5, 0.2), "valid")
    best = tried[smooth >= smooth.max() - _SAME]
    # Of those as good as each other the one nearest to what is most probable.
    return float(best[np.abs(best).argmin()])


def _f1(by: Numbers, y: NDArray[np.int64]) -> NDArray[np.float64]:
    """F1 of each label."""
    labels = by.shape[1]
    decided = by.argmax(axis=1)
    right = np.bincount(y[decided == y], minlength=labels)
    both = np.bincount(y, minlength=labels) + np.bincount(decided, minlength=labels)
    return np.asarray(2 * right / np.maximum(both, 1))


def _told(f1: NDArray[np.float64], usual: int) -> dict[str, float]:
    return {"macro": round(float(f1.mean()), 4), "rare": round(float(np.delete(f1, usual).mean()), 4)}
