"""Words prepared for what cannot wait: exactly these, and no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.first_words import COUNTRIES, exactly, prepared, words

ALL = sorted(prepared(["self_harm", "threat"]))


@pytest.mark.parametrize("country", COUNTRIES)
def test_each_country_has_its_number_in_both_languages(country: str) -> None:
    number = {"DE": "116 123", "AT": "142", "CH": "143"}[country]
    assert all(f" {number}, " in words("self_harm", spoken, country) for spoken in ("de", "en"))


def test_an_account_that_says_sie_says_it_here_and_what_it_says_is_prepared_as_well() -> None:
    sie = words("self_harm", "de", "AT", "sie")
    assert " Sie " in sie
    assert " du " not in sie
    assert "112" in sie
    assert "142" in sie
    assert sie in prepared(["self_harm"])
    assert " du " in words("self_harm", "de")
    assert words("self_harm", "en", address="sie") == words("self_harm", "en")


def test_nothing_is_prepared_for_what_can_wait() -> None:
    assert prepared(["legal", "press"]) == frozenset()
    assert not exactly("", [""])


@given(st.sampled_from(ALL), st.sampled_from([" ", "\n", "\r\n\t", "  "]))
def test_blanks_and_line_ends_do_not_count(text: str, blank: str) -> None:
    assert exactly(blank + text.replace(" ", blank), ALL)


@given(st.sampled_from(ALL), st.integers(0, 60), st.text("abc1ä.", min_size=1, max_size=3))
def test_a_single_character_more_is_another_text(text: str, at: int, more: str) -> None:
    assert not exactly(text[:at] + more + text[at:], ALL)
    assert not exactly(text[:-1], ALL)
