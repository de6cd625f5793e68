"""An answer that is too long for its network, in parts that fit.

It is cut where a reader pauses: between paragraphs, else lines, else sentences, else words. A word, and above all a
web address, stays whole unless it is too long for a part by itself; a character as a reader sees it always does.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from zuruf.core.capabilities import Length

MOST = 10
_WORD = re.compile(r"\S+")
_URL = re.compile(r"(?:https?://|www\.)[!-~]+", re.I)
_SENTENCE = re.compile(r"(?:[!?…:;]|(?<![\s\d(]\w)(?<!\d)\.)[)\]»“”\"’']*\Z|[。！？]\Z")
_ENDS = "。！？、，；"
_FULL = 0.5  # a part is at least so full before a better place to cut counts more than a full part


class TooLong(ValueError):
    """It does not fit into as many parts as there may be."""


class _Pause(IntEnum):
    """Where a cut is, the better the smaller."""

    PARAGRAPH = 0
    LINE = 1
    SENTENCE = 2
    WORD = 3
    INSIDE = 4  # of a word that is too long for a part by itself


@dataclass(frozen=True, slots=True)
class _Cut:
    """A part may end at `end`; the next begins at `start`."""

    end: int
    start: int
    pause: _Pause


def split(text: str, length: Callable[[str], Length], *, most: int = MOST) -> tuple[str, ...]:
    """*text* in at most *most* parts that each fit by *length*; (text,) when it fits as a whole.

    Only white space at the cuts is lost. *length* never gets smaller when a text gets longer. Raises TooLong.
    """
    text = text.strip()
    if _fits(text, length):
        return (text,)
    cuts = list(_cuts(text, length))
    ends = [cut.end for cut in cuts]
    for full in (_FULL, 1.0):  # where a reader pauses; else as few parts as it can be
        parts = _filled(text, cuts, ends, length, full, most)
        if parts is not None:
            return parts
    raise TooLong(f"more than {most} parts")


def _filled(
    text: str, cuts: list[_Cut], ends: list[int], length: Callable[[str], Length], full: float, most: int
) -> tuple[str, ...] | None:
    parts: list[str] = []
    start = 0
    while start < len(text):
        if len(parts) == most:
            return None
        cut = _next(text, start, cuts, ends, length, full)
        parts.append(text[start : cut.end])
        start = cut.start
    return tuple(parts)


def _next(
    text: str, start: int, cuts: list[_Cut], ends: list[int], length: Callable[[str], Length], full: float
) -> _Cut:
    low = bisect_right(ends, start)
    if _fits(text[start:], length):
        return cuts[-1]
    fit, step = low - 1, 1  # cuts[fit] fits
    while fit + step < len(cuts) and _fits(text[start : cuts[fit + step].end], length):
        fit, step = fit + step, step * 2
    over = min(fit + step, len(cuts))  # cuts[over] does not
    while over - fit > 1:
        probe = (fit + over) // 2
        if _fits(text[start : cuts[probe].end], length):
            fit = probe
        else:
            over = probe
    if fit < low:
        raise TooLong("one character is too long")
    enough = start + full * (cuts[fit].end - start)
    good = [cut for cut in cuts[low : fit + 1] if cut.end >= enough]
    best = min(cut.pause for cut in good)
    return next(cut for cut in reversed(good) if cut.pause == best)


def _cuts(text: str, length: Callable[[str], Length]) -> Iterator[_Cut]:
    """Every place where it may be cut, the last one at the end of the text."""
    words = list(_WORD.finditer(text))
    for word, after in zip(words, [*words[1:], None], strict=True):
        if not _fits(word[0], length):
            yield from (_Cut(at, at, _Pause.INSIDE) for at in _inside(word, length))
        start = after.start() if after else len(text)
        yield _Cut(word.end(), start, _pause(text, word.start(), word.end(), start))


def _pause(text: str, begin: int, end: int, start: int) -> _Pause:
    lines = text.count("\n", end, start)
    if lines:
        return _Pause.PARAGRAPH if lines > 1 else _Pause.LINE
    return _Pause.SENTENCE if _SENTENCE.search(" " + text[max(begin, end - 20) : end]) else _Pause.WORD


def _inside(word: re.Match[str], length: Callable[[str], Length]) -> Iterator[int]:
    """Where a word that is too long may be cut: between characters, but not in a web address that fits by itself. Each place is
    looked at once: a word may be as long as the whole text."""
    text, last = word.string, word.end()
    addresses = (m.span() for m in _URL.finditer(text, *word.span()) if _fits(m[0], length))
    begin, end = next(addresses, (last, last))
    flags = 0  # halves of flags in a row before *at*
    for at in range(word.start() + 1, last):
        flags = flags + 1 if _regional(text[at - 1]) else 0
        while end <= at:
            begin, end = next(addresses, (last, last))
        if not begin < at < end and _parted(text[at - 1], text[at], flags):
            yield at


def between(text: str, at: int) -> bool:
    """Whether *at* is certainly between two characters as a reader sees them (a subset of UAX 29's boundaries)."""
    first = at
    while first > 0 and _regional(text[first - 1]):
        first -= 1
    return _parted(text[at - 1], text[at], at - first)


def _parted(before: str, after: str, flags: int) -> bool:
    """The same of two neighbours. *flags*: how many halves of flags stand in a row up to *before*, with it."""
    if _extends(after) or _begins(before):
        return False
    return not (_regional(before) and _regional(after)) or flags % 2 == 0


def _extends(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")
        or character in "\u0e33\u0eb3\uff9e\uff9f"
        or "\u1160" <= character <= "\u11ff"  # vowels and finals of Hangul
        or "\ud7b0" <= character <= "\ud7ff"
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # skin
    )


def _begins(character: str) -> bool:
    """It joins what follows: joiners, viramas, leading Hangul, prefixes."""
    return (
        unicodedata.category(character) == "Cf"
        or unicodedata.combining(character) == 9
        or "\u1100" <= character <= "\u115f"
        or "\ua960" <= character <= "\ua97f"
        or character in "\u0d4e\U000111c2\U000111c3\U0001193f\U00011941\U00011a3a\U00011d46\U00011f02"
        or "\U00011a84" <= character <= "\U00011a89"
    )


def _regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _fits(text: str, length: Callable[[str], Length]) -> bool:
    return length(text).left >= 0
