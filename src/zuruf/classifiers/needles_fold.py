"""Texts as bytes in one spelling, so that one automaton goes through many of them at once: small letters without accents, ß as
ss, invisible letters gone, one blank for anything that is no letter or digit.

Latin letters are one byte each, so nearly all of it is done by codec and table, without a loop over letters. What Latin-1 has
not goes through `_Rest`, each run of it once: letters of other scripts become four bytes above 0x7f each, or a blank where no needle
asks for any. `APART` keeps texts apart.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterable

import regex

STEADY = re.compile(
    r"[\x00-\x7f\xa0-\xac\xae-\xde\xe0-\xff\u2010-\u2015\u2018-\u201f\u2022\u2026\u20ac\u2600-\u2775\u2794-\u27bf\U0001f300-\U0001faff]*"
)
"""Letters that become one byte each: as long as there are no others, a place in what was folded is one in the text. Most texts have no
others. Not all such letters."""
TEXT = regex.compile(r"[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}\p{Cf}]*")
"""The words of a text, as what is folded has them between blanks."""
LATIN = re.compile("[0-9A-Za-zÀ-ÖØ-öø-ÿ]+")
"""Words of which folding surely makes one."""
_ALONE = {
    "ł": "l",
    "đ": "d",
    "ħ": "h",
    "ŧ": "t",
    "ı": "i",
    "œ": "oe",
    "ŋ": "n",
    "ĸ": "k",
    "ſ": "s",
    "ẞ": "ss",
}
_DIGITS = bytes(range(0x80, 0xA0))  # 32 bytes that no text has: controls, which become blanks before
APART = b"\x1e"
"""Between texts, a word of its own (the record separator)."""


def _plain(letter: str, rest: str) -> str:
    """The Latin letters and digits that *letter* stands for; *rest* if it has none, "" if it is invisible."""
    if unicodedata.category(letter) in ("Cf", "Mn", "Me", "Mc"):
        return ""
    small = unicodedata.normalize("NFKD", letter.casefold())
    bare = "".join(_ALONE.get(c, c) for c in small if not unicodedata.combining(c))
    if bare and bare.isascii() and bare.isalnum():
        return bare
    return rest


def _table() -> bytes:
    """Latin-1, byte by byte; ß stays for `_SHARP`, what would take two letters has the first of them."""
    row = bytearray(b" " * 256)
    for code in range(256):
        letter = chr(code)
        if letter == "ß" or code in _DIGITS or code == APART[0]:
            row[code] = code
        elif regex.match(r"[\p{L}\p{N}]", letter):
            plain = _plain(letter, _LATIN.get(letter, "x"))
            row[code] = ord(plain[0])
    return bytes(row)


_LATIN = {"æ": "a", "Æ": "a", "ø": "o", "Ø": "o", "ð": "d", "Ð": "d", "þ": "t", "Þ": "t", "µ": "u"}
_SHARP = b"\xdf"
_SOFT = b"\xad"  # a hyphen that nobody sees


class _Rest:
    """What stands in for what Latin-1 has not; remembered, since emoji and words come again."""

    def __init__(self, other_scripts: bool) -> None:
        self._other = other_scripts
        self._known: dict[str, str] = {}

    def __call__(self, error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeEncodeError)
        run = error.object[error.start : error.end]
        made = self._known.get(run)
        if made is None:
            made = "".join(map(self._one, run))
            if len(run) < 40 and len(self._known) < 50_000:
                self._known[run] = made
        return made, error.end

    def _one(self, letter: str) -> str:
        if not letter.isalnum():
            return _plain(letter, " ")
        small = _plain(letter, "")
        if small or not self._other:
            return small or ("" if not _plain(letter, "x") else " ")
        code = ord(letter.lower()[0])
        return "".join(chr(_DIGITS[code >> shift & 31]) for shift in (15, 10, 5, 0))


codecs.register_error("zuruf-latin", _Rest(False))
codecs.register_error("zuruf-scripts", _Rest(True))
_TABLE = _table()
_BETWEEN = f" {APART.decode()} "


def fold(texts: Iterable[str], *, other_scripts: bool) -> bytes:
    """*texts* in one spelling, with a blank before and after every word and `APART` between two texts."""
    texts = list(texts)
    folded = _folded(texts, other_scripts)
    if folded.count(APART) >= max(1, len(texts)):  # a text has that sign itself
        folded = _folded([t.replace(APART.decode(), " ") for t in texts], other_scripts)
    return folded


def _folded(texts: list[str], other_scripts: bool) -> bytes:
    raw = _BETWEEN.join(texts).encode("latin-1", "zuruf-scripts" if other_scripts else "zuruf-latin")
    return b" " + raw.translate(_TABLE, _SOFT).replace(_SHARP, b"ss") + b" "


def word(text: str) -> bytes:
    """One word in that spelling, without blanks; b"" where nothing is left of it. Of any script."""
    return fold((text,), other_scripts=True).strip().replace(b" ", b"")
