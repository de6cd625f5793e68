"""Reading back what is out: when to look, and what a look says about what the public sees. Knows no clock.

A look that finds something hidden or gone is believed only when that cannot be mere slowness: not before the network
has settled, and not before it had time to show a new publication.
"""

from datetime import datetime, timedelta

from zuruf.core.capabilities import Capabilities, Repeat, Shows, Visibility
from zuruf.core.channel import Seen

AFTER = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
    timedelta(days=3),
    timedelta(days=7),
)
"""When a publication is looked at, counted from its receipt."""

SHOWS_WITHIN = timedelta(minutes=10)
"""How long a network may take to show what it accepted; before that, "not shown" is no news."""

MISSING = frozenset({Visibility.HIDDEN, Visibility.GONE, Visibility.BOUNCED})


def begin(can: Capabilities, at: datetime, *, known: bool) -> tuple[Visibility, datetime | None]:
    """What the public sees of something that the network accepted *at*, as far as we know, and when to look first
    (None: never). *known*: we have its id; without it the first look is for the id."""
    if can.shows is Shows.AT_ONCE:
        return Visibility.VISIBLE, None
    looks = can.shows is Shows.LOOK or (not known and can.repeat is not Repeat.BLIND)
    return Visibility.ACCEPTED, at + AFTER[0] if looks else None


def next_look(published_at: datetime, now: datetime) -> datetime | None:
    """The first of the hours in `AFTER` that is still to come; None when all are over. Looks that were missed are not
    made up for: one says as much as five."""
    return next((published_at + after for after in AFTER if published_at + after > now), None)


def shown(
    was: Visibility, seen: Seen | None, *, published_at: datetime, now: datetime, can: Capabilities
) -> Visibility:
    """What the public sees of it after a look that found *seen* (None: it is not there). *was*: what we knew before."""
    age = now - published_at
    if seen is None:
        too_early = was is Visibility.ACCEPTED and age < can.settles_within
        return was if too_early else Visibility.GONE
    if seen.visibility is Visibility.GONE:
        return Visibility.GONE
    if seen.visibility is Visibility.HIDDEN:
        too_early = was is Visibility.ACCEPTED and age < SHOWS_WITHIN
        return was if too_early else Visibility.HIDDEN
    if seen.visibility is Visibility.ACCEPTED and was in (Visibility.VISIBLE, Visibility.HIDDEN):
        return was  # it is there, and nobody could tell this time whether the public sees it
    return seen.visibility
