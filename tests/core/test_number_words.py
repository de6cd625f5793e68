"""Numbers written out are read as what they say, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.number_words import last_number, number


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("fünfzehn", 15), ("FUENFZEHN", 15), ("Dreißig", 30), ("dreissig", 30), ("einundzwanzig", 21), ("eine", 1),
        ("hundert", 100), ("einhundert", 100), ("zweihundert", 200), ("hundertfünf", 105), ("hundertundeins", None),
        ("neunhundertneunundneunzig", 999), ("twenty-five", 25), ("twenty five", 25), ("a hundred", 100),
        ("one hundred and ten", 110), ("two hundred", 200), ("ninety-nine", 99), ("null", None), ("zero", None),
        ("zweite", None), ("ten five", None), ("", None), ("a", None), ("fünfzehn Euro", None),
    ],
)  # fmt: skip
def test_a_number_is_what_its_words_say(written: str, said: int | None) -> None:
    assert number(written) == said


def test_the_longest_number_at_the_end_is_taken() -> None:
    assert last_number("sind es fünf") == (8, 5)
    assert last_number("it is two hundred and five") == (6, 205)
    assert last_number("zwei drei") == (5, 3)
    assert last_number("keine") is None


@given(st.text(max_size=60))
def test_no_text_raises_and_what_is_found_stands_there(text: str) -> None:
    found = last_number(text)
    assert found is None or number(text[found[0] :]) == found[1]
