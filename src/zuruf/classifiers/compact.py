"""The compact model: tasks that were learned from examples, judged by weighted words and pieces of words. Needs numpy alone.

A task is a linear model over the rows of `compact_grams`, and beside it, where it was taught with sentence vectors, one over those; what
both say is mixed into probabilities. Taught by `compact_train`; a model is one file (`compact_file`) that holds numbers only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.compact_grams import BUCKETS, LOOKED_AT, Numbers, Rows, Seen, seen
from zuruf.classifiers.compact_why import Heard, guessed, without, words

AT_ONCE = 256
"""Texts that are judged at once."""
PIECES = np.float32(0.4)
"""How long a text's row of words usually is against that of its pieces: a word's share is of rows that are brought to length 1."""
SHORTER = 0.05
"""How much a shorter text has to speak for a label until reasons for it are tried."""

Vectors = NDArray[np.float32]
"""Texts x numbers of a sentence embedding, in the order of the texts."""


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
class View:
    """Weights of one kind of hashed feature: for each of `buckets` (ascending) its rarity, and its weight for each output."""

    buckets: NDArray[np.int64]
    rarity: Numbers
    weights: NDArray[np.int8]
    scale: Numbers
    """One unit of a weight, for each output."""


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
    vectors: Numbers | None = None
    """(size of the vectors + 1) x outputs, the last row being the bias; None where it was taught without."""
    mix_vectors: Mix | None = None
    """Of both: outputs of the words first, then those of the vectors."""
    about: Mapping[str, object] = field(default_factory=dict)
    """How it was taught: settings, examples, what it reached on those put aside."""


class Compact:
    """A loaded model. May be used from several threads."""

    def __init__(self, tasks: Mapping[str, Task]) -> None:
        self.known = dict(tasks)
        self._words = _Places([t.words for t in tasks.values()])
        self._pieces = _Places([t.pieces for t in tasks.values()])
        self._laid = {
            name: (self._words.laid(t.words), self._pieces.laid(t.pieces)) for name, t in tasks.items()
        }
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
        for at in range(0, len(texts), AT_ONCE):
            rows = seen(texts[at : at + AT_ONCE])
            part = None if vectors is None else vectors[at : at + AT_ONCE]
            columns = [_told(self.known[n], self._probable(n, rows, part)) for n in names]
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
        """`why` for many texts, each with its label, at a fiftieth of the price: the words that speak most for it by themselves. Taken away
        all together, they leave it less probable in nearly all texts (`make bench-understanding ONLY=reasons`).
        Where a shorter text alone speaks for the label that is tried, and no word is named if it is not so.
        """
        known, texts = self.known[task], [text[:LOOKED_AT] for text in texts]
        at = [known.labels.index(one) for one in labels]
        chosen = guessed(texts, [self._first[task] + one for one in at], self._heard, most)
        shorter = _shorter(known)
        tried = [i for i, one in enumerate(at) if chosen[i] and shorter[one] > SHORTER]
        both = [texts[i] for i in tried] + [without(texts[i], chosen[i]) for i in tried]
        p = [one[task] for one in self.judge(both, (task,))]
        for was, now, i in zip(p, p[len(tried) :], tried, strict=False):
            if now.of(labels[i]) >= was.of(labels[i]):
                chosen[i] = ()
        return chosen

    def _alone(self, words: Sequence[str]) -> Numbers:
        """words x labels of all tasks: what a word adds to what speaks for a label more than for the others."""
        rows = seen(words, surfaces=False)
        in_words, in_pieces = self._words.found(rows.words), self._pieces.found(rows.pieces)
        every = []
        for name, task in self.known.items():
            weighty, pieces = self._laid[name]
            out = _weighed(in_words, *weighty, task.words.scale, to_one=False)
            out += PIECES * _weighed(in_pieces, *pieces, task.pieces.scale, to_one=False)
            by = out @ task.mix.by[: out.shape[1]]
            every.append(by - by.mean(axis=1, keepdims=True))
        return np.asarray(np.concatenate(every, axis=1), np.float32)

    def outputs(self, name: str, rows: Seen) -> Numbers:
        """texts x outputs of the words of one task, before they are mixed."""
        task = self.known[name]
        words, pieces = self._laid[name]
        out = _weighed(self._words.found(rows.words), *words, task.words.scale)
        out += _weighed(self._pieces.found(rows.pieces), *pieces, task.pieces.scale)
        out += standing(rows.surface, task.mean, task.spread) @ task.surface
        return out + task.bias

    def _probable(self, name: str, rows: Seen, vectors: Vectors | None) -> tuple[Numbers, Numbers]:
        """texts x labels: probabilities, and what is decided by."""
        task, out = self.known[name], self.outputs(name, rows)
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


@dataclass(frozen=True, slots=True)
class _Found:
    """What of rows is known: which text, which place, log-scaled count."""

    texts: int
    whose: NDArray[np.int64]
    places: NDArray[np.int32]
    weights: Numbers


class _Places:
    """All buckets that some task knows, in one list: what a batch has of them is looked up once for all tasks."""

    def __init__(self, views: Sequence[View]) -> None:
        self._known = np.unique(np.concatenate([v.buckets for v in views] or [np.zeros(0, np.int64)]))
        self._place = np.zeros(BUCKETS, np.int32)  # 0: nobody knows it
        self._place[self._known] = np.arange(1, len(self._known) + 1)

    def laid(self, view: View) -> tuple[Numbers, NDArray[np.int8]]:
        """Rarity and weights of *view* by place."""
        rarity = np.zeros(len(self._known) + 1, np.float32)
        weights = np.zeros((view.weights.shape[1], len(self._known) + 1), np.int8)
        at = self._place[view.buckets]
        rarity[at] = view.rarity
        weights[:, at] = view.weights.T
        return rarity, weights

    def found(self, rows: Rows) -> _Found:
        places = self._place[rows.buckets]
        known = np.flatnonzero(places)
        texts = len(rows.starts) - 1
        whose = np.repeat(np.arange(texts), np.diff(rows.starts))[known]
        return _Found(texts, whose, places[known], 1 + np.log(rows.counts[known]))


def _weighed(
    found: _Found, rarity: Numbers, weights: NDArray[np.int8], scale: Numbers, *, to_one: bool = True
) -> Numbers:
    """texts x outputs: each row, brought to length 1, times the weights."""
    values = found.weights * rarity[found.places]
    length = np.ones(found.texts)
    if to_one:
        length = np.sqrt(np.bincount(found.whose, values * values, found.texts))
        length[length == 0] = 1
    sums = [np.bincount(found.whose, values * w[found.places], found.texts) / length for w in weights]
    return np.asarray(np.stack(sums, axis=1) * scale, np.float32)
