"""Fine-tuning: the encoder's upper layers learn what a task's labels are about, on the processor, in numpy alone.

The layers below stay as they are; what comes out of them is computed once (`embedding.read`). Adam (Kingma & Ba 2015) with a rate that rises and then
falls to nothing, lower for lower layers; some of what passes is left out at random (dropout, Srivastava et al. 2014). The same texts and seed
give the same numbers on the same machine.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Event

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.embedding_file import Model
from zuruf.classifiers.embedding_graph import FIRST
from zuruf.classifiers.fine_tune_layers import Batch, Layer, Numbers, Thinned, back, forth
from zuruf.classifiers.fine_tuned import MATRICES, NORMALS, Tuned, packed

AT_ONCE = 32
"""Texts that are learned from at once."""
STEPS, FEWEST_ROUNDS, MOST_ROUNDS = 200, 2, 10
"""So many steps are made, but no text is seen less or more often than this."""
RATE, HEAD_RATE = 1e-4, 1e-3
LOWER = 0.85
"""A layer's rate against that of the one above it."""
RISE = 0.1
"""The share of all steps in which the rate rises."""
LEFT_OUT = 26
"""Of 256 numbers that pass."""
LONGEST_STEP = 1.0
_KEPT, _KEPT_SQUARES, _LEAST = np.float32(0.9), np.float32(0.999), np.float32(1e-8)
_BLOCK = 1 << 15
"""Numbers that are moved at once: so many stay near the processor."""

State = NDArray[np.float16]
"""Of a text tokens x size: what comes out of the layers that stay as they are."""
Labels = NDArray[np.int64]


class Stopped(Exception):
    """What would have been learned is not needed any more."""


