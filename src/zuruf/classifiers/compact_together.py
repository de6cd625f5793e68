"""Teaching several tasks of "no" and "yes" from the same texts, with few false alarms. As `compact_train`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from zuruf.classifiers.compact_columns import Features
from zuruf.classifiers.compact_heads import Task
from zuruf.classifiers.compact_parts import by_line
from zuruf.classifiers.compact_train import Lesson, digest


def taught(
    texts: Sequence[str],
    said: Mapping[str, Sequence[bool | None]],
    *,
    lines: Sequence[int],
    counting: Sequence[bool],
    bars: Mapping[str, Sequence[tuple[Sequence[bool], float]]],
    seed: int = 0,
) -> dict[str, Task]:
    """Tasks of "no" and "yes" over the same texts, whose features are kept once. *said*: task → for each text, None: it says nothing of it.

    *lines*: texts of one number are copies of one line, put aside together. *counting*: texts by which it is told which features are worth
    keeping. *bars*: task → (which texts, up to which share of them, put aside, may be said to be "yes"): 0.5 lies where all of these hold.
    """
    features = Features(texts, np.array(counting))
    whose = np.array(lines)
    made = {}
    for name, answers in said.items():
        at = [n for n, one in enumerate(answers) if one is not None]
        y = np.array([int(bool(answers[i])) for i in at], np.int64)
        lesson = Lesson(features.of(np.array(at)), y, 2, seed, parts=by_line(whose[at], seed), plain=True)
        told = {"examples": len(at), "data": digest([(texts[i], str(answers[i])) for i in at]), "seed": seed}
        task = lesson.barred([(np.array(usual)[at] & (y == 0), share) for usual, share in bars[name]])
        made[name] = replace(task, about=told | dict(task.about))
    return made
