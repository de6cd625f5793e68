"""Writing down what a network said: it says it once."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

from zuruf.flow.clock import uptime

log = logging.getLogger("zuruf.outbox")
T = TypeVar("T")


def insist(write: Callable[[], T], seconds: float) -> T:
    """What *write* returns, even if the database is away, busy or chose another in a deadlock. Tried anew for *seconds*; then it raises
    what the database said."""
    until, pause = uptime() + seconds, 0.1
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or uptime() + pause > until:
                raise
            log.warning("what a network said could not be written down yet; trying again", exc_info=True)
            connection.close()
            time.sleep(pause)
            pause = min(2 * pause, 5.0)
