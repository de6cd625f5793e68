"""Many rows in one statement, on SQLite and PostgreSQL alike: what the ORM does more slowly than intake can afford.

Values are given as Python has them (aware datetimes; dicts, lists and tuples of plain values) and written as Django
would write them, so that everything else may read them through the models.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Model

Row = Sequence[Any]


def insert(
    model: type[Model],
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    unless: Sequence[str] = (),
    returning: Sequence[str] = (),
) -> list[tuple[Any, ...]]:
    """INSERT *rows* at once. With *unless* (the columns of a unique constraint) rows that are there already are left as
    they are and do not come back. Returns the columns of *returning* of every row written, in no order."""
    if not rows:
        return []
    one = f"({', '.join(['%s'] * len(columns))})"
    sql = f"INSERT INTO {_name(model)} ({_names(columns)}) VALUES {', '.join([one] * len(rows))}"  # noqa: S608 names are ours
    if unless:
        sql += f" ON CONFLICT ({_names(unless)}) DO NOTHING"
    if returning:
        sql += f" RETURNING {_names(returning)}"
    values = list(chain.from_iterable(written(rows)))
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if returning else []


def select(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a SELECT; times in UTC. A list among *values* fills one ``IN %s``, which is never true when empty."""
    flat: list[Any] = []
    marks = []
    for value in values:
        several = isinstance(value, list)
        marks.append(f"({', '.join(['%s'] * len(value)) or 'NULL'})" if several else "%s")
        flat += value if several else [value]
    with connection.cursor() as cursor:
        cursor.execute(sql % tuple(marks), next(written([flat])) if flat else None)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    if connection.vendor == "sqlite":
        return [tuple(v.replace(tzinfo=UTC) if type(v) is datetime else v for v in row) for row in rows]
    return rows


def update(model: type[Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """UPDATE *columns* of each row by its id, which stands last in the row."""
    if not rows:
        return
    sets = ", ".join(f'"{column}" = %s' for column in columns)
    with connection.cursor() as cursor:
        cursor.executemany(f'UPDATE {_name(model)} SET {sets} WHERE "id" = %s', list(written(rows)))  # noqa: S608


def written(rows: Iterable[Row]) -> Iterator[Row]:
    """*rows* as this database takes them. Column by column, since most columns need nothing done."""
    write = _WRITERS_SQLITE if connection.vendor == "sqlite" else _WRITERS_POSTGRESQL
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for i, column in enumerate(columns):
        if not write.keys().isdisjoint(map(type, column)):
            columns[i] = [w(value) if (w := write.get(type(value))) else value for value in column]
    return zip(*columns, strict=True)


def _naive(at: datetime) -> str:
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(" ")[:-6]  # without "+00:00"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if value or type(value) is not dict else "{}"


_again = lru_cache(64)(_json)  # for tuples: the few that come back on every row

_WRITERS_POSTGRESQL: dict[type, Callable[[Any], str]] = {dict: _json, list: _json, tuple: _again}
_WRITERS_SQLITE: dict[type, Callable[[Any], str]] = {**_WRITERS_POSTGRESQL, datetime: _naive}


def _name(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
