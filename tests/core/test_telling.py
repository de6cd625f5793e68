"""Words that tell a person why something was found."""

from zuruf.core.telling import telling


def test_figures_marks_quotes_and_everyday_words_tell_nothing() -> None:
    said = (
        "„",
        "“",
        "3",
        "14:30",
        "2026-11",
        "!!!",
        "heute",
        "Die",
        "x",
        "Akku",
        "akku",
        "🤬",
        "kaputt",
        "danke",
    )
    assert telling(said) == ("Akku", "🤬", "kaputt", "danke")


def test_no_more_are_named_than_asked_for() -> None:
    assert telling(["Bremse", "Rahmen", "Lenker"], 2) == ("Bremse", "Rahmen")
