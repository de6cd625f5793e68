"""Signs: words in a row that tell something, written down as a press officer could, and found quickly.

One sign a line: `immer noch .. nicht|kein*`. A word stands for itself; `kein*` begins so, `*redaktion` ends so, `|` parts
alternatives, `..` leaves room for up to four words of the same sentence, `$` is the end of a sentence. Each sign is
looked up by its longest word, so that a thousand of them cost a text hardly more than ten.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from zuruf.classifiers.folding import as_written, fold, stretched, unstretched

ROOM = 4
"""Words that `..` leaves room for."""
_STEM = 3  # letters that a word with an open end has at least
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_TOKEN = re.compile(
    r"[^\W_]+(?:['*-][^\W_]+)*|[.!?…]+|[:;=]-?[)(dp/|*]|<3|[\u2600-\u27bf\U0001f300-\U0001faff]"
)
_END = frozenset(".!?…")


@dataclass(frozen=True)
class Read:
    """A text cut into words, marks that end a sentence, and emoji, each in one spelling."""

    text: str
    folded: str
    words: tuple[str, ...]

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        """Where each word stands in the folded text; in most texts nobody asks."""
        return [m.span() for m in _TOKEN.finditer(self.folded)]

    def said(self, first: int, last: int) -> str:
        """The words from the one at *first* to the one at *last* as they were written."""
        return " ".join(as_written(self.text, self._spans[first][0], self._spans[last][1]).split())


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign of *group* that stands at these tokens."""

    group: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Either:
    """Alternatives for one word: as it is, what it begins with, what it ends with."""

    whole: frozenset[str] = frozenset()
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

    def is_one(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.begins) or word.endswith(self.ends)


_GAP, _STOP = Either(), Either()
_SPECIAL = {"..": _GAP, "$": _STOP}
Row = tuple[Either, ...]
Sign = tuple[str, Row, Row]
"""(group, what stands before the word by which it is looked up, what stands after it)."""

KEPT = 256  # texts: a step of intake holds fifty, and several judges look at each of them
_REMEMBERED = 20_000
"""Words of which it is remembered what signs they may belong to: the same few thousand make up most of what is written."""


@lru_cache(maxsize=KEPT)
def read(text: str) -> Read:
    """*text* in words, without addresses. Kept for the last texts, since several judges look at the same."""
    if "://" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    folded = fold(text)
    words = _TOKEN.findall(folded)
    return Read(text, folded, tuple(map(unstretched, words) if stretched(folded) else words))


class Signs:
    """Signs by group, laid out for looking up."""

    def __init__(self, groups: dict[str, str]) -> None:
        self._whole: dict[str, list[Sign]] = {}
        self._open: dict[str, list[Sign]] = {}  # by what the word begins with
        self._tails: dict[str, list[Sign]] = {}  # by what it ends with
        for group, lines in groups.items():
            for line in filter(None, map(str.strip, lines.splitlines())):
                self._add(group, line)
        self._opens, self._ends = (
            _by_three(self._open, slice(0, _STEM)),
            _by_three(self._tails, slice(-_STEM, None)),
        )
        self._known: dict[str, tuple[Sign, ...]] = {}

    def _add(self, group: str, line: str) -> None:
        row = [tuple(fold(word).split("|")) for word in line.split()]
        words = [i for i, either in enumerate(row) if either[0] not in _SPECIAL]
        at = max(words, key=lambda i: min(len(w.strip("*")) for w in row[i]))
        every = tuple(map(_either, row))
        sign = group, every[:at], every[at + 1 :]
        for word in row[at]:
            if word.startswith("*"):
                self._tails.setdefault(word[1:], []).append(sign)
            elif word.endswith("*"):
                self._open.setdefault(word[:-1], []).append(sign)
            else:
                self._whole.setdefault(word, []).append(sign)

    def find(self, text: Read) -> list[Seen]:
        """Every place where a sign stands, in the order of the text."""
        words = text.words
        seen: dict[Seen, None] = {}
        known = self._known if len(self._known) < _REMEMBERED else {}
        for i, word in enumerate(words):
            signs = known.get(word)
            if signs is None:
                signs = known[word] = self._looked_up(word)
            for group, before, after in signs:
                last = _after(after, words, i + 1) if after else i
                first = (_before(before, words, i - 1) if before else i) if last is not None else None
                if first is not None and last is not None:
                    seen[Seen(group, first, last)] = None
        self._known = known
        return sorted(seen, key=lambda s: (s.first, s.last))

    def _looked_up(self, word: str) -> tuple[Sign, ...]:
        """Signs that may stand where *word* stands: those of the whole word, then the shortest stems first."""
        open_, ends = self._opens.get(word[:_STEM], ()), self._ends.get(word[-_STEM:], ())
        found = [(len(stem), 0, stem) for stem in open_ if word.startswith(stem)]
        found += [(len(stem), 1, stem) for stem in ends if word.endswith(stem)]
        signs = [*self._whole.get(word, ())]
        for _, tail, stem in sorted(found):
            signs += (self._tails if tail else self._open)[stem]
        return tuple(signs)


def _either(words: tuple[str, ...]) -> Either:
    if words[0] in _SPECIAL:
        return _SPECIAL[words[0]]
    return Either(
        frozenset(word for word in words if not (word.startswith("*") or word.endswith("*"))),
        tuple(word[:-1] for word in words if word.endswith("*")),
        tuple(word[1:] for word in words if word.startswith("*") and not word.endswith("*")),
    )


def _by_three(stems: Iterable[str], letters: slice) -> dict[str, list[str]]:
    """*stems* by three of their letters; shorter ones nowhere."""
    made: dict[str, list[str]] = {}
    for stem in stems:
        if len(stem) >= _STEM:
            made.setdefault(stem[letters], []).append(stem)
    return made


def _after(row: Row, words: Sequence[str], at: int) -> int | None:
    """The last word of *row* when it stands from *at* on; None when it does not."""
    if not row:
        return at - 1
    if row[0] is _STOP:
        return at - 1 if at == len(words) or words[at][0] in _END else None
    if row[0] is _GAP:
        for skip in range(ROOM + 1):
            if (end := _after(row[1:], words, at + skip)) is not None:
                return end
            if at + skip >= len(words) or words[at + skip][0] in _END:
                return None
        return None
    here = at < len(words) and row[0].is_one(words[at])
    return _after(row[1:], words, at + 1) if here else None


def _before(row: Row, words: Sequence[str], at: int) -> int | None:
    """The first word of *row* when it ends at *at*; None when it does not."""
    if not row:
        return at + 1
    if row[-1] is _GAP:
        for skip in range(ROOM + 1):
            if (begin := _before(row[:-1], words, at - skip)) is not None:
                return begin
            if at - skip < 0 or words[at - skip][0] in _END:
                return None
        return None
    here = at >= 0 and row[-1].is_one(words[at])
    return _before(row[:-1], words, at - 1) if here else None
