"""Tasks with as many labels, judged in one go: what stands beside the words, and how outputs become probabilities and decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.compact_grams import Numbers
from zuruf.classifiers.compact_places import View
from zuruf.classifiers.fine_tuned import Tuned

Vectors = NDArray[np.float32]
"""Texts x numbers of a sentence embedding, in the order of the texts."""


class Scores(NamedTuple):
    """What a task says of one text: its labels, how probable each is (their sum is 1), and the one that it decides for.

    That need not be the most probable one: rare labels are decided for earlier, as far as that was right on texts put aside.
    """

    labels: tuple[str, ...]
    probabilities: tuple[float, ...]
    label: str

    @property
    def p(self) -> float:
        """How probable the label is that was decided for."""
        return self.probabilities[self.labels.index(self.label)]

    def of(self, label: str) -> float:
        """How probable *label* is; 0 for one that the task does not know."""
        return self.probabilities[self.labels.index(label)] if label in self.labels else 0.0


@dataclass(frozen=True, slots=True)
class Mix:
    """How outputs become probabilities: softmax(outputs · `by` + `offset`); `lift` is added in deciding, to logarithms."""

    by: Numbers
    offset: Numbers
    lift: Numbers


@dataclass(frozen=True, slots=True)
class Task:
    """One task. Outputs: one where there are two labels (of the second), else one for each."""

    labels: tuple[str, ...]
    words: View
    pieces: View
    mean: Numbers
    spread: Numbers
    surface: Numbers
    """surface features x outputs"""
    bias: Numbers
    mix: Mix
    rules: Numbers | None = None
    """(numbers of `compact_rules` + 1) x outputs, the last row being the bias; None where they tell nothing more. In every mix behind the words."""
    vectors: Numbers | None = None
    """(size of the vectors + 1) x outputs, the last row being the bias; None where it was taught without."""
    mix_vectors: Mix | None = None
    """Of all: outputs of the words first, then those of the rules, then those of the vectors."""
    tuned: Tuned | None = None
    """The encoder's upper layers, where the task has its own of them; it was taught with vectors then, too."""
    mix_tuned: Mix | None = None
    """Of all: those of `mix_vectors`, then those of the task's own layers."""
    mix_reply: Mix | None = None
    """Of the logarithms of what is probable without it, and of whether a text answers another (`compact_reply`)."""
    about: Mapping[str, object] = field(default_factory=dict)
    """How it was taught: settings, examples, what it reached on those put aside."""


class Heads:
    """Some tasks of equal shape: their numbers one above another, so that what is done is done for all of them at once."""

    def __init__(self, tasks: Sequence[Task], columns: Sequence[int]) -> None:
        """*columns*: for each task where its outputs begin among those of all tasks."""
        self.tasks = tasks
        outputs = len(tasks[0].bias)
        self._columns = np.add.outer(np.array(columns), np.arange(outputs))
        self._mean, self._spread = (
            np.stack([getattr(t, n) for t in tasks])[:, None] for n in ("mean", "spread")
        )
        self._surface = np.stack([t.surface for t in tasks])
        self._bias = np.stack([t.bias for t in tasks])[:, None]
        self._mix = _stacked([t.mix for t in tasks])
        self.rules = _weighted([t.rules for t in tasks])
        self.vectors = _weighted([t.vectors for t in tasks])
        self._mix_vectors = _stacked([t.mix_vectors for t in tasks])
        self._mix_tuned = tasks[0].mix_tuned
        self._mix_reply = _stacked([t.mix_reply for t in tasks])

    def judge(
        self,
        weighed: Numbers,
        surface: Numbers,
        heard: Numbers | None,
        vectors: Vectors | None,
        tuned: Vectors | None = None,
        replies: Numbers | None = None,
    ) -> list[list[Scores]]:
        """For each task what it says of each text. *weighed*: texts x outputs of all tasks; *heard*: what `compact_rules` hear; *tuned*: what
        a task's own layers say, which stands alone then; *replies*: `compact_reply.numbers`."""
        out = weighed.T[self._columns].transpose(0, 2, 1)
        out = out + standing(surface, self._mean, self._spread) @ self._surface + self._bias
        mix = self._mix
        if self.rules is not None and heard is not None:
            out = np.concatenate([out, heard @ self.rules[0] + self.rules[1]], axis=2)
        if (
            vectors is not None
            and self.vectors is not None
            and self._mix_vectors is not None
            and vectors.shape[1] == self.vectors[0].shape[1]  # else taught with those of another encoder
        ):
            out = np.concatenate([out, vectors @ self.vectors[0] + self.vectors[1]], axis=2)
            mix = self._mix_vectors
            if tuned is not None and self._mix_tuned is not None:
                out, mix = np.concatenate([out, tuned[None]], axis=2), self._mix_tuned
        assert mix is not None  # every task has one
        p, by = mixed(out, mix)
        if replies is not None and self._mix_reply is not None:
            p, by = told(p, by, replies, self._mix_reply)
        every = zip(self.tasks, p.tolist(), by.argmax(axis=2).tolist(), strict=True)
        return [
            [Scores(task.labels, tuple(row), task.labels[at]) for row, at in zip(rows, decided, strict=True)]
            for task, rows, decided in every
        ]


