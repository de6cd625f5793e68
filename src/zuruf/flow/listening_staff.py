"""The names of people who work here and do not sign in: no search may be about them. Kept for nothing else."""

from datetime import datetime

from django.db import transaction

from zuruf.core.people import May, Who
from zuruf.flow import listening_searches
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.models import Organisation

MOST = 10_000
LONGEST = 200  # characters of a line


def save(who: Who, written: str, *, now: datetime | None = None) -> int:
    """One person a line; how many there are. Searches about them pause at once. Declined: "not_allowed" · "too_many_names"."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    names = list(
        dict.fromkeys(line for part in written.split("\n") if (line := " ".join(part.split())[:LONGEST]))
    )
    if len(names) > MOST:
        raise Declined("too_many_names", most=MOST)
    with transaction.atomic():
        Organisation.objects.filter(pk=1).update(staff_names=names)
        record("organisation.staff_listed", "organisation", "1", now=now, who=who, data={"names": len(names)})
    listening_searches.sweep(now=now)
    return len(names)
