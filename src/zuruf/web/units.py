"""A number keeps to its unit: no line breaks between the two."""

import re

NBSP = "\N{NO-BREAK SPACE}"
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:s|m|min|h|d|Min|Std)\b)")


def kept(said: str) -> str:
    """*said*, with no break in "20 s" or "3 h"."""
    return _BEFORE_UNIT.sub(NBSP, said)


def whole(said: str) -> str:
    """A duration alone, "2 h 14 min", with no break in it at all."""
    return said.replace(" ", NBSP)
