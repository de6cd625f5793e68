"""Who hears of a new row, per database.

Writers call `announce` inside their transaction. Readers (one watcher per web process) hear of it after the commit:
SQLite by id, watched with ``PRAGMA data_version``; PostgreSQL by NOTIFY, read by transaction id below
``pg_snapshot_xmin``, since sequence order is not commit order.
"""

from collections.abc import Iterable
from datetime import datetime

from zuruf.store.models import Change


def announce(kind: str, things: Iterable[str], now: datetime) -> None:
    """Note that *things* (public ids) of *kind* (conversation, delivery, account, presence, hold) changed."""
    Change.objects.bulk_create([Change(kind=kind, thing=thing, at=now) for thing in dict.fromkeys(things)])
