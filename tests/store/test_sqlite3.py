"""On SQLite writers take turns: whoever waits gets the first free moment, and patience has an end."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connections

from zuruf.store.sqlite3.base import DatabaseWrapper

pytestmark = pytest.mark.django_db  # opens connections; uses a database of its own

LONGEST = 100  # seconds that a thread may stand still


@contextmanager
def connected(file: Path, timeout: float) -> Iterator[DatabaseWrapper]:
    """A connection of the product's kind to a database of this test's own."""
    given: dict[str, Any] = {
        **connections["default"].settings_dict,
        "NAME": str(file),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": timeout,
            "init_command": "PRAGMA journal_mode=WAL",
        },
    }
    made = DatabaseWrapper(given, "own")
    made.inc_thread_sharing()
    try:
        yield made
    finally:
        made.close()


def test_a_writer_that_waits_gets_the_first_free_moment(tmp_path: Path) -> None:
    file = tmp_path / "turns.sqlite3"
    busy, asked = threading.Event(), threading.Event()

    def hold() -> None:
        with sqlite3.connect(file, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            busy.set()
            asked.wait(LONGEST)
            other.execute("COMMIT")

    with connected(file, timeout=LONGEST) as own:
        own.ensure_connection()
        own.connection.execute("CREATE TABLE thing (id INTEGER)")
        holder = threading.Thread(target=hold)
        holder.start()
        assert busy.wait(LONGEST)
        looks: list[float] = []
        sleep = time.sleep

        def look(seconds: float) -> None:
            looks.append(seconds)
            if len(looks) == 3:
                asked.set()
            sleep(seconds)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("zuruf.store.sqlite3.base.time.sleep", look)
            own.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        own.connection.execute("INSERT INTO thing VALUES (1)")
        own.connection.execute("COMMIT")
        holder.join()

        assert len(looks) >= 3
        assert own.connection.execute("SELECT count(*) FROM thing").fetchone() == (1,)
        assert own.connection.execute("PRAGMA busy_timeout").fetchone() == (1000 * LONGEST,)


def test_patience_has_an_end(tmp_path: Path) -> None:
    file = tmp_path / "turns.sqlite3"
    with connected(file, timeout=0.05) as own, sqlite3.connect(file, isolation_level=None) as other:
        own.ensure_connection()
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            own.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        other.execute("COMMIT")
