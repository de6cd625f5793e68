"""Who carries out which act: conditional UPDATEs whose row count says who won. The same way as in `claims`."""

import secrets
from datetime import datetime

from django.db.models import F, QuerySet

from zuruf.core.hiding import CLAIM, ActState
from zuruf.store.models import Act

A = ActState
WITH = ("account", "contact", "message__conversation", "takes_back")


def due(now: datetime) -> QuerySet[Act]:
    """What waits to be carried out, and whose account takes part."""
    rows = Act.objects.filter(state=A.QUEUED, next_at__lte=now)
    return rows.filter(account__enabled=True, account__disconnected_at=None).order_by("next_at", "id")


def stale(now: datetime) -> QuerySet[Act]:
    """What a worker had that is gone."""
    return Act.objects.filter(state=A.DOING, claim_until__lt=now)


def claim(key: int, worker: str, now: datetime) -> Act | None:
    """The act as it is now, ours until CLAIM is over; None when somebody was faster."""
    token = f"{worker[-15:]}-{secrets.token_hex(8)}"
    free = Act.objects.filter(pk=key, state=A.QUEUED, next_at__lte=now)
    if not free.update(state=A.DOING, claim_token=token, claim_until=now + CLAIM, attempts=F("attempts") + 1):
        return None
    return Act.objects.select_related(*WITH).get(pk=key)


def finish(row: Act, state: ActState, **changes: object) -> bool:
    """Write what became of a claimed act, and give the claim back. False when the claim was lost."""
    mine = Act.objects.filter(pk=row.pk, state=A.DOING, claim_token=row.claim_token)
    return bool(mine.update(state=state, claim_token="", claim_until=None, **changes))


def late(row: Act, **changes: object) -> bool:
    """The network's word came after the claim was lost: it counts as long as nobody else has tried or settled it."""
    left = Act.objects.filter(pk=row.pk, state__in=(A.QUEUED, A.UNCLEAR), attempts=row.attempts)
    return bool(left.update(state=A.DONE, claim_token="", claim_until=None, **changes))
