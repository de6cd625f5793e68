"""The one place that asks the clock. Verbs take `now` for tests and ask here once when it is not given."""

from datetime import UTC, datetime


def clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)
