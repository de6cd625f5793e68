"""One answer to many who ask the same: who may be among them, how fast it goes out, and what can become of it for each."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import sqrt

from zuruf.core.channel import Budget
from zuruf.core.guideline import Verdict
from zuruf.core.outbox import reserve

MOST = 50
"""Addressees of one batch."""
SAME_IN_ONE_PLACE = 5
"""More identical answers on one page look like spam to whoever reads there, and to the network."""
PACE = timedelta(seconds=10)
"""Between two of one batch on one account, where everybody can read them on a network of others."""
SURE, MAYBE = 0.5, 0.25
"""From which likeness on a question is taken for the same, and from which on it is worth showing."""


class BatchState(StrEnum):
    WRITING = "writing"
    GOING = "going"  # its answers are being made, one after the other
    DONE = "done"  # each has become something
    DROPPED = "dropped"  # never sent


BATCH_MOVES: dict[BatchState, frozenset[BatchState]] = {
    BatchState.WRITING: frozenset({BatchState.GOING, BatchState.DROPPED}),
    BatchState.GOING: frozenset({BatchState.DONE}),
    BatchState.DONE: frozenset(),
    BatchState.DROPPED: frozenset(),
}


class Fate(StrEnum):
    """What became of one addressee."""

    WANTED = "wanted"  # nothing yet
    OUT = "out"  # taken out by a person
    SENT = "sent"  # it has a delivery
    ASKED = "asked"  # a second pair of eyes has it
    STAYS = "stays"  # it may not go out as it is: a guideline, its length, a placeholder
    LEFT = "left"  # the conversation moved on: answered, wrote again, somebody writes
    STOPPED = "stopped"  # called back before it was made


MOVED_ON = frozenset(
    {"answered", "wrote_again", "asked", "gone", "not_waiting", "somebody_writes", "own_draft", "same_person", "second_pair_has_it"}
)  # fmt: skip
"""Reasons that lie with the conversation, not with the words."""


@dataclass(frozen=True, slots=True)
class Room:
    """What an account allows: how long an answer can be called back there, and what its network left to it (None: nobody
    knows)."""

    recall: timedelta = timedelta()
    budget: Budget | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """One answer on its way, as the pace sees it. `account`: key; `paced`: can everybody read it, on a network of others?"""

    account: int
    paced: bool


def fate_of(why: str) -> Fate:
    """What becomes of an addressee whose answer was declined with the code *why*."""
    return Fate.LEFT if why in MOVED_ON else Fate.STAYS


def paced(*, public: bool, own: bool) -> bool:
    """Does the pace of a batch hold there? On a page of our *own* nobody but us minds how fast we answer."""
    return public and not own


def time_of(nth: int, start: datetime, room: Room, *, paced: bool) -> datetime:
    """When the *nth* (from 0) answer of a batch goes out on an account: after the time for calling back, `PACE` apart, and what
    the network's budget has no room for only when that is full again."""
    at = start + room.recall + (nth * PACE if paced else timedelta())
    if room.budget is None or room.budget.resets_at <= start:
        return at
    over = nth >= room.budget.left - reserve(room.budget.limit)
    return max(at, room.budget.resets_at) if over else at


def times(start: datetime, stops: Iterable[Stop], rooms: Mapping[int, Room]) -> tuple[datetime, ...]:
    """When each goes out, in their order; side by side on several accounts."""
    gone: dict[int, int] = {}
    found = []
    for stop in stops:
        nth = gone.get(stop.account, 0)
        found.append(time_of(nth, start, rooms.get(stop.account, Room()), paced=stop.paced))
        gone[stop.account] = nth + 1
    return tuple(found)


def once_each(people: Sequence[int | None], ages: Sequence[int]) -> frozenset[int]:
    """The places of those who would get it twice. *people*: whom each answers (None: nobody knows); *ages*: the message that it
    answers, higher is newer. Of one person's the newest stays."""
    newest: dict[int, int] = {}
    for at, person in enumerate(people):
        if person is not None and (person not in newest or ages[at] > ages[newest[person]]):
            newest[person] = at
    return frozenset(at for at, person in enumerate(people) if person is not None and newest[person] != at)


def place_of(permalink: str, thread: str) -> str:
    """The page on which an answer would stand: the address without what follows "#", else its *thread*."""
    return permalink.partition("#")[0] or thread


def crowded(places: Sequence[str], texts: Sequence[str]) -> dict[str, int]:
    """place → how many answers with one text would stand there, where those are too many."""
    count: dict[tuple[str, str], int] = {}
    for place, text in zip(places, texts, strict=True):
        key = (place, " ".join(text.split()).casefold())
        count[key] = count.get(key, 0) + 1
    found: dict[str, int] = {}
    for (place, _text), n in count.items():
        if n > SAME_IN_ONE_PLACE:
            found[place] = max(n, found.get(place, 0))
    return found


def likeness(asked: Collection[str], theirs: Collection[str], *, same_topic: bool = False) -> float | None:
    """How surely two questions are the same, from 0 to 1, by the stems that they have in common (Ochiai's coefficient); None:
    not worth showing. A topic in common counts; one common word, or a topic alone, is never enough to be sure."""
    one, other = set(asked), set(theirs)
    shared = len(one & other)
    found = shared / sqrt(len(one) * len(other)) if shared else 0.0
    if shared < min(2, len(one)):
        found = min(found, MAYBE)
    sure = min(1.0, found + (0.15 if same_topic else 0.0))
    return sure if sure >= MAYBE or same_topic else None


def goes(verdict: Verdict) -> bool:
    return verdict in (Verdict.GO, Verdict.LOOK)
