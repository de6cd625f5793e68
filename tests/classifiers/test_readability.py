"""What of a word and of a sentence tells that it is easy, and that the shipped numbers fit to that."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.classifiers import embedding, readability, readability_vectors
from zuruf.classifiers import tone as reading
from zuruf.classifiers.readability_features import surface
from zuruf.classifiers.readability_syntax import built
from zuruf.classifiers.readability_words import compound, frequencies

ZIPF = {"kranken": 4.0, "haus": 5.0, "bett": 4.5, "krankenhaus": 4.8, "arbeit": 5.2, "zeit": 5.9, "hof": 4.6}


@pytest.mark.parametrize(
    ("word", "made_of"),
    [
        ("krankenhaus", (4.8, 1)),
        ("krankenhausbett", (4.5, 2)),  # better than kranken + haus + bett
        ("arbeitszeit", (5.0, 2)),  # an s joins them
        ("krankenhaushof", (0.0, 0)),  # three letters make no part
        ("sichtbarkeit", (0.0, 0)),
        ("bett", (4.5, 1)),
        ("ab", (0.0, 0)),
    ],
)
def test_a_compound_is_made_of_parts_as_usual_as_can_be(word: str, made_of: tuple[float, int]) -> None:
    assert compound(word, ZIPF) == made_of


def test_a_long_word_without_end_is_taken_apart_all_the_same() -> None:
    assert compound("haus" * 200, ZIPF) == (5.0, 200)


def test_the_list_knows_usual_words_from_rare_ones() -> None:
    said = [frequencies().get(word, 0.0) for word in ("und", "haus", "rechnung", "stromatolith")]
    assert all(a > b for a, b in pairwise(said))
    assert said[0] > 7
    assert said[-1] == 0


def test_a_bracket_between_verb_and_verb_counts_among_how_a_sentence_is_built() -> None:
    near, far = (
        "Wir haben gestern geliefert.",
        "Wir haben das Rad, das neue, gestern nach drei Anläufen bei Regen geliefert.",
    )
    assert built(far, far.split()) != built(near, near.split())
    assert len(built(far, far.split())) == len(built(near, near.split()))


@given(st.text(max_size=200))
def test_every_text_has_as_many_features_as_there_are_weights(text: str) -> None:
    assert len(surface(text, text.split(), frequencies())) == len(readability.model().weights)


def test_the_shipped_numbers_fit_together() -> None:
    model = readability.model()
    assert len(model.middle) == len(model.spread) == len(model.weights)
    easy = model.level("Das Rad ist da.", ["Das", "Rad", "ist", "da"])
    hard = (
        "Die durch unzureichende Materialprüfungen verursachte Beeinträchtigung der Rahmensteifigkeit, deren "
        "Ausmaß sich erst im Zuge weiterführender metallurgischer Untersuchungen abschätzen ließ, führte zur "
        "Wiederaufnahme des Zertifizierungsverfahrens."
    )
    assert 1 <= easy < 2 < 5 < model.level(hard, hard.replace(",", "").split()) <= 7


@pytest.fixture
def vectors_on() -> Iterator[None]:
    embedding.switch(True)
    yield
    embedding.switch(False)


EASY_WORDS_HARD_MATTER = (
    "Die Krümmung von Raum und Zeit folgt aus der Verteilung von Masse und Energie.",
    "Die Bank am Rand von Wiese und Wald steht auf der Seite von Haus und Garten.",
)


@pytest.mark.usefixtures("vectors_on")
def test_with_vectors_on_what_a_sentence_is_about_counts_beside_its_words() -> None:
    text = reading.read(" ".join(EASY_WORDS_HARD_MATTER))
    plain = [readability.level(text, n) for n in range(2)]
    hard, easy = (a - b for a, b in zip(readability.levels_of(text), plain, strict=True))
    assert hard > easy


def test_with_vectors_off_the_plain_regression_answers() -> None:
    text = reading.read(" ".join(EASY_WORDS_HARD_MATTER))
    assert readability.levels_of(text) == [readability.level(text, n) for n in range(2)]


@pytest.mark.usefixtures("vectors_on")
def test_english_and_what_stands_far_behind_is_judged_without_vectors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[str] = []
    embed = embedding.embed

    def watched(texts: list[str]) -> list[embedding.Vector]:
        seen.extend(texts)
        return embed(texts)

    monkeypatch.setattr(embedding, "embed", watched)
    readability.judge(reading.read("The bike is here. You can come now. It is ten euros."))
    assert seen == []
    long = reading.read("Das Rad ist da. " * 40)
    found = readability.levels_of(long)
    assert len(seen) == readability_vectors.MOST < len(found) == 40
    assert found[-1] == readability.level(long, 39)


def test_packed_numbers_come_back_in_half_precision() -> None:
    assert readability_vectors.unpacked(readability_vectors.packed([0.5, -2.0, 0.1])) == pytest.approx(
        (0.5, -2.0, 0.1), rel=1e-3
    )
    assert len(readability_vectors.model().weights) == embedding.SIZE


@given(st.floats(1, 7), st.lists(st.floats(-1, 1), min_size=384, max_size=384))
def test_a_mixed_level_stays_between_one_and_seven(plain: float, vector: list[float]) -> None:
    assert 1 <= readability_vectors.model().level(plain, vector) <= 7
