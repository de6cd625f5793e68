"""Teaching the compact model: from texts with labels to a task. Needs scikit-learn, which is loaded only here.

Two logistic regressions over the same rows, blended: one plain, one with each feature scaled by how much more often one label has it
(Wang & Manning 2012, "NB-SVM"). Every text is put aside once and judged by what was learned from the others: from these judgements come
the probabilities and the decisions. The same examples and seed give the same model on the same machine.
"""

import hashlib
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers import compact_vectors
from zuruf.classifiers.compact import Compact, Mix, Task, Vectors, View, mixed, standing
from zuruf.classifiers.compact_grams import BUCKETS, Numbers, Rows, seen
from zuruf.classifiers.compact_lift import lift

Example = tuple[str, str]
Labels = NDArray[np.int64]

FOLDS = 5
FEWEST = 3
"""Examples that each label needs at least."""
STRICT = 1.5
"""How closely the regressions follow their examples (C): the higher the closer."""
SURFACE_WEIGHT = 0.2
SHARES = (0.5, 0.0, 0.25, 0.75, 1.0)
"""Of the scaled regression in the mean of the two: that which was surest of what was right is taken."""
NB_FLOOR = 0.25
MANY = 12
"""Labels from which on only the plain regression is fitted: the other gains nothing there but time."""


class TooFew(ValueError):
    """Examples that nothing can be learned from. The message says why."""


def train(
    examples: Mapping[str, Sequence[Example]],
    *,
    seed: int = 0,
    dense: Mapping[str, Vectors] | None = None,
) -> Compact:
    """A model of these tasks: task → (text, label). *dense*: sentence vectors of a task's texts, in their order. Raises TooFew."""
    return Compact(
        {name: taught(given, seed=seed, vectors=(dense or {}).get(name)) for name, given in examples.items()}
    )


def taught(
    examples: Sequence[Example], *, seed: int = 0, vectors: Vectors | None = None, measure: str = ""
) -> Task:
    """One task. Labels with fewer than FEWEST examples are left out. *measure*: what decisions are for, see `compact_lift`. Raises TooFew."""
    labels = usable(label for _, label in examples)
    kept = [at for at, (_, label) in enumerate(examples) if label in labels]
    texts = [examples[at][0] for at in kept]
    known = {label: at for at, label in enumerate(labels)}
    y = np.array([known[examples[at][1]] for at in kept], np.int64)
    lesson = _Lesson(texts, y, len(labels), seed, measure)
    task = lesson.task(labels)
    if vectors is not None:
        task = lesson.with_vectors(task, np.asarray(vectors, np.float32)[kept])
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


class _Columns:
    """One kind of feature over all examples: columns that two of them have, weighed and brought to length 1."""

    def __init__(self, rows: Rows) -> None:
        from scipy.sparse import csr_matrix, diags_array

        texts = len(rows.starts) - 1
        having = np.bincount(rows.buckets, minlength=BUCKETS)
        self.buckets = np.flatnonzero(having >= 2)
        rarity = np.log((1 + texts) / (1 + having[self.buckets])) + 1
        self.rarity = rarity.astype(np.float16).astype(np.float32)  # as it is stored
        logs = (1 + np.log(rows.counts), rows.buckets, rows.starts)
        x = csr_matrix(logs, shape=(texts, BUCKETS))[:, self.buckets] @ diags_array(self.rarity)
        length = np.sqrt(np.asarray(x.multiply(x).sum(axis=1)).ravel())
        length[length == 0] = 1
        self.x = diags_array(1 / length) @ x


