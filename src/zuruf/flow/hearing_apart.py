"""Matching where several processes share one stream (NATS JetStream): each event comes to one of them, again if that one dies, and in
no certain order between them.

So a deletion may be heard before its post is stored. It is written down first, in a transaction of its own, then what is stored is
deleted; a post is stored first, then what is written down is looked for. Whichever comes last sees the other.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from zuruf.core.listening_stream import Chunk
from zuruf.flow import hearing
from zuruf.flow.clock import clock
from zuruf.flow.hearing import Ear, Place
from zuruf.store import bulk
from zuruf.store.changes import announce
from zuruf.store.models import Heard, HeardGone, ListeningStream

LASTS = timedelta(hours=2)  # longer than an event is under way between processes
AT_ONCE = 400  # rows of a statement


def hear(place: Place, chunk: Chunk, ear: Ear, *, now: datetime | None = None) -> int:
    """As `hearing.hear`, for a part of a stream; how many new hits."""
    now = now or clock()
    _write_down(place.realm, [*chunk.gone, *chunk.gone_authors], chunk.at or now, now)
    fitting: set[str] = set()
    new = hearing.hear(place, chunk, ear, fitting=fitting, now=now)
    _forget_what_was_gone(place.realm, fitting, now)
    return new


def count(name: str, hits: int) -> None:
    """Add to what the stream's page shows: whoever reads the stream does not match."""
    if hits:
        ListeningStream.objects.filter(name=name).update(hits=F("hits") + hits)


def sweep(*, now: datetime | None = None) -> int:
    """Forget what was written down long enough ago; how many."""
    now = now or clock()
    return HeardGone.objects.filter(kept_at__lt=now - LASTS).delete()[0]


def _write_down(realm: str, gone: list[str], at: datetime, now: datetime) -> None:
    for first in range(0, len(gone), AT_ONCE):
        rows = [(realm, what[:500], at, now) for what in gone[first : first + AT_ONCE]]
        with transaction.atomic():
            bulk.insert(HeardGone, ("realm", "what", "at", "kept_at"), rows, unless=("realm", "what"))


def _forget_what_was_gone(realm: str, fitting: Collection[str], now: datetime) -> None:
    """Delete those of *fitting* that another process knows to be gone. An account that came back may go on writing: what is newer
    than its end stays."""
    if not fitting:
        return
    hits = Heard.objects.filter(realm=realm, remote_id__in=fitting, conversation=None)
    stored = list(hits.values_list("pk", "remote_id", "author_id_remote", "at", "search__public_id"))
    named = {name for _, post, author, _, _ in stored for name in (post, author)}
    gone = dict(HeardGone.objects.filter(realm=realm, what__in=named).values_list("what", "at"))
    over = [
        (pk, search)
        for pk, post, author, at, search in stored
        if post in gone or (author in gone and at <= gone[author])
    ]
    if over:
        with transaction.atomic():
            Heard.objects.filter(pk__in=[pk for pk, _ in over], conversation=None).delete()
            announce("listening", {search for _, search in over}, now)