def shape(task: Task) -> tuple[int, ...]:
    """Tasks of equal shape have one Heads; one with layers of its own has one alone."""
    return (
        0 if task.tuned is None else id(task.tuned),
        len(task.labels),
        task.rules is not None,
        task.mix_reply is not None,
        0 if task.vectors is None or task.mix_vectors is None else len(task.vectors),
    )


def mixed(outputs: Numbers, mix: Mix) -> tuple[Numbers, Numbers]:
    """… x texts x labels: probabilities, and what is decided by."""
    z = outputs @ mix.by + mix.offset
    z -= z.max(axis=-1, keepdims=True)
    p = np.exp(z)
    p /= p.sum(axis=-1, keepdims=True)
    return p, np.log(p + 1e-9) + mix.lift


def told(probable: Numbers, by: Numbers, replies: Numbers, mix: Mix) -> tuple[Numbers, Numbers]:
    """*probable*, and what is decided *by* (… x texts x labels), where *replies* (texts) are known with what these tell."""
    again, decided = mixed(beside(probable, replies), mix)
    known = (replies != 0)[:, None]
    return np.where(known, again, probable), np.where(known, decided, by)


def beside(probable: Numbers, replies: Numbers) -> Numbers:
    """What `Task.mix_reply` is of: … x texts x (labels + 1)."""
    column = np.broadcast_to(replies[:, None], (*probable.shape[:-1], 1))
    return np.concatenate([np.log(probable + 1e-9), column], axis=-1).astype(np.float32)


def standing(surface: Numbers, mean: Numbers, spread: Numbers) -> Numbers:
    """Surface features against what is usual: -3 … 3 spreads."""
    return np.asarray(np.clip((surface - mean) / spread, -3, 3), np.float32)


def _stacked(mixes: Sequence[Mix | None]) -> Mix | None:
    there = [mix for mix in mixes if mix is not None]
    if len(there) < len(mixes):
        return None
    return Mix(
        np.stack([m.by for m in there]),
        np.stack([m.offset for m in there])[:, None],
        np.stack([m.lift for m in there])[:, None],
    )


def _weighted(weights: Sequence[Numbers | None]) -> tuple[Numbers, Numbers] | None:
    """tasks x numbers x outputs, and tasks x 1 x outputs: the bias. None where a task has none."""
    there = [w for w in weights if w is not None]
    if len(there) < len(weights):
        return None
    every = np.stack(there)
    return np.ascontiguousarray(every[:, :-1]), every[:, -1:]
