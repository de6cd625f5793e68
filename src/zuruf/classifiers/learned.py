"""The model that ships: learned from openly licensed data and invented texts (docs/build/model-card.md), made by `make model`.

Where its file or numpy is missing, rules judge alone.
"""

import logging
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zuruf.classifiers.compact import Compact

log = logging.getLogger(__name__)
FILE = Path(__file__).with_name("shipped.npz")
LOOKED_AT = 2000
"""Characters of a text that the model gets to see."""
TASK_OF = {"toxic": "offensive"}
"""Labels that another task speaks for."""
_Probable = Mapping[str, Mapping[str, float]]


def version() -> str:
    """Which model it is, "" for none."""
    return _digest() if shipped() else ""


def probable(texts: Sequence[str]) -> list[_Probable]:
    """For each text: task → label → how probable. Empty where there is no model, and of a text without a letter."""
    model = shipped()
    if model is None or not texts:
        return [{} for _ in texts]
    found = model.judge([text[:LOOKED_AT] for text in texts])
    return [
        {task: dict(zip(s.labels, s.probabilities, strict=True)) for task, s in one.items()}
        if any(c.isalpha() for c in text)
        else {}
        for text, one in zip(texts, found, strict=True)
    ]


def why(text: str, label: str, value: str, most: int = 8) -> tuple[str, ...]:
    """Words of *text* that made the model say *value* under *label*; () for none. Takes as long as judging 25 texts."""
    model, task = shipped(), TASK_OF.get(label, label)
    return (
        _words(model.why(text[:LOOKED_AT], task, value, most)) if model and _known(model, task, value) else ()
    )


def whys(texts: Sequence[str], label: str, values: Sequence[str], most: int = 8) -> list[tuple[str, ...]]:
    """`why` for many texts, each with its value, far quicker."""
    model, task = shipped(), TASK_OF.get(label, label)
    if model is None or not all(_known(model, task, value) for value in values):
        return [() for _ in texts]
    return [_words(said) for said in model.whys([t[:LOOKED_AT] for t in texts], task, values, most)]


def _known(model: "Compact", task: str, value: str) -> bool:
    return value in model.tasks.get(task, ())


def _words(said: Sequence[str], most: int = 4) -> tuple[str, ...]:
    """Words that tell a person something: neither marks nor those that stand in every sentence; emoji stay."""
    telling = [
        w for w in said if any(c.isalnum() or ord(c) > 0x2000 for c in w) and w.casefold() not in _EVERYDAY
    ]
    return tuple(telling[:most])


_EVERYDAY_WORDS = (
    "aber ab am als an auch auf aus bei beim bin bis da dann das dass dem den denn der des die dies diese doch du durch ein eine einem einen einer"
    " einfach er es etwas für gar habe haben hat ich ihm ihn ihr ihre im in ist ja kann man mehr mein meine mich mir mit nach nicht noch nun nur ob"
    " oder schon sein seid seit sich sie sind so über um und uns unser vom von vor war was wenn werden wer wie wir wird wo würde zu zum zur alle also damit dann denen dessen deren dieser dieses dort eben einmal ganz hier immer jetzt lässt lassen macht machen"
    " muss noch sehr selbst seine seiner soll viel wieder wurde a about"
    " an and are as at be been but by can do for from had has have he her his i if in is it its just me my of on or our out she so that the their"
    " there they this to up us was we were what when who will with would you your"
)
_EVERYDAY = frozenset(_EVERYDAY_WORDS.split())


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
