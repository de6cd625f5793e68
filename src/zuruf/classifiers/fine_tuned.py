"""What a task learned by fine-tuning (`fine_tune`): its own upper layers of the encoder, in whole numbers, computed by onnxruntime."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.embedding_file import Model
from zuruf.classifiers.embedding_graph import FIRST, whole

MATRICES, NORMALS = ("qkv", "ao", "fi", "fo"), ("aln", "oln")
LOADED = 4
"""Tasks whose layers are held ready: 15 MB each."""

Numbers = NDArray[np.float32]
State = NDArray[np.float16]


@dataclass(frozen=True, eq=False, slots=True)
class Tuned:
    """Layers from FIRST on. `arrays`: of each matrix ("l4.qkv") whole numbers, ".scale" of each row and ".b"; of each normalisation (
    "l4.aln") ".w" and ".b". `head`: (size + 1) x outputs, the last row being the bias."""

    arrays: Mapping[str, NDArray[Any]]
    head: Numbers

    def matrix(self, layer: str, name: str) -> Numbers:
        return np.asarray(
            self.arrays[layer + name] * self.arrays[f"{layer}{name}.scale"][:, None], np.float32
        )

    def bias(self, layer: str, name: str) -> Numbers:
        return self.vector(f"{layer}{name}.b")

    def vector(self, name: str) -> Numbers:
        return np.asarray(self.arrays[name], np.float32)


def packed(layers: Sequence[Mapping[str, Numbers]], head: Numbers) -> Tuned:
    """Layers as they were learned (`fine_tune_layers`), rounded."""
    arrays: dict[str, NDArray[Any]] = {}
    for number, layer in enumerate(layers, FIRST):
        at = f"l{number}."
        for name in MATRICES:
            rows, scale = whole(layer[name])
            arrays |= {
                at + name: rows,
                f"{at}{name}.scale": scale,
                f"{at}{name}.b": layer[f"{name}.b"].copy(),
            }
        for name in NORMALS:
            arrays |= {f"{at}{name}.w": layer[name].copy(), f"{at}{name}.b": layer[f"{name}.b"].copy()}
    return Tuned(arrays, head)


def sound(tuned: Tuned) -> bool:
    """Whether all is there that layers have, each as large as the others need it."""
    size = len(tuned.head) - 1
    shapes = {"qkv": (3 * size, size), "ao": (size, size), "fi": (4 * size, size), "fo": (size, 4 * size)}
    wanted: dict[str, tuple[int, ...]] = {}
    for number in range(FIRST, _behind(tuned)):
        at = f"l{number}."
        for name, shape in shapes.items():
            wanted |= {at + name: shape, f"{at}{name}.scale": shape[:1], f"{at}{name}.b": shape[:1]}
        wanted |= {f"{at}{name}.{part}": (size,) for name in NORMALS for part in "wb"}
    return tuned.head.ndim == 2 and {n: a.shape for n, a in tuned.arrays.items()} == wanted


def fits(tuned: Tuned, model: Model) -> bool:
    """Whether these are layers of this encoder."""
    return len(tuned.head) - 1 == model.size and _behind(tuned) == model.layers


def _behind(tuned: Tuned) -> int:
    """The number behind that of the last layer."""
    return FIRST + len(tuned.arrays) // (3 * len(MATRICES) + 2 * len(NORMALS))


def outputs(tuned: Tuned, states: Sequence[State]) -> Numbers:
    """texts x outputs: what the layers say of texts (`embedding.read`)."""
    session = _session(tuned)
    means = [session.run(["mean"], {"x": state[None].astype(np.float32)})[0][0] for state in states]
    seen = np.stack(means) if means else np.zeros((0, len(tuned.head) - 1), np.float32)
    return np.asarray(seen @ tuned.head[:-1] + tuned.head[-1], np.float32)


@lru_cache(maxsize=LOADED)
def _session(tuned: Tuned) -> Any:
    from zuruf.classifiers import embedding_file, embedding_graph, embedding_onnx

    return embedding_onnx.session(embedding_graph.upper(embedding_file.model(), tuned))
