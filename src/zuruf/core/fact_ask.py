"""Asking somebody for a fact without giving the conversation away. Every question ends: in an answer, taken back, or, when
its time is over, in an offer to hold the asker off; before that it goes once to a deputy."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_QUESTION = 2_000  # characters
LONGEST_ANSWER = 5_000
LONGEST_EXCERPT = 6_000
MINUTES = (30, 60, 120, 240, 480, 960)  # of being open, to choose from
USUAL = 120
LINK_OUTLIVES = timedelta(days=7)  # after its deadline a link still takes an answer for so long
MOST_EDITS = 20  # of one answer
MOST_OPEN = 10  # questions of one conversation at a time


class State(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    ANSWERED = "answered"  # may still be put right
    QUOTED = "quoted"  # stands in an answer of ours: it is not changed any more
    LATE = "late"  # nobody answered in time; the asker is offered a holding reply. An answer still helps
    WITHDRAWN = "withdrawn"
    OVER = "over"  # nobody needs it any more: the conversation was answered or closed, or its link's time is over


MOVES: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.OPEN, State.ANSWERED, State.LATE, State.WITHDRAWN, State.OVER}),
    State.LATE: frozenset({State.ANSWERED, State.WITHDRAWN, State.OVER}),
    State.ANSWERED: frozenset({State.ANSWERED, State.QUOTED}),
    State.QUOTED: frozenset({State.QUOTED}),
    State.WITHDRAWN: frozenset(),
    State.OVER: frozenset(),
}

ANSWERABLE = tuple(s for s, there in MOVES.items() if State.ANSWERED in there)
"""States in which an answer is taken: as the first one, or in place of the one before."""

WAITING = (State.OPEN, State.LATE)
"""Nobody has answered yet, and an answer would still be read."""

WITHDRAWABLE = tuple(s for s, there in MOVES.items() if State.WITHDRAWN in there)


@dataclass(frozen=True, slots=True)
class Times:
    """When it goes on to the deputy (None: there is none), when its time is over, until when its link takes an answer."""

    next_at: datetime | None
    deadline: datetime
    link_until: datetime


class Step(StrEnum):
    """What the clock does to a question."""

    STAYS = "stays"
    DEPUTY = "deputy"
    ENDS = "ends"


def times(now: datetime, whole: datetime, half: datetime, *, deputy: bool) -> Times:
    """*whole*, *half*: the end and the middle of its time as the calendar counts it. A deputy gets the second half."""
    until = max(whole, now + timedelta(minutes=1))
    middle = half if now < half < until else now + (until - now) / 2
    return Times(middle if deputy else None, until, until + LINK_OUTLIVES)


def due(state: State, next_at: datetime | None, deadline: datetime, now: datetime) -> Step:
    """What is to be done with it *now*. Only what is open ends or goes on."""
    if state is not State.OPEN:
        return Step.STAYS
    if deadline <= now:
        return Step.ENDS
    return Step.DEPUTY if next_at is not None and next_at <= now else Step.STAYS


def excerpt(parts: list[str]) -> str:
    """As much of the messages as was ticked, cut where it grows too long."""
    text = "\n\n".join(p.strip() for p in parts if p.strip())
    return text if len(text) <= LONGEST_EXCERPT else text[: LONGEST_EXCERPT - 1].rstrip() + "…"
