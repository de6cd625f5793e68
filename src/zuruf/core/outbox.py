"""The outbox's rules: the states of a delivery, and what follows from a network's answer. Knows no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from zuruf.core.channel import ChannelError, NotConnected, Refused, Repeat, TryLater


class DeliveryState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    PUBLISHED = "published"
    RECALLED = "recalled"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    GIVEN_UP = "given_up"


D = DeliveryState
MOVES: dict[DeliveryState, frozenset[DeliveryState]] = {
    D.QUEUED: frozenset({D.SENDING, D.RECALLED}),
    D.SENDING: frozenset({D.PUBLISHED, D.QUEUED, D.REFUSED, D.UNCLEAR}),
    D.UNCLEAR: frozenset({D.PUBLISHED, D.QUEUED, D.GIVEN_UP}),
    D.PUBLISHED: frozenset({D.WITHDRAWN, D.CORRECTED}),
    D.CORRECTED: frozenset({D.WITHDRAWN}),
    D.RECALLED: frozenset(),
    D.REFUSED: frozenset(),
    D.WITHDRAWN: frozenset(),
    D.GIVEN_UP: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Next:
    """What happens to a delivery after an attempt. `not_before` only with QUEUED. `wait_for_account`: until somebody
    connects the account again. `look_up`: ask the channel's `find` before anything else."""

    state: DeliveryState
    why: str
    not_before: datetime | None = None
    wait_for_account: bool = False
    look_up: bool = False


def after_error(
    error: ChannelError,
    *,
    now: datetime,
    attempts: int,
    first_attempt_at: datetime,
    repeat: Repeat,
    remembers_for: timedelta | None,
) -> Next:
    """What follows when `publish` raised. *attempts* counts this one; *first_attempt_at* is when the key was first used.

    Unknown (and a claim that went stale) is repeated only where a repeat is harmless and the network still remembers
    our key; where one can look, it is looked up; else a person decides.
    """
    if isinstance(error, TryLater):
        return Next(D.QUEUED, str(error), not_before=now + (error.after or backoff(attempts)))
    if isinstance(error, NotConnected):
        return Next(D.QUEUED, str(error), not_before=now, wait_for_account=True)
    if isinstance(error, Refused):
        return Next(D.REFUSED, str(error))
    remembered = remembers_for is None or now + backoff(attempts) < first_attempt_at + remembers_for
    if repeat is Repeat.HARMLESS and remembered and attempts < 8:
        return Next(D.QUEUED, str(error), not_before=now + backoff(attempts))
    return Next(D.UNCLEAR, str(error), look_up=repeat is not Repeat.BLIND)


def backoff(attempts: int) -> timedelta:
    """2 s, 4 s, 8 s … at most 15 min."""
    return timedelta(seconds=min(900, 2 ** min(attempts, 10)))
