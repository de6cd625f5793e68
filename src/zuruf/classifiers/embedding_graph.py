"""The encoder as a graph for onnxruntime, made from the package's weights: twelve layers of BERT's kind (Devlin et al. 2019).

Matrices become whole numbers of 7 bits with a scale for each output, and what meets them is cut to 8 bits as it comes: 7, because on
processors without VNNI two products of 8 bits overflow. Normalisations stay single steps: onnxruntime's fused one takes thrice as long.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.embedding_file import Model, Numbers
from zuruf.classifiers.onnx_bytes import MICROSOFT, Attribute, constant, graph, node, value

LAYERS = (4, 6, 8, 10, 12)
"""What is learned from: the upper layers turn to what the encoder was made for, the lower ones keep how something is said."""
FIRST = 4
"""The first layer that a task may have its own of (`fine_tune`)."""
LARGEST = 63
"""The largest whole number in a matrix."""
SPIKES = {
    0: (318, 6.6),
    1: (1462, 3.1),
    2: (354, 2.9),
    4: (778, 16.7),
    5: (658, 7.5),
    6: (1152, 3.0),
    7: (413, 2.9),
}
"""By layer: the one number between its last two matrices that rises far above the others, and how far (over 28 messages). It is made small
before all are cut to 8 bits by one scale, and its weights as much larger: the cosine to uncut vectors is .9985 with and .996 without.
"""


def of(model: Model) -> bytes:
    """The graph. It takes `x` (texts x tokens x size: a token's, its place's and its kind's vector added up) and gives `mean` (texts x
    size: the mean of the last layer's tokens), `layers` (texts x LAYERS and size: the same of several layers, side by side) and `state`
    (texts x tokens x size: what goes into layer FIRST).
    """
    made = _Graph(model, model)
    x = made.normal("x", "emb.ln")
    axes = made.keep("axes", np.array([1], np.int64))
    means = []
    for number in range(model.layers):
        x = made.layer(x, number, "state" if number + 1 == FIRST else "")
        last = number + 1 == model.layers
        if last or number + 1 in LAYERS:
            means.append(made.add("ReduceMean", [x, axes], "mean" if last else f"mean{number}", keepdims=0))
    made.add("Concat", means, "layers", axis=1)
    size = model.size
    gives = [("mean", ("texts", size)), ("layers", ("texts", len(LAYERS) * size)), ("state", _tokens(size))]
    return made.whole(gives)


def upper(model: Model, weights: "Weights") -> bytes:
    """The graph of the layers from FIRST on, by a task's own *weights*. It takes `x` (a `state`) and gives `mean`."""
    made = _Graph(model, weights)
    x = "x"
    for number in range(FIRST, model.layers):
        x = made.layer(x, number)
    made.add("ReduceMean", [x, made.keep("axes", np.array([1], np.int64))], "mean", keepdims=0)
    return made.whole([("mean", ("texts", model.size))])


class Weights(Protocol):
    """Where a layer's numbers are: the encoder's file, or what a task learned."""

    def matrix(self, layer: str, name: str) -> Numbers: ...

    def bias(self, layer: str, name: str) -> Numbers: ...

    def vector(self, name: str) -> Numbers: ...


def _tokens(size: int) -> tuple[str | int, ...]:
    return ("texts", "tokens", size)


class _Graph:
    """Nodes and numbers as they come together. Each step answers the name of what it gives."""

    def __init__(self, model: Model, weights: Weights) -> None:
        self._model, self._weights = model, weights
        self._nodes: list[bytes] = []
        self._kept: list[bytes] = []
        self._thirds = self.keep("thirds", np.full(3, model.size, np.int64))

    def whole(self, gives: Sequence[tuple[str, tuple[str | int, ...]]]) -> bytes:
        given = value("x", _tokens(self._model.size))
        return graph(self._nodes, self._kept, [given], [value(name, shape) for name, shape in gives])

    def keep(self, name: str, numbers: NDArray[np.generic]) -> str:
        self._kept.append(constant(name, numbers))
        return name

    def add(
        self, kind: str, takes: Sequence[str], gives: str, domain: str = "", **attributes: Attribute
    ) -> str:
        self._nodes.append(node(kind, takes, [gives], domain, **attributes))
        return gives

    def layer(self, x: str, number: int, gives: str = "") -> str:
        """Attention, and then two matrices with a bend between them; each is added to what came in."""
        name = f"l{number}."
        asked = self._times(x, name, "qkv")
        parts = [name + "query", name + "key", name + "value"]
        self._nodes.append(node("Split", [asked, self._thirds], parts, axis=-1))
        seen = self.add("MultiHeadAttention", parts, name + "seen", MICROSOFT, num_heads=self._model.heads)
        seen = self._times(seen, name, "ao")
        x = self.normal(self.add("Add", [x, seen], name + "with"), name + "aln")
        wide = self._times(x, name, "fi")
        bent = self.add("Gelu", [wide], name + "bent", MICROSOFT)
        spike = _spike(4 * self._model.size, *SPIKES[number]) if number in SPIKES else None
        if spike is not None:
            bent = self.add("Mul", [bent, self.keep(name + "down", 1 / spike)], name + "flat")
        bent = self._times(bent, name, "fo", spike)
        return self.normal(self.add("Add", [x, bent], name + "both"), name + "oln", gives)

    def normal(self, x: str, name: str, gives: str = "") -> str:
        weight = self.keep(name + ".w", self._weights.vector(name + ".w"))
        bias = self.keep(name + ".b", self._weights.vector(name + ".b"))
        given = gives or name + ".out"
        return self.add("LayerNormalization", [x, weight, bias], given, axis=-1, epsilon=self._model.epsilon)

    def _times(self, x: str, layer: str, name: str, up: Numbers | None = None) -> str:
        """x times a matrix, plus its bias; *up* makes up for what x was divided by."""
        matrix, gives = self._weights.matrix(layer, name), layer + name
        rows, scale = whole(matrix * (1 if up is None else up))
        weights = [
            self.keep(gives + ".w", np.ascontiguousarray(rows.T)),
            self.keep(gives + ".s", scale),
            "",  # around zero
            self.keep(gives + ".b", self._weights.bias(layer, name)),
        ]
        return self.add("DynamicQuantizeMatMul", [x, *weights], gives, MICROSOFT)


def whole(rows: Numbers) -> tuple[NDArray[np.int8], Numbers]:
    """A matrix in whole numbers up to LARGEST, and the scale of each row."""
    scale = np.maximum(np.abs(rows).max(axis=1) / LARGEST, np.finfo(np.float32).tiny).astype(np.float32)
    return np.rint(rows / scale[:, None]).astype(np.int8), scale


def _spike(width: int, place: int, height: float) -> Numbers:
    heights = np.ones(width, np.float32)
    heights[place] = height
    return heights
