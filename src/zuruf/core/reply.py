"""Drafts and the second pair of eyes: their states."""

from enum import StrEnum


class DraftState(StrEnum):
    WRITING = "writing"
    ASKED = "asked"  # a second pair of eyes has it
    SENT = "sent"  # became a delivery
    DISCARDED = "discarded"


DRAFT_MOVES: dict[DraftState, frozenset[DraftState]] = {
    DraftState.WRITING: frozenset({DraftState.ASKED, DraftState.SENT, DraftState.DISCARDED}),
    DraftState.ASKED: frozenset({DraftState.WRITING, DraftState.SENT}),
    DraftState.SENT: frozenset({DraftState.WRITING}),  # recalled or refused: back to its author
    DraftState.DISCARDED: frozenset({DraftState.WRITING}),
}


class Late(StrEnum):
    """What a guideline wants when the second pair of eyes does not answer in time. Never nothing."""

    HOLDING = "holding"  # a holding reply goes out, the question stays open
    RELEASE = "release"  # the draft goes out as it is


class AskState(StrEnum):
    OPEN = "open"
    RELEASED = "released"
    RETURNED = "returned"  # only a person does this
    LATE_HOLDING = "late_holding"  # holding reply sent; still open for a decision
    LATE_RELEASED = "late_released"
    CANCELLED = "cancelled"  # the author took it back


ASK_MOVES: dict[AskState, frozenset[AskState]] = {
    AskState.OPEN: frozenset(
        {
            AskState.RELEASED,
            AskState.RETURNED,
            AskState.LATE_HOLDING,
            AskState.LATE_RELEASED,
            AskState.CANCELLED,
        }
    ),
    AskState.LATE_HOLDING: frozenset({AskState.RELEASED, AskState.RETURNED, AskState.CANCELLED}),
}


class Kind(StrEnum):
    """What a draft or delivery is."""

    REPLY = "reply"
    HOLDING = "holding"
    CORRECTION = "correction"
