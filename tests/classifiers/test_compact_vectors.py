"""What a task learns from dense numbers: the direction that tells labels apart, the same with and without a shift or a scale."""

import numpy as np
import pytest

from zuruf.classifiers import compact_vectors

CHANCE = np.random.default_rng(6)
N = 200
YES = (CHANCE.random((N, 1)) < 0.3).astype(np.float32)
NUMBERS = CHANCE.normal(size=(N, 12)).astype(np.float32)
NUMBERS[:, 3] += 2 * YES[:, 0]
PARTS = [(np.flatnonzero(np.arange(N) % 4 != n), np.flatnonzero(np.arange(N) % 4 == n)) for n in range(4)]


def right(said: np.ndarray) -> float:
    return float(((said[:, 0] > np.sort(said[:, 0])[-int(YES.sum())]) == (YES[:, 0] == 1)).mean())


def test_what_tells_labels_apart_is_found_and_holds_for_texts_put_aside() -> None:
    weights, aside = compact_vectors.learned(NUMBERS, YES, PARTS)
    assert weights.shape == (13, 1)
    assert int(np.abs(weights[:-1, 0]).argmax()) == 3
    assert right(aside) > 0.8
    assert right(NUMBERS @ weights[:-1] + weights[-1]) >= right(aside)


def test_a_text_put_aside_has_no_say_in_what_is_said_of_it() -> None:
    nothing = CHANCE.normal(size=(N, 60)).astype(np.float32)
    _, aside = compact_vectors.learned(nothing, YES, PARTS)
    assert abs(float(np.corrcoef(aside[:, 0], YES[:, 0])[0, 1])) < 0.3


def test_it_does_not_matter_how_large_the_numbers_are_and_where_they_begin() -> None:
    weights, aside = compact_vectors.learned(NUMBERS, YES, PARTS)
    moved, again = compact_vectors.learned(NUMBERS * 50 + 7, YES, PARTS)
    assert again == pytest.approx(aside, abs=0.01)
    assert moved[:-1] * 50 == pytest.approx(weights[:-1], abs=0.01)


def test_many_texts_and_few_are_learned_from_alike() -> None:
    x = (NUMBERS - NUMBERS.mean(axis=0)) / 12
    wanted = YES - YES.mean()
    many, few = (way(x, wanted, PARTS) for way in (compact_vectors._by_numbers, compact_vectors._by_texts))
    assert many[0] == pytest.approx(few[0], abs=1e-3)
    assert many[1](0.5) == pytest.approx(few[1](0.5), abs=1e-3)
