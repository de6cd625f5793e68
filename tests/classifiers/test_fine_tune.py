"""The encoder's upper layers learn: slopes are what differences say, marks in the tokens are found, and rounding loses little."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from zuruf.classifiers import embedding_file, embedding_package, fine_tune, fine_tuned
from zuruf.classifiers.embedding_graph import FIRST

CHANCE = np.random.default_rng(8)
SIZE = 8


@dataclass(frozen=True)
class Small:
    """An encoder with two layers that can learn, drawn by lot."""

    size: int = SIZE
    heads: int = 2
    layers: int = FIRST + 2
    epsilon: float = 1e-6

    def matrix(self, layer: str, name: str) -> np.ndarray:
        rows, columns = {"qkv": (3, 1), "ao": (1, 1), "fi": (4, 1), "fo": (1, 4)}[name]
        return CHANCE.normal(0, 0.4, (rows * SIZE, columns * SIZE)).astype(np.float32)

    def bias(self, layer: str, name: str) -> np.ndarray:
        return CHANCE.normal(0, 0.1, {"qkv": 3, "fi": 4}.get(name, 1) * SIZE).astype(np.float32)

    def vector(self, name: str) -> np.ndarray:
        return CHANCE.normal(name.endswith("w"), 0.1, SIZE).astype(np.float32)


def texts(n: int) -> tuple[list[np.ndarray], np.ndarray]:
    """Those of label 1 have somewhere a token that stands out."""
    y = np.arange(n) % 2
    states = [CHANCE.normal(0, 0.5, (3 + at % 4, SIZE)).astype(np.float16) for at in range(n)]
    for state, label in zip(states, y, strict=True):
        if label:
            state[CHANCE.integers(len(state)), 2:4] = (3, -3)
    return states, y


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Any:
    if not embedding_package.onnxruntime():
        pytest.skip("the extra `embeddings` is not installed")
    monkeypatch.setattr(embedding_file, "model", Small)
    return Small()


@pytest.mark.parametrize("labels", [2, 3])
def test_a_slope_is_how_the_loss_changes_with_a_number(labels: int) -> None:
    network: Any = fine_tune._Network(Small(), labels, seed=1)  # type: ignore[arg-type]
    states, y = texts(6)

    def lost() -> float:
        return float(network.slope(states, y, lambda shape: None))

    lost()
    slopes = [{name: array.copy() for name, array in group.items()} for group in network._changes]
    for group, slope in zip(network._layers, slopes, strict=True):
        for name, numbers in group.items():
            steep = float(np.linalg.norm(slope[name]))
            before, ahead = numbers.copy(), 0.02 * slope[name] / max(steep, 1e-9)
            numbers[...] = before + ahead
            after = lost()
            numbers[...] = before - ahead
            assert (after - lost()) / 0.04 == pytest.approx(steep, rel=0.02, abs=2e-4), name
            numbers[...] = before


def test_what_marks_a_label_is_found_in_texts_that_nobody_saw(
    small: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fine_tune, "RATE", 3e-3)
    monkeypatch.setattr(fine_tune, "HEAD_RATE", 1e-2)
    told: list[str] = []
    states, y = texts(400)
    tuned = fine_tune.tuned(small, states, y, 2, told=told.append)
    assert len(told) == fine_tune.MOST_ROUNDS
    new, right = texts(200)
    said = fine_tuned.outputs(tuned, new)
    assert said.shape == (200, 1)
    assert ((said[:, 0] > 0) == (right == 1)).mean() > 0.9


def broken(tuned: fine_tuned.Tuned) -> Sequence[fine_tuned.Tuned]:
    arrays = dict(tuned.arrays)
    return (
        fine_tuned.Tuned({**arrays, "l8.ao": arrays["l8.ao"][1:]}, tuned.head),
        fine_tuned.Tuned({name: a for name, a in arrays.items() if name != "l9.oln.w"}, tuned.head),
        fine_tuned.Tuned(arrays, tuned.head[1:]),
        fine_tuned.Tuned({}, np.zeros(3, np.float32)),
    )


def test_layers_of_which_something_is_missing_are_not_taken() -> None:
    model: Any = Small()
    layers = [fine_tune.start(model, n) for n in range(FIRST, model.layers)]
    tuned = fine_tuned.packed(layers, np.zeros((SIZE + 1, 1), np.float32))
    assert fine_tuned.sound(tuned)
    assert fine_tuned.fits(tuned, model)
    assert not any(fine_tuned.sound(one) for one in broken(tuned))
    assert not fine_tuned.fits(tuned, Small(size=16))  # type: ignore[arg-type]
    assert tuned.matrix("l8.", "fo") == pytest.approx(layers[0]["fo"], abs=0.02)
