"""`make bench-understanding`: how well messages are understood, how fast, and whether reasons are reasons. One JSON line per figure.

Each set is cross-validated (official folds, else five stratified ones, and once more in runs of the file), each fold taught by what
`zuruf teach` teaches by; no test split is touched. `value` is the mean of the folds' figures, `pooled` that of all folds' judgements
together, as Schabus et al. (2017) state it. ONLY=words: those figures whose name has one of them. WITH=embeddings: with sentence vectors,
which takes four times as long; WITH=fine-tune: the encoder learns, too, which takes an hour and more for each set.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # figures are per core
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from sklearn.model_selection import StratifiedKFold

from bench import (
    understanding_judging,
    understanding_learning,
    understanding_listening,
    understanding_vectors,
)
from bench.understanding_sets import DATA, Set, reached, sets
from zuruf.classifiers import compact_file, compact_train, compact_tuned, embedding, fine_tuned
from zuruf.classifiers.compact import Compact
from zuruf.classifiers.compact_heads import Scores

FOLDS, SEED = 5, 0
LOOKED_AT = 300
"""Texts whose reasons are tried, and that are judged alone."""


def main() -> int:
    ask = argparse.ArgumentParser(prog="make bench-understanding", description=__doc__)
    ask.add_argument("words", nargs="*", metavar="WORD")
    ask.add_argument("--embeddings", action="store_true")
    ask.add_argument("--fine-tune", action="store_true")
    given = ask.parse_args()
    embedding.switch(given.embeddings or given.fine_tune)
    if given.fine_tune and not embedding.layers_on():
        ask.error("fine-tuning needs the extra `embeddings`, which is not installed")
    if not DATA.is_dir():
        print(f"Nothing is measured: the data sets are not in {DATA}.", file=sys.stderr)
        return 0
    for figure in figures(given.words, fine_tune=given.fine_tune):
        print(json.dumps(figure, ensure_ascii=False), flush=True)
    return 0


def figures(words: Sequence[str], *, fine_tune: bool = False) -> Iterator[dict[str, Any]]:
    """Those whose name has one of *words*; all without any."""

    def wanted(name: str) -> bool:
        return not words or any(word in name for word in words)

    try:
        for one in every():
            if wanted(one.name):
                yield quality(one, fine_tune)
    except FileNotFoundError as missing:
        print(f"Not all sets are measured: {missing.filename} is missing.", file=sys.stderr)
    if wanted("speed") or wanted("reasons"):
        yield from machine(wanted)
    if wanted("judged"):
        texts = [text for text, _ in next(iter(sets())).examples]
        yield from understanding_judging.figures(texts[:3000], texts[-LOOKED_AT:])
    if wanted("learning"):
        yield from understanding_learning.figures()
    if wanted("listening"):
        yield from understanding_listening.figures()
    if wanted("embeddings"):
        yield from understanding_vectors.figures(
            [text for text, _ in next(iter(sets())).examples[:LOOKED_AT]]
        )


def every() -> Iterator[Set]:
    """The sets, PotTS also without its fourth label, "mixed", which is never counted and costs those that are; and those without official
    folds a second time, in runs of the file; One Million Posts also with what each post tells beside its text, whether it answers another. Texts of one run are about the same things, so this is nearer to what a test split of other
    sources asks for, and to what comes in tomorrow.
    """
    for one in sets():
        three = [example for example in one.examples if example[1] != "mixed"]
        fewer = replace(one, name=f"{one.name}_without_mixed", examples=three)
        for same in (one, fewer) if len(three) < len(one.examples) else (one,):
            if same.replies is not None:
                yield replace(same, replies=None)
                yield replace(same, name=f"{same.name}_with_replies")
                continue
            yield same
            if same.folds is None:
                yield replace(
                    same, name=f"{same.name}_in_runs", folds=_runs(same.examples), sort="runs of the file"
                )


def _runs(examples: Sequence[compact_train.Example]) -> list[int]:
    y = np.array([label for _, label in examples])
    folds = np.zeros(len(y), np.int64)
    for fold, (_, test) in enumerate(StratifiedKFold(FOLDS).split(y, y)):
        folds[test] = fold
    return [int(fold) for fold in folds]


def quality(one: Set, fine_tune: bool) -> dict[str, Any]:
    """One set, cross-validated."""
    began = time.monotonic()
    y = np.array([label for _, label in one.examples])
    vectors, states = _read([text for text, _ in one.examples], fine_tune)
    folds = list(_folds(one, y))
    said = np.empty(len(y), object)
    sure = np.zeros(len(y))
    for train, test in folds:
        judged = _judged(one, train, test, vectors, states)
        said[test] = [scores["task"].label for scores in judged]
        sure[test] = [scores["task"].of(label) for scores, label in zip(judged, y[test], strict=True)]
    each = [reached(one.metric, y[test].tolist(), said[test].tolist()) for _, test in folds]
    return {
        "name": one.name,
        "metric": one.metric,
        "value": round(statistics.mean(each), 2),
        "standard_error": round(statistics.stdev(each) / len(each) ** 0.5, 2),
        "pooled": round(reached(one.metric, y.tolist(), said.tolist()), 2),
        "log_loss": round(float(-np.log(np.maximum(sure, 1e-6)).mean()), 3),
        "published_on_test": one.published,
        "linear_on_test": one.linear,
        "texts": len(y),
        "folds": f"{len(folds)} {one.sort}",
        "features": "words, pieces, surface, rules of mood"
        + (", sentence vectors" if vectors is not None else "")
        + (", fine-tuning" if states is not None else "")
        + (", whether it answers another" if one.replies is not None else ""),
        "seconds": round(time.monotonic() - began),
    }


def _read(texts: Sequence[str], fine_tune: bool) -> tuple[np.ndarray | None, list[np.ndarray] | None]:
    if fine_tune:
        return embedding.read(texts)
    return (embedding.layers(texts) if embedding.layers_on() else None), None


def _judged(
    one: Set,
    train: np.ndarray,
    test: np.ndarray,
    vectors: np.ndarray | None,
    states: Sequence[np.ndarray] | None,
) -> list[dict[str, Scores]]:
    """What is said of one fold by what was taught with the others."""
    examples, replies = one.examples, one.replies
    own = None if states is None else [states[i] for i in train]
    task = compact_train.taught(
        [examples[i] for i in train],
        seed=SEED,
        vectors=None if vectors is None else vectors[train],
        rules=True,
        runs=True,
        further=None if own is None else compact_tuned.beside(own, lambda said: print(said, file=sys.stderr)),
        replies=None if replies is None else [replies[i] for i in train],
    )
    tuned = None
    if task.tuned is not None and states is not None:
        tuned = {"task": fine_tuned.outputs(task.tuned, [states[i] for i in test])}
    return Compact({"task": task}).judge(
        [examples[i][0] for i in test],
        vectors=None if vectors is None else vectors[test],
        tuned=tuned,
        replies=None if replies is None else [replies[i] for i in test],
    )


def _folds(one: Set, y: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    if one.folds is None:
        yield from StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(y, y)
        return
    official = np.array(one.folds)
    for fold in sorted(set(one.folds)):
        yield np.flatnonzero(official != fold), np.flatnonzero(official == fold)


def machine(wanted: Any) -> Iterator[dict[str, Any]]:
    """Speed, memory and size of a model of all sets, and whether what it names as reasons is one. Without vectors."""
    given = {one.name: one.examples for one in sets()}
    halves = {name: examples[::2] for name, examples in given.items()}
    model = compact_train.train(halves)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.npz"
        compact_file.save(model, file)
        size, memory = file.stat().st_size, _memory(file)
        model = compact_file.load(file)
    texts = [text for examples in given.values() for text, _ in examples[1::2]]
    heads = f"{len(model.tasks)} tasks"
    if wanted("speed"):
        model.judge(texts[:512])
        yield _line(
            "speed_batched", _per_second(lambda: model.judge(texts)) * len(texts), "messages/s", heads, 2000
        )
        one = _median(lambda at: model.judge([texts[at]]), range(0, len(texts), len(texts) // LOOKED_AT))
        yield _line("speed_single", 1000 * one, "ms", heads, 4)
        yield _line("size_on_disk", size / 1e6, "MB", heads)
        yield _line("size_in_memory", memory / 1e6, "MB", heads)
    if wanted("reasons"):
        for task, examples in given.items():
            yield _reasons(model, task, [text for text, _ in examples[1::2]][:LOOKED_AT])


def _reasons(model: Compact, task: str, texts: list[str]) -> dict[str, Any]:
    """The named words are taken out of the text as typed: in how many texts the label is less probable then."""
    before = model.judge(texts, (task,))
    labels = [scores[task].label for scores in before]
    named = model.whys(texts, task, labels)
    rest = []
    for text, words in zip(texts, named, strict=True):
        left = text
        for word in words:
            left = left.replace(word, " ")
        rest.append(left)
    after = model.judge(rest, (task,))
    fell = [
        b[task].of(label) < a[task].of(label)
        for a, b, label, words in zip(before, after, labels, named, strict=True)
        if words
    ]
    return _line(
        f"reasons_{task}", 100 * sum(fell) / max(1, len(fell)), "% less probable", f"{len(fell)} texts", 80
    )


def _line(name: str, value: float, unit: str, data: str, aim: float | None = None) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "unit": unit, "data": data} | (
        {"aim": aim} if aim else {}
    )


def _per_second(do: Any) -> float:
    began = time.process_time()
    do()
    return 1 / (time.process_time() - began)


def _median(do: Any, over: range) -> float:
    took = []
    for at in over:
        began = time.process_time()
        do(at)
        took.append(time.process_time() - began)
    return statistics.median(took)


def _memory(file: Path) -> int:
    """What a process grows by that loads the model, numpy being there."""
    code = (
        "import sys, resource, pathlib; from zuruf.classifiers import compact_file as f\n"
        "held = lambda: int(open('/proc/self/statm').read().split()[1]) * resource.getpagesize()\n"
        "before = held(); model = f.load(pathlib.Path(sys.argv[1])); print(held() - before)"
    )
    said = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True)
    return int(said.stdout)


if __name__ == "__main__":
    sys.exit(main())
