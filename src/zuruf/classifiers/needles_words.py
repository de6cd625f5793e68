"""The words of many folded texts at once, and what each of them fits: looked at once, then remembered.

Nearly all words of a stream were there before and fit nothing. So no word is made an object of: numpy takes each as a number of 64 bits, by
which a table of fixed size says what it fits. Only words that are not in the table are cut out and looked at.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.needles_fold import APART

BLANK = ord(" ")
_STEP = 8  # letters that are taken at once
_LONGEST = 4 * _STEP  # letters of words that numpy takes; longer ones are few
_FITTING = 100_000  # different answers that are remembered; then anew
_MASKS = np.array([(1 << 8 * n) - 1 for n in range(_STEP + 1)], np.uint64)
_SECRET, _ODD, _ODDER = (int.from_bytes(os.urandom(8)) | 1 for _ in range(3))

Keys = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What follows from a word: the `keys` it fits; `marks`: the searches whose hit it is by itself; `may`: searches that may fit where
    other keys are found in the same text."""

    keys: Keys = ()
    marks: tuple[int, ...] = ()
    may: tuple[tuple[int, frozenset[int]], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The words of many texts that fit keys, in their order. Of each the number of its text, its own number in that, where it begins and ends
    there in what was folded, and what follows from it."""

    texts: Sequence[int]
    numbers: Sequence[int]
    starts: Sequence[int]
    beyond: Sequence[int]
    answers: Sequence[Answer]

    def by_text(self) -> Iterator[tuple[int, range]]:
        """The number of each text that has such words, and which these are."""
        first = 0
        for text, some in groupby(self.texts):
            beyond = first + len(list(some))
            yield text, range(first, beyond)
            first = beyond


@dataclass(slots=True)
class Words:
    """*look* is given words with a blank before and after each, and says of those that fit keys the number and the keys; *follows* says what
    follows from keys. `slots`: how many words are remembered at most, a power of two; 12 bytes each.

    Two words are taken for one only where all 64 bits are the same. The constants are this process's secret, so nobody can choose words for
    that, and by chance it happens once in 10^19 words.
    """

    look: Callable[[bytes], Iterable[tuple[int, Keys]]]
    follows: Callable[[Keys], Answer]
    slots: int
    _answers: list[Answer] = field(init=False, repr=False)
    _numbers: dict[Keys, int] = field(init=False, repr=False)
    _marks: NDArray[np.uint64] = field(init=False, repr=False)
    _says: NDArray[np.int32] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._forget()

    def found(self, folded: bytes) -> Found:
        """The words that fit keys."""
        codes = np.frombuffer(folded, np.uint8)
        blank = codes == BLANK
        starts = np.flatnonzero(blank[:-1] & ~blank[1:]) + 1
        beyond = np.flatnonzero(blank[1:] & ~blank[:-1]) + 1
        says = self._fits(folded, starts, beyond)
        found = np.flatnonzero(says)
        apart = np.flatnonzero(codes[starts] == APART[0])  # numbers of the words that stand between texts
        texts = np.searchsorted(apart, found)
        first = np.concatenate(([0], apart + 1))[texts]
        begin = np.concatenate(([1], starts[apart] + 2))[texts]
        return Found(
            texts.tolist(),
            (found - first).tolist(),
            (starts[found] - begin).tolist(),
            (beyond[found] - begin).tolist(),
            [self._answers[number] for number in says[found].tolist()],
        )

    def _fits(self, folded: bytes, starts: NDArray[np.intp], beyond: NDArray[np.intp]) -> NDArray[np.int32]:
        """The number of the answer for each word."""
        if len(self._answers) > _FITTING:
            self._forget()
        marks = _marks(folded, starts, beyond - starts)
        slots = (marks >> np.uint64(65 - self.slots.bit_length())).astype(np.intp)
        says = self._says[slots]
        new = np.flatnonzero(self._marks[slots] != marks)
        if len(new):
            _, some, which = np.unique(marks[new], return_index=True, return_inverse=True)
            looked_at = np.zeros(len(some), np.int32)
            for i, keys in self.look(_cut_out(folded, starts[new[some]], beyond[new[some]])):
                looked_at[i] = self._number(keys)
            says[new] = looked_at[which]
            self._marks[slots[new]] = marks[new]
            self._says[slots[new]] = says[new]
        return says

    def _number(self, keys: Keys) -> int:
        number = self._numbers.setdefault(keys, len(self._answers))
        if number == len(self._answers):
            self._answers.append(self.follows(keys))
        return number

    def _forget(self) -> None:
        self._answers = [Answer()]
        self._numbers = {(): 0}
        self._marks = np.zeros(self.slots, np.uint64)
        self._says = np.zeros(self.slots, np.int32)


def _cut_out(folded: bytes, starts: NDArray[np.intp], beyond: NDArray[np.intp]) -> bytes:
    """These words, a blank before and after each."""
    taken = beyond - starts + 1
    skipped = starts - 1 - (np.cumsum(taken) - taken)
    codes = np.frombuffer(folded, np.uint8)
    return bytes(codes[np.repeat(skipped, taken) + np.arange(taken.sum())]) + b" "


def _marks(folded: bytes, starts: NDArray[np.intp], lengths: NDArray[np.intp]) -> NDArray[np.uint64]:
    """A number for each word, spread over all 64 bits; the first ones choose the slot."""
    eights = np.ndarray((len(folded),), f"V{_STEP}", folded + bytes(_STEP), strides=(1,))
    marks = _mixed(_letters(eights, starts, lengths) + np.uint64(_SECRET))
    longer = np.flatnonzero(lengths > _STEP)
    for at in range(_STEP, _LONGEST, _STEP):
        if not len(longer):
            return marks
        marks[longer] = _mixed(marks[longer] + _letters(eights, starts[longer] + at, lengths[longer] - at))
        longer = longer[lengths[longer] > at + _STEP]
    for i in longer.tolist():
        marks[i] = hash(folded[starts[i] : starts[i] + lengths[i]]) & 0xFFFF_FFFF_FFFF_FFFF
    return marks


def _letters(
    eights: NDArray[np.void], starts: NDArray[np.intp], lengths: NDArray[np.intp]
) -> NDArray[np.uint64]:
    """The next `_STEP` bytes of each word, zeros behind its end."""
    return eights[starts].view("<u8") & _MASKS[np.minimum(lengths, _STEP)]


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Each other where they were; every bit depends on all of them (the finish of MurmurHash3)."""
    numbers = (numbers ^ numbers >> np.uint64(33)) * np.uint64(_ODD)
    numbers = (numbers ^ numbers >> np.uint64(33)) * np.uint64(_ODDER)
    return numbers ^ numbers >> np.uint64(33)
