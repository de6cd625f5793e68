"""What somebody wants, by plain words; several wants stand beside each other, the likeliest first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.classifiers.intent import Intent
from zuruf.core.triage import INTENTS, Subject


def wants(text: str) -> list[str]:
    return [f.value for f in Intent().judge([Subject(text)])[0]]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Wann habt ihr am Samstag geöffnet?", "question"),
        ("Ich warte seit drei Wochen auf mein Rad und niemand antwortet.", "complaint"),
        ("Danke für nichts.", "complaint"),
        ("nix geht bei euch", "complaint"),
        ("Still waiting for my order since May", "complaint"),
        ("Ihr seid spitze, sehr freundliche Beratung, weiter so!", "praise"),
        ("Great service, highly recommended", "praise"),
        ("Der neue Dynamo ist besser als der alte. Hätte ich nicht gedacht. Mehr davon.", "praise"),
        ("Vielen Dank!", "thanks"),
        ("Es wäre schön, wenn ihr auch Kindersitze hättet.", "idea"),
        ("You should add a dark mode", "idea"),
        ("Bitte schickt mir die Rechnung noch einmal zu.", "request"),
        ("Please cancel my order", "request"),
        ("Ich recherchiere zum Rohrbruch. Bitte Stellungnahme bis 15 Uhr.", "request"),
        ("Wenn bis Freitag nicht gezahlt wird, übergebe ich die Sache meinem Anwalt.", "complaint"),
        ("Ihr Vollidioten", "abuse"),
        ("Verdiene 500 Euro täglich online: http://example.org/x", "spam"),
        ("Moin!", "chat"),
        ("haha 😂", "chat"),
    ],
)
def test_the_likeliest_want_stands_first(text: str, first: str) -> None:
    assert wants(text)[0] == first


def test_a_question_with_a_complaint_is_both() -> None:
    assert wants("Wo bleibt mein Rad? Seit Wochen nichts!") == ["question", "complaint"]


@pytest.mark.parametrize("text", ["", "Rad", "https://example.org", "Lindenau Kassel 2024"])
def test_what_nobody_understood_has_no_intent(text: str) -> None:
    assert wants(text) == []


def test_thanks_in_advance_are_none() -> None:
    assert "thanks" not in wants("Bitte um Rückruf, danke im Voraus")


@pytest.mark.parametrize(
    "text",
    [
        "Der Bus fuhr durch, ich stand da wie ein Depp.",
        "Ich Trottel habe den Zähler vergessen.",
        "Haltet ihr uns für Idioten?",
        "I felt like an idiot waiting there.",
    ],
)
def test_a_word_that_somebody_says_of_herself_is_no_abuse(text: str) -> None:
    assert "abuse" not in wants(text)


@pytest.mark.parametrize(
    "text",
    [
        "Du bist wie ein Idiot.",
        "Ihr Vollidioten, ich stand da wie ein Depp.",
        "Ich halte Sie für einen Idioten.",
    ],
)
def test_the_same_word_said_to_somebody_else_is(text: str) -> None:
    assert wants(text)[0] == "abuse"


@given(st.text(max_size=400))
def test_no_text_raises_and_only_known_intents_are_said(text: str) -> None:
    assert set(wants(text)) <= set(INTENTS)
