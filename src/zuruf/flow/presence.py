"""Who is at the desk. It finds somebody who can look at an answer now; nobody is shown when anybody else was there."""

from datetime import datetime, timedelta

from django.db.models import Q

from zuruf.core.people import Who
from zuruf.flow.clock import clock
from zuruf.store.models import Member

MINUTE = timedelta(minutes=1)  # kept no more exactly than this


def looked(who: Who, last: datetime | None = None, *, now: datetime | None = None) -> bool:
    """She looks at the desk. No audit and no announcement: being there is no act. *last*: when she did before, if the caller
    knows; then nothing is asked of the database within the minute. Returns whether it was written down."""
    now = now or clock()
    if last is not None and now - last < MINUTE:
        return False
    stale = Q(seen_at=None) | Q(seen_at__lte=now - MINUTE)
    return bool(Member.objects.filter(stale, pk=who.id).update(seen_at=now))
