"""What is left of a day's quota at YouTube, counted by ourselves, since no answer names it. Source: the quota calculator
(developers.google.com/youtube/v3/determine_quota_cost).

* A Google Cloud project has 10,000 units a day, which begins at midnight Pacific time. A list costs 1 unit; writing, changing,
  deleting and moderating a comment cost 50 each. All accounts that use the same client share them.
* Counted is what this process spent. One that began in the middle of the day knows nothing of the hours before, so at least the reading
  of these hours is taken for spent. When it is wrong all the same, Google refuses, and everything waits until midnight.
* The arithmetic: a look takes at most 7 units (the newest comments, held ones, older threads, and up to 4 pages of answers below threads that grew).
  Every 5 minutes that is 288 × 7 = 2,016 units a day; what remains, 7,984, is enough for 159 answers.
"""

import threading
from datetime import date, datetime, time, timedelta

from zuruf.core.channel import Budget

UNITS = 10_000
LIST, WRITE = 1, 50
LOOK = 7
EVERY = timedelta(minutes=5)
DAY = timedelta(days=1)
ZONE = "America/Los_Angeles"


class Ledger:
    """Units spent today, by project."""

    def __init__(self) -> None:
        self._spent: dict[str, tuple[date, int]] = {}
        self._lock = threading.Lock()

    def spend(self, project: str, units: int, now: datetime) -> None:
        today = _begins(now).date()
        with self._lock:
            day, before = self._spent.get(project, (today, 0))
            self._spent[project] = (today, units + (before if day == today else 0))

    def budget(self, project: str, limit: int, now: datetime) -> Budget:
        """What is left of *limit* units."""
        begin = _begins(now)
        day, spent = self._spent.get(project, (begin.date(), 0))
        read = int((now - begin) / EVERY) * LOOK
        gone = max(spent if day == begin.date() else 0, read)
        return Budget(limit, max(0, limit - gone), now + until_reset(now))


LEDGER = Ledger()


def until_reset(now: datetime) -> timedelta:
    """How long until the next day begins in California; days there may have 23 or 25 hours."""
    zone = _begins(now).tzinfo
    tomorrow = datetime.combine(_begins(now).date() + DAY, time.min, zone)
    return tomorrow.astimezone(now.tzinfo) - now


def _begins(now: datetime) -> datetime:
    """When the day of *now* began in California."""
    from zoneinfo import ZoneInfo

    there = now.astimezone(ZoneInfo(ZONE))
    return datetime.combine(there.date(), time.min, there.tzinfo)
