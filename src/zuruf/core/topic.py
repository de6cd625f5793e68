"""Topics: what people write to this organisation about, as it says itself."""

import re
import unicodedata
from collections.abc import Iterable

Words = tuple[tuple[str, tuple[str, ...]], ...]
"""(slug, words and phrases) of every topic that is in use, in their order."""

MOST_WORDS = 200
LONGEST = 80  # characters of a phrase
_WRITTEN = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}


def slug(name: str, taken: Iterable[str]) -> str:
    """The short name by which mandates and guidelines know a topic: "Lieferung & Versand" → "lieferung-versand". It never
    changes, and none is given twice."""
    plain = "".join(_WRITTEN.get(c, c) for c in name.lower())
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    short = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:34].rstrip("-") or "topic"
    others = set(taken)
    return next(
        s for n in range(1, len(others) + 2) if (s := short if n == 1 else f"{short}-{n}") not in others
    )


def words(written: str) -> tuple[str, ...]:
    """Words and phrases from a text with one a line, or parted by commas; each once, as first written."""
    found: dict[str, str] = {}
    for part in re.split(r"[\n,;]", written):
        word = " ".join(part.split())[:LONGEST]
        if any(c.isalnum() for c in word):
            found.setdefault(word.casefold(), word)
    return tuple(found.values())[:MOST_WORDS]
