"""What a task learns by fine-tuning (`fine_tune`), mixed with what it learned from words and vectors.

Each part of the texts is put aside once and judged by a network that saw the others, and one more network learns from all and is kept: six where
there are five parts. Two parts put aside would take half the time, but they say too badly when to decide for a rare label.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers import compact_lift, embedding_file, fine_tune, fine_tuned
from zuruf.classifiers.compact_grams import Numbers
from zuruf.classifiers.compact_heads import Mix, Task, mixed
from zuruf.classifiers.compact_train import TELLS, Lesson
from zuruf.classifiers.fine_tune import Labels
from zuruf.classifiers.fine_tuned import State, Tuned

MOST = 20_000
"""Examples that it can learn from: 2 GB of memory, and some hours."""
Told = Callable[[str], None]
Further = Callable[[Lesson, Task, Sequence[int]], Task]


def beside(states: Sequence[State], told: Told) -> Further:
    """What `compact_train.taught` is to do last. *states*: of all examples (`embedding.read`); *told* gets a sentence after each round."""

    def further(lesson: Lesson, task: Task, kept: Sequence[int]) -> Task:
        return _with_layers(lesson, task, [states[at] for at in kept], told)

    return further


def _with_layers(lesson: Lesson, task: Task, states: Sequence[State], told: Told) -> Task:
    """*task* with layers of its own, if what is put aside is surer then of what is right."""

    def learned(at: Labels, name: str) -> Tuned:
        def named(said: str) -> None:
            told(f"Fine-tuning, {name}: {said}")

        own = [states[i] for i in at]
        model = embedding_file.model()
        return fine_tune.tuned(model, own, lesson.y[at], lesson.labels, seed=lesson.seed, told=named)

    parts = lesson.parts
    asides = [
        fine_tuned.outputs(learned(others, f"part {n} put aside"), [states[i] for i in part])
        for n, (others, part) in enumerate(parts, 1)
    ]
    at = np.concatenate([part for _, part in parts])
    before = lesson.beside[at]
    both = np.concatenate([before, np.concatenate(asides)], axis=1)
    if lesson.loss(both, at) >= TELLS * lesson.loss(before, at):
        return task
    mix, reached = _decided(task, lesson, both, at)
    everything: NDArray[np.int64] = np.arange(len(lesson.y))
    tuned = learned(everything, "all examples")
    return replace(task, tuned=tuned, mix_tuned=mix, about=dict(task.about) | {"reached_tuned": reached})


def _decided(task: Task, lesson: Lesson, outputs: Numbers, at: Labels) -> tuple[Mix, dict[str, float]]:
    """How *outputs* of the texts *at* are mixed, when to decide for which label, and the F1 that this reaches on them."""
    mix, _ = lesson.mix(outputs, at)
    assert task.mix_vectors is not None  # it was taught with vectors
    mix = replace(mix, lift=np.asarray((mix.lift + task.mix_vectors.lift) / 2, np.float32))
    return mix, compact_lift.reached(mixed(outputs, mix)[0], lesson.y[at], mix.lift)
