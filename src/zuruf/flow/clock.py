"""The only places that ask what time it is, and how long something took."""

import time
from datetime import UTC, datetime

_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def clock() -> datetime:
    """Now, UTC, as the wall has it: it may jump."""
    return datetime.now(UTC)


def uptime() -> float:
    """Seconds since some moment, never backwards, counting also while the machine slept (where the system can tell)."""
    return time.clock_gettime(_STEADY)
