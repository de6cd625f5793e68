"""Which words made the compact model say so: those without which it says so less."""

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.compact_grams import LOOKED_AT

_WORD = re.compile(r"\w[\w'’-]*|[^\w\s]+")
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
        self._known: dict[str, NDArray[np.float32]] = {}

    def __call__(self, words: Sequence[str]) -> NDArray[np.float32]:
        known = self._known
        if new := [word for word in words if word not in known]:
            known = {**known, **dict(zip(new, self._alone(new), strict=True))}
            self._known = known if len(known) <= _KEPT else {}
        return np.stack([known[word] for word in words])


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
    texts: Sequence[str], whose: Sequence[int], columns: Sequence[int], heard: Heard, most: int
) -> list[tuple[str, ...]]:
    """For each of *whose* (a text) the words that by themselves speak most for what is in its column of what is heard."""
    said = {at: _said(texts[at][:LOOKED_AT])[:_READ] for at in dict.fromkeys(whose)}
    every = list(dict.fromkeys(word for one in said.values() for word in one))
    if not every:
        return [() for _ in whose]
    weights = heard(every)
    row = {word: n for n, word in enumerate(every)}
    rows = {at: [row[word] for word in one] for at, one in said.items()}
    chosen = []
    for at, column in zip(whose, columns, strict=True):
        speak = weights[rows[at], column]
        chosen.append(tuple(said[at][i] for i in np.argsort(-speak, kind="stable")[:most] if speak[i] > 0))
    return chosen


def _said(text: str) -> list[str]:
    return list(dict.fromkeys(_WORD.findall(text)))


def without(text: str, taken: Sequence[str]) -> str:
    """*text* with blanks in the place of these words."""
    gone = frozenset(taken)
    return _WORD.sub(lambda m: " " if m[0] in gone else m[0], text)
