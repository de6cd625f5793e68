"""Whole numbers from forms and addresses."""

import pytest

from zuruf.web.numbers import whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("007", 7),
        ("", -1),
        (None, -1),
        ("-3", -1),
        ("1.5", -1),
        ("²", -1),
        ("٣", -1),
        ("9" * 9, 10**9 - 1),
        ("9" * 5000, -1),
    ],
)
def test_a_number_is_read_where_plain_digits_write_one_of_a_usable_size(
    text: str | None, number: int
) -> None:
    assert whole(text, -1) == number
