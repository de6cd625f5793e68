"""Numbers written out, German and English, up to 999: "fünfzehn", "zweihundert", "twenty-five", "a hundred and ten"."""

import re
import unicodedata

_GERMAN = [
    "null",
    "ein",
    "zwei",
    "drei",
    "vier",
    "fuenf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwoelf",
    "dreizehn",
    "vierzehn",
    "fuenfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
]
_GERMAN_TENS = ["zwanzig", "dreissig", "vierzig", "fuenfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
_ENGLISH = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_ENGLISH_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SPELT = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
LONGEST = 4
"""Words of one number: "two hundred and five"; a hyphen parts words as a blank does."""


def number(written: str) -> int | None:
    """What *written* says, in any case and with umlauts or without ("fuenf"); None where it is no number from 1 to 999."""
    return _KNOWN.get(_plain(written))


def last_number(written: str) -> tuple[int, int] | None:
    """(where it begins, the number) of the longest number with which *written* ends: "sind es fünf" → (8, 5)."""
    starts = [m.start() for m in re.finditer(r"[^\W\d_]+", written)][-LONGEST - 1 :]
    found = ((at, number(written[at:])) for at in starts)
    return next(((at, said) for at, said in found if said is not None), None)


def _plain(written: str) -> str:
    low = unicodedata.normalize("NFC", written).lower()
    for letter, spelt in _SPELT.items():
        low = low.replace(letter, spelt)
    return " ".join(re.split(r"[\s-]+", low.strip()))


def _german(n: int) -> str:
    if n < len(_GERMAN):
        return _GERMAN[n]
    ones, tens = n % 10, _GERMAN_TENS[n // 10 - 2]
    return f"{_GERMAN[ones]}und{tens}" if ones else tens


def _english(n: int) -> str:
    if n < len(_ENGLISH):
        return _ENGLISH[n]
    ones, tens = n % 10, _ENGLISH_TENS[n // 10 - 2]
    return f"{tens} {_ENGLISH[ones]}" if ones else tens


def _known() -> dict[str, int]:
    found = dict.fromkeys(("eins", "eine", "einen", "einem", "einer"), 1)
    for n in range(1, 1000):
        hundreds, rest = divmod(n, 100)
        german, english = (_german(rest), _english(rest)) if rest else ("", "")
        if not hundreds:
            found |= {german: n, english: n}
            continue
        for before in {_german(hundreds), "" if hundreds == 1 else _german(hundreds)}:
            found |= {f"{before}hundert{german}": n, f"{before}hundert{'und' * bool(rest)}{german}": n}
        for before in {_english(hundreds), "a" if hundreds == 1 else _english(hundreds)}:
            said = f"{before} hundred"
            found |= {f"{said} and {english}": n, f"{said} {english}": n} if rest else {said: n}
    return found


_KNOWN = _known()
