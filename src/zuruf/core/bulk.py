"""Many conversations at once: what may be done to which of them, in what steps, and how long it can be taken back.

Each is decided by itself, by the rules that hold for one. Beside those a bulk leaves alone whatever its doer cannot see in a
list: where something came in since it was shown, and where somebody is just writing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from zuruf.core.desk import State

T = TypeVar("T")
STEP = 50  # conversations a transaction, so that nobody else at a desk waits for it
MOST = 1000  # conversations at once
LASTS = timedelta(minutes=10)  # for so long whoever did it can take it back
STALLED = timedelta(minutes=1)  # what is not over after this was interrupted, or may be stopped


class Verb(StrEnum):
    """What can be done to many. The last two make one conversation of several, or several of one."""

    TAKE = "take"
    GIVE = "give"
    TOPIC = "topic"
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"
    SPLIT = "split"


class Left(StrEnum):
    """Why nothing was done with one of them."""

    GONE = "gone"  # it does not exist any more, or is part of another one
    MOVED_ON = "moved_on"  # something came in since it was shown
    WRITING = "writing"  # somebody else is writing an answer there
    ASKED = "asked"  # a second pair of eyes has the draft
    TAKEN = "taken"  # somebody else has it
    SAME = "same"  # it stands as wished already
    CHANGED = "changed"  # taking back: somebody did something with it since
    ACCOUNT = "account"  # joining: it came in elsewhere
    PERSON = "person"  # joining: somebody else wrote it
    PRIVATE = "private"  # joining: one is public, the other is not
    OWN_PAGE = "own_page"  # joining: each question on our own page is a page that the public reads
    UNDER_WAY = "under_way"  # joining: an answer is on its way
    DRAFTS = "drafts"  # joining: somebody began an answer in both
    LONG = "long"  # joining: too many messages


@dataclass(frozen=True, slots=True)
class Chosen:
    """A conversation as somebody saw it when she chose it. `seen` "" = she did not say."""

    public_id: str
    seen: str = ""

    @classmethod
    def read(cls, text: str) -> "Chosen | None":
        """What `str` wrote; None for anything else."""
        public_id, _, as_seen = text.partition(".")
        good = 0 < len(public_id) <= 16 and public_id.isalnum() and public_id.isascii() and len(text) <= 60
        return cls(public_id, as_seen) if good else None

    def __str__(self) -> str:
        return f"{self.public_id}.{self.seen}"


def seen(messages: int, last_at: datetime) -> str:
    """Says what a list shows of a conversation's thread: another one as soon as a message came, changed its place or went."""
    return f"{messages:x}-{int(last_at.timestamp() * 1_000_000):x}"


@dataclass(frozen=True, slots=True)
class Stands:
    """What decides whether something is done with a conversation. `same`: whoever gets it has it already, or it is about these
    topics already."""

    state: State
    moved_on: bool = False
    writing: bool = False
    asked: bool = False
    mine: bool = False
    others: bool = False
    same: bool = False


CLOSABLE = frozenset({State.OPEN, State.WAITING})


def left(verb: Verb, c: Stands) -> Left | None:
    """Why nothing is done with *c*; None: it is done. Taking what somebody else has, and closing what a second pair of eyes has,
    is for whoever looks at that one alone."""
    if c.state in (State.MERGED, State.AHEAD):
        return Left.GONE
    if _already(verb, c):
        return Left.SAME
    if c.moved_on:
        return Left.MOVED_ON
    if verb is Verb.TAKE and c.others:
        return Left.TAKEN
    if verb is Verb.CLOSE and c.asked:
        return Left.ASKED
    if c.writing and verb is not Verb.TOPIC:
        return Left.WRITING
    return None


def _already(verb: Verb, c: Stands) -> bool:
    match verb:
        case Verb.TAKE:
            return c.mine
        case Verb.CLOSE:
            return c.state not in CLOSABLE
        case Verb.REOPEN:
            return c.state is not State.DONE
        case _:
            return c.same


def steps(things: Sequence[T]) -> Iterator[Sequence[T]]:
    """*things* in pieces of `STEP`."""
    for first in range(0, len(things), STEP):
        yield things[first : first + STEP]


def each_once(chosen: Iterable[Chosen]) -> list[Chosen]:
    """In their order; of one that is named twice what was seen first."""
    found: dict[str, Chosen] = {}
    for one in chosen:
        found.setdefault(one.public_id, one)
    return list(found.values())
