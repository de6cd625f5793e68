"""An encoder with two layers that can learn, drawn by lot, and texts of which half have somewhere a token that stands out."""

from dataclasses import dataclass
from zlib import crc32

import numpy as np
import pytest

from zuruf.classifiers import embedding_file, embedding_graph, fine_tune
from zuruf.classifiers.embedding_graph import FIRST

SIZE = 8


def chance(*names: str) -> np.random.Generator:
    """Draws the same for the same names, whichever tests ran before."""
    return np.random.default_rng(crc32(" ".join(names).encode()))


@dataclass(frozen=True)
class Small:
    """In place of `embedding_file.Model`."""

    size: int = SIZE
    heads: int = 2
    layers: int = FIRST + 2
    epsilon: float = 1e-6

    def matrix(self, layer: str, name: str) -> np.ndarray:
        rows, columns = {"qkv": (3, 1), "ao": (1, 1), "fi": (4, 1), "fo": (1, 4)}[name]
        return chance(layer, name).normal(0, 0.4, (rows * SIZE, columns * SIZE)).astype(np.float32)

    def bias(self, layer: str, name: str) -> np.ndarray:
        return (
            chance(layer, name, "bias")
            .normal(0, 0.1, {"qkv": 3, "fi": 4}.get(name, 1) * SIZE)
            .astype(np.float32)
        )

    def vector(self, name: str) -> np.ndarray:
        return chance(name).normal(name.endswith("w"), 0.1, SIZE).astype(np.float32)


def states(marked: np.ndarray) -> list[np.ndarray]:
    """Of each text what `embedding.read` would give; where *marked* is 1 a token stands out."""
    drawn = chance("states")
    made = [drawn.normal(0, 0.5, (3 + at % 4, SIZE)).astype(np.float16) for at in range(len(marked))]
    for state, mark in zip(made, marked, strict=True):
        if mark:
            state[drawn.integers(len(state)), 2:4] = (3, -3)
    return made


def installed(monkeypatch: pytest.MonkeyPatch) -> Small:
    """It stands in place of the one that is installed, and learns quickly."""
    monkeypatch.setattr(embedding_file, "model", Small)
    monkeypatch.setattr(embedding_graph, "SPIKES", {})
    monkeypatch.setattr(fine_tune, "RATE", 3e-3)
    monkeypatch.setattr(fine_tune, "HEAD_RATE", 1e-2)
    return Small()
