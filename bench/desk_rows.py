"""Invented conversations by the hundred thousand, straight into the tables: how they came in is not what is measured."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import Any

from django.db import connection, models, transaction

from zuruf.store.models import Account, Contact, Conversation, Member, Message, Organisation, Team

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BATCH = 5_000
TEXT = "Wann kommt mein Ersatzteil? Ich warte seit drei Wochen und habe zweimal geschrieben."
Row = dict[str, Any]


def people() -> Member:
    """An organisation, two teams, the member who sits at the desk, and an account."""
    Organisation.objects.create(pk=1, name="Radwerk Lindenau (Demo)", first_run_done=True)
    member = Member.objects.create(email="desk@example.org", name="Desk Person", initials="DP", joined_at=NOW)
    member.teams.set([Team.objects.create(name=name) for name in ("Service", "Presse")])
    Account.objects.create(pk=1, channel="talk", realm="talk", name="Frag uns", created_at=NOW)
    return member


def fill(messages: int, per_conversation: int) -> None:
    """So many messages in threads of *per_conversation*, in the database that is connected; then its statistics."""
    count = messages // per_conversation
    quick = connection.vendor == "postgresql"
    with transaction.atomic(), connection.cursor() as cursor:
        if quick:  # what is to be indexed for the search is no business of these pages
            cursor.execute("SET LOCAL session_replication_role = replica")
        _many(Contact, contacts(count))
        _many(Conversation, conversations(count, per_conversation))
        _many(Message, said(count, per_conversation))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if quick else "PRAGMA wal_checkpoint(TRUNCATE)")


def _many(of: type[models.Model], rows: Iterator[Row]) -> None:
    """Insert *rows*; columns that they do not name get their field's default."""
    first = next(rows)
    fields = [f for f in of._meta.concrete_fields if f.column in first or _stated(f)]
    columns = [f.column for f in fields]
    plain = {
        f.column: f.get_db_prep_save(f.get_default(), connection) for f in fields if f.column not in first
    }

    def values() -> Iterator[tuple[Any, ...]]:
        for row in chain((first,), rows):
            yield tuple([row[c] if c in row else plain[c] for c in columns])

    table, names, each = of._meta.db_table, ", ".join(f'"{c}"' for c in columns), values()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in each:
                    copy.write_row(row)
            return
        sql = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"
        while some := list(islice(each, BATCH)):
            cursor.executemany(sql, some)


def _stated(f: "models.Field[Any, Any]") -> bool:
    """Does nobody but the field itself say what stands there when a row does not?"""
    return not f.null and not f.primary_key and f.db_default is models.NOT_PROVIDED


def contacts(count: int) -> Iterator[Row]:
    for n in range(1, count + 1):
        yield {"id": n, "realm": "talk", "remote_id": f"p{n}", "handle": f"person{n}", "name": f"Person {n}"}


def conversations(count: int, messages: int) -> Iterator[Row]:
    """A third open, a third answered, a third done; of the open ones half with nobody, a few asked or unclear."""
    for n in range(1, count + 1):
        state = ("open", "waiting", "done")[n % 3]
        at = _kept(NOW - timedelta(seconds=n * 7919 % 2_000_000))
        waits = state == "open"
        yield {
            "id": n,
            "public_id": f"c{n:011d}",
            "account_id": 1,
            "realm": "talk",
            "root_id": f"m{n}-0",
            "contact_id": n,
            "public": True,
            "state": state,
            "owner_id": 1 if n % 6 == 0 else None,
            "team_id": (None, 1, 2, None)[n % 4],
            "waiting_since": at if waits else None,
            "due_at": at if waits else None,
            "pressing_at": at if waits else None,
            "last_at": at,
            "preview": f"Wann kommt mein Ersatzteil Nummer {n}? Ich warte seit drei Wochen.",
            "message_count": messages,
            "language": "de",
            "question": bool(n % 2),
            "urgent": n % 11 == 0,
            "unclear": int(n % 5000 == 0),
            "ask_until": at if n % 3000 == 0 else None,
            "created_at": at,
        }


def said(count: int, messages: int) -> Iterator[Row]:
    for n in range(1, count + 1):
        for k in range(messages):
            at = _kept(NOW - timedelta(seconds=n * 7919 % 2_000_000 + (messages - k) * 60))
            yield {
                "public_id": f"m{n * messages + k:011d}",
                "conversation_id": n,
                "realm": "talk",
                "remote_id": f"m{n}-{k}",
                "contact_id": n,
                "text": TEXT,
                "public": True,
                "ref": "{}",
                "received_at": at,
                "order_at": at,
            }


def _kept(at: datetime) -> Any:
    """As the database that is connected takes it."""
    return connection.ops.adapt_datetimefield_value(at)
