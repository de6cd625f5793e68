"""Whether a word can have a stem at all, before Snowball is asked, which takes several times as long.

Snowball takes endings from a fixed list off a word, in three steps, and changes at most its last letters. So what is left of a word behind
a stem has to be made of such endings. Never refuses what Snowball would say yes to; often says yes where it would not. Words as
`needles_fold` has them: small letters without accents. After german.sbl and english.sbl of Snowball 3.1.1 (snowballstem.org); the tests hold it
to the installed version.
"""

import re
from itertools import product

_FIRST = ("", "e", "en", "es", "se", "sen", "ses", "em", "erinnen", "erin", "n", "ern", "er", "s", "ns")
_SECOND = ("", "en", "er", "et", "st", "est")
_THIRD = (
    "", "end", "ung", "igend", "igung", "ig", "isch", "ik", "lich", "heit", "erlich", "erheit", "enlich", "enheit", "keit",
    "igkeit", "lichkeit",
)  # fmt: skip
_GERMAN = frozenset(map("".join, product(_THIRD, _SECOND, _FIRST)))
_UMLAUT = re.compile("ae|oe|ue")  # read as one letter by the German stemmer, so its stem is no beginning
_ENGLISH = re.compile(
    r"[bdfgmnprt]?(?:[bdfgmnprt]?(?:ed|ing)(?:ly)?|e?s|eed(?:ly)?|l?[yie]|at|or|iz|iv|al|[ai]bl?[ey]?|[ai]bil|ful|ness|e?ment"
    r"|[ea]n[ct]i?|ism|ist|o?us|ion|iti|ity|er|l|t|ogi?|ss|ic)*"
)
_CHANGED = 2  # letters at the end of an English stem that stand for others: "die" for "dying"


def german(stem: str, word: str) -> bool:
    """Whether the German stem of *word* may be *stem*."""
    if word.startswith(stem):
        return word[len(stem) :] in _GERMAN or _UMLAUT.search(word) is not None
    return _UMLAUT.search(word) is not None


def english(stem: str, word: str) -> bool:
    """Whether the English stem of *word* may be *stem*."""
    for end in range(len(stem), max(0, len(stem) - _CHANGED) - 1, -1):
        if word.startswith(stem[:end]):
            return _ENGLISH.fullmatch(word, end) is not None
    return False
