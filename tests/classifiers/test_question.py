"""Whether something is asked, and by which sign one sees it."""

import pytest

from zuruf.classifiers.question import Question
from zuruf.core.triage import Finding, Reason, Subject


def judge(text: str) -> Finding:
    return Question().judge([Subject(text)])[0][0]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Mein Paket kam nicht an. Und jetzt?", "question_mark"),
        ("متى يصل طلبي؟", "question_mark"),
        ("いつ届きますか？", "question_mark"),
        ("Ist das euer Ernst⁉️", "question_mark"),
        ("Was kostet der Versand", "question_word"),
        ("Wieviele Gänge hat das Rad", "question_word"),
        ("Wann kommt mein Ersatzteil", "question_word"),
        ("Hallo, wie lange dauert das", "question_word"),
        ("@radwerk @Eva_M,wann kommt ihr", "question_word"),
        ("How do I return this", "question_word"),
        ("Gibt es das auch in Grün", "verb_first"),
        ("Kann man das Rad mieten", "verb_first"),
        ("Hi, do you ship to Austria", "verb_first"),
        ("Ich wüsste gern, bis wann die Aktion läuft.", "indirect"),
        ("Guten Tag, ich habe eine Frage zum Rahmen.", "indirect"),
        ("I wonder if you have this in blue.", "indirect"),
    ],
)
def test_a_question_is_seen_with_or_without_its_mark(text: str, sign: str) -> None:
    found = judge(text)
    assert (found.value, found.reasons[0].code) == ("yes", sign)
    assert found.reasons[0].words


@pytest.mark.parametrize(
    "text",
    [
        "Danke für die schnelle Hilfe.",
        "Was für ein schöner Laden!",
        "Wie schön!",
        "Wie gesagt, alles gut.",
        "So wird man glaubwürdig.",
        "Sowas nennt man Service.",
        "Wer das kauft, ist zufrieden.",
        "@VonSchwer @Tinimaus",
        "Was ich noch sagen wollte: super Service.",
        "When I came home it was there.",
        "Das Rad ist da.",
        "https://example.org/?q=1",
        "👍",
        "",
    ],
)
def test_what_asks_nothing_is_no_question(text: str) -> None:
    assert judge(text).value == "no"


def test_a_mark_is_surer_than_a_word() -> None:
    assert judge("Wann kommt es?").probability > judge("Wann kommt es").probability


def test_it_says_nothing_wrong_to_anything_and_does_not_take_long() -> None:
    for odd in ("?" * 50_000, "wie " * 50_000, "\n" * 50_000, "Hallo, " * 20_000, "a.b" * 50_000, "\x00"):
        assert judge(odd).value in ("yes", "no")
    for names in (
        "@a",
        "@a-und",
        "@a ",
        "@a,",
        "@@a_.-",
    ):  # each way to cut them was tried, which doubles with every name
        assert judge(names * 2_000 + "x").value == "no"


def test_the_longest_question_says_what_is_asked() -> None:
    found = judge("Aus? Der Riemen ist hin, tauscht ihr den? Danke!")
    assert found.reasons == (Reason("question_mark", ("tauscht ihr den?",)),)
