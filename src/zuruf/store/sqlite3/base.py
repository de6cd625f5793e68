"""Django's SQLite backend, in which a transaction that waits to write looks every millisecond whether it is its turn.

SQLite itself looks less and less often (after 1, 2, 5, 10, 15, 20, 25 … 100 ms), so while intake writes one short
transaction after the other, a colleague's click finds the free moments between them only by luck: with transactions of
8 ms and pauses of 4 ms its 95th percentile was over 100 ms, looking every millisecond under 25 (tried).
"""

import time

from django.db import OperationalError
from django.db.backends.sqlite3 import base

LOOK_EVERY = 0.001  # seconds


class DatabaseWrapper(base.DatabaseWrapper):
    """Named as Django wants it."""

    def _start_transaction_under_autocommit(self) -> None:
        patience = float(self.settings_dict["OPTIONS"].get("timeout", 5.0))
        until = time.monotonic() + patience
        self._wait_at_most(0)
        try:
            while True:
                try:
                    super()._start_transaction_under_autocommit()  # type: ignore[misc]
                except OperationalError as error:
                    if "locked" not in str(error) or time.monotonic() > until:
                        raise
                    time.sleep(LOOK_EVERY)
                else:
                    return
        finally:
            self._wait_at_most(patience)

    def _wait_at_most(self, seconds: float) -> None:
        """How long a single statement waits inside SQLite."""
        self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
