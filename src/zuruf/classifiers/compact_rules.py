"""What rules hear of the mood of a text, as numbers to learn from: they know words that no example had."""

from collections.abc import Sequence

import numpy as np

from zuruf.classifiers.compact_grams import LOOKED_AT, Numbers
from zuruf.classifiers.sentiment import mood

WIDE = 5


def rows(texts: Sequence[str]) -> Numbers:
    """texts x WIDE: log(1 + what is good), log(1 + what is bad), and 1 for more of the one, of the other, or as much of both."""
    made = np.zeros((len(texts), WIDE), np.float32)
    for row, text in zip(made, texts, strict=True):
        heard = mood(text[:LOOKED_AT])
        row[:] = (
            np.log1p(heard.good),
            np.log1p(heard.bad),
            heard.good > heard.bad,
            heard.bad > heard.good,
            heard.good == heard.bad,
        )
    return made
