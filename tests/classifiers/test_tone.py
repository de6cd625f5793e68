"""Sentences, words and languages as the tone check reads them; how hard a text is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zuruf.classifiers import readability
from zuruf.classifiers import tone as reading
from zuruf.core import readability as rules


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Das ist z. B. so. Und so?", ["Das ist z. B. so.", "Und so?"]),
        ("Am 3. März um 8 Uhr. Gut!", ["Am 3. März um 8 Uhr.", "Gut!"]),
        ("Guten Tag Frau Klein,\ndas Rad ist da.", ["Guten Tag Frau Klein,", "das Rad ist da."]),
        ("Dr. Rot ist da", ["Dr. Rot ist da"]),
        ("Ja … nein. „Doch.“ Gut", ["Ja … nein.", "„Doch.“", "Gut"]),
        ("https://radwerk.example/a.b ist neu.", ["https://radwerk.example/a.b ist neu."]),
        ("  \n ", []),
    ],
)
def test_sentences_end_where_they_end(text: str, sentences: list[str]) -> None:
    read = reading.read(text)
    assert [text[s.start : s.end] for s in read.sentences] == sentences


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Das Rad ist da.", "de"),
        ("The bike is here.", "en"),
        ("Was magst du mehr?", "de"),
        ("Für 12 Euro", "de"),
        ("OK", "en"),
    ],
)
def test_a_language_shows_in_its_commonest_words(text: str, language: str) -> None:
    assert reading.language_of(text, "en") == language


@settings(deadline=None)
@given(st.text(max_size=300))
def test_words_and_sentences_lie_within_the_text_and_in_order(text: str) -> None:
    read = reading.read(text)
    at = 0
    for s in read.sentences:
        assert at <= s.start <= s.tokens[0].start
        assert s.tokens[-1].end <= s.end <= len(text)
        at = s.end
    assert all(text[t.start : t.end] == t.text for t in read.tokens)


@pytest.mark.parametrize(
    ("word", "language", "n"),
    [("Rad", "de", 1), ("Räder", "de", 2), ("Bauleiterin", "de", 4), ("Eule", "de", 2), ("make", "en", 1),
     ("table", "en", 2), ("wanted", "en", 2), ("washed", "en", 1), ("1", "de", 1)],
)  # fmt: skip
def test_syllables_are_groups_of_vowels(word: str, language: str, n: int) -> None:
    assert rules.syllables(word, language) == n


def test_the_formulas_are_those_of_the_books() -> None:
    f = rules.formulas(["Das", "Rad", "ist", "kaputt"], 1, "de")
    assert f.wiener_4 == pytest.approx(0.2656 * 4 - 1.693)
    assert f.wiener == pytest.approx(0.1672 * 4 - 0.0327 * 75 - 0.875)
    assert f.amstad == pytest.approx(180 - 4 - 58.5 * 5 / 4)
    assert rules.formulas(["The", "cat", "sat"], 1, "en").kincaid == pytest.approx(0.39 * 3 + 11.8 - 15.59)


def test_plain_words_are_easier_than_those_of_an_authority() -> None:
    easy = readability.judge(
        reading.read("Das Rad ist fertig. Sie können es heute holen. Es kostet zehn Euro.")
    )
    hard = readability.judge(
        reading.read(
            "Die Inbetriebnahme des instandgesetzten Fahrzeuges setzt, unbeschadet anderweitiger Bestimmungen, die "
            "Entrichtung der Instandsetzungsgebühren voraus."
        )
    )
    assert easy is not None
    assert hard is not None
    assert easy.level < 2.5 < 3.2 < hard.level
    assert easy.grade < hard.grade


def test_english_has_its_own_formula() -> None:
    easy = readability.judge(reading.read("The bike is here. You can come now. It is ten euros."))
    hard = readability.judge(
        reading.read(
            "Notwithstanding supplementary regulations, the rehabilitation of the aforementioned vehicle necessitates "
            "considerable remuneration."
        )
    )
    assert easy is not None
    assert hard is not None
    assert easy.level < hard.level
    assert easy.formula > hard.formula


def test_few_words_have_no_readability() -> None:
    assert readability.judge(reading.read("Ja, gern, bis morgen.")) is None


@settings(deadline=None)
@given(st.text(max_size=300))
def test_a_level_lies_between_one_and_seven_whatever_is_written(text: str) -> None:
    r = readability.judge(reading.read(text))
    assert r is None or (1 <= r.level <= 7 and 1 <= r.grade <= 15)
