"""Reading lines that somebody else wrote."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from django.core.management.base import CommandError


def source(name: str, stack: ExitStack) -> BinaryIO:
    """The file of this name, which *stack* closes; "-" is standard input. Raises CommandError where it cannot be read."""
    try:
        return sys.stdin.buffer if name == "-" else stack.enter_context(Path(name).open("rb"))
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from None


def bounded(source: BinaryIO, longest: int) -> Iterator[bytes]:
    """Line by line; of one that has no end only the beginning (one byte more than *longest*), so that it cannot fill the memory."""
    while line := source.readline(longest + 1):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = source.readline(longest)
        yield line


def left_out(why: Counter[str], of: int) -> str:
    """How many lines *of* all that were read were left out and why, the most frequent reason first; without a full stop."""
    told = "; ".join(f"{n}: {reason}" for reason, n in why.most_common())
    return f"{why.total()} of {of} lines were left out ({told})"
