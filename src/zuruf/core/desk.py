"""Conversations: where they stand, and which queue shows them."""

from enum import StrEnum


class State(StrEnum):
    """Where a conversation stands."""

    OPEN = "open"  # somebody waits for us, or we have not decided yet
    WAITING = "waiting"  # we answered and wait for them
    DONE = "done"


class Queue(StrEnum):
    """The lists at the left of the desk, in their order."""

    US = "us"  # open, the longest wait first
    MINE = "mine"
    TEAM = "team"
    UNOWNED = "unowned"
    SECOND = "second"  # waits for a second pair of eyes
    UNCLEAR = "unclear"  # a delivery of which nobody knows whether it arrived
    THEM = "them"
    DONE = "done"


MOVES: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.WAITING, State.DONE, State.OPEN}),
    State.WAITING: frozenset({State.OPEN, State.DONE, State.WAITING}),
    State.DONE: frozenset({State.OPEN, State.WAITING}),
}
