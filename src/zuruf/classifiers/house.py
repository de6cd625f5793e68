"""What a house teaches by its corrections: one task for what people want, one for each label of which a message has one value, one for
each topic. Needs scikit-learn, as `compact_train`.

A task takes the place of what stands only where it is no worse on what was said since: half of that is put aside, twice.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from zuruf.classifiers import compact_train
from zuruf.classifiers.compact import Compact
from zuruf.classifiers.compact_heads import Scores, Task
from zuruf.classifiers.learned import TASK_OF
from zuruf.classifiers.taught import Example
from zuruf.core.triage import ONE_OF

INTENT, TOPIC = "intent", "topic."
FEWEST = 8
"""Messages of a topic that somebody named until it is learned, and of each of two values of another label; fresh examples until the new
is compared with what stands."""
WORTH = 0.5
"""F1 on what was put aside that a new task reaches, else it is left as it was. What people want is taken from the first day."""


class Labelled(NamedTuple):
    """A text, what it is, and whether it answers another message (None: nobody knows)."""

    text: str
    label: str
    is_reply: bool | None = None


def lessons(
    examples: Sequence[Example], others: Sequence[tuple[str, bool | None]], topics: Sequence[str]
) -> dict[str, list[Labelled]]:
    """Task → what is learned from. Of a topic: "yes" where somebody said so; "no" where somebody named others, and *others* (text, whether
    it answers another), of which nobody said anything."""
    found = {INTENT: _of_one(examples, "intent")}
    for label in ONE_OF:
        said = _of_one(examples, label)
        if sum(n >= FEWEST for n in Counter(one.label for one in said).values()) > 1:
            found[TASK_OF.get(label, label)] = said
    about = [e for e in examples if "topic" in e.said]
    for slug in topics:
        told = [Labelled(e.text, "yes" if slug in e.said["topic"] else "no", e.is_reply) for e in about]
        if sum(one.label == "yes" for one in told) >= FEWEST:
            found[TOPIC + slug] = told + [Labelled(text, "no", is_reply) for text, is_reply in others]
    return found


def _of_one(examples: Sequence[Example], label: str) -> list[Labelled]:
    return [Labelled(e.text, e.said[label][0], e.is_reply) for e in examples if e.said.get(label)]


def taught(
    given: Mapping[str, Sequence[Labelled]], fresh: Mapping[str, Sequence[Labelled]], stands: Compact
) -> Compact:
    """A model of all tasks in *given* that can be learned. *fresh*: those of *given* that what *stands* has not seen."""
    made = {}
    for name, examples in given.items():
        try:
            task = _task(name, examples)
        except compact_train.TooFew:
            continue
        old = stands.known.get(name)
        if old is not None and not no_worse(old, examples, fresh.get(name, ())):
            task = old
        elif old is None and name != INTENT and _reached(task) < WORTH:
            continue
        made[name] = task
    return Compact(made)


def about(said: Scores) -> bool:
    """Is it about the topic? Where that is decided for, and in any case where it is the more probable."""
    return said.label == "yes" or said.of("yes") >= 0.5


def no_worse(old: Task, given: Sequence[Labelled], fresh: Sequence[Labelled]) -> bool:
    """Is what can be learned from *given* at least as right on *fresh* as *old*, each half judged without having seen it? With few there
    is nothing to tell them apart by: then the one that knows more is taken."""
    if len(fresh) < FEWEST:
        return True
    new_right = 0
    for at in (0, 1):
        half = fresh[at::2]
        aside = {one.text for one in half}
        try:
            task = _learned([one for one in given if one.text not in aside])
        except compact_train.TooFew:
            return False
        new_right += _right(task, half)
    return new_right >= _right(old, fresh)


def _task(name: str, examples: Sequence[Labelled]) -> Task:
    topic = name.startswith(TOPIC)
    task = _learned(examples, "rare" if topic else "")
    said = sum(one.label != "no" for one in examples) if topic else len(examples)
    return replace(task, about={**task.about, "said": said})


def _learned(examples: Sequence[Labelled], measure: str = "") -> Task:
    told, replies = [(one.text, one.label) for one in examples], [one.is_reply for one in examples]
    return compact_train.taught(told, measure=measure, replies=replies)


def _reached(task: Task) -> float:
    reached = task.about.get("reached")
    return float(reached.get("rare", 0.0)) if isinstance(reached, Mapping) else 0.0


def _right(task: Task, examples: Sequence[Labelled]) -> int:
    replies = [one.is_reply for one in examples]
    judged = Compact({"task": task}).judge([one.text for one in examples], replies=replies)
    return sum(said["task"].label == one.label for said, one in zip(judged, examples, strict=True))
