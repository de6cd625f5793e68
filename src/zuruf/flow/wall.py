"""Links for a screen on the wall: made, shown once, ended. Only a link's hash is kept."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from zuruf.core.people import May, Who
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store import turns
from zuruf.store.hashes import digest
from zuruf.store.models import Wall
from zuruf.store.queries.wall import holding

MOST = 20  # links at a time
MINUTE = timedelta(minutes=1)


def make(who: Who, name: str, *, now: datetime | None = None) -> str:
    """The path of a new link for the screen called *name*; it is shown this once. Declined: "not_allowed" · "wall_name" ·
    "wall_many"."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    name = " ".join(name.split())[:80]
    if not name:
        raise Declined("wall_name")
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        turns.counted("wall")
        if holding(now).count() >= MOST:
            raise Declined("wall_many", most=MOST)
        made = Wall.objects.create(name=name, token_hash=_hash(token), made_by_id=who.id, made_at=now)
        record("wall.made", "wall", made.public_id, now=now, who=who)
    return f"/wall/{token}/"


def end(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """Its screen shows nothing any more. Declined: "not_allowed" · "gone"."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    with transaction.atomic():
        if not Wall.objects.filter(public_id=public_id, ended_at=None).update(ended_at=now):
            raise Declined("gone")
        record("wall.ended", "wall", public_id, now=now, who=who)


def opens(token: str, *, now: datetime | None = None) -> bool:
    """Does a link with this token hold? When its screen was last there is kept to the minute."""
    now = now or clock()
    row = holding(now).filter(token_hash=_hash(token)).only("pk", "seen_at").first()
    if row is None:
        return False
    if row.seen_at is None or now - row.seen_at >= MINUTE:
        stale = Q(seen_at=None) | Q(seen_at__lte=now - MINUTE)
        Wall.objects.filter(stale, pk=row.pk).update(seen_at=now)
    return True


def _hash(token: str) -> str:
    return digest("wall", token)
