"""Conversations: where they stand, and which queue shows them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where a conversation stands."""

    OPEN = "open"  # somebody waits for us, or we have not decided yet
    WAITING = "waiting"  # we answered and wait for them
    DONE = "done"
    AHEAD = "ahead"  # a post of ours that is not out yet; nobody can have answered it
    MERGED = "merged"  # people joined it with another one, which has all its messages: in no queue


class Queue(StrEnum):
    """The lists at the left of the desk, in their order."""

    US = "us"  # open
    MINE = "mine"
    TEAM = "team"
    UNOWNED = "unowned"
    UNSURE = "unsure"  # open, and triage cannot tell what it is: a person says so
    SECOND = "second"  # waits for a second pair of eyes
    UNCLEAR = "unclear"  # a delivery of which nobody knows whether it arrived
    THEM = "them"
    DONE = "done"


class Closed(StrEnum):
    """Why nobody has to answer any more. Each counts as decided, none as answered."""

    NO_ANSWER = "no_answer"  # it needs none: thanks, an emoji, people among themselves
    ELSEWHERE = "elsewhere"  # they have their answer by telephone, by mail, on the network itself
    DOUBLE = "double"  # the same person asked the same thing, and it is answered there
    SPAM = "spam"
    ABUSE = "abuse"


MOVES: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.WAITING, State.DONE, State.OPEN}),
    State.WAITING: frozenset({State.OPEN, State.DONE, State.WAITING}),
    State.DONE: frozenset({State.OPEN, State.WAITING}),
    State.AHEAD: frozenset({State.WAITING}),
}


@dataclass(frozen=True, slots=True)
class Lies:
    """What of a conversation decides in which queues it lies. Keys of a member and a team; None: with nobody, in none."""

    state: State
    owner: int | None = None
    team: int | None = None
    asked: bool = False  # a second pair of eyes
    unsure: bool = False
    unclear: bool = (
        False  # of an answer of ours it is unclear whether it arrived, or it is missing, or waits for a yes
    )


def lies_in(queue: Queue, lies: Lies, me: int, teams: Collection[int]) -> bool:
    """Whether it lies in *queue* as the member *me*, who is in *teams*, sees it. `store.queries.desk` says the same in SQL."""
    is_open = lies.state is State.OPEN
    match queue:
        case Queue.US:
            return is_open
        case Queue.MINE:
            return is_open and lies.owner == me
        case Queue.TEAM:
            return is_open and lies.team in teams
        case Queue.UNOWNED:
            return is_open and lies.owner is None and lies.team is None
        case Queue.UNSURE:
            return is_open and lies.unsure
        case Queue.SECOND:
            return lies.asked
        case Queue.UNCLEAR:
            return lies.unclear
        case Queue.THEM:
            return lies.state is State.WAITING
        case Queue.DONE:
            return lies.state is State.DONE


FRESH = timedelta(seconds=40)  # somebody who was seen within this is still there
COUNTED = 100  # counts beside a queue stop here: nobody acts differently on 100 and on 4,000


@dataclass(frozen=True, slots=True)
class Wait:
    """How long somebody has been waiting, and how much of the target is gone.

    `share` is 0.0 at the beginning and 1.0 when the target is reached; it goes on above 1. None where no target is set.
    """

    minutes: int
    share: float | None

    @property
    def late(self) -> bool:
        return self.share is not None and self.share >= 1


def wait(since: datetime, due: datetime | None, now: datetime) -> Wait:
    """The wait at *now*. A message from the future (a network's clock is wrong) has been waiting for 0 minutes."""
    gone = max(now - since, timedelta(0))
    share = None
    if due is not None:
        target = due - since
        share = gone / target if target > timedelta(0) else 1.0
    return Wait(int(gone.total_seconds() // 60), share)
