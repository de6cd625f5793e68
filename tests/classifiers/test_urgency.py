"""Whether a message says that it is urgent: the words that counted are the reason."""

import pytest

from zuruf.classifiers.urgency import Urgency
from zuruf.core.triage import Finding, Subject


def judge(text: str) -> Finding:
    return Urgency().judge([Subject(text)])[0][0]


@pytest.mark.parametrize(
    ("text", "group", "word"),
    [
        ("Dringend! Bitte melden.", "hurry", "dringend"),
        ("Der Akku brennt", "danger", "brennt"),
        ("Die Bremse versagt beim Fahren, Bremsen versagt!", "danger", "bremsen versagt"),
        ("Bei uns riecht es stark nach Gas", "danger", "riecht es stark nach gas"),
        ("I can smell gas in the hallway", "danger", "smell gas"),
        ("Am Trafohaus sprühen Funken", "danger", "sprühen funken"),
        ("I need this ASAP please", "hurry", "asap"),
        ("My brakes failed on the hill", "danger", "brakes failed"),
        ("Ich brauche bis spätestens Freitag Antwort", "deadline", "bis spätestens"),
        ("Sonst gehe ich zum Anwalt.", "law", "anwalt"),
    ],
)
def test_plain_words_make_it_urgent_and_are_named(text: str, group: str, word: str) -> None:
    found = judge(text)
    assert found.value == "yes"
    assert any(r.code == group and word in r.words for r in found.reasons)


@pytest.mark.parametrize(
    "text",
    [
        "Ist nicht dringend, nur so gefragt.",
        "Keine eilige Sache.",
        "It's not urgent.",
        "Hier riecht es nicht nach Gas, eher nach Grill.",
        "Das Gas ist zu teuer, das stinkt mir.",
        "Danke für den schönen Tag!",
        "Ich warte seit Wochen.",
        "",
        "🚨",
    ],
)
def test_without_such_words_or_denied_it_is_not(text: str) -> None:
    assert judge(text).value == "no"


def test_impatience_alone_is_not_urgent_but_is_told() -> None:
    found = judge("Ich warte seit Wochen und bekomme keine Antwort.")
    assert (found.value, found.reasons[0].code) == ("no", "impatience")
    assert (
        judge("Seit Wochen keine Antwort, es ist dringend").probability > judge("Es ist dringend").probability
    )


def test_repeating_a_word_makes_nothing_more_urgent() -> None:
    assert judge("dringend " * 50).probability == judge("dringend").probability
