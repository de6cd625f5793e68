"""Short names and words of topics."""

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.topic import LONGEST, MOST_WORDS, slug, words


def test_a_short_name_is_made_of_the_name_and_never_given_twice() -> None:
    assert slug("Lieferung & Versand", []) == "lieferung-versand"
    assert slug("Öffnungszeiten", ["oeffnungszeiten"]) == "oeffnungszeiten-2"
    assert slug("…", ["topic"]) == "topic-2"


@given(st.text(max_size=60), st.sets(st.text(max_size=40)))
def test_any_name_gives_a_short_name_of_its_own_that_fits(name: str, taken: set[str]) -> None:
    made = slug(name, taken)
    assert made not in taken
    assert 0 < len(made) <= 40
    assert made.isascii()


def test_words_stand_on_lines_or_between_commas_and_count_once() -> None:
    assert words("Lieferung, lieferung\n  Paket   da ;; , -\n*versand") == (
        "Lieferung",
        "Paket da",
        "*versand",
    )


@given(st.text(max_size=3000))
def test_words_are_bounded(written: str) -> None:
    found = words(written)
    assert len(found) <= MOST_WORDS
    assert all(0 < len(w) <= LONGEST for w in found)
