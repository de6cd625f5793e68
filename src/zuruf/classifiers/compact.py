"""The compact model: tasks that were learned from examples, judged by weighted words and pieces of words. Needs numpy alone.

A task is a linear model over the rows of `compact_grams`, and beside it, where it was taught with sentence vectors, one over those; what
both say is mixed into probabilities. Taught by `compact_train`; a model is one file (`compact_file`) that holds numbers only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers import compact_rules
from zuruf.classifiers.compact_grams import LOOKED_AT, Numbers, Seen, seen
from zuruf.classifiers.compact_places import Places, View
from zuruf.classifiers.compact_why import Heard, guessed, without, words

AT_ONCE = 256
"""Texts that are judged at once."""
PIECES = np.float32(0.4)
"""How long a text's row of words usually is against that of its pieces: a word's share is of rows that are brought to length 1."""
SHORTER = 0.05
"""How much a shorter text has to speak for a label until reasons for it are tried."""

Vectors = NDArray[np.float32]
"""Texts x numbers of a sentence embedding, in the order of the texts."""
Asked = tuple[int, str, str]
"""Which of some texts, which task, which label."""


@dataclass(frozen=True, slots=True)
class Scores:
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
    about: Mapping[str, object] = field(default_factory=dict)
    """How it was taught: settings, examples, what it reached on those put aside."""


class Compact:
    """A loaded model. May be used from several threads."""

    def __init__(self, tasks: Mapping[str, Task]) -> None:
        self.known = dict(tasks)
        self._words = Places([t.words for t in tasks.values()])
        self._pieces = Places([t.pieces for t in tasks.values()])
        self._at = {name: at for at, name in enumerate(tasks)}
        before = accumulate((len(t.labels) for t in tasks.values()), initial=0)
        self._first = dict(zip(tasks, before, strict=False))
        self._heard = Heard(self._alone)

    @property
    def tasks(self) -> Mapping[str, tuple[str, ...]]:
        """Each task with its labels."""
        return {name: task.labels for name, task in self.known.items()}

    @property
    def wants_vectors(self) -> bool:
        """Whether some task was taught with sentence vectors too. Without them it still judges."""
        return any(task.vectors is not None for task in self.known.values())

    def judge(
        self, texts: Sequence[str], tasks: Sequence[str] | None = None, vectors: Vectors | None = None
    ) -> list[dict[str, Scores]]:
        """For each text: task → scores. Of *tasks* those that are known; all without. Never raises on any text."""
        names = [n for n in (self.known if tasks is None else tasks) if n in self.known]
        found: list[dict[str, Scores]] = []
        for at in range(0, len(texts) if names else 0, AT_ONCE):
            rows = seen(texts[at : at + AT_ONCE])
            part = None if vectors is None else vectors[at : at + AT_ONCE]
            outs = self._outputs(rows)
            if any(self.known[n].rules is not None for n in names):
                self._add_rules(outs, compact_rules.rows(texts[at : at + AT_ONCE]))
            columns = [_told(self.known[n], self._probable(n, outs[self._at[n]], part)) for n in names]
            found += [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
        return found if names else [{} for _ in texts]

    def why(self, text: str, task: str, label: str, most: int = 5) -> tuple[str, ...]:
        """Words of *text* (as typed, the weightiest first) without which *label* is less probable: see `compact_why`."""
        if label not in self.tasks.get(task, ()):
            return ()

        def probable(texts: Sequence[str]) -> NDArray[np.float64]:
            return np.array([row[task].of(label) for row in self.judge(texts, (task,))])

        return words(text, probable, most)

    def whys(
        self, texts: Sequence[str], task: str, labels: Sequence[str], most: int = 5
    ) -> list[tuple[str, ...]]:
        """`why` for many texts, each with its label, at a fiftieth of the price: see `reasons`."""
        return self.reasons(texts, [(at, task, label) for at, label in enumerate(labels)], most)

    def reasons(self, texts: Sequence[str], asked: Sequence[Asked], most: int = 5) -> list[tuple[str, ...]]:
        """For each of *asked* the words that by themselves speak most for that label. Taken away all together, they leave it less probable
        in nearly all texts (`make bench-understanding ONLY=reasons`). Where a shorter text alone speaks for the label that is tried, and
        no word is named if it is not so; all are tried at once.
        """
        texts = [text[:LOOKED_AT] for text in texts]
        at = [self.known[task].labels.index(label) for _, task, label in asked]
        columns = [self._first[task] + one for one, (_, task, _) in zip(at, asked, strict=True)]
        chosen = guessed(texts, [i for i, _, _ in asked], columns, self._heard, most)
        shorter = {task: _shorter(self.known[task]) for task in {task for _, task, _ in asked}}
        tried = [n for n, (_, task, _) in enumerate(asked) if chosen[n] and shorter[task][at[n]] > SHORTER]
        tasks = list(dict.fromkeys(asked[n][1] for n in tried))
        as_typed = list(dict.fromkeys(asked[n][0] for n in tried))
        judged = self.judge(
            [texts[i] for i in as_typed] + [without(texts[asked[n][0]], chosen[n]) for n in tried], tasks
        )
        before = dict(zip(as_typed, judged, strict=False))
        for n, now in zip(tried, judged[len(as_typed) :], strict=True):
            i, task, label = asked[n]
            if now[task].of(label) >= before[i][task].of(label):
                chosen[n] = ()
        return chosen

    def _alone(self, words: Sequence[str]) -> Numbers:
        """words x labels of all tasks: what a word adds to what speaks for a label more than for the others."""
        rows = seen(words, surfaces=False)
        weighty = self._words.weighed(rows.words, to_one=False)
        pieces = self._pieces.weighed(rows.pieces, to_one=False)
        every = []
        for task, a, b in zip(self.known.values(), weighty, pieces, strict=True):
            by = (a + PIECES * b) @ task.mix.by[: a.shape[1]]
            every.append(by - by.mean(axis=1, keepdims=True))
        return np.asarray(np.concatenate(every, axis=1), np.float32)

    def _outputs(self, rows: Seen) -> list[Numbers]:
        """Of each task texts x outputs of the words, before they are mixed."""
        words, pieces = self._words.weighed(rows.words), self._pieces.weighed(rows.pieces)
        return [
            a + b + standing(rows.surface, task.mean, task.spread) @ task.surface + task.bias
            for task, a, b in zip(self.known.values(), words, pieces, strict=True)
        ]

    def _add_rules(self, outs: list[Numbers], heard: Numbers) -> None:
        """What tasks learned from rules, behind what they learned from words."""
        for at, task in enumerate(self.known.values()):
            if task.rules is not None:
                outs[at] = np.concatenate([outs[at], heard @ task.rules[:-1] + task.rules[-1]], axis=1)

    def _probable(self, name: str, out: Numbers, vectors: Vectors | None) -> tuple[Numbers, Numbers]:
        """texts x labels: probabilities, and what is decided by."""
        task = self.known[name]
        mix = task.mix
        if (
            vectors is not None
            and task.vectors is not None
            and task.mix_vectors is not None
            and vectors.shape[1] + 1 == len(task.vectors)  # else it was taught with those of another encoder
        ):
            out = np.concatenate([out, vectors @ task.vectors[:-1] + task.vectors[-1]], axis=1)
            mix = task.mix_vectors
        return mixed(out, mix)


def mixed(outputs: Numbers, mix: Mix) -> tuple[Numbers, Numbers]:
    """texts x labels: probabilities, and what is decided by."""
    z = outputs @ mix.by + mix.offset
    z -= z.max(axis=1, keepdims=True)
    p = np.exp(z)
    p /= p.sum(axis=1, keepdims=True)
    return p, np.log(p + 1e-9) + mix.lift


def standing(surface: Numbers, mean: Numbers, spread: Numbers) -> Numbers:
    """Surface features against what is usual: -3 … 3 spreads."""
    return np.asarray(np.clip((surface - mean) / spread, -3, 3), np.float32)


def _shorter(task: Task) -> Numbers:
    """labels: how much it speaks for each that a text gets shorter."""
    length = slice(-3, -1)
    by = (task.surface[length] / task.spread[length, None]).sum(axis=0) @ task.mix.by[: len(task.bias)]
    return np.asarray(by.mean() - by, np.float32)


def _told(task: Task, probable: tuple[Numbers, Numbers]) -> list[Scores]:
    p, by = probable
    decided = by.argmax(axis=1).tolist()
    return [
        Scores(task.labels, tuple(row), task.labels[at]) for row, at in zip(p.tolist(), decided, strict=True)
    ]
