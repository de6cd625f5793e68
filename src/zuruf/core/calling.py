"""Calls of a network: how large one may be, and when a sender whose calls are not signed has to wait."""

import threading
from collections import deque
from datetime import datetime, timedelta

LARGEST = 10_000_000  # bytes of one call
MOST_REFUSED = 60  # unsigned calls of one sender within WITHIN; then it waits
WITHIN = timedelta(minutes=1)
TRUSTED = timedelta(hours=1)  # so long after a signed call nobody at the same address is shut out
MOST_SENDERS = 5_000  # kept in mind at once
SILENT = timedelta(days=1)  # asking brings what nobody called for, and no call for so long: say so


class Door:
    """Who called in vain lately, and who was let in. A network is never shut out because somebody else at its address (behind one
    proxy, say) knocks in vain. In the memory of one process: it only spares work, it protects no secret."""

    def __init__(self) -> None:
        self._refused: dict[str, deque[datetime]] = {}
        self._let_in: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def wait(self, sender: str, now: datetime) -> timedelta:
        """How long *sender* has to wait; zero: it may knock."""
        with self._lock:
            at = self._refused.get(sender)
            if at is None or now - self._let_in.get(sender, now - 2 * TRUSTED) < TRUSTED:
                return timedelta()
            while at and now - at[0] >= WITHIN:
                at.popleft()
            return WITHIN - (now - at[0]) if len(at) >= MOST_REFUSED else timedelta()

    def refused(self, sender: str, now: datetime) -> None:
        """*sender* was not who it said."""
        with self._lock:
            _forget(self._refused)
            self._refused.setdefault(sender, deque(maxlen=MOST_REFUSED)).append(now)

    def let_in(self, sender: str, now: datetime) -> None:
        """*sender* was who it said."""
        with self._lock:
            _forget(self._let_in)
            self._let_in[sender] = now


def _forget(kept: dict[str, deque[datetime]] | dict[str, datetime]) -> None:
    """The oldest ones, when too many are kept."""
    while len(kept) >= MOST_SENDERS:
        kept.pop(next(iter(kept)), None)


def silent(called_at: datetime | None, found_at: datetime | None, since: datetime) -> timedelta:
    """For how long nobody called although asking brought something; zero: all is well, also where the network never called: there
    nobody has set that up, and asking is the way. *since*: when the account was connected."""
    if called_at is None:
        return timedelta()
    heard = max(called_at, since)
    missed = found_at - heard if found_at else timedelta()
    return missed if missed >= SILENT else timedelta()
