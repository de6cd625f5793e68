"""A lesson that names a person is not one to share."""

import pytest

from zuruf.core.lesson import names


@pytest.mark.parametrize(
    "words",
    [
        "Mara soll fragen.", "mara soll fragen", "MARA!", "Maras Antwort war lang.", "Lindts Ton", "Lindt's", "Lindt’s Ton",
        "ML soll fragen.", "M.L. war zu schnell.", "m. l. war zu schnell", "Wie JX es sagte",
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(words: str) -> None:
    assert names(words, "Mara von Lindt", "JX")


@pytest.mark.parametrize(
    "words",
    [
        "Nach der Antwort von gestern",
        "Erst fragen.",
        "Marathon und Lindtner",
        "ml Wasser",
        "5 ml.",
        "Das war dr. gut",
    ],
)
def test_words_that_only_look_alike_are_no_name(words: str) -> None:
    assert not names(words, "Dr. Mara von der Lindt", "JX")


def test_who_has_no_name_is_not_named() -> None:
    assert not names("Erst fragen.", "", "")
