"""`desk_page`: statements and time for the first page of the desk with 1,000, 50,000 and 1,000,000 messages.

Three SQLite databases of the same shape, asked in turn (so that a busy machine slows all three), through the whole of
Django: session, access, queries, templates. The page is `/desk/us/` of a member of two teams.
"""

import sqlite3
import statistics
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.test import Client
from django.test.utils import CaptureQueriesContext

SIZES = (1_000, 50_000, 1_000_000)
PER_CONVERSATION = 4  # messages
ROUNDS = 60
PAGE = "/desk/us/"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def run() -> Iterator[dict[str, Any]]:
    """Two figures: statements (the same for all sizes, or the largest), and the largest's time by the smallest's."""
    settings.ALLOWED_HOSTS = ["testserver"]
    usual = connections["default"]
    desks = [Desk(size) for size in SIZES]
    try:
        for desk in desks:
            desk.open()
        statements = {desk.size: desk.statements() for desk in desks}
        for _round in range(ROUNDS):
            for desk in desks:
                desk.ask()
    finally:
        connections["default"] = usual
    ms = {desk.size: round(statistics.median(desk.times) * 1000, 1) for desk in desks}
    data = (
        f"{PAGE} as HTML through all of Django, SQLite, {', '.join(f'{s:,}' for s in SIZES)} messages in threads of"
        f" {PER_CONVERSATION}, a third of them open; median of {ROUNDS} each, interleaved"
    )
    yield {
        "name": "desk_page_statements",
        "value": max(statements.values()),
        "unit": "statements",
        "aim": "<= 12",
        "each": statements,
        "data": data,
    }
    yield {
        "name": "desk_page_growth",
        "value": round(ms[SIZES[-1]] / ms[SIZES[0]], 2),
        "unit": "times",
        "aim": "<= 1.3",
        "ms": ms,
        "data": data,
    }


class Desk:
    """A database with so many messages, and a member who opens her desk on it."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.times: list[float] = []
        file = Path(settings.DATA) / f"desk-{size}.sqlite3"
        usual = dict(connections["default"].settings_dict)
        self.wrapper = DatabaseWrapper({**usual, "NAME": str(file), "CONN_MAX_AGE": None}, "default")

    def open(self) -> None:
        """Fill it, sign in, ask twice so that everything is loaded that stays loaded."""
        connections["default"] = self.wrapper
        call_command("migrate", verbosity=0)
        member = people()
        self.wrapper.close()
        fill(Path(self.wrapper.settings_dict["NAME"]), self.size)
        self.client = Client()
        self.client.force_login(member)
        for _time in range(2):
            self.ask()
        self.times.clear()

    def ask(self) -> None:
        connections["default"] = self.wrapper
        start = perf_counter()
        answer = self.client.get(PAGE)
        self.times.append(perf_counter() - start)
        assert answer.status_code == 200
        assert answer.content.count(b'<li class="line') == 50

    def statements(self) -> int:
        connections["default"] = self.wrapper
        with CaptureQueriesContext(connection) as seen:
            self.client.get(PAGE)
        return len(seen)


def people() -> Any:
    """An organisation, two teams, the member who sits at the desk, and an account."""
    from zuruf.store.models import Account, Member, Organisation, Team

    Organisation.objects.create(pk=1, name="Radwerk Lindenau (Demo)", first_run_done=True)
    member = Member.objects.create(email="desk@example.org", name="Desk Person", initials="DP", joined_at=NOW)
    member.teams.set([Team.objects.create(name=name) for name in ("Service", "Presse")])
    Account.objects.create(pk=1, channel="talk", realm="talk", name="Frag uns", created_at=NOW)
    return member


def fill(file: Path, messages: int) -> None:
    """Rows by the thousand, straight into the file: how they came in is not what is measured here."""
    raw = sqlite3.connect(file)
    raw.execute("PRAGMA synchronous=OFF")
    count = messages // PER_CONVERSATION
    with raw:
        many(raw, "store_contact", contacts(count))
        many(raw, "store_conversation", conversations(count))
        many(raw, "store_message", said(count))
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()


def many(raw: sqlite3.Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    """Insert *rows*; columns that they do not name get a plain "nothing" of their type."""
    first = next(rows)
    columns = {name: kind for _i, name, kind, *_rest in raw.execute(f"PRAGMA table_info({table})")}
    required = {
        name: "" if kind.startswith(("varchar", "text")) else 0
        for _i, name, kind, notnull, *_rest in raw.execute(f"PRAGMA table_info({table})")
        if notnull and name != "id"
    }
    names = [n for n in columns if n in first or n in required]
    sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"

    def values() -> Iterable[tuple[Any, ...]]:
        yield tuple(first.get(n, required.get(n)) for n in names)
        for row in rows:
            yield tuple(row.get(n, required.get(n)) for n in names)

    raw.executemany(sql, values())


def contacts(count: int) -> Iterator[dict[str, Any]]:
    for n in range(1, count + 1):
        yield {"id": n, "realm": "talk", "remote_id": f"p{n}", "handle": f"person{n}", "name": f"Person {n}"}


def conversations(count: int) -> Iterator[dict[str, Any]]:
    """A third open, a third answered, a third done; of the open ones half with nobody, a few asked or unclear."""
    for n in range(1, count + 1):
        state = ("open", "waiting", "done")[n % 3]
        at = text(NOW - timedelta(seconds=n * 7919 % 2_000_000))
        waits = state == "open"
        yield {
            "id": n,
            "public_id": f"c{n:011d}",
            "account_id": 1,
            "realm": "talk",
            "root_id": f"m{n}-0",
            "contact_id": n,
            "public": 1,
            "state": state,
            "owner_id": 1 if n % 6 == 0 else None,
            "team_id": (None, 1, 2, None)[n % 4],
            "waiting_since": at if waits else None,
            "due_at": at if waits else None,
            "last_at": at,
            "preview": f"Wann kommt mein Ersatzteil Nummer {n}? Ich warte seit drei Wochen.",
            "message_count": PER_CONVERSATION,
            "language": "de",
            "question": n % 2,
            "urgent": n % 11 == 0,
            "unclear": int(n % 5000 == 0),
            "ask_until": at if n % 3000 == 0 else None,
            "created_at": at,
        }


def said(count: int) -> Iterator[dict[str, Any]]:
    at = text(NOW)
    for n in range(1, count + 1):
        for k in range(PER_CONVERSATION):
            yield {
                "public_id": f"m{n * PER_CONVERSATION + k:011d}",
                "conversation_id": n,
                "realm": "talk",
                "remote_id": f"m{n}-{k}",
                "contact_id": n,
                "text": "Wann kommt mein Ersatzteil? Ich warte seit drei Wochen und habe zweimal geschrieben.",
                "public": 1,
                "ref": "{}",
                "received_at": at,
                "order_at": at,
            }


def text(at: datetime) -> str:
    """As Django keeps it in SQLite."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")
