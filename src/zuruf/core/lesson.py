"""Does a lesson name a person? Then it is not shared: lessons are about the matter."""

import re

PARTS_OF_NAMES = frozenset({
    "von", "van", "der", "den", "dem", "de", "da", "di", "del", "della", "du", "la", "le", "el", "al", "zu",
    "zum", "zur", "und", "ten", "ter", "bin", "ibn", "dr", "prof",
})  # fmt: skip
"""Words of a name that say nothing about whose it is."""


def names(words: str, name: str, initials: str = "") -> bool:
    """Does *words* name who is called *name* and signs with *initials*? By any part of the name, however it is written,
    also as "Lindts", "Lindt's" and "Lindt’s"; by the initials in capitals ("ML") or with dots ("m. l.")."""
    parts = [p for p in re.findall(r"[^\W\d_]+", name) if len(p) > 1 and p.casefold() not in PARTS_OF_NAMES]
    said = words.casefold()
    if any(re.search(rf"\b{re.escape(p.casefold())}(?:['’]?s|['’])?\b", said) for p in parts):
        return True
    letters = {"".join(p[0] for p in parts), "".join(c for c in initials if c.isalpha())}
    return any(_initials(words, marks) for marks in letters if len(marks) > 1)


def _initials(words: str, marks: str) -> bool:
    dotted = r"\.\s?".join(re.escape(c) for c in marks) + r"\."
    return bool(
        re.search(rf"\b{re.escape(marks.upper())}s?\b", words) or re.search(rf"\b{dotted}", words, re.I)
    )
