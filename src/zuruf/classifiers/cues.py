"""Whether a text may have something at all, told by the letters it would need: far quicker than looking for it."""

from dataclasses import dataclass

import regex

_DIGIT = regex.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Cues:
    """What must stand in a text so that a pattern that knows no big and small letters can match: a digit, if `digit`, and
    one of `words` (in small letters, ß as ss), if there are any. Rather true once too often than false once."""

    words: tuple[str, ...] = ()
    digit: bool = False

    def may_stand(self, folded: str, digit: bool) -> bool:
        """*folded* as `folded` makes it; *digit*: has the text one?"""
        return (digit or not self.digit) and (not self.words or any_of(self.words, folded))


def folded(text: str) -> str:
    """*text* as cues are looked for in it: letters that patterns take for the same are the same."""
    low = text.casefold()
    return low.replace("i\u0307", "i") if "\u0307" in low else low


def has_digit(text: str) -> bool:
    return _DIGIT.search(text) is not None


def any_of(words: tuple[str, ...], text: str) -> bool:
    """Does one of *words* stand in *text*, anywhere? A loop: quicker here than `any`."""
    for word in words:  # noqa: SIM110
        if word in text:
            return True
    return False
