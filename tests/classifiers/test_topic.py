"""Topics are found by the organisation's own words, in all their forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.classifiers.topic import Topics
from zuruf.core.triage import Finding, Subject

KNOWN = {"delivery": ["Lieferung", "*lieferung", "geliefert"], "prices": ["Preis", "Rabatt für Studierende"]}


def judge(text: str) -> tuple[Finding, ...]:
    return Topics(KNOWN).judge([Subject(text)])[0]


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Wo bleiben die Lieferungen?", ["delivery"]),
        ("Teillieferung kam an", ["delivery"]),
        ("Gibt es Rabatt für Studierende?", ["prices"]),
        ("Gibt es Rabatt?", []),
        ("Die Preise! Und die Lieferung, nichts wurde geliefert", ["delivery", "prices"]),
        ("", []),
    ],
)
def test_topics_are_found_in_all_forms_of_their_words(text: str, slugs: list[str]) -> None:
    assert [f.value for f in judge(text)] == slugs


def test_the_words_are_the_reason() -> None:
    (found,) = judge("Was ist mit meiner Lieferung?")
    assert found.reasons[0].words == ("Lieferung",)


def test_the_version_says_which_words_it_was_made_with() -> None:
    assert Topics(KNOWN).version == Topics(dict(reversed(KNOWN.items()))).version
    assert Topics(KNOWN).version != Topics({"delivery": ["Lieferung"]}).version


def test_no_topics_find_nothing() -> None:
    assert Topics({"empty": ["…"]}).judge([Subject("…")]) == [()]


@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=5))
def test_no_text_and_no_words_raise(text: str, said: list[str]) -> None:
    Topics({"any": said}).judge([Subject(text)])
