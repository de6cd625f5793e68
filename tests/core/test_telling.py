"""Words that tell a person why something was found."""

from zuruf.core.telling import shown, telling


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


def test_a_word_that_says_nothing_alone_is_shown_with_the_one_behind_it() -> None:
    assert shown(("keine", "Akku"), "Ich möchte  keine\nPanik machen, der Akku") == ("keine Panik", "Akku")
    assert shown(("keine",), "Warum denn keine?") == ()


def test_what_stands_in_another_reason_is_not_shown_twice() -> None:
    said = ("schon wieder", "schon wieder hin, das geht so nicht", "geht so nicht", "hin")
    assert shown(said, "") == ("schon wieder hin, das geht so nicht",)
    assert shown(("Rad", "Radweg"), "") == ("Rad", "Radweg")
