"""What is personal is found generously before a text leaves the house."""

import pytest

from zuruf.classifiers import personal
from zuruf.core.mask import mask

NAMES = ("Wanda Ypsilon", "wanda.y", "Kundin der ersten Stunde")


def left(text: str, names: tuple[str, ...] = NAMES) -> str:
    return mask([text], [personal.spans(text, names)]).texts[0]


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Hier wanda ypsilon aus Halle", "ypsilon"),
        ("Ypsilons Rad quietscht", "Ypsilon"),
        ("Danke, @wanda.y!", "wanda.y"),
        ("Sehr geehrte Frau Brömmelkamp, es kommt", "Brömmelkamp"),
        ("Es kommt. Viele Grüße, Jana Kern", "Kern"),
        ("Gestern war Petra da", "Petra"),
        ("Rufen Sie an: 0341 2233445", "2233445"),
        ("Überweisen Sie auf DE89 3704 0044 0532 0130 00", "3704"),
        ("Schreiben Sie an kim@example.org", "kim@"),
        ("Mein Vorgang 4711-88123", "88123"),
    ],
)
def test_it_does_not_leave(text: str, gone: str) -> None:
    assert gone.casefold() not in left(text).casefold()


@pytest.mark.parametrize(
    "text", ["Es wurde am Ersten und am Dritten abgebucht.", "Der Hebel kostet 45 Euro.", "Das L5 von 2016"]
)
def test_ordinary_words_stay(text: str) -> None:
    assert left(text) == text


def test_nobody_known_is_no_error() -> None:
    assert left("", ("",)) == ""


@pytest.mark.parametrize(
    ("text", "names", "gone"),
    [
        ("erna sagt, beispiel auch", ("erna beispiel",), ("erna", "beispiel")),
        ("Erna und Beispiel und 1987", ("ErnaBeispiel1987",), ("erna", "beispiel")),
        ("wanda war hier", ("@wanda_y.bsky.social",), ("wanda",)),
        ("Herr Mueller oder MÜLLER", ("Jo Müller",), ("mueller", "müller")),
        ("Pfeil meldet sich, Olga auch", ("Ottokar Pfeil", "olga.w@example.org"), ("pfeil", "olga")),
    ],
)
def test_a_told_name_or_handle_goes_in_all_its_parts(
    text: str, names: tuple[str, ...], gone: tuple[str, ...]
) -> None:
    assert [one for one in gone if one in left(text, names).casefold()] == []
