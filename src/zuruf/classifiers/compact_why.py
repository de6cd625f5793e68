"""Which words made the compact model say so: those without which it says so less."""

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.compact_grams import LOOKED_AT

_WORD = re.compile(r"\w[\w'’-]*|[^\w\s]+")
_FELL = 1e-4
_READ = 300
_TRIED = 24
"""Words that are taken away to see; of a longer text those that alone speak most for the label."""


Probable = Callable[[Sequence[str]], NDArray[np.float64]]
"""How probable the label is for each of some texts."""
Alone = Callable[[Sequence[str]], NDArray[np.float32]]
"""What each of some words adds to each label's logit: words x labels."""


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


def guessed(texts: Sequence[str], labels: Sequence[int], alone: Alone, most: int) -> list[list[str]]:
    """For each text the words that by themselves speak most for its label (a column of *alone*): a guess in one go."""
    said = [_said(text[:LOOKED_AT])[:_READ] for text in texts]
    every = list(dict.fromkeys(word for one in said for word in one))
    if not every:
        return [[] for _ in texts]
    weights = alone(every)
    at = {word: row for row, word in enumerate(every)}
    chosen = []
    for one, label in zip(said, labels, strict=True):
        ranked = sorted(((float(weights[at[w], label]), w) for w in one), key=lambda p: -p[0])
        chosen.append([w for weight, w in ranked[:most] if weight > 0])
    return chosen


def _said(text: str) -> list[str]:
    return list(dict.fromkeys(_WORD.findall(text)))


def without(text: str, taken: list[str]) -> str:
    for word in taken:
        before, after = (r"(?<!\w)" if word[0].isalnum() else ""), (r"(?!\w)" if word[-1].isalnum() else "")
        text = re.sub(before + re.escape(word) + after, " ", text)
    return text
