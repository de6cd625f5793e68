"""The life of the invented company: how often somebody writes there, when the public rests, and how a rush runs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

QUIET = (timedelta(minutes=2), timedelta(minutes=6))
"""Between two messages on an ordinary day: enough to see the desk move, few enough to answer."""
RUSH = (timedelta(seconds=3), timedelta(seconds=9))
RUSH_LASTS = timedelta(minutes=4)
"""About forty messages: more than one person answers, few enough for an old laptop."""
SLEEPS_AFTER = timedelta(minutes=20)
"""Without anybody in front of the desk for so long nobody writes: a machine left on overnight is not filled up."""
MOST_OPEN = 150
"""So many open conversations are a storm; more teach nothing."""
REACTS = (timedelta(seconds=25), timedelta(seconds=150))
"""After an answer of ours, until its reader writes again."""
REACT_SHARE = 0.6
REMEMBERED = 60
"""So many of those who wrote lately can write again."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """Where the invented public stands. `rush_until` lies ahead while a rush runs."""

    alive: bool
    rush_until: datetime | None
    seen_at: datetime | None
    open: int

    def rushes(self, now: datetime) -> bool:
        return self.alive and self.rush_until is not None and now < self.rush_until

    def writes(self, now: datetime) -> bool:
        """Does anybody write at all just now? A rush was asked for by somebody and needs nobody to look."""
        if not self.alive or self.open >= MOST_OPEN:
            return False
        awake = self.seen_at is not None and now - self.seen_at < SLEEPS_AFTER
        return awake or self.rushes(now)


def pause(rushes: bool, chance: float) -> timedelta:
    """Until the next message. *chance* from 0.0 to 1.0 chooses between the shortest and the longest."""
    shortest, longest = RUSH if rushes else QUIET
    return shortest + (longest - shortest) * chance


def reacts(chance: float) -> bool:
    return chance < REACT_SHARE


def reacts_after(chance: float) -> timedelta:
    """From our answer until its reader writes again."""
    shortest, longest = REACTS
    return shortest + (longest - shortest) * chance
