"""How a message sounds, by its words and emoji."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.classifiers.sentiment import Sentiment
from zuruf.core.triage import Finding, Subject


def judge(text: str) -> Finding:
    return Sentiment().judge([Subject(text)])[0][0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Tolle Beratung, bin begeistert", "positive"),
        ("Love it 😍", "positive"),
        ("Furchtbarer Service, ich bin stinksauer", "negative"),
        ("😡😡", "negative"),
        ("Das ist nicht gut", "negative"),
        ("not helpful at all", "negative"),
        ("Danke für nichts", "negative"),
        ("Toll, schon wieder nicht geliefert", "negative"),
        ("Das Rad ist schön, aber die Lieferung war langsam", "mixed"),
        ("Das Paket wiegt vier Kilo", "neutral"),
        ("Guten Tag, wo ist mein Paket?", "neutral"),
        ("Liebe Leute, das Paket wiegt vier Kilo. Mit freundlichen Grüßen", "neutral"),
        ("Guten Morgen, das Paket ist kaputt.", "negative"),
        ("Liebe euren Laden!", "positive"),
        ("", "neutral"),
    ],
)
def test_the_mood_is_heard(text: str, value: str) -> None:
    assert judge(text).value == value


def test_the_words_that_counted_are_the_reason() -> None:
    (praises,) = judge("Schöne Räder, SUUUPER nett!").reasons
    assert (praises.code, praises.words) == ("praises", ("Schöne", "SUUUPER", "nett"))


def test_a_denial_reaches_three_words_and_no_further_sentence() -> None:
    assert judge("Nicht mein Ding. Aber gut gemacht").value == "positive"
    assert judge("Das war wirklich nicht besonders freundlich").value == "negative"


def test_saying_it_often_makes_it_no_surer() -> None:
    assert judge("gut gut gut gut").probability == judge("gut").probability


def test_blanks_alone_take_no_longer_than_words() -> None:
    for blank in (" ", "\n", "\t", "Hallo,\n"):  # of five thousand it was tried how they part, for minutes
        assert judge(5_000 * blank).value == "neutral"


@given(st.text(max_size=400))
def test_no_text_raises(text: str) -> None:
    found = judge(text)
    assert found.value in {"positive", "negative", "mixed", "neutral"}
    assert 0 <= found.probability <= 1
