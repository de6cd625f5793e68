"""How hard a text is, as people rate it: the formulas, and for German a regression that was fitted to such ratings."""

from zuruf.core import readability as rules
from zuruf.core.readability import Readability
from zuruf.core.tone_text import Text


def judge(text: Text) -> Readability | None:
    """None when the text is too short for any formula to mean something."""
    words = rules.words_of(text)
    if len(words) < rules.LEAST_WORDS:
        return None
    whole = rules.formulas(words, len(text.sentences), text.language)
    levels = [level(text, n) for n in range(len(text.sentences))]
    sizes = [len(s.tokens) for s in text.sentences]
    mean = sum(a * b for a, b in zip(levels, sizes, strict=True)) / sum(sizes)
    hardest = max(range(len(levels)), key=lambda n: (levels[n], -n))
    value = whole.amstad if text.language == "de" else rules.flesch(whole, words)
    return Readability(round(mean, 2), rules.grade(whole, text.language), round(value, 1), hardest)


def level(text: Text, sentence: int) -> float:
    """1 easy … 7 hard of one sentence."""
    words = rules.words_of(text, sentence)
    f = rules.formulas(words, 1, text.language)
    value = f.wiener_4 if text.language == "de" else f.kincaid
    return min(7.0, max(1.0, 0.9 + 0.17 * value))
