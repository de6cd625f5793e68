"""What it tells that a message answers another one. Who answers another guest seldom speaks to the house; no word need say so.

It is weighed last, beside what all else makes probable: so a text of which it is unknown is judged as if this had never been learned.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.compact_grams import Numbers
from zuruf.classifiers.compact_heads import Mix, beside, mixed
from zuruf.classifiers.compact_lift import lift

TELLS = 0.99
"""What share of the log loss may be left, that it is kept."""
FEWEST = 20
"""Texts that answer another one, and texts that do not, from which on it is learned."""

Part = tuple[NDArray[Any], NDArray[Any]]


def numbers(replies: Sequence[bool | None]) -> Numbers:
    """For each text 1 where it answers another, -1 where not, 0 where that is unknown."""
    return np.array([0 if one is None else 1 if one else -1 for one in replies], np.float32)


def learned(
    probable: Numbers, replies: Numbers, y: NDArray[np.int64], parts: Sequence[Part], measure: str = ""
) -> tuple[Mix, dict[str, float]] | None:
    """How *probable* (texts x labels, each text judged without having been seen) and *replies* go together, and the F1 that this reaches;
    None where too few are known or it tells nothing. *parts*: (the others, a part); what it tells is measured on texts put aside."""
    from zuruf.classifiers.compact_mixing import multinomial

    labels = probable.shape[1]
    known = replies != 0
    if min((replies > 0).sum(), (replies < 0).sum()) < FEWEST or len(set(y[known].tolist())) < labels:
        return None
    both = beside(probable, replies)
    none = np.zeros(labels, np.float32)

    def loss(columns: int) -> float:
        total = 0.0
        for others, part in parts:
            at, aside = others[known[others]], part[known[part]]
            if len(set(y[at].tolist())) < labels:
                return float("inf") if columns > labels else 0.0
            p, _ = mixed(both[aside, :columns], Mix(*multinomial(both[at, :columns], y[at], labels), none))
            total -= float(np.log(p[np.arange(len(aside)), y[aside]] + 1e-9).sum())
        return total

    if loss(labels + 1) >= TELLS * loss(labels):
        return None
    flat = Mix(*multinomial(both[known], y[known], labels), none)
    lifted, reached = lift(mixed(both[known], flat)[0], y[known], measure)
    return Mix(flat.by, flat.offset, lifted), reached
