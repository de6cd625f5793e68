"""A task with layers of its own: every part is put aside once, and decisions are half what was said before."""

import threading
from typing import Any

import numpy as np
import pytest

from tests.classifiers.small_encoder import SIZE, installed, states
from zuruf.classifiers import (
    compact_lift,
    compact_train,
    compact_tuned,
    embedding_file,
    embedding_package,
    fine_tune,
)


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


@pytest.mark.parametrize("processors", [1, 2, 5])
def test_layers_that_tell_nothing_are_not_kept_and_what_still_learns_is_stopped(
    processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not embedding_package.onnxruntime():
        pytest.skip("the extra `embeddings` is not installed")
    installed(monkeypatch)
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: set(range(processors)), raising=False)
    y = np.arange(100) % 2
    given = [(f"Wort{at % 7} und Satz{at % 2}", "ja" if label else "nein") for at, label in enumerate(y)]
    nothing = np.ones((len(y), SIZE), np.float32)
    ended: list[str] = []
    real = fine_tune.tuned

    def learned(model: Any, states: Any, *rest: Any, **named: Any) -> Any:
        try:
            return real(model, states, *rest, **named)
        except fine_tune.Stopped:
            ended.append("stopped")
            raise
        finally:
            ended.append(f"{len(states)} texts")

    monkeypatch.setattr(fine_tune, "tuned", learned)
    monkeypatch.setattr(compact_tuned, "TELLS", 0.0)
    further = compact_tuned.beside(states(y), lambda _said: None)
    before = set(threading.enumerate())
    task = compact_train.taught(given, vectors=nothing, runs=True, further=further)
    assert task.tuned is None
    assert task.mix_vectors is not None
    assert ended.count("80 texts") == 5
    assert ended.count("100 texts") <= (1 if processors == 2 else 0)
    assert not [one for one in set(threading.enumerate()) - before if "ThreadPool" in one.name]


def test_a_network_that_is_not_needed_any_more_stops_before_its_next_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installed(monkeypatch)
    stop = threading.Event()
    stop.set()
    y = np.arange(40) % 2
    with pytest.raises(fine_tune.Stopped):
        fine_tune.tuned(embedding_file.model(), states(y), y, 2, stop=stop)


def test_what_a_lift_reaches_is_what_it_was_chosen_for() -> None:
    chance = np.random.default_rng(2)
    y = (chance.random(400) < 0.2).astype(int)
    p = np.clip(0.2 + 0.2 * y + chance.normal(0, 0.1, 400), 0.01, 0.99)
    both = np.stack([1 - p, p], axis=1).astype(np.float32)
    lifted, told = compact_lift.lift(both, y)
    assert compact_lift.reached(both, y, lifted) == told
    assert told["macro"] > compact_lift.reached(both, y, np.zeros(2, np.float32))["macro"]