class _Lesson:
    """Examples of one task, ready to be learned from."""

    def __init__(self, texts: Sequence[str], y: Labels, labels: int, seed: int, measure: str) -> None:
        from scipy.sparse import csr_matrix, hstack
        from sklearn.model_selection import StratifiedKFold

        rows = seen(texts)
        self.y, self.labels, self.seed, self.measure = y, labels, seed, measure
        self.words, self.pieces = _Columns(rows.words), _Columns(rows.pieces)
        self.mean = rows.surface.mean(axis=0)
        self.spread = rows.surface.std(axis=0) + np.float32(1e-3)
        surface = SURFACE_WEIGHT * standing(rows.surface, self.mean, self.spread)
        self.x = hstack([self.words.x, self.pieces.x, csr_matrix(surface)]).tocsr()
        self.folds = min(FOLDS, int(np.bincount(y).min()))
        parts = StratifiedKFold(self.folds, shuffle=True, random_state=seed)
        self.parts = list(parts.split(np.zeros(len(y)), y))
        self.share, self.aside = self._aside()

    def _aside(self) -> tuple[float, Numbers]:
        """What share the scaled regression gets, and what each example gets from those in other parts."""
        both = np.zeros((2, len(self.y), 1 if self.labels == 2 else self.labels), np.float32)
        for others, at in self.parts:
            fits = _fitted(self.x[others], self.y[others], self.labels, self.seed)
            both[:, at] = [fit.outputs(self.x[at]) for fit in fits]
        tried = [
            (_blended(both[0], both[1], share), share)
            for share in (SHARES if self.labels <= MANY else SHARES[:1])
        ]
        return min(((share, out) for out, share in tried), key=lambda one: self._loss(one[1]))

    def _loss(self, aside: Numbers) -> float:
        by, offset = _plain_multinomial(aside, self.y, self.labels)
        p, _ = mixed(aside, Mix(by, offset, np.zeros(self.labels, np.float32)))
        return float(-np.log(p[np.arange(len(self.y)), self.y] + 1e-9).mean())

    def task(self, labels: tuple[str, ...]) -> Task:
        plain, scaled = _fitted(self.x, self.y, len(labels), self.seed)
        fit = _Fit(
            _blended(plain.weights, scaled.weights, self.share), _blended(plain.bias, scaled.bias, self.share)
        )
        words, pieces = len(self.words.buckets), len(self.pieces.buckets)
        mix, reached = self._mix(self.aside)
        return Task(
            labels,
            _view(self.words, fit.weights[:words]),
            _view(self.pieces, fit.weights[words : words + pieces]),
            self.mean,
            self.spread,
            SURFACE_WEIGHT * fit.weights[words + pieces :],
            fit.bias,
            mix,
            about={"reached": reached, "share": self.share},
        )

    def with_vectors(self, task: Task, vectors: Vectors) -> Task:
        """*task*, and beside it what the vectors say."""
        yes = np.stack([self.y == at for at in _outputs(self.labels)], axis=1).astype(np.float32)
        weights, aside = compact_vectors.learned(vectors, yes, self.parts)
        mix, reached = self._mix(np.concatenate([self.aside, aside], axis=1))
        told = dict(task.about) | {"reached_with_vectors": reached}
        return replace(task, vectors=weights, mix_vectors=mix, about=told)

    def _mix(self, aside: Numbers) -> tuple[Mix, dict[str, float]]:
        """How the outputs become probabilities and decisions, and the F1 that this reached on what was put aside."""
        by, offset = _plain_multinomial(aside, self.y, self.labels)
        flat = Mix(by, offset, np.zeros(self.labels, np.float32))
        p, _ = mixed(aside, flat)
        lifted, reached = lift(p, self.y, self.measure)
        return replace(flat, lift=lifted), reached


def _fitted(x: Any, y: Labels, labels: int, seed: int) -> tuple[_Fit, _Fit]:
    """The plain regression and the scaled one."""
    plain = _plain(x, y, labels, seed, STRICT)
    return plain, plain if labels > MANY else _scaled(x, y, labels, seed)


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


def _plain_multinomial(outputs: Numbers, y: Labels, labels: int) -> tuple[Numbers, Numbers]:
    """outputs x labels, and labels: softmax(outputs · by + offset) is how probable each is."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # near enough after so many steps
        model = LogisticRegression(C=1.0, max_iter=500).fit(outputs, y)
    if labels > 2:
        return model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)
    by = np.zeros((outputs.shape[1], 2), np.float32)
    by[:, 1] = model.coef_[0]
    return by, np.array([0, model.intercept_[0]], np.float32)


def _view(columns: _Columns, weights: Numbers) -> View:
    """Weights in 255 steps."""
    scale = np.maximum(np.abs(weights).max(axis=0, initial=0), np.float32(1e-9)) / np.float32(127)
    return View(columns.buckets, columns.rarity, np.round(weights / scale).astype(np.int8), scale)
