"""Whether somebody wants to see abusive messages without a veil. Her own choice, for herself."""

from datetime import datetime

from django.db import transaction

from zuruf.core.people import Who
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.store.changes import announce
from zuruf.store.models import Member


def set_unveiled(who: Who, on: bool, *, now: datetime | None = None) -> None:
    """*on*: show her everything at once."""
    now = now or clock()
    with transaction.atomic():
        if Member.objects.filter(pk=who.id).exclude(unveiled=on).update(unveiled=on):
            record("veil.set", "member", who.public_id, now=now, who=who)
            announce("member", [who.public_id], now)  # her open lists follow at once
