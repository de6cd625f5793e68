"""Vectors of sentences: near where they mean the same, alike for the same text, and there for whatever is written."""

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zuruf.classifiers import embedding, embedding_package

ODD = [
    "",
    " ",
    "\0",
    "🙂" * 300,
    "\ud800",
    "Z̸̢͠a̷l̴g̵o̶" * 200,
    "x" * 1_000_000,
    "https://radwerk.example",
    "שלום 你好",
    "ﷺ" * 900,
]


@pytest.fixture
def not_installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(embedding_package, "find_spec", lambda name: None)
    yield from afresh()


@pytest.fixture
def an_old_processor_without_onnxruntime(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(embedding_package, "onnxruntime", lambda: False)
    monkeypatch.setattr(embedding_package, "can_run_library", lambda: False)
    yield from afresh()


def afresh() -> Iterator[None]:
    """Nothing is loaded, and afterwards what was loaded is there again: loading takes half a second."""
    loaded = embedding._loaded
    embedding._loaded = cache(loaded.__wrapped__)
    for kept in (embedding.available, embedding._vector):
        kept.cache_clear()
    yield
    embedding._loaded = loaded
    for kept in (embedding.available, embedding._vector):
        kept.cache_clear()


def near(a: str, b: str) -> float:
    one, other = embedding.embed([a, b])
    return sum(x * y for x, y in zip(one, other, strict=True))


def test_what_means_the_same_lies_nearer_than_what_shares_words() -> None:
    asked = "Wann wird mein Fahrrad geliefert?"
    assert near(asked, "When does my bike arrive?") > near(asked, "Mein Fahrrad ist rot.")


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_text_has_a_vector_too(text: str) -> None:
    (vector,) = embedding.embed([text])
    assert len(vector) == embedding.SIZE
    assert math.hypot(*vector) == pytest.approx(1, abs=1e-4)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.text(max_size=60), max_size=3))
def test_a_text_has_its_vector_in_whatever_company(texts: list[str]) -> None:
    together = [list(v) for v in embedding.embed(texts)]
    embedding._vector.cache_clear()
    assert [list(embedding.embed([text])[0]) for text in texts] == together


def test_of_a_long_text_only_its_beginning_is_looked_at() -> None:
    begin = "Wort für Wort für Wort " * 200
    assert list(embedding.embed([begin])[0]) == list(embedding.embed([begin + "und ein Ende"])[0])


def test_many_threads_get_what_one_gets() -> None:
    texts = [f"Satz {n}: das Rad ist fertig." for n in range(12)]
    alone = [list(v) for v in embedding.embed(texts)]
    embedding._vector.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        shared = list(pool.map(lambda text: list(embedding.embed([text])[0]), texts))
    assert shared == alone


def test_it_is_on_only_where_it_is_wanted() -> None:
    assert embedding.available()
    assert not embedding.on()


@pytest.mark.usefixtures("not_installed")
def test_without_the_extra_it_is_off_whatever_is_wanted_and_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(embedding, "_wanted", True)
    assert not embedding.on()
    with pytest.raises(embedding.Missing, match="make run WITH=embeddings"):
        embedding.embed(["Das Rad ist da."])


@pytest.mark.usefixtures("an_old_processor_without_onnxruntime")
def test_an_old_processor_is_told_so_before_anything_is_loaded() -> None:
    assert not embedding.available()
    with pytest.raises(embedding.Missing, match="AVX2"):
        embedding.embed(["Das Rad ist da."])


def test_what_is_learned_from_is_a_row_for_each_text_and_ends_with_its_vector() -> None:
    texts = ["Das Rad ist da.", ""]
    rows = embedding.layers(texts)
    assert rows.shape == (2, embedding.LAYERED)
    for row, vector in zip(rows[:, -embedding.SIZE :].tolist(), embedding.embed(texts), strict=True):
        assert [n / math.hypot(*row) for n in row] == pytest.approx(list(vector), abs=1e-5)
    assert embedding.layers([]).shape == (0, embedding.LAYERED)


def test_the_packages_own_engine_gives_vectors_but_nothing_to_learn_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(embedding_package, "onnxruntime", lambda: False)
    monkeypatch.setattr(embedding, "_wanted", True)
    for _ in afresh():
        assert len(embedding.embed(["Das Rad ist da."])[0]) == embedding.SIZE
        assert embedding.on()
        assert not embedding.layers_on()
        with pytest.raises(embedding.Missing, match="onnxruntime"):
            embedding.layers(["Das Rad ist da."])
