"""Ringing: what must be answered now rings at one person on duty, is picked up, or falls through to the next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from zuruf.core.duty import OnDuty

USUAL = 3  # minutes until it falls through
LONGEST = 60
FRESH = timedelta(minutes=10)  # whoever touched her draft within this has begun
HELD = timedelta(
    minutes=15
)  # so long what was picked up is left to who did, also where she is not to be seen
AT_DESK = timedelta(minutes=2)  # whoever looked at the desk within this hears the bell: no mail yet
SOON = timedelta(minutes=10)  # so short before it is due, what nobody has begun rings


class State(StrEnum):
    """Where a ring stands."""

    RINGING = "ringing"
    # Everybody on duty was rung, or nobody is: it rings on as soon as somebody else comes on duty. Where life may be at risk it
    # stays meanwhile, silently, on somebody's bell.
    UNHEARD = "unheard"
    PICKED_UP = "picked_up"  # somebody has the conversation
    OVER = "over"  # nobody waits any more


MOVES: dict[State, frozenset[State]] = {
    State.RINGING: frozenset({State.RINGING, State.UNHEARD, State.PICKED_UP, State.OVER}),
    State.UNHEARD: frozenset({State.RINGING, State.UNHEARD, State.PICKED_UP, State.OVER}),
    # Given away, or left behind by who had it, the same wait rings anew.
    State.PICKED_UP: frozenset({State.RINGING}),
    State.OVER: frozenset({State.RINGING}),
}

LIVE = (State.RINGING, State.UNHEARD)
ENDED = (State.PICKED_UP, State.OVER)


class Why(StrEnum):
    URGENT = "urgent"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Turn:
    """Where it rings next. `member` None: nowhere. `until`: when it falls through."""

    member: int | None
    until: datetime | None


def must_ring(urgent: bool, due: datetime | None, now: datetime) -> Why | None:
    """Must it be answered now? None: it can wait its turn."""
    if urgent:
        return Why.URGENT
    return Why.DUE if due is not None and due - now <= SOON else None


def turn(
    duty: Sequence[OnDuty], rang: Collection[int], minutes: int, now: datetime, *, first: int | None = None
) -> Turn:
    """At whom it rings now: first at *first* (whose conversation it is), if she is on duty; else in the order of the rota.
    Whoever it *rang* at already is passed over, and nobody is rung beyond the end of her shift."""
    left = [d for d in duty if d.member not in rang and d.until > now]
    if not left:
        return Turn(None, None)
    to = next((d for d in left if d.member == first), left[0])
    return Turn(to.member, min(now + timedelta(minutes=max(1, minutes)), to.until))


def refused(rang: Sequence[int], who: int) -> list[int]:
    """*rang* after *who* said that she cannot now: whoever said so stands in it twice."""
    return [*(m for m in rang if m != who), who, who]


def keeper(duty: Sequence[OnDuty], rang: Sequence[int], member: int | None) -> int | None:
    """On whose bell a matter of life stays after everybody was rung: on that of *member*, whom it rang at last, if she is there;
    else of whoever is. Never of somebody who said that she cannot now. None: nobody is left."""
    left = [d.member for d in duty if rang.count(d.member) < 2]
    return member if member in left else next(iter(left), None)
