"""Texts in one spelling, so that a sign is found however it was typed: small letters, ä as ae, ß as ss, no accents that
were piled up, no invisible letters."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate

_WRITTEN = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "’": "'", "‘": "'", "`": "'", "´": "'"}
_LONG = re.compile(r"([^\W\d_])\1{2,}")
_VOWELS = frozenset("aeiouy")


class _Fold(dict[int, str]):
    """One letter at a time, each worked out once."""

    def __missing__(self, code: int) -> str:
        letter = unicodedata.normalize("NFKC", chr(code)).casefold()
        made = "".join(_WRITTEN.get(c, c) for c in letter if unicodedata.category(c) not in ("Mn", "Cf"))
        if len(self) < 20_000:
            self[code] = made
        return made


_FOLD = _Fold()


def fold(text: str) -> str:
    """*text* in one spelling. Never raises; at most a few times as long as the text."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return unicodedata.normalize("NFC", text).translate(_FOLD)


def stretched(text: str) -> bool:
    """Is there a word in *text* that `unstretched` would change?"""
    return _LONG.search(text) is not None


def unstretched(word: str) -> str:
    """ "suuuper" → "super", "tollll" → "toll": of three and more equal letters one vowel or two consonants are left."""
    return _LONG.sub(lambda m: m[1] if m[1] in _VOWELS else m[1] * 2, word)


def as_written(text: str, start: int, end: int) -> str:
    """What stands in *text* where `fold(text)` has start:end."""
    if text.isascii():
        return text[start:end]
    whole, ends = _laid_out(text)
    return whole[bisect_right(ends, start) : bisect_left(ends, end) + 1]


@lru_cache(maxsize=128)
def _laid_out(text: str) -> tuple[str, tuple[int, ...]]:
    """*text* in its normal form, and where each letter of that ends in the folded one. Kept for the last texts: many signs are shown of
    one, and bringing a text of accents alone to its normal form takes long."""
    whole = unicodedata.normalize("NFC", text)
    return whole, tuple(accumulate(map(len, map(_FOLD.__getitem__, map(ord, whole)))))
