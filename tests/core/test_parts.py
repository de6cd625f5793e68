"""Answers in parts, measured as networks measure."""

from collections.abc import Callable

import pytest
import regex
from hypothesis import example, given, reject
from hypothesis import strategies as st

from zuruf.core import parts as rules
from zuruf.core.capabilities import Length
from zuruf.core.parts import TooLong, between, split

Measure = Callable[[str], Length]


def letters(limit: int) -> Measure:
    return lambda text: Length(len(text), limit)


def both(graphemes: int, size: int) -> Measure:
    def length(text: str) -> Length:
        used, raw = len(regex.findall(r"\X", text)), len(text.encode())
        if raw * graphemes > used * size:
            return Length(raw, size, "bytes")
        return Length(used, graphemes, "graphemes")

    return length


WORDS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Zs", "Zl", "Zp", "Cc")), min_size=1, max_size=25),
    st.sampled_from(
        ["https://example.org/a/long/path?with=things&more=things", "Ende.", "nie!", "👩‍👩‍👧‍👦", "🇩🇪🇫🇷🇳🇴"]
    ),
)
GAPS = st.sampled_from([" ", " ", " ", "\n", "\n\n", "  "])
TEXTS = st.lists(st.tuples(WORDS, GAPS), min_size=1, max_size=60).map(
    lambda ws: "".join(w + g for w, g in ws)
)
MEASURES = st.sampled_from([letters(12), letters(60), both(20, 90), both(300, 3000)])


def parts_of(text: str, length: Measure, most: int = 10) -> tuple[str, ...] | None:
    try:
        return split(text, length, most=most)
    except TooLong:
        return None


def all_parts_of(text: str, length: Measure) -> tuple[str, ...]:
    """However many they are; what no part has room for is no example."""
    parts = parts_of(text, length, most=1000)
    return reject() if parts is None else parts


@given(TEXTS, MEASURES)
def test_every_part_fits_and_nothing_but_white_space_is_lost(text: str, length: Measure) -> None:
    parts = all_parts_of(text, length)
    assert all(length(part).left >= 0 and part.strip() for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(TEXTS, MEASURES)
def test_no_word_is_cut_that_fits_by_itself(text: str, length: Measure) -> None:
    parts = all_parts_of(text, length)
    words = text.split()
    if all(length(word).left >= 0 for word in words):
        assert " ".join(parts).split() == words


@given(TEXTS, MEASURES)
def test_no_character_is_cut_as_a_reader_sees_it(text: str, length: Measure) -> None:
    parts = all_parts_of(text, length)
    text, ends, at = text.strip(), {m.end() for m in regex.finditer(r"\X", text.strip())}, 0
    for part in parts:
        at = text.index(part, at) + len(part)
        assert at in ends or text[at].isspace()


@given(st.text(min_size=2, max_size=30))
@example("🇩🇪🇫🇷")
@example("क्षि")
@example("👍🏽👍")
def test_what_is_called_a_boundary_is_one(text: str) -> None:
    ends = {m.end() for m in regex.finditer(r"\X", text)}
    assert all(at in ends for at in range(1, len(text)) if between(text, at))


@given(TEXTS, MEASURES, st.integers(1, 12))
def test_there_are_never_more_parts_than_there_may_be(text: str, length: Measure, most: int) -> None:
    parts = parts_of(text, length, most=most)
    assert parts is None or len(parts) <= most


@given(TEXTS, MEASURES)
def test_the_same_text_is_always_cut_at_the_same_places(text: str, length: Measure) -> None:
    assert parts_of(text, length) == parts_of(text, length)


def test_a_text_that_fits_stays_whole() -> None:
    assert split("  Danke, wir melden uns.\n", letters(30)) == ("Danke, wir melden uns.",)


def test_it_is_cut_between_paragraphs_before_sentences_and_words() -> None:
    text = "Erster Absatz hier.\n\nZweiter Absatz. Mit zwei Sätzen darin."
    assert split(text, letters(36)) == (
        "Erster Absatz hier.",
        "Zweiter Absatz. Mit zwei Sätzen",
        "darin.",
    )
    assert split(text, letters(38)) == ("Erster Absatz hier.", "Zweiter Absatz. Mit zwei Sätzen darin.")
    assert split("Das ist so. Und das ist anders gewesen.", letters(30)) == (
        "Das ist so. Und das ist anders",
        "gewesen.",
    )
    assert split("Das ist wirklich so. Und das ist anders gewesen.", letters(30)) == (
        "Das ist wirklich so.",
        "Und das ist anders gewesen.",
    )


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Das ist am 3. Mai zu sehen", "Das ist am 3. Mai zu"),
        ("Wir haben z. B. neun Räder", "Wir haben z. B. neun"),
    ],
)
def test_an_abbreviation_or_a_date_is_no_end_of_a_sentence(text: str, first: str) -> None:
    assert split(text, letters(20))[0] == first


def test_a_web_address_stays_whole_even_where_no_blank_stands_before_it() -> None:
    link = "https://example.org/hinweise"
    text = "词" * 25 + link + "词" * 25
    parts = split(text, letters(30))
    assert any(link in part for part in parts)
    assert "".join(parts) == text


def test_as_few_parts_as_possible_when_places_to_pause_would_make_too_many() -> None:
    text = "Aber nein. Das ist ein Satz aus Worten. " * 4
    assert len(split(text, letters(60), most=10)) >= len(split(text, letters(60), most=3)) == 3


def test_too_much_for_all_parts_together_is_refused() -> None:
    with pytest.raises(TooLong):
        split("Wort " * 100, letters(20), most=3)


def test_a_character_that_is_too_long_by_itself_is_refused() -> None:
    with pytest.raises(TooLong):
        split("a" + "\u0301" * 40 + " Ende", letters(20))


def test_a_very_long_text_is_measured_seldom() -> None:
    asked = 0

    def length(text: str) -> Length:
        nonlocal asked
        asked += 1
        return Length(len(text), 300)

    split("Ein Satz von uns. " * 160, length)
    assert asked < 2000


def test_flags_in_a_row_are_looked_at_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, regional = 0, rules._regional

    def counted(character: str) -> bool:
        nonlocal asked
        asked += 1
        return regional(character)

    monkeypatch.setattr(rules, "_regional", counted)
    parts = split("🇩🇪" * 1000, letters(300))
    assert "".join(parts) == "🇩🇪" * 1000
    assert all(len(part) % 2 == 0 for part in parts)
    assert asked < 10 * 2000
