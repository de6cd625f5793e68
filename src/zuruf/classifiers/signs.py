"""Signs: words in a row that tell something, written down as a press officer could, and found quickly.

One sign a line: `immer noch .. nicht|kein*`. A word stands for itself; `kein*` begins so, `*redaktion` ends so, `|` parts
alternatives, `..` leaves room for up to four words of the same sentence, `$` is the end of a sentence. Each sign is
looked up by its longest word, so that a thousand of them cost a text hardly more than ten.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from zuruf.classifiers.folding import as_written, fold, stretched, unstretched

ROOM = 4
"""Words that `..` leaves room for."""
_STEM = 3  # letters that a word with an open end has at least
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_TOKEN = re.compile(
    r"[^\W_]+(?:['*-][^\W_]+)*|[.!?…]+|[:;=]-?[)(dp/|*]|<3|[\u2600-\u27bf\U0001f300-\U0001faff]"
)
_END = frozenset(".!?…")
_GAP, _STOP = ("..",), ("$",)


class Token(NamedTuple):
    """A word, a mark that ends a sentence, or an emoji, in one spelling; offsets into the folded text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Read:
    """A text cut into tokens."""

    text: str
    tokens: tuple[Token, ...]

    def said(self, first: int, last: int) -> str:
        """The words from token *first* to *last* as they were written."""
        return " ".join(as_written(self.text, self.tokens[first].start, self.tokens[last].end).split())


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign of *group* that stands at these tokens."""

    group: str
    first: int
    last: int


Sign = tuple[str, int, tuple[tuple[str, ...], ...]]
"""(group, place of the word by which it is looked up, alternatives word by word)."""


KEPT = 256  # texts: a step of intake holds fifty, and several judges look at each of them


@lru_cache(maxsize=KEPT)
def read(text: str) -> Read:
    """*text* in tokens, without addresses. Kept for the last texts, since several judges look at the same."""
    if "://" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    folded = fold(text)
    if stretched(folded):
        return Read(
            text, tuple([Token(unstretched(m[0]), m.start(), m.end()) for m in _TOKEN.finditer(folded)])
        )
    return Read(text, tuple([Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(folded)]))


class Signs:
    """Signs by group, laid out for looking up."""

    def __init__(self, groups: dict[str, str]) -> None:
        self._whole: dict[str, list[Sign]] = {}
        self._open: dict[str, list[Sign]] = {}  # by what the word begins with
        self._tails: dict[str, list[Sign]] = {}  # by what it ends with
        for group, lines in groups.items():
            for line in filter(None, map(str.strip, lines.splitlines())):
                self._add(group, line)
        self._longest = max(map(len, (*self._open, *self._tails)), default=0)
        self._candidates = lru_cache(maxsize=20_000)(self._looked_up)

    def _add(self, group: str, line: str) -> None:
        row = tuple(tuple(fold(word).split("|")) for word in line.split())
        words = [i for i, either in enumerate(row) if either not in (_GAP, _STOP)]
        at = max(words, key=lambda i: min(len(w.strip("*")) for w in row[i]))
        for word in row[at]:
            if word.startswith("*"):
                self._tails.setdefault(word[1:], []).append((group, at, row))
            elif word.endswith("*"):
                self._open.setdefault(word[:-1], []).append((group, at, row))
            else:
                self._whole.setdefault(word, []).append((group, at, row))

    def find(self, text: Read) -> list[Seen]:
        """Every place where a sign stands, in the order of the text."""
        tokens = [t.text for t in text.tokens]
        seen: dict[Seen, None] = {}
        for i, token in enumerate(tokens):
            for group, at, row in self._candidates(token):
                last = _after(row[at + 1 :], tokens, i + 1)
                first = _before(row[:at], tokens, i - 1) if last is not None else None
                if first is not None and last is not None:
                    seen[Seen(group, first, last)] = None
        return sorted(seen, key=lambda s: (s.first, s.last))

    def _looked_up(self, token: str) -> tuple[Sign, ...]:
        """Signs that may stand where *token* stands. Kept: the same few thousand words make up most of what is written."""
        signs = [*self._whole.get(token, ())]
        for n in range(_STEM, min(len(token), self._longest) + 1):
            signs += self._open.get(token[:n], ())
            signs += self._tails.get(token[-n:], ())
        return tuple(signs)


def _is(token: str, either: tuple[str, ...]) -> bool:
    """Is it one of these alternatives?"""
    if token in either:
        return True
    for word in either:
        if word.endswith("*"):
            if token.startswith(word[:-1]):
                return True
        elif word.startswith("*") and token.endswith(word[1:]):
            return True
    return False


def _after(row: Sequence[tuple[str, ...]], tokens: Sequence[str], at: int) -> int | None:
    """The last token of *row* when it stands from *at* on; None when it does not."""
    if not row:
        return at - 1
    if row[0] == _STOP:
        return at - 1 if at == len(tokens) or tokens[at][0] in _END else None
    if row[0] == _GAP:
        for skip in range(ROOM + 1):
            if (end := _after(row[1:], tokens, at + skip)) is not None:
                return end
            if at + skip >= len(tokens) or tokens[at + skip][0] in _END:
                return None
        return None
    here = at < len(tokens) and _is(tokens[at], row[0])
    return _after(row[1:], tokens, at + 1) if here else None


def _before(row: Sequence[tuple[str, ...]], tokens: Sequence[str], at: int) -> int | None:
    """The first token of *row* when it ends at *at*; None when it does not."""
    if not row:
        return at + 1
    if row[-1] == _GAP:
        for skip in range(ROOM + 1):
            if (begin := _before(row[:-1], tokens, at - skip)) is not None:
                return begin
            if at - skip < 0 or tokens[at - skip][0] in _END:
                return None
        return None
    here = at >= 0 and _is(tokens[at], row[-1])
    return _before(row[:-1], tokens, at - 1) if here else None
