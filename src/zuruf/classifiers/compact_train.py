"""Teaching the compact model: from texts with labels to a task. Needs scikit-learn, which is loaded only here.

Two logistic regressions over the same rows, blended: one plain, one with each feature scaled by how much more often one label has it
(Wang & Manning 2012, "NB-SVM"). Every text is put aside once and judged by what was learned from the others: from these judgements come
the probabilities and the decisions. The same examples and seed give the same model on the same machine.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers import compact_layers, compact_reply, compact_rules, compact_vectors
from zuruf.classifiers.compact import Compact
from zuruf.classifiers.compact_columns import SURFACE_WEIGHT, Columns, Features
from zuruf.classifiers.compact_grams import Numbers
from zuruf.classifiers.compact_heads import Mix, Task, Vectors, mixed
from zuruf.classifiers.compact_lift import bar, lift
from zuruf.classifiers.compact_mixing import multinomial
from zuruf.classifiers.compact_parts import Labels, Parts, by_line, in_runs, stratified
from zuruf.classifiers.compact_places import View

Example = tuple[str, str]

FEWEST = 3
"""Examples that each label needs at least."""
STRICT = 1.5
"""How closely the regressions follow their examples (C): the higher the closer."""
SHARES = (0.5, 0.0, 0.25, 0.75, 1.0)
"""Of the scaled regression in the mean of the two: that which was surest of what was right is taken."""
NB_FLOOR = 0.25
TELLS = 0.99
"""What share of the log loss may be left with what rules hear, that they are kept."""
MANY = 12
"""Labels from which on only the plain regression is fitted: the other gains nothing there but time."""


class TooFew(ValueError):
    """Examples that nothing can be learned from. The message says why."""


def train(
    examples: Mapping[str, Sequence[Example]],
    *,
    seed: int = 0,
    dense: Mapping[str, Vectors] | None = None,
    lines: Mapping[str, Sequence[int]] | None = None,
) -> Compact:
    """A model of these tasks: task → (text, label). *dense*: sentence vectors of a task's texts, in their order; *lines*: of which line each is a
    copy, see `by_line`; both of the tasks that have them. Raises TooFew."""
    dense, lines = dense or {}, lines or {}
    return Compact(
        {
            name: taught(given, seed=seed, vectors=dense.get(name), lines=lines.get(name))
            for name, given in examples.items()
        }
    )


def taught(
    examples: Sequence[Example],
    *,
    seed: int = 0,
    vectors: Vectors | None = None,
    measure: str = "",
    rules: bool = False,
    runs: bool = False,
    lines: Sequence[int] | None = None,
    further: Callable[["Lesson", Task, Sequence[int]], Task] | None = None,
    replies: Sequence[bool | None] | None = None,
) -> Task:
    """One task. Labels with fewer than FEWEST examples are left out. *measure*: what decisions are for, see `compact_lift`. *rules*: learn
    from what rules hear, too, where that tells more. *runs*, *lines*: see `in_runs` and `by_line`. *further*: what is done last, where there are vectors; it gets which
    examples were kept. *replies*: which examples answer another message; learned from where that tells more. Raises TooFew."""
    labels = usable(label for _, label in examples)
    kept = [at for at, (_, label) in enumerate(examples) if label in labels]
    texts = [examples[at][0] for at in kept]
    known = {label: at for at, label in enumerate(labels)}
    y = np.array([known[examples[at][1]] for at in kept], np.int64)
    parts = in_runs(y) if runs else None
    if lines is not None:
        parts = by_line(np.array(lines)[kept], seed)
    lesson = Lesson(Features(texts), y, len(labels), seed, measure, parts)
    if rules:
        lesson.hear(compact_rules.rows(texts))
    task = lesson.task(labels)
    if vectors is not None:
        task = lesson.with_vectors(task, np.asarray(vectors, np.float32)[kept])
        if further is not None:
            task = further(lesson, task, kept)
    if replies is not None:
        task = lesson.with_replies(task, [replies[at] for at in kept])
    told = {"examples": len(texts), "data": digest(examples), "seed": seed, "folds": lesson.folds}
    return replace(task, about=told | dict(task.about))


def usable(labels: Any) -> tuple[str, ...]:
    """Labels that can be learned, in their order. Raises TooFew where they are not two."""
    counted = Counter(labels)
    kept = tuple(sorted(label for label, n in counted.items() if n >= FEWEST))
    if len(kept) < 2:
        told = ", ".join(f"{n} x {label!r}" for label, n in counted.most_common(5)) or "none"
        raise TooFew(f"it takes two labels with {FEWEST} examples each to learn; there are: {told}")
    return kept


def digest(examples: Sequence[Example]) -> str:
    """Which examples these were: the same for the same ones in the same order."""
    told = hashlib.sha256()
    for text, label in examples:
        told.update(f"{len(text)} {text}\n{label}\n".encode("utf-8", "replace"))
    return told.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Fit:
    """What was learned from some rows: columns x outputs, surface included, and the bias."""

    weights: Numbers
    bias: Numbers

    def outputs(self, x: Any) -> Numbers:
        return np.asarray(x @ self.weights + self.bias, np.float32)


class Lesson:
    """Examples of one task, ready to be learned from. *parts*: (the others, a part), so that each text is in one part."""

    def __init__(
        self,
        seen: Features,
        y: Labels,
        labels: int,
        seed: int,
        measure: str = "",
        parts: Parts | None = None,
        *,
        plain: bool = False,
    ) -> None:
        self.seen, self.x = seen, seen.x
        self.y, self.labels, self.seed, self.measure = y, labels, seed, measure
        self.parts = stratified(y, seed) if parts is None else parts
        self.folds, self.plain = len(self.parts), plain or labels > MANY
        self.share, self.aside = self._aside()
        self.rules: Numbers | None = None
        self.beside = self.aside

    def hear(self, heard: Numbers) -> None:
        """Learn from what rules heard as well (texts x numbers), if what is put aside is surer then of what is right."""
        weights, aside = compact_vectors.learned(heard, self._yes(), self.parts)
        both = np.concatenate([self.aside, aside], axis=1)
        if self.loss(both) < TELLS * self.loss(self.aside):
            self.rules, self.aside = weights, both

    def _yes(self) -> Numbers:
        return np.stack([self.y == at for at in _outputs(self.labels)], axis=1).astype(np.float32)

    def _aside(self) -> tuple[float, Numbers]:
        """What share the scaled regression gets, and what each example gets from those in other parts."""
        both = np.zeros((2, len(self.y), 1 if self.labels == 2 else self.labels), np.float32)
        for others, at in self.parts:
            fits = self._fitted(self.x[others], self.y[others])
            both[:, at] = [fit.outputs(self.x[at]) for fit in fits]
        tried = [
            (_blended(both[0], both[1], share), share) for share in (SHARES[1:2] if self.plain else SHARES)
        ]
        return min(((share, out) for out, share in tried), key=lambda one: self.loss(one[1]))

    def _fitted(self, x: Any, y: Labels) -> tuple[_Fit, _Fit]:
        """The plain regression and the scaled one, which is left out where the plain one is to do."""
        plain = _plain(x, y, self.labels, self.seed, STRICT)
        return plain, plain if self.plain else _scaled(x, y, self.labels, self.seed)

    def loss(self, aside: Numbers, at: Any = slice(None)) -> float:
        """The mean log loss of what was put aside, which is *at*."""
        y = self.y[at]
        by, offset = multinomial(aside, y, self.labels)
        p, _ = mixed(aside, Mix(by, offset, np.zeros(self.labels, np.float32)))
        return float(-np.log(p[np.arange(len(y)), y] + 1e-9).mean())

    def task(self, labels: tuple[str, ...]) -> Task:
        plain, scaled = self._fitted(self.x, self.y)
        fit = _Fit(
            _blended(plain.weights, scaled.weights, self.share), _blended(plain.bias, scaled.bias, self.share)
        )
        words, pieces = len(self.seen.words.buckets), len(self.seen.pieces.buckets)
        mix, reached = self.mix(self.aside)
        return Task(
            labels,
            _view(self.seen.words, fit.weights[:words]),
            _view(self.seen.pieces, fit.weights[words : words + pieces]),
            self.seen.mean,
            self.seen.spread,
            SURFACE_WEIGHT * fit.weights[words + pieces :],
            fit.bias,
            mix,
            rules=self.rules,
            about={"reached": reached, "share": self.share},
        )

    def barred(self, bars: Sequence[tuple[NDArray[np.bool_], float]]) -> Task:
        """The task; of each of *bars* (which texts, a share) up to that share of those put aside is said to be "yes"."""
        task = self.task(("no", "yes"))
        p, _ = mixed(self.aside, task.mix)
        moved, found, wrong = min(bar(p[:, 1], self.y == 1, usual, share) for usual, share in bars)
        offset = task.mix.offset + np.array([0, moved], np.float32)
        mix = replace(task.mix, offset=offset, lift=np.zeros(2, np.float32))
        return replace(task, mix=mix, about={"found": found, "wrong": wrong})

    def with_vectors(self, task: Task, vectors: Vectors) -> Task:
        """*task*, and beside it what the vectors say."""
        weights, aside = compact_layers.learned(
            vectors, self._yes(), self.parts, self.aside, self.y, self.labels
        )
        self.beside = np.concatenate([self.aside, aside], axis=1)
        mix, reached = self.mix(self.beside)
        told = dict(task.about) | {"reached_with_vectors": reached}
        return replace(task, vectors=weights, mix_vectors=mix, about=told)

    def with_replies(self, task: Task, replies: Sequence[bool | None]) -> Task:
        """*task*, and what follows from whether a text answers another, if that tells more."""
        aside, mix = (self.aside, task.mix) if task.mix_vectors is None else (self.beside, task.mix_vectors)
        p, _ = mixed(aside, mix)
        found = compact_reply.learned(p, compact_reply.numbers(replies), self.y, self.parts, self.measure)
        if found is None:
            return task
        return replace(task, mix_reply=found[0], about=dict(task.about) | {"reached_with_replies": found[1]})

    def mix(self, aside: Numbers, at: Any = slice(None)) -> tuple[Mix, dict[str, float]]:
        """How the outputs become probabilities and decisions, and the F1 that this reached on what was put aside, which is *at*."""
        y = self.y[at]
        by, offset = multinomial(aside, y, self.labels)
        flat = Mix(by, offset, np.zeros(self.labels, np.float32))
        p, _ = mixed(aside, flat)
        lifted, reached = lift(p, y, self.measure)
        return replace(flat, lift=lifted), reached


def _blended(plain: Numbers, scaled: Numbers, share: float) -> Numbers:
    return np.asarray((1 - share) * plain + share * scaled, np.float32)


def _plain(x: Any, y: Labels, labels: int, seed: int, strict: float) -> _Fit:
    fits = [_regression(x, y == at, seed, strict) for at in _outputs(labels)]
    return _Fit(np.stack([w for w, _ in fits], axis=1), np.array([b for _, b in fits], np.float32))


def _scaled(x: Any, y: Labels, labels: int, seed: int) -> _Fit:
    """Each feature scaled by how unevenly it is spread over the label and the others."""
    there = x.copy()
    fits = []
    for at in _outputs(labels):
        there.data = np.ones_like(x.data)
        a, b = (np.asarray(there[rows].sum(axis=0)).ravel() + 1 for rows in (y == at, y != at))
        ratio = np.abs(np.log((a / a.sum()) / (b / b.sum()))) + NB_FLOOR
        there.data = x.data * ratio.astype(np.float32)[x.indices]
        weights, bias = _regression(there, y == at, seed, STRICT)
        fits.append((weights * ratio, bias))
    return _Fit(
        np.stack([w for w, _ in fits], axis=1).astype(np.float32), np.array([b for _, b in fits], np.float32)
    )


def _outputs(labels: int) -> range:
    return range(1, 2) if labels == 2 else range(labels)


def _regression(x: Any, yes: NDArray[np.bool_], seed: int, strict: float) -> tuple[Numbers, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(
        C=strict, solver="liblinear", dual=True, class_weight="balanced", tol=0.03, random_state=seed
    )
    model.fit(x, yes)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def _view(columns: Columns, weights: Numbers) -> View:
    """Weights in 255 steps."""
    scale = np.maximum(np.abs(weights).max(axis=0, initial=0), np.float32(1e-9)) / np.float32(127)
    return View(columns.buckets, columns.rarity, np.round(weights / scale).astype(np.int8), scale)
