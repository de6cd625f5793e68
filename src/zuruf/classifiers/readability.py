"""How hard a text is, as people rate it: the formulas, and for German a regression that was fitted to such ratings.

The regression is ridge on features of the surface, of how usual the words are and of how the sentence is built, and on runs
of letters (readability_features.py); `readability.json` holds its numbers. Fitted by tools/readability_fit.py to the 805
training sentences of TextComplexityDE (MIT licence). Where the extra `embeddings` is on, what the sentence is about counts too
(readability_vectors.py).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from zuruf.classifiers import embedding, readability_vectors
from zuruf.classifiers import readability_features as features
from zuruf.classifiers.readability_words import frequencies
from zuruf.core import readability as rules
from zuruf.core.readability import Readability
from zuruf.core.tone_text import Text


@dataclass(frozen=True, slots=True)
class Model:
    """The numbers of the regression. `share`: how much the runs of letters count."""

    middle: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    boxes: tuple[float, ...]
    boxes_bias: float
    share: float

    def level(self, text: str, words: Sequence[str]) -> float:
        """1 easy … 7 hard of one sentence."""
        row = features.surface(text, words, frequencies())
        one = self.bias + sum(
            w * (x - m) / s for w, x, m, s in zip(self.weights, row, self.middle, self.spread, strict=True)
        )
        other = self.boxes_bias + sum(self.boxes[box] * x for box, x in features.runs(words).items())
        return min(7.0, max(1.0, (1 - self.share) * one + self.share * other))


@cache
def model() -> Model:
    """The numbers that are shipped, read once per process."""
    raw = json.loads((files("zuruf.classifiers") / "readability.json").read_text("utf-8"))
    return Model(
        tuple(raw["middle"]),
        tuple(raw["spread"]),
        tuple(raw["weights"]),
        raw["bias"],
        tuple(raw["boxes"]),
        raw["boxes_bias"],
        raw["share"],
    )


def judge(text: Text) -> Readability | None:
    """None when the text is too short for any formula to mean something."""
    words = rules.words_of(text)
    if len(words) < rules.LEAST_WORDS:
        return None
    whole = rules.formulas(words, len(text.sentences), text.language)
    levels = levels_of(text)
    mean = mean_level(text, levels)
    hardest = max(range(len(levels)), key=lambda n: (levels[n], -n))
    value = whole.amstad if text.language == "de" else rules.flesch(whole, words)
    return Readability(round(mean, 2), rules.grade(whole, text.language), round(value, 1), hardest)


def mean_level(text: Text, levels: Sequence[float]) -> float:
    """Of a text of at least one sentence: longer sentences count for more."""
    sizes = [len(s.tokens) for s in text.sentences]
    return sum(a * b for a, b in zip(levels, sizes, strict=True)) / sum(sizes)


def levels_of(text: Text) -> list[float]:
    """1 easy … 7 hard of each sentence, by vectors too where they are on."""
    plain = [level(text, n) for n in range(len(text.sentences))]
    if text.language != "de" or not embedding.on():
        return plain
    return readability_vectors.mixed(plain, (text.text[s.start : s.end] for s in text.sentences))


def level(text: Text, sentence: int) -> float:
    """1 easy … 7 hard of one sentence by the plain regression; in English after its Flesch-Kincaid grade alone."""
    words = rules.words_of(text, sentence)
    if text.language == "de":
        s = text.sentences[sentence]
        return model().level(text.text[s.start : s.end], words)
    return min(7.0, max(1.0, 1.2 + 0.16 * rules.formulas(words, 1, "en").kincaid))