def tuned(
    model: Model,
    states: Sequence[State],
    y: Labels,
    labels: int,
    *,
    seed: int = 0,
    told: Callable[[str], None] = lambda _said: None,
    stop: Event | None = None,
) -> Tuned:
    """Layers that learned to say which of *labels* each text has (*y*: 0, 1 …). *told* gets a sentence after each round.

    :raises Stopped: *stop* was set meanwhile.
    """
    network = _Network(model, labels, seed)
    lengths = np.array([len(state) for state in states])
    each = -(-len(states) // AT_ONCE)
    rounds = min(MOST_ROUNDS, max(FEWEST_ROUNDS, -(-STEPS // each)))
    steps, step = rounds * each, 0
    for number in range(rounds):
        lost = 0.0
        for at in _batches(lengths, network.chance):
            if stop is not None and stop.is_set():
                raise Stopped
            step += 1
            rate = min(1.0, step / (RISE * steps)) * (1 - (step - 1) / steps)
            lost += network.step([states[i] for i in at], y[at], rate) * len(at)
        told(f"Round {number + 1} of {rounds}: log loss {lost / len(states):.3f}.")
    return network.tuned()


def _batches(lengths: NDArray[np.int64], chance: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Texts of about the same length come together, in an order drawn by lot."""
    order = np.argsort(lengths * (1 + 0.1 * chance.random(len(lengths))), kind="stable")
    starts = np.arange(0, len(order), AT_ONCE)
    for start in chance.permutation(starts):
        yield order[start : start + AT_ONCE]


class _Network:
    """The layers that learn, and a head over the mean of their tokens. All numbers stand in one row, so that a step is one movement."""

    def __init__(self, model: Model, labels: int, seed: int) -> None:
        self._model, self._outputs = model, 1 if labels == 2 else labels
        self.chance = np.random.Generator(np.random.SFC64(seed))
        head = np.zeros((model.size + 1, self._outputs), np.float32)
        head[:-1] = self.chance.normal(0, 0.02, (model.size, self._outputs))
        groups = [*(start(model, n) for n in range(FIRST, model.layers)), {"head": head}]
        self._numbers, self._layers = _in_a_row(groups)
        self._change, self._changes = _in_a_row(groups)
        self._mean, self._squares = np.zeros_like(self._numbers), np.zeros_like(self._numbers)
        self._sizes = [sum(array.size for array in group.values()) for group in groups]
        self._rates = [RATE * LOWER ** (len(groups) - 2 - n) for n in range(len(groups) - 1)] + [HEAD_RATE]
        self._steps = 0

    def step(self, states: Sequence[State], y: Labels, rate: float) -> float:
        """Learn from some texts. Answers their mean log loss."""
        lost = self.slope(states, y, self._thin)
        self._move(rate)
        return lost

    def slope(self, states: Sequence[State], y: Labels, thin: Thinned) -> float:
        """How the mean log loss of some texts changes with each number; answers that loss."""
        x, batch = _side_by_side(states, self._model.heads)
        *layers, head = self._layers
        *changes, head_change = self._changes
        kept = []
        for layer in layers:
            x, back_with = forth(layer, x, batch, self._model.epsilon, thin)
            kept.append(back_with)
        share = (batch.there / batch.there.sum(axis=1, keepdims=True))[:, :, None]
        mean = (x.reshape(batch.texts, batch.tokens, -1) * share).sum(axis=1)
        thinned = thin(mean.shape)
        seen = mean if thinned is None else mean * thinned
        lost, by = _lost(seen @ head["head"][:-1] + head["head"][-1], y)
        np.matmul(seen.T, by, out=head_change["head"][:-1])
        by.sum(axis=0, out=head_change["head"][-1])
        by = by @ head["head"][:-1].T
        if thinned is not None:
            by *= thinned
        by = (by[:, None, :] * share).reshape(len(x), -1)
        for layer, change, back_with in zip(layers[::-1], changes[::-1], kept[::-1], strict=True):
            by = back(layer, back_with, by, batch, change)
        return lost

    def tuned(self) -> Tuned:
        *layers, head = self._layers
        return packed(layers, head["head"].copy())

    def _thin(self, shape: tuple[int, ...]) -> Numbers:
        drawn = np.frombuffer(self.chance.bytes(int(np.prod(shape))), np.uint8).reshape(shape)
        return (drawn >= LEFT_OUT) * np.float32(256 / (256 - LEFT_OUT))

    def _move(self, rate: float) -> None:
        self._steps += 1
        length = float(np.sqrt(np.dot(self._change, self._change)))
        shorter = np.float32(min(1.0, LONGEST_STEP / (length + 1e-6)))
        at_first = (1 - float(_KEPT) ** self._steps, 1 - float(_KEPT_SQUARES) ** self._steps)
        begin = 0
        for size, own in zip(self._sizes, self._rates, strict=True):
            for at in range(begin, begin + size, _BLOCK):
                block = slice(at, min(at + _BLOCK, begin + size))
                self._move_block(
                    block, shorter, np.float32(rate * own / at_first[0]), np.float32(at_first[1])
                )
            begin += size

    def _move_block(self, block: slice, shorter: np.float32, rate: np.float32, at_first: np.float32) -> None:
        change = self._change[block] * shorter
        mean, squares = self._mean[block], self._squares[block]
        mean += (1 - _KEPT) * (change - mean)
        squares += (1 - _KEPT_SQUARES) * (change * change - squares)
        self._numbers[block] -= rate * mean / (np.sqrt(squares / at_first) + _LEAST)


def start(model: Model, number: int) -> Layer:
    """A layer as the encoder has it."""
    made: dict[str, Numbers] = {}
    at = f"l{number}."
    for name in MATRICES:
        made |= {name: model.matrix(at, name), f"{name}.b": model.bias(at, name)}
    for name in NORMALS:
        made |= {name: model.vector(f"{at}{name}.w"), f"{name}.b": model.vector(f"{at}{name}.b")}
    return made


def _in_a_row(groups: Sequence[Mapping[str, Numbers]]) -> tuple[Numbers, list[dict[str, Numbers]]]:
    """All arrays in one, and each as a part of it."""
    row = np.concatenate([array.ravel() for group in groups for array in group.values()]).astype(np.float32)
    found, at = [], 0
    for group in groups:
        parts = {}
        for name, array in group.items():
            parts[name] = row[at : at + array.size].reshape(array.shape)
            at += array.size
        found.append(parts)
    return row, found


def _side_by_side(states: Sequence[State], heads: int) -> tuple[Numbers, Batch]:
    """texts · tokens x size."""
    tokens = max(len(state) for state in states)
    x = np.zeros((len(states), tokens, states[0].shape[1]), np.float32)
    there = np.zeros((len(states), tokens), np.float32)
    for n, state in enumerate(states):
        x[n, : len(state)], there[n, : len(state)] = state, 1
    return x.reshape(len(states) * tokens, -1), Batch(len(states), tokens, heads, there)


def _lost(z: Numbers, y: Labels) -> tuple[float, Numbers]:
    """The mean log loss, and how it changes with each output. One output speaks for the second of two labels."""
    one = z.shape[1] == 1
    z = np.concatenate([np.zeros_like(z), z], axis=1) if one else z
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    at = np.arange(len(y))
    lost = float(-np.log(p[at, y] + 1e-9).mean())
    p[at, y] -= 1
    p /= len(y)
    return lost, p[:, 1:] if one else p
