"""The compact model: tasks that were learned from examples, judged by weighted words and pieces of words. Needs numpy alone.

A task is a linear model over the rows of `compact_grams`, and beside it, where it was taught with sentence vectors, one over those; what
both say is mixed into probabilities. Taught by `compact_train`; a model is one file (`compact_file`) that holds numbers only.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers import compact_rules
from zuruf.classifiers.compact_grams import LOOKED_AT, Numbers, seen
from zuruf.classifiers.compact_heads import Heads, Scores, Task, Vectors, shape
from zuruf.classifiers.compact_places import Places
from zuruf.classifiers.compact_reply import numbers
from zuruf.classifiers.compact_why import Heard, cut, guessed, left, words
from zuruf.classifiers.fine_tuned import Tuned

AT_ONCE = 256
"""Texts that are judged at once."""
KEPT = 500
"""Choices of tasks that are kept ready."""
PIECES = np.float32(0.4)
"""How long a text's row of words usually is against that of its pieces: a word's share is of rows that are brought to length 1."""
SHORTER = 0.05
"""How much a shorter text has to speak for a label until reasons for it are tried."""

Asked = tuple[int, str, str]
"""Which of some texts, which task, which label."""


class Compact:
    """A loaded model. May be used from several threads."""

    def __init__(self, tasks: Mapping[str, Task]) -> None:
        self.known = dict(tasks)
        self._places = Places([(t.words, t.pieces) for t in tasks.values()])
        self._first = _begin({name: len(t.labels) for name, t in tasks.items()})
        self._column = _begin({name: len(t.bias) for name, t in tasks.items()})
        self._speak = _speaking([t.mix.by[: len(t.bias)] for t in tasks.values()])
        self._shorter = {name: _shorter(task) for name, task in tasks.items()}
        self._heads: dict[tuple[str, ...], list[tuple[list[str], Heads]]] = {}
        self._last: dict[str, dict[str, Scores]] = {}
        self._heard = Heard(self._alone)

    @property
    def tasks(self) -> Mapping[str, tuple[str, ...]]:
        """Each task with its labels."""
        return {name: task.labels for name, task in self.known.items()}

    @property
    def wants_vectors(self) -> bool:
        """Whether some task was taught with sentence vectors too. Without them it still judges."""
        return any(task.vectors is not None for task in self.known.values())

    @property
    def tuned(self) -> Mapping[str, Tuned]:
        """The tasks that have layers of their own. Without what those say they still judge."""
        return {name: task.tuned for name, task in self.known.items() if task.tuned is not None}

    def judge(
        self,
        texts: Sequence[str],
        tasks: Sequence[str] | None = None,
        vectors: Vectors | None = None,
        tuned: Mapping[str, Vectors] | None = None,
        replies: Sequence[bool | None] | None = None,
    ) -> list[dict[str, Scores]]:
        """For each text: task → scores. Of *tasks* those that are known; all without. *tuned*: task → what its own layers say
        (`fine_tuned.outputs`); *replies*: which texts answer another message, None where that is unknown. Never raises on any text."""
        names = tuple(n for n in (self.known if tasks is None else tasks) if n in self.known)
        found: list[dict[str, Scores]] = []
        for at in range(0, len(texts) if names else 0, AT_ONCE):
            part = None if vectors is None else vectors[at : at + AT_ONCE]
            own = {name: said[at : at + AT_ONCE] for name, said in (tuned or {}).items()}
            answering = None if replies is None else numbers(replies[at : at + AT_ONCE])
            found += self._judged(names, texts[at : at + AT_ONCE], part, own, answering)
        if names and tasks is None and vectors is None and replies is None:  # reasons are asked for next
            self._last = dict(zip(texts[-AT_ONCE:], found[-AT_ONCE:], strict=True))
        return found if names else [{} for _ in texts]

    def _judged(
        self,
        names: tuple[str, ...],
        texts: Sequence[str],
        vectors: Vectors | None,
        tuned: Mapping[str, Vectors],
        replies: Numbers | None,
    ) -> list[dict[str, Scores]]:
        rows = seen(texts)
        weighed = self._places.weighed(rows.rows)
        weighed = weighed[::2] + weighed[1::2]
        asked = self._asked(names)
        heard = compact_rules.rows(texts) if any(heads.rules is not None for _, heads in asked) else None
        said: dict[str, list[Scores]] = {}
        for called, heads in asked:
            own = tuned.get(called[0])
            said |= zip(called, heads.judge(weighed, rows.surface, heard, vectors, own, replies), strict=True)
        return [dict(zip(names, row, strict=True)) for row in zip(*(said[n] for n in names), strict=True)]

    def _asked(self, names: tuple[str, ...]) -> list[tuple[list[str], Heads]]:
        """These tasks, those of one shape together. Kept for those that were asked for before."""
        made = self._heads.get(names)
        if made is None:
            alike: dict[tuple[int, ...], list[str]] = {}
            for name in names:
                alike.setdefault(shape(self.known[name]), []).append(name)
            made = [
                (called, Heads([self.known[n] for n in called], [self._column[n] for n in called]))
                for called in alike.values()
            ]
            if len(self._heads) >= KEPT:
                self._heads = {}
            self._heads[names] = made
        return made

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
        parts = {i: cut(texts[i]) for i in dict.fromkeys(i for i, _, _ in asked)}
        chosen = guessed(parts, [i for i, _, _ in asked], columns, self._heard, most)
        tried = [
            n for n, (_, task, _) in enumerate(asked) if chosen[n] and self._shorter[task][at[n]] > SHORTER
        ]
        tasks = [name for name in self.known if name in {asked[n][1] for n in tried}]
        last = self._last
        new = [i for i in dict.fromkeys(asked[n][0] for n in tried) if texts[i] not in last]
        judged = self.judge(
            [texts[i] for i in new] + [left(parts[asked[n][0]], chosen[n]) for n in tried], tasks
        )
        before = dict(zip(new, judged, strict=False))
        for n, now in zip(tried, judged[len(new) :], strict=True):
            i, task, label = asked[n]
            if now[task].of(label) >= (before[i] if i in before else last[texts[i]])[task].of(label):
                chosen[n] = ()
        return chosen

    def _alone(self, words: Sequence[str]) -> Numbers:
        """words x labels of all tasks: what a word adds to what speaks for a label more than for the others."""
        weighed = self._places.weighed(seen(words, surfaces=False).rows, to_one=False)
        return np.asarray((weighed[::2] + PIECES * weighed[1::2]) @ self._speak, np.float32)


def _speaking(by: Sequence[Numbers]) -> Numbers:
    """outputs x labels of all tasks: what an output speaks for a label more than for the others of its task."""
    made = np.zeros((sum(len(one) for one in by), sum(one.shape[1] for one in by)), np.float32)
    row = column = 0
    for one in by:
        made[row : row + len(one), column : column + one.shape[1]] = one - one.mean(axis=1, keepdims=True)
        row, column = row + len(one), column + one.shape[1]
    return made


def _begin(wide: Mapping[str, int]) -> dict[str, int]:
    """Where each begins, of some that stand beside each other."""
    return dict(zip(wide, accumulate(wide.values(), initial=0), strict=False))


def _shorter(task: Task) -> Numbers:
    """labels: how much it speaks for each that a text gets shorter."""
    length = slice(-3, -1)
    by = (task.surface[length] / task.spread[length, None]).sum(axis=0) @ task.mix.by[: len(task.bias)]
    return np.asarray(by.mean() - by, np.float32)
