"""What a person does is done once more when the database chose it as the victim of a deadlock.

Intake takes conversation and delivery in one order, the outbox in the other; a database that finds two waiting for
each other ends one of them. A worker insists (flow/recording.py); a person should not have to click again, and when the
second time goes wrong too she is told so instead of meeting an error page.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection

from zuruf.flow.errors import Declined

P = ParamSpec("P")
T = TypeVar("T")
_VICTIM = ("40P01", "40001")  # PostgreSQL: deadlock detected, serialization failure


def twice(verb: Callable[P, T]) -> Callable[P, T]:
    """*verb*, a transaction of its own, with one repetition after a deadlock. Raises Declined("busy") when that did not
    help, or when SQLite was locked for longer than it waits: nothing was changed, and she may try again."""

    @wraps(verb)
    def doing(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return verb(*args, **kwargs)
        except OperationalError as error:
            if connection.in_atomic_block or not _busy(error):
                raise
            if not _victim(error):  # SQLite waited long enough already
                raise Declined("busy") from error
        try:
            return verb(*args, **kwargs)
        except OperationalError as error:
            if _busy(error):
                raise Declined("busy") from error
            raise

    return doing


def _victim(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) in _VICTIM


def _busy(error: OperationalError) -> bool:
    return _victim(error) or "database is locked" in str(error)
