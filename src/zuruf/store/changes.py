"""Who hears of a new row, per database.

Writers call `announce` inside their transaction. Readers (one `watch` per web process) hear of it after the commit.

SQLite: there is one writer at a time, so ids are given out in the order of commits. ``PRAGMA data_version`` on a
connection that only reads tells within microseconds whether anybody else has committed; only then is a row read.

PostgreSQL: ids are given out in another order than transactions commit, so reading "everything above the last id"
would lose rows. Each row carries its transaction's id, and rows are read in the order (transaction, id) as far as
``pg_snapshot_xmin``: below it everything is decided. NOTIFY, delivered with the commit, says when to look.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, connections

from zuruf.store import bulk
from zuruf.store.models import Change

EVERY = 0.025  # seconds between two looks at SQLite's data_version: it costs microseconds
HELD_BACK = 0.1  # PostgreSQL: how soon to look again while an older transaction is still open
AT_LEAST = 5.0  # PostgreSQL: look anyway, should a notification have been missed
MOST = 500  # changes handed out at once
_CHANNEL = "zuruf_change"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """How far somebody has read. As text ("0.17") it is the id of a server-sent event."""

    transaction: int = 0  # always 0 on SQLite
    id: int = 0

    def __str__(self) -> str:
        return f"{self.transaction}.{self.id}"

    @classmethod
    def read(cls, text: str) -> "Position | None":
        """The position that str() wrote, None for anything else, such as a number that no database can hold."""
        transaction, dot, row = text.partition(".")
        if not dot or not transaction.isdecimal() or not row.isdecimal() or len(text) > 40:
            return None
        read = cls(int(transaction), int(row))
        return read if max(read.transaction, read.id) < 2**63 else None


@dataclass(frozen=True, slots=True)
class Seen:
    """One change: a thing (public id) of a kind (conversation, delivery, account, presence, hold, member, ask, ring, arrival); of kind "due" a
    delivery for which the worker has something to do."""

    at: Position
    kind: str
    thing: str


def announce(kind: str, things: Iterable[str], now: datetime) -> None:
    """Note that *things* (public ids) of *kind* changed; heard of after the commit."""
    announce_each(((kind, thing) for thing in things), now)


def announce_each(things: Iterable[tuple[str, str]], now: datetime) -> None:
    """The same for things (kind, public id) of several kinds."""
    rows = [(kind, thing, now) for kind, thing in dict.fromkeys(things)]
    if not rows:
        return
    bulk.insert(Change, ("kind", "thing", "at"), rows)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {_CHANNEL}")


def last() -> Position:
    """Where somebody stands who has read everything that is decided by now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {last_as_sql()}")
        return last_read(cursor.fetchone()[0])


def last_as_sql() -> str:
    """The same as part of a statement that reads more than this; its value goes through `last_read`."""
    if connection.vendor == "postgresql":
        return "pg_snapshot_xmin(pg_current_snapshot())::text"
    return "(SELECT CAST(coalesce(max(id), 0) AS text) FROM store_change)"


def last_read(found: str) -> Position:
    """What `last_as_sql` found, as a position."""
    return Position(int(found) - 1, 2**62) if connection.vendor == "postgresql" else Position(0, int(found))


def since(position: Position, limit: int = MOST) -> list[Seen]:
    """What changed after *position*, oldest first, at most *limit*; on PostgreSQL only what is decided."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES, [position.transaction, position.id, limit])
        else:
            cursor.execute(_SQLITE, [position.id, limit])
        return [Seen(Position(int(x), int(i)), kind, thing) for x, i, kind, thing in cursor.fetchall()]


def watch(
    stop: threading.Event,
    hear: Callable[[list[Seen]], None],
    ready: threading.Event | None = None,
    after: Position | None = None,
    every: float = EVERY,
) -> None:
    """Call *hear* with every change from now on until *stop* is set. Blocks; holds one connection of its own.

    "Now" is when *ready* is set. With *after* it begins with what changed after that position. *every*: seconds between
    two looks at SQLite.
    """
    try:
        ticks = _notified(stop) if connection.vendor == "postgresql" else _committed(stop, every)
        position = after or last()
        if ready is not None:
            ready.set()
        for _tick in ticks:
            while seen := since(position):
                position = seen[-1].at
                hear(seen)
            position = min(position, last())  # a restored backup counts from where it was
    finally:
        connections.close_all()


_SQLITE = "SELECT 0, id, kind, thing FROM store_change WHERE id > %s ORDER BY id LIMIT %s"
_POSTGRES = (
    "SELECT xid, id, kind, thing FROM store_change WHERE (xid, id) > (%s, %s)"
    " AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint ORDER BY xid, id LIMIT %s"
)
_UNDECIDED = "SELECT EXISTS (SELECT 1 FROM store_change WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"


def _committed(stop: threading.Event, every: float) -> Iterator[None]:
    """One tick at the start and one after each moment in which somebody else committed (SQLite)."""
    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    version: Any = None
    while not stop.is_set():
        now = raw.execute("PRAGMA data_version").fetchone()[0]
        if now != version:
            version = now
            yield
        stop.wait(every)


def _notified(stop: threading.Event) -> Iterator[None]:
    """One tick at the start, one after each notification, and more while something is not decided (PostgreSQL)."""
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {_CHANNEL}")
        raw = connection.connection
        try:
            patience = 0.0
            while not stop.is_set():
                yield
                cursor.execute(_UNDECIDED)
                patience = HELD_BACK if cursor.fetchone()[0] else AT_LEAST
                _wait_for_notice(raw, patience, stop)
        finally:
            cursor.execute("UNLISTEN *")


def _wait_for_notice(raw: Any, patience: float, stop: threading.Event) -> None:
    """Until a notification came, *patience* ran out or *stop* is set (looked at every half second)."""
    waited = 0.0
    while waited < patience and not stop.is_set():
        step = min(0.5, patience - waited)
        for _notice in raw.notifies(timeout=step, stop_after=1):
            return
        waited += step
