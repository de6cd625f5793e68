"""The outbox's rules: the states of a delivery, and what follows from a network's answer. Knows no clock.

A delivery is *in doubt* from an attempt of which nobody knows whether it arrived until somebody does know: the
network (a receipt, or a look-up), or a person. While it is in doubt nothing may say that it is not out there: not a
recall, not a later refusal.

Where no interface takes it, a person *posts* it: one at a time has it, nothing of it is sent from here, and it counts as out
only when she says so. As long as she has it nobody else can know, so nobody else can recall it; one who takes it over
from her has looked.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from zuruf.core.capabilities import Capabilities, Repeat
from zuruf.core.channel import Budget, ChannelError, NotConnected, Refused, TryLater
from zuruf.core.reply import Kind

CLAIM = timedelta(
    seconds=150
)  # how long a worker has one delivery: longer than all requests of one publish together
START_WITHIN = timedelta(
    seconds=20
)  # a worker that slept longer than this after its claim gives it back unsent
REPEATS = 8  # attempts of unknown outcome that the program repeats by itself
LOOK_FOR = timedelta(hours=24)  # how long it goes on looking, or withdrawing, by itself
LONGEST_WAIT = timedelta(minutes=15)


class DeliveryState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    POSTING = "posting"  # a person has it, and posts it there by hand
    PUBLISHED = "published"
    RECALLED = "recalled"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    GIVEN_UP = "given_up"


D = DeliveryState
MOVES: dict[DeliveryState, frozenset[DeliveryState]] = {
    # queued → unclear: recalled while in doubt, or the network forgot our key while it waited; → published: a receipt
    # that came late, from a worker whose claim had run out
    D.QUEUED: frozenset({D.SENDING, D.POSTING, D.RECALLED, D.UNCLEAR, D.PUBLISHED}),
    # → queued: she puts it back, and says by that that she did not post it
    D.POSTING: frozenset({D.PUBLISHED, D.QUEUED, D.REFUSED}),
    D.SENDING: frozenset({D.PUBLISHED, D.QUEUED, D.REFUSED, D.UNCLEAR}),
    D.UNCLEAR: frozenset({D.PUBLISHED, D.QUEUED, D.GIVEN_UP}),
    D.PUBLISHED: frozenset({D.WITHDRAWN, D.CORRECTED}),
    D.CORRECTED: frozenset({D.WITHDRAWN}),
    D.RECALLED: frozenset(),
    D.REFUSED: frozenset(),
    D.WITHDRAWN: frozenset(),
    D.GIVEN_UP: frozenset(),
}


UNDER_WAY = (D.SENDING, D.POSTING)
"""Somebody has it in this moment: what is placed, lifted or called back now comes too late for it."""

ON_ITS_WAY = (D.QUEUED, *UNDER_WAY, D.UNCLEAR)
"""It may still come out."""


class Decision(StrEnum):
    """What a person says about an unclear delivery."""

    THERE = "there"
    AGAIN = "again"
    GIVE_UP = "give_up"


@dataclass(frozen=True, slots=True)
class Tried:
    """What was attempted so far. *attempts* counts this one. *first_attempt_at*: when the network may first have seen
    our key. *doubt_at*: the last attempt of unknown outcome, None when there is no doubt; *doubts*: how many of them."""

    attempts: int
    first_attempt_at: datetime | None = None
    doubt_at: datetime | None = None
    doubts: int = 0


@dataclass(frozen=True, slots=True)
class Next:
    """What happens to a delivery now, and why. `at`: not sent (QUEUED) or looked up (UNCLEAR) before; None with UNCLEAR
    leaves it to a person. `wait_for_account`: until somebody connects it again. `doubt_at`, `doubts`: as in Tried."""

    state: DeliveryState
    why: str
    at: datetime | None = None
    wait_for_account: bool = False
    doubt_at: datetime | None = None
    doubts: int = 0


def after_error(
    error: ChannelError,
    tried: Tried,
    *,
    now: datetime,
    can: Capabilities,
    happened_at: datetime | None = None,
) -> Next:
    """What follows when `publish` raised. *happened_at*: when it may have arrived at the latest, if not now.

    Unknown (and a claim that went stale) is repeated by itself only where a repeat is harmless and the network still
    remembers our key; where one can look, it is looked up; else a person decides. What was in doubt before stays in
    doubt: "later" or "never" speaks of this attempt, not of the one before.
    """
    why = str(error)
    if isinstance(error, TryLater):
        later = now + (error.after or backoff(tried.attempts))
        return Next(D.QUEUED, why, later, doubt_at=tried.doubt_at, doubts=tried.doubts)
    if isinstance(error, NotConnected):
        soon = now + min(backoff(tried.attempts), timedelta(seconds=30))
        return Next(D.QUEUED, why, soon, True, tried.doubt_at, tried.doubts)
    if isinstance(error, Refused):
        if tried.doubt_at is None:
            return Next(D.REFUSED, why)
        return Next(D.UNCLEAR, why, _first_look(now, can), False, tried.doubt_at, tried.doubts)
    doubts, doubt_at = tried.doubts + 1, happened_at or now
    again = now + backoff(doubts)
    if doubts < REPEATS and can.repeat is Repeat.HARMLESS and remembers(tried, again, can):
        return Next(D.QUEUED, why, again, doubt_at=doubt_at, doubts=doubts)
    return Next(D.UNCLEAR, why, _first_look(now, can), doubt_at=doubt_at, doubts=doubts)


def before_sending(tried: Tried, why: str, *, now: datetime, can: Capabilities) -> Next | None:
    """None when it may go out. It may not when its repeat is harmless only with a key that is forgotten by now."""
    if tried.doubt_at is None or can.repeat is not Repeat.HARMLESS or remembers(tried, now, can):
        return None
    return Next(D.UNCLEAR, why, now, doubt_at=tried.doubt_at, doubts=tried.doubts)


def remembers(tried: Tried, at: datetime, can: Capabilities) -> bool:
    """Whether the network knows our key when a request that is begun *at* reaches it, however long that takes."""
    first, lasts = tried.first_attempt_at, can.remembers_for
    return lasts is None or first is None or at + CLAIM < first + lasts


def after_look(tried: Tried, why: str, *, now: datetime, can: Capabilities) -> Next:
    """What follows when a look-up found nothing. It counts only `settles_within` after the last attempt."""
    settled = (tried.doubt_at or now) + can.settles_within
    if now < settled:
        return Next(D.UNCLEAR, why, settled, doubt_at=tried.doubt_at, doubts=tried.doubts)
    if tried.doubts >= REPEATS:
        return Next(D.UNCLEAR, why, None, doubt_at=tried.doubt_at, doubts=tried.doubts)
    return Next(D.QUEUED, why, now, doubts=tried.doubts)


def look_again(error: ChannelError, *, now: datetime, since: datetime) -> datetime | None:
    """When to look up (or withdraw) again after *error*; None leaves it to a person. *since*: the doubt, or the wish."""
    if isinstance(error, Refused) or now - since > LOOK_FOR:
        return None
    if isinstance(error, TryLater) and error.after:
        return now + error.after
    return now + min(max(now - since, timedelta(seconds=2)), LONGEST_WAIT)


def backoff(attempts: int) -> timedelta:
    """2 s, 4 s, 8 s … at most 15 min."""
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(max(attempts, 1), 10)))


def judged_by(can: Capabilities, kind: str) -> Capabilities:
    """What *can* is for a delivery of *kind*: to put an edit in the same place again is harmless on every network."""
    return replace(can, repeat=Repeat.HARMLESS, remembers_for=None) if kind == Kind.EDIT else can


def reserve(limit: int) -> int:
    """How much of a budget replies leave for withdrawals and look-ups: 2 %, at least 3, but never more than half."""
    return min(max(3, limit // 50), limit // 2)


def paced(budget: Budget | None, now: datetime) -> datetime | None:
    """Until when the next reply waits, because only the reserve is left; None: it need not wait."""
    if budget is None or budget.resets_at <= now or budget.left > reserve(budget.limit):
        return None
    return budget.resets_at


def _first_look(now: datetime, can: Capabilities) -> datetime | None:
    return None if can.repeat is Repeat.BLIND else now + timedelta(seconds=2)
