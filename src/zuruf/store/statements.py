"""Statements that are built once and run many thousand times.

For Django to build the statement of a claim takes longer than for a database to run it. So it is built once for each
kind of database, with holes for what differs; whatever else it names becomes part of its text. (SQLite uses an index
``WHERE state = 'queued'`` only for a statement that says so itself.)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with ``%s`` for each of *holes*, in their order."""

    sql: str
    holes: tuple[str, ...]

    def __add__(self, other: "Statement | str") -> "Statement":
        if isinstance(other, str):
            return Statement(self.sql + other, self.holes)
        return Statement(self.sql + other.sql, self.holes + other.holes)

    @property
    def where(self) -> "Statement":
        """Its condition alone, of a SELECT from one table without order."""
        head, _where, rest = self.sql.partition(" WHERE ")
        return Statement(rest, self.holes[head.count("%s") :])

    def rows(self, **values: object) -> list[tuple[Any, ...]]:
        """Run it; what it selects."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self._given(values))
            return list(cursor.fetchall())

    def changed(self, **values: object) -> int:
        """Run it; how many rows it changed."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self._given(values))
            return int(cursor.rowcount)

    def _given(self, values: Mapping[str, object]) -> list[Any]:
        return [adapted(values[name]) for name in self.holes]


def adapted(value: object) -> object:
    """A time as this database takes it; anything else as it is."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def built(rows: "QuerySet[Model, Any]", holes: Mapping[str, object]) -> Statement:
    """The statement of *rows*, in which each value of *holes* (one that stands nowhere else) is left open by its name."""
    sql, params = rows.query.sql_with_params()
    names = {adapted(value): name for name, value in holes.items()}
    pieces = sql.split("%s")
    text, open_ = pieces[0], []
    for value, piece in zip(params, pieces[1:], strict=True):
        name = names.get(value)
        if name is not None:
            open_.append(name)
        text += ("%s" if name else _literal(value)) + piece
    return Statement(text, tuple(open_))


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return "'" + value.replace("'", "''").replace("%", "%%") + "'"
    raise TypeError(f"a {type(value).__name__} cannot be part of a statement's text")
