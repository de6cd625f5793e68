"""One thing that `zuruf doctor` found."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    LOOK = "look"  # it works, but …
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    level: Level
    what: str
    mend: str = ""


Findings = Iterator[Finding]


def ok(what: str) -> Finding:
    return Finding(Level.OK, what)


def look(what: str, mend: str) -> Finding:
    return Finding(Level.LOOK, what, mend)


def bad(what: str, mend: str) -> Finding:
    return Finding(Level.BAD, what, mend)
