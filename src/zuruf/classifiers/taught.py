"""The judge that remembers what people said: a message nearly the same as one that somebody put right is judged as that one was.

Texts are compared by what the compact model sees of them (words and pieces of words, hashed), folded into rows of WIDE numbers: a batch
against all examples is one multiplication. Needs numpy alone. Risks are only ever added: no example takes a risk away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from zuruf.classifiers.compact_grams import Numbers, seen
from zuruf.core.triage import Finding, Reason

WIDE = 1024
NEAR = 0.75
"""How much alike (cosine) two texts are at least that are nearly the same: one word of eight is another."""
LEAST, MOST = 0.65, 0.98
"""How probable it is that they are to be judged alike, just near enough and with the same words."""


@dataclass(frozen=True, slots=True)
class Example:
    """What somebody said of a text: label → values, () for none of them. `at`: the day on which.
    `is_reply`: whether it answers another message, None where nobody knows; of what is nearly the same it tells nothing more."""

    text: str
    said: Mapping[str, tuple[str, ...]]
    at: date
    is_reply: bool | None = None


def rows(texts: Sequence[str]) -> Numbers:
    """texts x WIDE, each row of length 1 (0 for a text with nothing in it)."""
    found = seen(texts, surfaces=False)
    made = np.zeros((len(texts), WIDE), np.float32)
    for kind in (found.words, found.pieces):
        whose = np.repeat(np.arange(len(texts)), np.diff(kind.starts))
        weights = (1 + np.log(kind.counts)) * np.where(kind.buckets & WIDE, -1, 1)
        places = whose * WIDE + (kind.buckets & (WIDE - 1))
        made += np.bincount(places, weights, len(texts) * WIDE).reshape(made.shape).astype(np.float32)
    length = np.linalg.norm(made, axis=1, keepdims=True)
    length[length == 0] = 1
    return np.asarray(made / length, np.float32)


class Taught:
    """Examples, the newest first. May be used from several threads."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._examples = tuple(examples)
        self._rows = rows([e.text for e in self._examples])
        labels = sorted({label for e in self._examples for label in e.said})
        self._of = {
            label: np.array([i for i, e in enumerate(self._examples) if label in e.said]) for label in labels
        }

    def judge(self, texts: Sequence[str]) -> list[dict[str, tuple[Finding, ...]]]:
        """For each text: label → what the nearest example says, for labels of which one is near enough; of two that are equally
        near the newer one."""
        if not self._examples:
            return [{} for _ in texts]
        alike = rows(texts) @ self._rows.T
        return [self._said(row) for row in alike]

    def _said(self, alike: Numbers) -> dict[str, tuple[Finding, ...]]:
        found = {}
        for label, of in self._of.items():
            at = int(of[np.argmax(np.round(alike[of], 3))])
            if alike[at] >= NEAR:
                found[label] = _findings(label, self._examples[at], float(alike[at]))
        return found


def _findings(label: str, example: Example, alike: float) -> tuple[Finding, ...]:
    p = LEAST + (MOST - LEAST) * min(1.0, (alike - NEAR) / (1 - NEAR))
    why = (Reason("taught", (example.at.isoformat(),)),)
    return tuple(Finding(label, value, p, why) for value in example.said[label])
