"""The encoder on onnxruntime (MIT): an order of magnitude faster than the engine that comes with the weights.

One text at a time on one processor: the matrices are met by every token of it anyway, so a batch would gain nothing, and a text has the
same vector in whatever company (a batch shares one scale, see `embedding_graph`).
"""

from itertools import islice

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from zuruf.classifiers import embedding_graph
from zuruf.classifiers.embedding_file import Model, Numbers, plain
from zuruf.classifiers.embedding_pieces import BEGIN, END, Pieces, normal


class Encoder:
    """The model, loaded. May be used from several threads at once."""

    def __init__(self, model: Model, tokens: int, longest: int) -> None:
        """*tokens* and *longest* (characters) bound what is looked at."""
        self._tokens, self._longest = tokens, longest
        self._pieces = Pieces(model.pieces, model.scores.data)
        self._words = model.blocks("emb.word", model.size)
        places = model.vector("emb.pos").reshape(-1, model.size)
        self._places = places + model.vector("emb.type")[: model.size]
        self._session = session(embedding_graph.of(model))

    def vector(self, text: str) -> memoryview:
        """Numbers of length 1, as the engine of the package gives them (cosine .99 and above)."""
        (mean,) = self._session.run(["mean"], {"x": self._tokens_of(text)[None]})
        numbers: Numbers = mean[0] / np.linalg.norm(mean[0])
        return numbers.data

    def layers(self, text: str) -> Numbers:
        """The means of several layers side by side, as they are."""
        (found,) = self._session.run(["layers"], {"x": self._tokens_of(text)[None]})
        numbers: Numbers = found[0]
        return numbers

    def read(self, text: str, tokens: int) -> tuple[Numbers, NDArray[np.float16]]:
        """`layers`, and what goes into the first layer that a task may have its own of: at most *tokens* x size."""
        means, state = self._session.run(["layers", "state"], {"x": self._tokens_of(text)[None]})
        return means[0], state[0, :tokens].astype(np.float16)

    def _tokens_of(self, text: str) -> Numbers:
        pieces = self._pieces.of("query: " + normal(text, self._longest))
        numbers = [BEGIN, *islice(pieces, self._tokens - 2), END]
        return plain(self._words[numbers]) + self._places[: len(numbers)]


def session(graph: bytes) -> ort.InferenceSession:
    """A graph, ready to be computed."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # people type while it computes
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    return ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
