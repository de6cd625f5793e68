"""Sweeping what has served its time."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet

from zuruf.core.bulk import LASTS
from zuruf.flow import talk_guard
from zuruf.flow.clock import clock
from zuruf.store import files
from zuruf.store.models import BulkItem, Change, GoneEarly, Presence, RawArrival, SignInLink
from zuruf.store.queries.attachments import needed

CHANGES_LAST = timedelta(hours=1)
PRESENCE_LASTS = timedelta(minutes=10)  # it counts for 40 s only
RAW_LASTS = timedelta(days=30)  # what came in, as it came in; its messages stay
BROKEN_LASTS = timedelta(days=90)  # what could not be read, and deletions whose message never came
LINKS_LAST = timedelta(days=7)  # after they have run out
FILES_LAST = timedelta(days=1)  # that nothing is attached to any more
UNDO_LASTS = 2 * LASTS  # whoever takes it back at the last moment is still at it
_UNREAD = Q(state="broken") | Q(state="new", kind="webhook", account__disconnected_at__isnull=False)
AT_ONCE = 500  # rows per transaction, so that nobody waits for the sweep


def sweep(now: datetime | None = None) -> dict[str, int]:
    """Delete old rows, a few hundred at a time; how many of each. What could not be read stays longer."""
    now = now or clock()
    old: dict[str, QuerySet[Any]] = {
        "change": Change.objects.filter(at__lt=now - CHANGES_LAST),
        "presence": Presence.objects.filter(seen_at__lt=now - PRESENCE_LASTS),
        "raw": RawArrival.objects.filter(state="done", received_at__lt=now - RAW_LASTS),
        "broken": RawArrival.objects.filter(_UNREAD, received_at__lt=now - BROKEN_LASTS),
        "gone": GoneEarly.objects.filter(at__lt=now - BROKEN_LASTS),
        "session": Session.objects.filter(expire_date__lt=now),
        "link": SignInLink.objects.filter(expires_at__lt=now - LINKS_LAST),
    }
    swept = dict.fromkeys(old, 0) | {"sender": talk_guard.forget_senders(now=now)}
    for name, rows in old.items():
        while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
            with transaction.atomic():
                swept[name] += rows.model._default_manager.filter(pk__in=keys).delete()[0]
    return swept | {"file": _sweep_files(now - FILES_LAST), "before": _forget_before(now - UNDO_LASTS)}


def _forget_before(before: datetime) -> int:
    """What many looked like before somebody did something to them, which can be taken back no longer; of how many. Of joined ones
    that is also what the list showed of their words."""
    return BulkItem.objects.filter(bulk__at__lt=before).exclude(was={}).update(was={})


def _sweep_files(before: datetime) -> int:
    """Delete files that no draft and no delivery names; how many. One that is attached again meanwhile stays."""
    old = list(files.older_than(before))
    return sum(files.drop(name, put_before=before, unless=needed) for name in old if not needed(name))
