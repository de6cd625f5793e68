"""The encoder's upper layers learn: slopes are what differences say, marks in the tokens are found, and nothing half is taken."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from tests.classifiers.small_encoder import SIZE, Small, installed, states
from zuruf.classifiers import embedding_package, fine_tune, fine_tuned
from zuruf.classifiers.embedding_graph import FIRST


@pytest.mark.parametrize("labels", [2, 3])
def test_a_slope_is_how_the_loss_changes_with_a_number(labels: int) -> None:
    network: Any = fine_tune._Network(Small(), labels, seed=1)  # type: ignore[arg-type]
    y = np.arange(6) % 2
    some = states(y)

    def lost() -> float:
        return float(network.slope(some, y, lambda shape: None))

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


def test_what_marks_a_label_is_found_in_texts_that_nobody_saw(monkeypatch: pytest.MonkeyPatch) -> None:
    if not embedding_package.onnxruntime():
        pytest.skip("the extra `embeddings` is not installed")
    model: Any = installed(monkeypatch)
    told: list[str] = []
    y, right = np.arange(400) % 2, np.arange(200) % 2
    tuned = fine_tune.tuned(model, states(y), y, 2, told=told.append)
    assert len(told) == fine_tune.MOST_ROUNDS
    said = fine_tuned.outputs(tuned, states(right))
    assert said.shape == (200, 1)
    assert ((said[:, 0] > 0) == (right == 1)).mean() > 0.9


def broken(tuned: fine_tuned.Tuned) -> Sequence[fine_tuned.Tuned]:
    arrays = dict(tuned.arrays)
    return (
        fine_tuned.Tuned({**arrays, f"l{FIRST}.ao": arrays[f"l{FIRST}.ao"][1:]}, tuned.head),
        fine_tuned.Tuned({name: a for name, a in arrays.items() if name != f"l{FIRST}.oln.w"}, tuned.head),
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
    assert tuned.matrix(f"l{FIRST}.", "fo") == pytest.approx(layers[0]["fo"], abs=0.02)
