"""What of a word and of a sentence tells that it is easy, and that the shipped numbers fit to that."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.classifiers import readability
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
