"""An encoder with two layers that can learn, drawn by lot, and texts of which half have somewhere a token that stands out."""

from dataclasses import dataclass

import numpy as np
import pytest

from zuruf.classifiers import embedding_file, embedding_graph, fine_tune
from zuruf.classifiers.embedding_graph import FIRST

CHANCE = np.random.default_rng(8)
SIZE = 8


@dataclass(frozen=True)
class Small:
    """In place of `embedding_file.Model`."""

    size: int = SIZE
    heads: int = 2
    layers: int = FIRST + 2
    epsilon: float = 1e-6

    def matrix(self, layer: str, name: str) -> np.ndarray:
        rows, columns = {"qkv": (3, 1), "ao": (1, 1), "fi": (4, 1), "fo": (1, 4)}[name]
        return CHANCE.normal(0, 0.4, (rows * SIZE, columns * SIZE)).astype(np.float32)

    def bias(self, layer: str, name: str) -> np.ndarray:
        return CHANCE.normal(0, 0.1, {"qkv": 3, "fi": 4}.get(name, 1) * SIZE).astype(np.float32)

    def vector(self, name: str) -> np.ndarray:
        return CHANCE.normal(name.endswith("w"), 0.1, SIZE).astype(np.float32)


def states(marked: np.ndarray) -> list[np.ndarray]:
    """Of each text what `embedding.read` would give; where *marked* is 1 a token stands out."""
    made = [CHANCE.normal(0, 0.5, (3 + at % 4, SIZE)).astype(np.float16) for at in range(len(marked))]
    for state, mark in zip(made, marked, strict=True):
        if mark:
            state[CHANCE.integers(len(state)), 2:4] = (3, -3)
    return made


def installed(monkeypatch: pytest.MonkeyPatch) -> Small:
    """It stands in place of the one that is installed, and learns quickly."""
    monkeypatch.setattr(embedding_file, "model", Small)
    monkeypatch.setattr(embedding_graph, "SPIKES", {})
    monkeypatch.setattr(fine_tune, "RATE", 3e-3)
    monkeypatch.setattr(fine_tune, "HEAD_RATE", 1e-2)
    return Small()
