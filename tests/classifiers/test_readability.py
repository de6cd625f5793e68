"""What of a word tells that it explains itself."""

import pytest

from zuruf.classifiers import readability
from zuruf.classifiers.readability_features import checksum, pieces

KNOWN = {checksum(w) for w in ("kranken", "haus", "bett", "krankenhaus", "arbeit", "zeit")}


@pytest.mark.parametrize(
    ("word", "made_of"),
    [
        ("krankenhaus", 1),
        ("krankenhausbett", 2),
        ("arbeitszeit", 2),  # an s joins them
        ("krankenhaushof", 0),
        ("sichtbarkeit", 0),
        ("bett", 1),
        ("ab", 0),
    ],
)
def test_a_compound_is_made_of_as_few_known_words_as_can_be(word: str, made_of: int) -> None:
    assert pieces(word, KNOWN) == made_of


def test_a_long_word_without_end_is_looked_at_quickly_enough() -> None:
    assert pieces("haus" * 20, KNOWN) == 20


def test_the_shipped_numbers_fit_together() -> None:
    model = readability.model()
    assert len(model.middle) == len(model.spread) == len(model.weights)
    assert len(model.known) > 1000
    assert 1 <= model.level("Das Rad ist da.", ["Das", "Rad", "ist", "da"]) <= 7
