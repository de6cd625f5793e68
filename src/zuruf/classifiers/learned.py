"""The model that ships: learned from openly licensed data and invented texts (docs/build/model-card.md), made by `make model`.

Where its file or numpy is missing, rules judge alone.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from zuruf.classifiers import figures
from zuruf.core.telling import telling
from zuruf.core.triage import RINGS

if TYPE_CHECKING:
    from zuruf.classifiers.compact import Compact

log = logging.getLogger(__name__)
FILE = Path(__file__).with_name("shipped.npz")
TAUGHT = ("b2062ea9", date(2026, 11, 23))
"""Which model ships (`version`), and when it was taught; its file says no day, so that the same data make the same bytes."""
LOOKED_AT = 2000
"""Characters of a text that the model gets to see."""
TASK_OF = {"toxic": "offensive"}
"""Labels that another task speaks for."""
RISK = "risk"
"""The label of which each value is a task of its own, "risk.threat", that says "yes" or "no"."""
_WORD = re.compile(r"\w{2,}")
_Probable = Mapping[str, Mapping[str, float]]


def version() -> str:
    """Which model it is, "" for none."""
    return _digest() if shipped() else ""


def there() -> str:
    """Which model would be loaded, "" for none. Loads nothing."""
    return _digest() if FILE.is_file() and find_spec("numpy") else ""


def taught_on(which: str) -> date | None:
    """When this model was taught; None of one that does not ship."""
    ours, day = TAUGHT
    return day if which == ours else None


def probable(texts: Sequence[str]) -> list[_Probable]:
    """For each text: task → label → how probable. Empty where there is no model, and of a text without a letter."""
    model = shipped()
    if model is None or not texts:
        return [{} for _ in texts]
    found = model.judge([text[:LOOKED_AT] for text in texts])
    told = [
        {task: dict(zip(s.labels, s.probabilities, strict=True)) for task, s in one.items()}
        if any(c.isalpha() for c in text)
        else {}
        for text, one in zip(texts, found, strict=True)
    ]
    return _beside_figures(model, texts, told)


def _beside_figures(
    model: "Compact", texts: Sequence[str], told: list[dict[str, dict[str, float]]]
) -> list[_Probable]:
    """*told*, where a risk that rings holds only as far as it does without figures of speech: a figure alone lets nothing ring, and
    neither does a word alone, said once or often."""
    tasks = [task for risk in RINGS if (task := f"{RISK}.{risk}") in model.tasks]
    for at, text in enumerate(texts):
        for task in tasks:
            if told[at].get(task, {}).get("yes", 0.0) >= 0.5 and _a_word_alone(text, task):
                told[at][task] = {"yes": 0.0, "no": 1.0}
    plain = {
        at: figures.without(texts[at][:LOOKED_AT])
        for at, one in enumerate(told)
        if any(one.get(task, {}).get("yes", 0.0) >= 0.5 for task in tasks)
    }
    plain = {at: text for at, text in plain.items() if text != texts[at][:LOOKED_AT]}
    anew = model.judge([*plain.values()], tasks) if plain else []
    for (at, text), one in zip(plain.items(), anew, strict=True):
        for task, said in one.items():
            words = text.split()  # what is left, as "Ich" or "da bei euch", may say nothing
            yes = said.of("yes") if len(words) > 1 and telling(_WORD.findall(text)) else 0.0
            if yes < told[at][task]["yes"]:
                told[at][task] = {"yes": yes, "no": 1 - yes}
    return [*told]


def _a_word_alone(text: str, task: str) -> bool:
    """Are there no two words in it? Who writes one word threatens nobody; of despair one word may speak if it says something."""
    words = {w.casefold() for w in _WORD.findall(text[:LOOKED_AT])}
    return len(words) < 2 and not (task == f"{RISK}.self_harm" and telling(words))


def why(text: str, label: str, value: str, most: int = 8) -> tuple[str, ...]:
    """Words of *text* that made the model say *value* under *label*; () for none. Takes as long as judging 25 texts."""
    model, (task, said) = shipped(), _asked(label, value)
    if model is None or said not in model.tasks.get(task, ()):
        return ()
    return telling(model.why(text[:LOOKED_AT], task, said, most))


def because(
    texts: Sequence[str], asked: Sequence[tuple[int, str, str]], most: int = 8
) -> list[tuple[str, ...]]:
    """`why` for many at once, far quicker: each of *asked* is which of *texts*, which label, and its value."""
    model = shipped()
    named: list[tuple[str, ...]] = [() for _ in asked]
    if model is None:
        return named
    known = [(n, (at, *_asked(label, value))) for n, (at, label, value) in enumerate(asked)]
    known = [(n, one) for n, one in known if one[2] in model.tasks.get(one[1], ())]
    found = model.reasons([t[:LOOKED_AT] for t in texts], [one for _, one in known], most)
    for (n, _), said in zip(known, found, strict=True):
        named[n] = telling(said)
    return named


def _asked(label: str, value: str) -> tuple[str, str]:
    """The task, and what it says."""
    return (f"{RISK}.{value}", "yes") if label == RISK else (TASK_OF.get(label, label), value)


@cache
def shipped() -> "Compact | None":
    """The model, loaded once per process; None where it cannot be."""
    try:
        from zuruf.classifiers import compact_file

        return compact_file.load(FILE)
    except (ImportError, OSError, ValueError) as error:
        log.warning("The learned model cannot be loaded, rules judge alone: %s", error)
        return None


@cache
def _digest() -> str:
    return sha256(FILE.read_bytes()).hexdigest()[:8]
