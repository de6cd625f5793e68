"""What a phone is told, and for how long that is of any use."""

from datetime import datetime, timedelta
from enum import StrEnum

DEVICES = 10  # of one member
TRIES = 5
PAUSE = timedelta(seconds=4)  # after the first try that failed; then twice as long each time
OVER_COUNTS = timedelta(hours=1)
TEST_COUNTS = timedelta(minutes=5)


class What(StrEnum):
    RING = "ring"
    OVER = "over"  # takes the place of the ring's notification: a push that shows nothing costs a page its permission
    TEST = "test"


def again(now: datetime, tries: int, until: datetime) -> datetime | None:
    """When it is tried next after *tries* that failed. None: it would be of no use any more."""
    at = now + PAUSE * 2 ** max(0, tries - 1)
    return at if tries < TRIES and at < until else None
