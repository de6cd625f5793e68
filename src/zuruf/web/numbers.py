"""Whole numbers as they come in forms and addresses."""

MOST_DIGITS = 9  # more is no number that anything here counts, and the databases keep no larger ones


def whole(text: str | None, otherwise: int = 0) -> int:
    """The number that *text* writes in plain digits; *otherwise* for anything else, and for one with too many digits."""
    text = text or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else otherwise
