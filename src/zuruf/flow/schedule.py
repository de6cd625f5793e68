"""The hour that somebody chose, on the organisation's clock."""

from datetime import datetime

from zuruf.core import schedule
from zuruf.core.schedule import Chosen
from zuruf.flow.errors import Declined
from zuruf.store.models import Organisation


def zone() -> str:
    """The organisation's time zone."""
    return Organisation.objects.filter(pk=1).values_list("timezone", flat=True).first() or "Europe/Berlin"


def hour(wall: str, now: datetime | None = None) -> Chosen | None:
    """The moment at which the organisation's clocks show *wall* ("2027-03-28T09:00"); None for "". With *now* it must be
    one that can still be chosen. Declined: "bad_time", "past", "too_far"."""
    if not wall.strip():
        return None
    try:
        chosen = schedule.choose(wall, zone())
        if now is not None:
            schedule.check(chosen, now)
    except schedule.Past:
        raise Declined("past") from None
    except schedule.TooFar:
        raise Declined("too_far") from None
    except ValueError:
        raise Declined("bad_time") from None
    return chosen


def told(chosen: Chosen | None, read: str | None) -> None:
    """Raises Declined("shifted", hour=chosen) for an hour that the clocks skip or show twice, unless it is the one of
    which she has *read* so (its wall time; None: whichever it is)."""
    if chosen and (chosen.moved or chosen.ambiguous) and read not in (None, chosen.wall):
        raise Declined("shifted", hour=chosen)
