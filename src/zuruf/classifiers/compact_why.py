"""Which words made the compact model say so: those without which it says so less."""

import re
from collections.abc import Callable, Mapping, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.compact_grams import LOOKED_AT

_CUT = re.compile(r"(\w[\w'’-]*|[^\w\s]+)")
_FELL = 1e-4
_READ = 300
_KEPT = 30_000
"""Words that are remembered: 10 MB."""
_TRIED = 24
"""Words that are taken away to see; of a longer text those that alone speak most for the label."""


Probable = Callable[[Sequence[str]], NDArray[np.float64]]
"""How probable the label is for each of some texts."""
Alone = Callable[[Sequence[str]], NDArray[np.float32]]
"""What each of some words speaks for each of all labels by itself: words x labels."""


class Heard:
    """What words speak for by themselves, remembered: people use the same ones."""

    def __init__(self, alone: Alone) -> None:
        self._alone = alone
        self._known: tuple[dict[str, int], NDArray[np.float32]] = {}, np.zeros((0, 0), np.float32)
        self._adding = Lock()

    def __call__(self, words: Sequence[str]) -> NDArray[np.float32]:
        at, rows = self._known
        if not at.keys() >= {*words}:
            with self._adding:
                at, rows = self._with(words)
        return rows[[at[word] for word in words]]

    def _with(self, words: Sequence[str]) -> tuple[dict[str, int], NDArray[np.float32]]:
        """What is known, these *words* included. A row is there before its word is; whoever reads meanwhile keeps what they have."""
        at, rows = self._known
        new = [word for word in words if word not in at]
        if not new:
            return at, rows
        if len(at) + len(new) > len(rows):
            new = [*words]
            at, rows = {}, np.empty((0, 0), np.float32)
        made = self._alone(new)
        if not len(rows):
            rows = np.empty((max(_KEPT, len(new)), made.shape[1]), np.float32)
        first = len(at)
        rows[first : first + len(new)] = made
        at.update(zip(new, range(first, first + len(new)), strict=True))
        self._known = at, rows
        return at, rows


def words(text: str, probable: Probable, most: int) -> tuple[str, ...]:
    """Words of *text* as typed, the weightiest first: taken away one by one, and all together, they leave the label less probable."""
    text = text[:LOOKED_AT]
    said = _said(text)
    if len(said) > _TRIED:
        said = [said[at] for at in np.argsort(-probable(said), kind="stable")[:_TRIED]]
    p, *rest = probable([text, *(without(text, [word]) for word in said)])
    fell = sorted(((p - q, word) for q, word in zip(rest, said, strict=True) if p - q > _FELL), reverse=True)
    chosen = [word for _, word in fell[:most]]
    while len(chosen) > 1 and probable([without(text, chosen)])[0] >= p:
        chosen.pop()
    return tuple(chosen)


def guessed(
    parts: Mapping[int, Sequence[str]], whose: Sequence[int], columns: Sequence[int], heard: Heard, most: int
) -> list[tuple[str, ...]]:
    """For each of *whose* (a text, of *parts*) the words that by themselves speak most for what is in its column of what is heard."""
    said = {at: [*dict.fromkeys(one[1::2])][:_READ] for at, one in parts.items()}
    every = list(dict.fromkeys(word for one in said.values() for word in one))
    if not every:
        return [() for _ in whose]
    weights = heard(every)
    row = {word: n for n, word in enumerate(every)}
    speak = {at: -weights[[row[word] for word in one]] for at, one in said.items()}
    chosen = []
    for at, column in zip(whose, columns, strict=True):
        against = speak[at][:, column]
        first = np.argsort(against, kind="stable")[:most].tolist()
        chosen.append(tuple(said[at][i] for i in first if against[i] < 0))
    return chosen


def cut(text: str) -> list[str]:
    """*text* in parts: what stands between words (blanks, mostly nothing), a word, what stands between, a word …"""
    return _CUT.split(text)


def left(parts: Sequence[str], taken: Sequence[str]) -> str:
    """What is left of a text in parts, with blanks in the place of these words."""
    gone = frozenset(taken)
    return "".join([" " if part in gone else part for part in parts])


def _said(text: str) -> list[str]:
    return list(dict.fromkeys(cut(text)[1::2]))


def without(text: str, taken: Sequence[str]) -> str:
    """*text* with blanks in the place of these words."""
    return left(cut(text), taken)
