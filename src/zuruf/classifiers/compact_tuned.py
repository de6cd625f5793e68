"""What a task learns by fine-tuning (`fine_tune`), mixed with what it learned from words and vectors.

Each part of the texts is put aside once and judged by a network that saw the others, and one more network learns from all and is kept: six where
there are five parts. Two parts put aside would take half the time, but they say too badly when to decide for a rare label. As many networks learn at
once as there are processors, each on one of them.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from zuruf.classifiers import compact_lift, embedding_file, fine_tune, fine_tuned
from zuruf.classifiers.compact_grams import Numbers
from zuruf.classifiers.compact_heads import Mix, Task, mixed
from zuruf.classifiers.compact_train import TELLS, Lesson
from zuruf.classifiers.fine_tune import Labels
from zuruf.classifiers.fine_tuned import State, Tuned

MOST = 20_000
"""Examples that it can learn from: 2 GB of memory, and some hours."""
ALL = "all examples"
Told = Callable[[str], None]
Further = Callable[[Lesson, Task, Sequence[int]], Task]


def beside(states: Sequence[State], told: Told) -> Further:
    """What `compact_train.taught` is to do last. *states*: of all examples (`embedding.read`); *told* gets a sentence after each round."""

    def further(lesson: Lesson, task: Task, kept: Sequence[int]) -> Task:
        return _with_layers(lesson, task, [states[at] for at in kept], told)

    return further


def _with_layers(lesson: Lesson, task: Task, states: Sequence[State], told: Told) -> Task:
    """*task* with layers of its own, if what is put aside is surer then of what is right."""

    stop = Event()

    def learned(at: Labels, name: str) -> Tuned:
        def named(said: str) -> None:
            told(f"Fine-tuning, {name}: {said}")

        own = [states[i] for i in at]
        model = embedding_file.model()
        return fine_tune.tuned(
            model, own, lesson.y[at], lesson.labels, seed=lesson.seed, told=named, stop=stop
        )

    def judged(number: int) -> Numbers:
        others, part = lesson.parts[number]
        tuned = learned(others, f"part {number + 1} put aside")
        return fine_tuned.outputs(tuned, [states[i] for i in part])

    count = len(lesson.parts)
    everything: NDArray[np.int64] = np.arange(len(lesson.y))
    with _processors(stop) as (at_once, begin):
        parts = [begin(judged, number) for number in range(count)]
        # Where a processor would have nothing to do beside the last part, the network that may be kept begins before it is known whether it is.
        early = begin(learned, everything, ALL) if count % at_once else None
        asides = np.concatenate([part.result() for part in parts])
        at = np.concatenate([part for _, part in lesson.parts])
        before = lesson.beside[at]
        both = np.concatenate([before, asides], axis=1)
        if lesson.loss(both, at) >= TELLS * lesson.loss(before, at):
            return task
        tuned = (early or begin(learned, everything, ALL)).result()
    mix, reached = _decided(task, lesson, both, at)
    return replace(task, tuned=tuned, mix_tuned=mix, about=dict(task.about) | {"reached_tuned": reached})


@contextmanager
def _processors(stop: Event) -> Iterator[tuple[int, Callable[..., Future[Any]]]]:
    """How many processors there are, and what begins something on the next one that is free. Afterwards *stop* is set: what still runs is not needed."""
    at_once = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with threadpool_limits(1), ThreadPoolExecutor(at_once) as pool:
        try:
            yield at_once, pool.submit
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)


def _decided(task: Task, lesson: Lesson, outputs: Numbers, at: Labels) -> tuple[Mix, dict[str, float]]:
    """How *outputs* of the texts *at* are mixed, when to decide for which label, and the F1 that this reaches on them."""
    mix, _ = lesson.mix(outputs, at)
    assert task.mix_vectors is not None  # it was taught with vectors
    mix = replace(mix, lift=np.asarray((mix.lift + task.mix_vectors.lift) / 2, np.float32))
    return mix, compact_lift.reached(mixed(outputs, mix)[0], lesson.y[at], mix.lift)
