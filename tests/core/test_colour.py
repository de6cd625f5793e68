"""Whatever colour an organisation has, its page stays readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.colour import contrast, ink_on, parse, readable

COLOURS = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@given(COLOURS)
def test_the_ink_on_a_colour_always_has_the_contrast_that_text_needs(colour: str) -> None:
    assert contrast(ink_on(colour), colour) >= 4.5


@given(
    COLOURS, st.sampled_from(["#f1f0ee", "#2b2823", "#ffffff", "#000000"]), st.sampled_from([3.0, 4.5, 5.0])
)
def test_a_colour_made_readable_has_the_ratio_asked_for(colour: str, on: str, ratio: float) -> None:
    assert contrast(readable(colour, on, ratio), on) >= ratio


@given(COLOURS)
def test_a_colour_that_is_readable_already_is_left_alone(colour: str) -> None:
    if contrast(colour, "#ffffff") >= 4.5:
        assert readable(colour, "#ffffff") == colour


@given(COLOURS, COLOURS)
def test_contrast_does_not_care_which_is_in_front(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.0001


def test_the_known_values_of_wcag_come_out() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_yellow_gets_black_and_navy_white() -> None:
    assert (ink_on("#ffd400"), ink_on("#0b2a5c")) == ("#000000", "#ffffff")


@pytest.mark.parametrize("wrong", ["", "red", "#fff", "#12345g", "#1234567", "112233"])
def test_what_is_no_colour_is_said_to_be_none(wrong: str) -> None:
    with pytest.raises(ValueError):
        parse(wrong)
