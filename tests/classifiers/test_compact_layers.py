"""Layers of the encoder are believed apart where that tells more of texts put aside, and only there; what is kept stays as large."""

from typing import Any

import numpy as np
import pytest

from zuruf.classifiers import compact_layers, compact_vectors, embedding
from zuruf.classifiers.compact_mixing import multinomial

SIZE, N = 6, 400
part_of = np.arange(N) // 6 % 4
PARTS = [(np.flatnonzero(part_of != n), np.flatnonzero(part_of == n)) for n in range(4)]


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "SIZE", SIZE)


def lesson(labels: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two layers of which each tells something, the labels, and what words say of them."""
    chance = np.random.default_rng(4)
    y = np.arange(N) % labels
    vectors = chance.normal(size=(N, 2 * SIZE)).astype(np.float32)
    vectors[:, 0] += y
    vectors[:, SIZE] -= y
    words = (chance.normal(size=(N, 1 if labels == 2 else labels)) + 0.3 * y[:, None]).astype(np.float32)
    return vectors, y, words


def outputs(y: np.ndarray, labels: int) -> np.ndarray:
    every = np.eye(labels, dtype=np.float32)[y]
    return np.asarray(every[:, 1:] if labels == 2 else every)


@pytest.mark.parametrize("labels", [2, 3])
@pytest.mark.parametrize("tells", [0.0, 9.0])
def test_what_is_kept_says_of_a_text_what_all_parts_of_it_said(
    labels: int, tells: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compact_layers, "TELLS", tells)  # never apart, and always
    vectors, y, words = lesson(labels)
    yes = outputs(y, labels)
    weights, aside = compact_layers.learned(vectors, yes, PARTS, words, y, labels)
    assert weights.shape == (2 * SIZE + 1, yes.shape[1])
    assert aside.shape == yes.shape
    seen = vectors @ weights[:-1] + weights[-1]
    assert float(np.corrcoef(seen.ravel(), aside.ravel())[0, 1]) > 0.97


def lost(words: np.ndarray, said: np.ndarray, y: np.ndarray) -> float:
    z = np.hstack([words, said])
    by, offset = multinomial(z, y, 2)
    p = 1 / (1 + np.exp(-(z @ by[:, 1] + offset[1])))
    return float(-np.log(np.where(y == 1, p, 1 - p)).mean())


def test_layers_stand_apart_where_one_learns_by_heart_what_another_knows() -> None:
    """One layer knows the label; the other has in each run of the texts other numbers that go with it, as articles have their words."""
    chance = np.random.default_rng(5)
    y = np.arange(N) % 2
    vectors = chance.normal(0, 0.5, (N, 2 * SIZE)).astype(np.float32)
    vectors[:, 0] += (y - 0.5) * 0.6
    run = np.arange(N) * 4 // N
    for n in range(4):
        at = run == n
        vectors[at, SIZE + n] += (y[at] - 0.5) * 6
        vectors[at, SIZE + (n + 1) % 4] -= (y[at] - 0.5) * 6
    parts = [(np.flatnonzero(run != n), np.flatnonzero(run == n)) for n in range(4)]
    words, yes = np.zeros((N, 1), np.float32), outputs(y, 2)
    _, together = compact_vectors.learned(vectors, yes, parts)
    _, apart = compact_layers.learned(vectors, yes, parts, words, y, 2)
    assert lost(words, apart, y) < 0.9 * lost(words, together, y)


def test_layers_that_tell_nothing_more_stay_together(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, y, words = lesson(2)
    vectors = np.random.default_rng(7).normal(size=vectors.shape).astype(np.float32)
    tried: list[float] = []
    real = compact_layers._lost

    def told(*given: Any) -> float:
        tried.append(real(*given))
        return tried[-1]

    monkeypatch.setattr(compact_layers, "_lost", told)
    _, aside = compact_layers.learned(vectors, outputs(y, 2), PARTS, words, y, 2)
    _, together = compact_vectors.learned(vectors, outputs(y, 2), PARTS)
    with_each, without = tried
    assert with_each > compact_layers.TELLS * without
    assert aside == pytest.approx(together)


def test_with_many_labels_or_of_one_layer_nothing_is_tried_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, y, words = lesson(3)
    yes = outputs(y, 3)
    monkeypatch.setattr(compact_layers, "_apart", lambda *_: pytest.fail("tried"))
    compact_layers.learned(vectors[:, :SIZE], yes, PARTS, words, y, 3)
    compact_layers.learned(vectors[:, : 2 * SIZE - 1], yes, PARTS, words, y, 3)
    monkeypatch.setattr(compact_layers, "MOST", 2)
    given = compact_vectors.learned(vectors, yes, PARTS)
    kept = compact_layers.learned(vectors, yes, PARTS, words, y, 3)
    assert kept[0] == pytest.approx(given[0])
