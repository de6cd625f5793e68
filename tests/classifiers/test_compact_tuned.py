"""A task with layers of its own: every part is put aside once, and decisions are half what was said before."""

from typing import Any

import numpy as np
import pytest

from tests.classifiers.small_encoder import SIZE, installed, states
from zuruf.classifiers import compact_lift, compact_train, compact_tuned, embedding_package


def test_with_layers_of_its_own_a_task_decides_for_a_rare_label_half_as_it_did_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not embedding_package.onnxruntime():
        pytest.skip("the extra `embeddings` is not installed")
    installed(monkeypatch)
    chance = np.random.default_rng(3)
    y = np.arange(300) % 4 == 0
    given = [(f"Wort{chance.integers(40)} und noch eins", "rare" if rare else "usual") for rare in y]
    nothing = chance.normal(size=(len(y), SIZE)).astype(np.float32)
    own: list[np.ndarray] = []
    real = compact_lift.lift

    def told(*asked: Any) -> Any:
        lifted = real(*asked)
        own.append(lifted[0])
        return lifted

    monkeypatch.setattr(compact_train, "lift", told)
    said: list[str] = []
    further = compact_tuned.beside(states(y.astype(int)), said.append)
    task = compact_train.taught(given, vectors=nothing, runs=True, further=further)
    taught = {one.split(": ")[0] for one in said}
    assert taught == {f"Fine-tuning, part {n} put aside" for n in range(1, 6)} | {"Fine-tuning, all examples"}
    assert task.tuned is not None
    assert task.mix_tuned is not None
    assert task.mix_vectors is not None
    assert not np.allclose(own[-1], task.mix_vectors.lift)
    assert task.mix_tuned.lift == pytest.approx((own[-1] + task.mix_vectors.lift) / 2)
    about: Any = task.about
    assert about["reached_tuned"]["macro"] > about["reached_with_vectors"]["macro"]


def test_what_a_lift_reaches_is_what_it_was_chosen_for() -> None:
    chance = np.random.default_rng(2)
    y = (chance.random(400) < 0.2).astype(int)
    p = np.clip(0.2 + 0.2 * y + chance.normal(0, 0.1, 400), 0.01, 0.99)
    both = np.stack([1 - p, p], axis=1).astype(np.float32)
    lifted, told = compact_lift.lift(both, y)
    assert compact_lift.reached(both, y, lifted) == told
    assert told["macro"] > compact_lift.reached(both, y, np.zeros(2, np.float32))["macro"]
