"""Where a conversation stands in the order of what waits worst: its due time, earlier by what weighs."""

from datetime import datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateTimeField, F, Func, Value
from django.db.models.sql.compiler import SQLCompiler


class Earlier(Func):
    """A time less a whole number of minutes."""

    output_field = DateTimeField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        """As Django itself takes a duration from a time, so that both are written alike and may be compared."""
        return self.as_sql(
            compiler, connection, template="django_format_dtdelta('-', %(expressions)s * 60000000)", **context
        )

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        return self.as_sql(
            compiler,
            connection,
            template="(%(expressions)s * interval '1 minute')",
            arg_joiner=" - ",
            **context,
        )


def until(due_at: datetime | None, since: datetime | None = None) -> dict[str, Any]:
    """The columns of a due time, for an UPDATE: what lists are ordered by moves with it. *since*: where nothing is due."""
    at = due_at or since
    return {
        "due_at": due_at,
        "pressing_at": Earlier(Value(at, DateTimeField()), F("ahead")) if at else None,
    }
