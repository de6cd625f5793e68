"""Profiles: what somebody taught with `zuruf teach`, each a folder under ZURUF_DATA/profiles with one model in it. No database."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from zuruf.classifiers import (
    compact_file,
    compact_lift,
    compact_train,
    compact_tuned,
    embedding,
    embedding_file,
    fine_tuned,
)
from zuruf.classifiers.compact import Compact
from zuruf.classifiers.compact_grams import LOOKED_AT
from zuruf.classifiers.compact_heads import Scores, Task, Vectors
from zuruf.classifiers.compact_train import TooFew
from zuruf.flow.errors import Declined
from zuruf.flow.json_lines import Broken, is_reply, row

MEASURES = compact_lift.MEASURES
MOST = 100_000
"""Examples of a task: 8 GB of memory are enough for them."""
Label = str | int | float | bool

_NAME = re.compile(r"[^\W_][\w.-]{0,63}")
_TAKEN = ("id", "text", "reasons", "language")


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what it is. Labels are told apart by how they are written: 1 and "1" are one."""

    text: str
    label: Label
    is_reply: bool | None = None
    """Whether it answers another message; None where that is unknown."""

    @property
    def written(self) -> str:
        return str(self.label).lower() if isinstance(self.label, bool) else str(self.label)


def example(line: bytes) -> Example:
    """`{"text": "…", "label": …}`; the label is text, a number or true or false. `is_reply` may stand there, too. Raises Broken."""
    found = row(line)
    text, label = found.get("text"), found.get("label")
    if not isinstance(text, str):
        raise Broken('has no "text"')
    if not text.strip():
        raise Broken('has a "text" that is empty')
    if "label" not in found:
        raise Broken('has no "label"')
    if not isinstance(label, str | int | float) or label != label:
        raise Broken('has a "label" that is no text, number, true or false')
    if label == "":
        raise Broken('has a "label" that is empty')
    return Example(text[:LOOKED_AT], label[:200] if isinstance(label, str) else label, is_reply(found))


def teach(
    profile: str,
    task: str,
    examples: Sequence[Example],
    *,
    seed: int = 0,
    measure: str = "",
    fine_tune: Callable[[str], None] | None = None,
) -> Task:
    """Learn *task* from *examples*, anew where the profile has it already; its other tasks stay. Returns the task.

    Sentence vectors are learned from as well where they are on. *measure*: one of MEASURES, or "" for what suits. *fine_tune*: the encoder learns, too;
    it gets sentences meanwhile. Declined: "name" (of profile or task) · "too_few" (why) · "broken" (why: the profile's file cannot be read) ·
    "no_encoder" · "too_many" (to fine-tune with).
    """
    path = _path(profile)
    if not _NAME.fullmatch(task) or task in _TAKEN:
        raise Declined("name", name=task)
    if fine_tune is not None:
        _can_fine_tune(len(examples))
    before = _read(path) if path.exists() else Compact({})
    written = [(e.text, e.written) for e in examples]
    try:
        compact_train.usable(label for _, label in written)
        vectors, further = _seen([e.text for e in examples], fine_tune)
        learned = compact_train.taught(
            written,
            seed=seed,
            vectors=vectors,
            measure=measure,
            rules=True,
            runs=True,
            further=further,
            replies=[e.is_reply for e in examples],
        )
    except TooFew as why:
        raise Declined("too_few", why=str(why)) from None
    first: dict[str, Label] = {}
    for e in examples:
        first.setdefault(e.written, e.label)
    about = {**learned.about, "said": [first[label] for label in learned.labels]}
    learned = replace(learned, about=about)
    compact_file.save(Compact({**before.known, task: learned}), path)
    return learned


def _seen(
    texts: Sequence[str], fine_tune: Callable[[str], None] | None
) -> tuple[Vectors | None, compact_tuned.Further | None]:
    """The sentence vectors of *texts* where they are on, and what comes last where the encoder learns, too."""
    if fine_tune is not None:
        vectors, states = embedding.read(texts)
        return vectors, compact_tuned.beside(states, fine_tune)
    return (embedding.layers(texts) if embedding.layers_on() else None), None


def known(profile: str) -> Compact:
    """The model of a profile. Declined: "name" · "no_profile" · "broken"."""
    path = _path(profile)
    if not path.exists():
        raise Declined("no_profile", name=profile)
    return _read(path)


def _can_fine_tune(examples: int) -> None:
    if not embedding.layers_on():
        raise Declined("no_encoder")
    if examples > compact_tuned.MOST:
        raise Declined("too_many", most=compact_tuned.MOST)


def judged(
    model: Compact, texts: Sequence[str], replies: Sequence[bool | None] | None = None
) -> list[dict[str, Scores]]:
    """What *model* says of *texts*: with sentence vectors where it was taught with them and they are on, else without. *replies*: which of
    them answer another message."""
    if not model.wants_vectors or not embedding.layers_on():
        return model.judge(texts, replies=replies)
    if not model.tuned:
        return model.judge(texts, vectors=embedding.layers(texts), replies=replies)
    vectors, states = embedding.read(texts)
    encoder = embedding_file.model()
    tuned = {
        task: fine_tuned.outputs(own, states)
        for task, own in model.tuned.items()
        if fine_tuned.fits(own, encoder)
    }
    return model.judge(texts, vectors=vectors, tuned=tuned, replies=replies)


def as_said(task: Task, label: str) -> Any:
    """*label* as it stood in the examples: text, a number, true or false."""
    said = task.about.get("said")
    if isinstance(said, list) and len(said) == len(task.labels):
        return said[task.labels.index(label)]
    return label


def _path(profile: str) -> Path:
    if not _NAME.fullmatch(profile):
        raise Declined("name", name=profile)
    return Path(settings.DATA) / "profiles" / profile / "model.npz"


def _read(path: Path) -> Compact:
    try:
        return compact_file.load(path)
    except compact_file.Broken as why:
        raise Declined("broken", why=str(why)) from None
