"""What the surface of texts looks like, for the compact model: signs, capitals, lengths, as they were typed.

Most texts have most of these signs not at all: whatever can be told by a cheap look is not searched for.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.cues import any_of

SIGNS: tuple[tuple[str, str], ...] = (
    ("exclamation", r"!"),
    ("question", r"\?"),
    ("pause", r"\.\.+|…"),
    ("link", r"https?://|www\."),
    ("name", r"@\w"),
    ("tag", r"#\w"),
    ("digits", r"\d+"),
    ("quote", r'["„“”»«]'),
    ("bracket", r"[()\[\]]"),
    (
        "loud",
        r"[A-ZÄÖÜ](?<=\b.)[A-ZÄÖÜ]{2,}\b",
    ),  # begins with letters: found twice as quickly as by what begins with \b
    ("capital", r"[A-ZÄÖÜ](?<=\b.)"),
    ("stretched", r"(\w)\1{2,}"),
    ("glad", r"[:;=]-?[)D*pP]|<3|[😀-😂😃-😆😉-😎😍😘🙂🤗🤣❤💕👍👏🙏🎉]"),
    ("sad", r"[:;=]'?-?[(/|]|[😒-😔😞-😭😠-😤🙄🤬🤮🤢👎💩🤦]"),
    ("pictures", r"[\U0001f300-\U0001faff☀-➿]"),
    ("comma", r","),
    ("line", r"\n"),
    ("stop", r"[.!?](?:\s|$)"),
)
"""What is counted of a text as it was typed."""
SURFACE = len(SIGNS) + 3

_NEEDED = {
    "pause": ("..", "…"),
    "link": ("://", "www."),
    "name": ("@",),
    "tag": ("#",),
    "glad": (":", ";", "=", "<3"),
    "sad": (":", ";", "="),
    "stop": (".", "!", "?"),
}
"""One of these stands in a text that has such a sign, where no picture does: looking for it is quicker than the pattern."""
_ALONE = {
    "exclamation": "!",
    "question": "?",
    "quote": '"„“”»«',
    "bracket": "()[]",
    "comma": ",",
    "line": "\n",
}
"""Signs that are single characters: these are only counted."""
_SEARCHED = tuple(
    (at, _NEEDED.get(name, ()), re.compile(pattern))
    for at, (name, pattern) in enumerate(SIGNS)
    if name not in (*_ALONE, "pictures", "stretched")
)
_AT = {name: at for at, (name, _) in enumerate(SIGNS)}
_COUNTED = tuple((_AT[name], signs) for name, signs in _ALONE.items())
_PICTURES, _STRETCHED = (re.compile(SIGNS[_AT[name]][1]) for name in ("pictures", "stretched"))
_FACES = (_AT["glad"], _AT["sad"])


def surface(texts: Sequence[str]) -> NDArray[np.float32]:
    """texts x SURFACE: of each sign log(1 + count), then log(1 + characters), log(1 + words) and letters per word."""
    rows = [_row(text) for text in texts]
    for at in running(texts, 3):
        rows[at][_AT["stretched"]] = len(_STRETCHED.findall(texts[at]))
    out = np.array(rows, np.float32).reshape(len(texts), SURFACE)
    out[:, :-1] = np.log1p(out[:, :-1])
    out[:, -1] /= 10
    return out


def running(texts: Sequence[str], least: int) -> Iterable[int]:
    """Which of *texts* have a character *least* times in a row: looked for in all of them at once. Now and then one that has not."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    same = codes[1:] == codes[:-1]
    for _ in range(least - 2):
        same = same[1:] & same[:-1]
    at = same.nonzero()[0]
    if not len(at):
        return ()
    ends = np.fromiter(accumulate(map(len, texts)), np.int64, len(texts))
    return sorted(set(np.searchsorted(ends, at, side="right").tolist()))


def _row(text: str) -> list[float]:
    """What is counted of one text, but for what is stretched."""
    row = [0.0] * SURFACE
    for at, signs in _COUNTED:
        row[at] = sum([text.count(sign) for sign in signs])
    pictures = 0 if text.isascii() else len(_PICTURES.findall(text))
    row[_AT["pictures"]] = pictures
    for at, needed, pattern in _SEARCHED:
        if not needed or any_of(needed, text) or (pictures and at in _FACES):
            row[at] = len(pattern.findall(text))
    words = len(text.split())
    row[-3:] = len(text), words, len(text) / max(1, words)
    return row
