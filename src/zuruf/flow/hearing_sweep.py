"""What was heard goes again: what nobody touched after the retention of its search, and what a deleted search had heard."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from zuruf.flow.clock import clock
from zuruf.flow.undo import LASTS
from zuruf.store.models import Heard, ListeningSearch

AT_ONCE = 500  # rows of a transaction, so that nobody waits for the sweep


def sweep(*, now: datetime | None = None) -> int:
    """Forget what has served its time; how many hits."""
    now = now or clock()
    gone = 0
    for pk, days in ListeningSearch.objects.values_list("pk", "retention_days"):
        old = now - timedelta(days=days)
        gone += _delete(Heard.objects.filter(search_id=pk, touched_at=None, heard_at__lt=old))
    return gone + _delete(Heard.objects.filter(search__gone_at__lt=now - 2 * LASTS))


def _delete(rows: QuerySet[Heard]) -> int:
    gone = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            gone += Heard.objects.filter(pk__in=keys).delete()[0]
    return gone
