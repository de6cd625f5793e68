"""Signs are found however somebody types, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.classifiers import folding
from zuruf.classifiers.folding import as_written, fold, unstretched
from zuruf.classifiers.signs import Signs, read


def found(lines: str, text: str) -> list[str]:
    cut = read(text)
    return [cut.said(s.first, s.last) for s in Signs({"group": lines}).find(cut)]


@pytest.mark.parametrize(
    ("line", "text", "said"),
    [
        ("kein*", "Da kam keine Antwort", "keine"),
        ("*redaktion", "Hier die Bildredaktion.", "Bildredaktion"),
        ("*redaktion", "Hier die Redaktion.", "Redaktion"),
        ("weiß|weiss wo ihr", "Ich WEISS, wo ihr wohnt", "WEISS, wo ihr"),
        ("bring .. um", "Ich bring euch alle noch um!", "bring euch alle noch um"),
        ("kann nicht mehr $", "Ich kann nicht mehr. Punkt", "kann nicht mehr"),
        ("gefährlich", "Das ist GEFAEHRLICH", "GEFAEHRLICH"),
        ("gefaehrlich", "Das ist gefährlich", "gefährlich"),
        ("super", "suuuuper gemacht", "suuuuper"),
        ("toll", "tolllll", "tolllll"),
        ("😡", "So was 😡😡", "😡"),
        ("don't work", "They don’t work", "don’t work"),
        ("don't work", "They don`t work", "don`t work"),
        ("umbringen", "u\u0308ber u\u200bmbringen", "u\u200bmbringen"),
    ],
)
def test_a_sign_is_found_and_named_as_it_was_written(line: str, text: str, said: str) -> None:
    assert said in found(line, text)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("bring .. um", "Ich bring das Rad. Um zehn?"),  # another sentence
        ("bring .. um", "bring doch bitte alle fünf alten Räder um"),  # too far
        ("kann nicht mehr $", "Ich kann nicht mehr bestellen"),
        ("bombe", "Bombenstimmung"),
        ("toll", "Tollwut"),
        ("link", "https://example.org/link"),
    ],
)
def test_what_only_resembles_a_sign_is_none(line: str, text: str) -> None:
    assert found(line, text) == []


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_what_is_said_stands_in_it(text: str) -> None:
    cut = read(text)
    for n, word in enumerate(cut.words):
        assert unstretched(fold(cut.said(n, n))).replace(" ", "").find(word) >= 0


@given(st.text(max_size=100), st.text(max_size=100))
def test_what_was_folded_is_found_again_as_it_was_written(before: str, after: str) -> None:
    text = f"{before} Straßenbahnunglück {after}"
    at = fold(text).find("strassenbahnunglueck")
    assert "Straßenbahnunglück" in as_written(text, at, at + len("strassenbahnunglueck"))


def test_of_a_text_however_many_signs_it_has_it_is_worked_out_once_where_they_stand() -> None:
    folding._laid_out.cache_clear()
    text = "e\u0301\u200b😡" * 300  # with every sign it took as long as this has letters
    assert len(found("😡", text)) == 300
    assert folding._laid_out.cache_info().misses == 1
