"""The encoder as a graph for onnxruntime, made from the package's weights: twelve layers of BERT's kind (Devlin et al. 2019).

Matrices become whole numbers of 7 bits with a scale for each output, and what meets them is cut to 8 bits as it comes: 7, because on
processors without VNNI two products of 8 bits overflow. Normalisations stay single steps: onnxruntime's fused one takes thrice as long.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.embedding_file import Model, Numbers, plain
from zuruf.classifiers.onnx_bytes import MICROSOFT, Attribute, constant, graph, node, value

LAYERS = (4, 6, 8, 10, 12)
"""What is learned from: the upper layers turn to what the encoder was made for, the lower ones keep how something is said."""
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
    size: the mean of the last layer's tokens) and `layers` (texts x LAYERS and size: the same of several layers, side by side).
    """
    made = _Graph(model)
    x = made.normal("x", "emb.ln")
    axes = made.keep("axes", np.array([1], np.int64))
    means = []
    for number in range(model.layers):
        x = made.layer(x, f"l{number}.")
        last = number + 1 == model.layers
        if last or number + 1 in LAYERS:
            means.append(made.add("ReduceMean", [x, axes], "mean" if last else f"mean{number}", keepdims=0))
    made.add("Concat", means, "layers", axis=1)
    return made.whole()


class _Graph:
    """Nodes and numbers as they come together. Each step answers the name of what it gives."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._nodes: list[bytes] = []
        self._kept: list[bytes] = []
        self._spikes = {f"l{n}.": _spike(4 * model.size, *spike) for n, spike in SPIKES.items()}
        self._thirds = self.keep("thirds", np.full(3, model.size, np.int64))

    def whole(self) -> bytes:
        size = self._model.size
        gives = [value("mean", ("texts", size)), value("layers", ("texts", len(LAYERS) * size))]
        return graph(self._nodes, self._kept, [value("x", ("texts", "tokens", size))], gives)

    def keep(self, name: str, numbers: NDArray[np.generic]) -> str:
        self._kept.append(constant(name, numbers))
        return name

    def add(
        self, kind: str, takes: Sequence[str], gives: str, domain: str = "", **attributes: Attribute
    ) -> str:
        self._nodes.append(node(kind, takes, [gives], domain, **attributes))
        return gives

    def layer(self, x: str, name: str) -> str:
        """Attention, and then two matrices with a bend between them; each is added to what came in."""
        asked = self._times(x, [name + "q", name + "k", name + "v"], self._model.size, name + "qkv")
        parts = [name + "query", name + "key", name + "value"]
        self._nodes.append(node("Split", [asked, self._thirds], parts, axis=-1))
        seen = self.add("MultiHeadAttention", parts, name + "seen", MICROSOFT, num_heads=self._model.heads)
        seen = self._times(seen, [name + "ao"], self._model.size, name + "told")
        x = self.normal(self.add("Add", [x, seen], name + "with"), name + "aln")
        wide = self._times(x, [name + "fi"], self._model.size, name + "wide")
        bent = self.add("Gelu", [wide], name + "bent", MICROSOFT)
        if name in self._spikes:
            down = self.keep(name + "down", 1 / self._spikes[name])
            bent = self.add("Mul", [bent, down], name + "flat")
        bent = self._times(bent, [name + "fo"], 4 * self._model.size, name + "narrow", self._spikes.get(name))
        return self.normal(self.add("Add", [x, bent], name + "both"), name + "oln")

    def normal(self, x: str, name: str) -> str:
        weight = self.keep(name + ".w", self._model.vector(name + ".w"))
        bias = self.keep(name + ".b", self._model.vector(name + ".b"))
        return self.add(
            "LayerNormalization", [x, weight, bias], name + ".out", axis=-1, epsilon=self._model.epsilon
        )

    def _times(self, x: str, names: Sequence[str], width: int, gives: str, up: Numbers | None = None) -> str:
        """x times the matrices side by side, plus their biases; *up* makes up for what x was divided by."""
        rows = np.concatenate([self._model.blocks(f"{name}.w", width) for name in names])
        whole, scale = _whole(plain(rows) * (1 if up is None else up))
        bias = np.concatenate([self._model.vector(f"{name}.b") for name in names])
        weights = [
            self.keep(gives + ".w", np.ascontiguousarray(whole.T)),
            self.keep(gives + ".s", scale),
            "",  # around zero
            self.keep(gives + ".b", bias),
        ]
        return self.add("DynamicQuantizeMatMul", [x, *weights], gives, MICROSOFT)


def _whole(rows: Numbers) -> tuple[NDArray[np.int8], Numbers]:
    scale = np.maximum(np.abs(rows).max(axis=1) / LARGEST, np.finfo(np.float32).tiny).astype(np.float32)
    return np.rint(rows / scale[:, None]).astype(np.int8), scale


def _spike(width: int, place: int, height: float) -> Numbers:
    heights = np.ones(width, np.float32)
    heights[place] = height
    return heights
