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


@pytest.mark.parametrize("kind", ["self_harm", "threat"])
def test_german_is_prepared_with_sie_and_with_du_and_a_stranger_hears_sie(kind: str) -> None:
    sie, du = words(kind, "de", "AT", "sie"), words(kind, "de", "AT", "du")
    assert " Sie " in sie
    assert " du " not in sie
    assert " du " in du
    assert " Sie " not in du
    assert words(kind, "de", "AT") == sie
    assert {sie, du} <= prepared([kind])
    assert words(kind, "en", form="du") == words(kind, "en")


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
