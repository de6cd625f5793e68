"""When somebody puts the machine's clock forth or back, what we measure by it must not let a reply out twice.

Two durations do: how long ago a request got no answer (until a look-up counts), and how long a network remembers our
key. Both stand in the database as times on the wall. Each change here is on the careful side and does no harm when
several processes make it, as they notice the same jump.
"""

import threading
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from zuruf.core.outbox import CLAIM
from zuruf.flow.clock import clock, uptime
from zuruf.store.models import Delivery

NOTICED = 1.0  # seconds; less is the slow correction that every machine makes
_lock = threading.Lock()
_offset: float | None = None  # wall minus uptime


def notice() -> None:
    """Compare both clocks with what they showed at the last call, and allow for the difference. One process, any thread."""
    global _offset
    with _lock:
        before, now = uptime(), clock()
        while (
            uptime() - before > NOTICED / 4
        ):  # this thread stood still between the two looks: no clock jumped
            before, now = uptime(), clock()
        offset = now.timestamp() - before
        by = 0.0 if _offset is None else offset - _offset
        if _offset is not None and abs(by) < NOTICED:
            return
        _offset = offset
    if by:
        allow_for(timedelta(seconds=by), now=now)


def allow_for(by: timedelta, *, now: datetime) -> None:
    """The wall's clock jumped *by*, and shows *now*."""
    with transaction.atomic():
        if by > timedelta(0):
            # It only looks as if so much time had passed: what is in doubt, or in a worker's hands, begins to wait anew.
            Delivery.objects.filter(doubt_at__lt=now).update(doubt_at=now)
            Delivery.objects.filter(claim_until__gt=now - by, claim_until__lt=now + CLAIM).update(
                claim_until=now + CLAIM
            )
        else:
            # It only looks as if the network had seen our key later than it did.
            Delivery.objects.filter(first_attempt_at__isnull=False, published_at=None).update(
                first_attempt_at=F("first_attempt_at") + by
            )
