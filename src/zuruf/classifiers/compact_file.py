"""The file of a compact model: a .npz of plain arrays and one array of JSON that says what they are. Nothing in it can be run.

Buckets are stored as steps and rarities as small numbers, which pack well; tasks over the same columns have them once. The same model is the same bytes.
"""

import io
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from zuruf.classifiers.compact import Compact
from zuruf.classifiers.compact_grams import BUCKETS
from zuruf.classifiers.compact_heads import Mix, Task
from zuruf.classifiers.compact_places import View
from zuruf.classifiers.compact_rules import WIDE
from zuruf.classifiers.compact_surface import SURFACE
from zuruf.classifiers.fine_tuned import Tuned, sound

FORMAT = "zuruf-compact"
VERSION = 1
_VIEWS = ("words", "pieces")
_PLAIN = ("mean", "spread", "surface", "bias", "rules", "vectors")
_MIXES = ("mix", "mix_vectors", "mix_tuned", "mix_reply")
_TUNED, _HEAD = "tuned.", "tuned_head"
_MIX = ("by", "offset", "lift")


class Broken(ValueError):
    """A file that is no model, or of another version. The message says which."""


def save(model: Compact, path: Path) -> None:
    """Write *model* to *path*; whoever reads at the same time gets the old file or the new one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.write_bytes(packed(model))
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def packed(model: Compact) -> bytes:
    """The bytes of the file."""
    about = {
        "format": FORMAT,
        "version": VERSION,
        "tasks": [
            {"name": n, "labels": list(t.labels), "about": dict(t.about)} for n, t in model.known.items()
        ],
    }
    told = json.dumps(about, ensure_ascii=False, sort_keys=True).encode()
    arrays: dict[str, Any] = {"about": np.frombuffer(told, np.uint8)}
    tasks = [*model.known.values()]
    for at, task in enumerate(tasks):
        arrays |= {f"{at}.{name}": array for name, array in _arrays(task, tasks[:at]).items()}
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def load(path: Path) -> Compact:
    """The model in *path*. Raises Broken, FileNotFoundError."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        about = json.loads(arrays["about"].tobytes())
        if about["format"] != FORMAT or about["version"] != VERSION:
            raise Broken(f"{path.name} is a model of another version: teach it anew.")
        tasks: dict[str, Task] = {}
        for at, told in enumerate(about["tasks"]):
            tasks[told["name"]] = _task(told, f"{at}.", arrays, [*tasks.values()])
        return Compact(tasks)
    except (KeyError, TypeError, BadZipFile, EOFError) as error:
        raise Broken(f"{path.name} is no model.") from error
    except ValueError as error:
        raise error if isinstance(error, Broken) else Broken(f"{path.name} is no model.") from error


def _arrays(task: Task, before: Sequence[Task]) -> dict[str, Any]:
    arrays = {name: array for name in _PLAIN if (array := getattr(task, name)) is not None}
    for name in _VIEWS:
        view: View = getattr(task, name)
        arrays |= {f"{name}.weights": view.weights, f"{name}.scale": view.scale}
        same = next((n for n, other in enumerate(before) if getattr(other, name).buckets is view.buckets), -1)
        if same >= 0:  # tasks that were taught together have their columns once
            arrays[f"{name}.as"] = np.array([same], np.int32)
            continue
        arrays |= {
            f"{name}.steps": np.diff(view.buckets, prepend=0).astype(np.uint32),
            f"{name}.rarity": view.rarity.astype(np.float16),
        }
    if task.tuned is not None:
        arrays |= {_TUNED + name: array for name, array in task.tuned.arrays.items()}
        arrays[_HEAD] = task.tuned.head
    for name in _MIXES:
        if (mix := getattr(task, name)) is not None:
            arrays |= {f"{name}.{part}": getattr(mix, part) for part in _MIX}
    return arrays


def _task(told: Mapping[str, Any], at: str, arrays: Mapping[str, Any], before: Sequence[Task]) -> Task:
    """Raises KeyError, ValueError where something is missing or does not fit."""
    views: dict[str, Any] = {
        name: _view(f"{at}{name}.", arrays, [getattr(one, name) for one in before]) for name in _VIEWS
    }
    plain: dict[str, Any] = {
        name: arrays[at + name].astype(np.float32) for name in _PLAIN if at + name in arrays
    }
    mixes: dict[str, Any] = {
        name: Mix(*(arrays[f"{at}{name}.{part}"].astype(np.float32) for part in _MIX))
        for name in _MIXES
        if f"{at}{name}.by" in arrays
    }
    tuned = _tuned(at, arrays)
    task = Task(tuple(map(str, told["labels"])), **views, **plain, **mixes, tuned=tuned, about=told["about"])
    outputs = len(task.bias)
    shapes = [v.weights.shape[1:] + v.scale.shape == (outputs, outputs) for v in (task.words, task.pieces)]
    fits = task.surface.shape == (SURFACE, outputs)
    if task.rules is not None:
        fits &= task.rules.shape == (WIDE + 1, outputs)
    fits &= task.mix.by.shape == (outputs * (1 + (task.rules is not None)), len(task.labels))
    if task.mix_reply is not None:
        fits &= task.mix_reply.by.shape == (len(task.labels) + 1, len(task.labels))
    if not (all(shapes) and fits):
        raise ValueError("shapes")
    return task


def _tuned(at: str, arrays: Mapping[str, Any]) -> Tuned | None:
    if at + _HEAD not in arrays:
        return None
    begin = at + _TUNED
    own = {name.removeprefix(begin): array for name, array in arrays.items() if name.startswith(begin)}
    tuned = Tuned(own, arrays[at + _HEAD].astype(np.float32))
    if not sound(tuned):
        raise ValueError("tuned")
    return tuned


def _view(at: str, arrays: Mapping[str, Any], before: Sequence[View]) -> View:
    weights = arrays[f"{at}weights"].astype(np.int8)
    if f"{at}as" in arrays:
        same = int(arrays[f"{at}as"][0])
        if not 0 <= same < len(before):
            raise ValueError("as")
        buckets, rarity = before[same].buckets, before[same].rarity
    else:
        buckets = np.cumsum(arrays[f"{at}steps"], dtype=np.int64)
        rarity = arrays[f"{at}rarity"].astype(np.float32)
    if len(buckets) and not 0 <= buckets[-1] < BUCKETS:
        raise ValueError("buckets")
    if not len(buckets) == len(rarity) == len(weights):
        raise ValueError("lengths")
    return View(buckets, rarity, weights, arrays[f"{at}scale"].astype(np.float32))
