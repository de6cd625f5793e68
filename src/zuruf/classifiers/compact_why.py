"""Which words made the compact model say so: those without which it says so less."""

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.compact_grams import LOOKED_AT

_WORD = re.compile(r"\w[\w'’-]*|[^\w\s]+")
_TRIED = 24
"""Words that are taken away to see; of a longer text those that alone speak most for the label."""


Probable = Callable[[Sequence[str]], NDArray[np.float64]]
"""How probable the label is for each of some texts."""


def words(text: str, probable: Probable, most: int) -> tuple[str, ...]:
    """Words of *text* as typed, the weightiest first: taken away one by one, and all together, they leave the label less probable."""
    text = text[:LOOKED_AT]
    said = list(dict.fromkeys(_WORD.findall(text)))
    if len(said) > _TRIED:
        said = [said[at] for at in np.argsort(-probable(said), kind="stable")[:_TRIED]]
    p, *without = probable([text, *(_without(text, [word]) for word in said)])
    fell = sorted(
        ((p - q, word) for q, word in zip(without, said, strict=True) if p - q > 1e-4), reverse=True
    )
    chosen = [word for _, word in fell[:most]]
    while len(chosen) > 1 and probable([_without(text, chosen)])[0] >= p:
        chosen.pop()
    return tuple(chosen)


def _without(text: str, taken: list[str]) -> str:
    for word in taken:
        before, after = (r"(?<!\w)" if word[0].isalnum() else ""), (r"(?!\w)" if word[-1].isalnum() else "")
        text = re.sub(before + re.escape(word) + after, " ", text)
    return text
