"""`desk_page`: statements and time of the desk's pages with 10,000 and with 1,000,000 messages, on both databases.

The pages: the first of a queue, the one that follows, and an open conversation. The databases of one kind have the same
shape and are asked in turn (so that a busy machine slows them alike), through the whole of Django: session, access,
queries, templates. Who asks is a member of two teams.
"""

import os
import re
import statistics
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import dj_database_url
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import desk_rows
from tests.servers.postgres import migrated_database, server

SIZES = tuple(map(int, os.environ.get("BENCH_SIZES", "10000 1000000").split()))  # smaller for a quick look
PER_CONVERSATION = 5  # messages
ROUNDS = 60
QUEUE = "/desk/us/"
PAGES = ("first", "next", "conversation")


def run() -> Iterator[dict[str, Any]]:
    """Two figures for each database: statements (the most of all pages and sizes), and the largest's time by the
    smallest's (the worst of the pages)."""
    settings.ALLOWED_HOSTS = ["testserver"]
    usual = connections["default"]
    try:
        yield from _figures("sqlite", [Desk(size, _sqlite(size)) for size in SIZES])
        with server(durable=True) as postgres:
            yield from _figures("postgresql", [Desk(size, _postgres(postgres.url)) for size in SIZES])
    finally:
        connections["default"] = usual


def _figures(database: str, desks: "list[Desk]") -> Iterator[dict[str, Any]]:
    for desk in desks:
        desk.open()
    statements = {desk.size: desk.statements() for desk in desks}
    for _round in range(ROUNDS):
        for desk in desks:
            desk.ask_all()
    for desk in desks:
        desk.close()
    ms = {desk.size: desk.medians() for desk in desks}
    small, large = (ms[size] for size in (SIZES[0], SIZES[-1]))
    growth = {page: round(large[page] / small[page], 2) for page in PAGES}
    data = (
        f"{QUEUE}, the page after it, and a conversation, as HTML through all of Django, {database}; "
        + " and ".join(f"{s:,} messages in {s // PER_CONVERSATION:,} conversations" for s in SIZES)
        + f", a third of them open; median of {ROUNDS} each, interleaved"
    )
    yield {
        "name": f"desk_page_statements_{database}",
        "value": max(n for each in statements.values() for n in each.values()),
        "unit": "statements",
        "aim": "<= 12",
        "each": statements,
        "data": data,
    }
    yield {
        "name": f"desk_page_growth_{database}",
        "value": max(growth.values()),
        "unit": "times",
        "aim": "<= 1.3",
        "each": growth,
        "ms": ms,
        "data": data,
    }


def _sqlite(size: int) -> BaseDatabaseWrapper:
    usual = settings.DATABASES["default"]
    return _wrapper(
        {**usual, "NAME": str(Path(settings.DATA) / f"desk-{size}.sqlite3"), "CONN_MAX_AGE": None}
    )


def _postgres(url: str) -> BaseDatabaseWrapper:
    usual = dict(connections["default"].settings_dict)
    return _wrapper(
        {**usual, "OPTIONS": {}, **dj_database_url.parse(migrated_database(url)), "CONN_MAX_AGE": None}
    )


def _wrapper(told: dict[str, Any]) -> BaseDatabaseWrapper:
    made: BaseDatabaseWrapper = load_backend(told["ENGINE"]).DatabaseWrapper(told, "default")
    return made


class Desk:
    """A database with so many messages, and a member who looks at her desk on it."""

    def __init__(self, size: int, wrapper: BaseDatabaseWrapper) -> None:
        self.size, self.wrapper = size, wrapper
        self.times: dict[str, list[float]] = {page: [] for page in PAGES}

    def open(self) -> None:
        """Fill it, sign in, find the pages, ask twice so that everything is loaded that stays loaded."""
        connections["default"] = self.wrapper
        call_command("migrate", verbosity=0)
        member = desk_rows.people()
        desk_rows.fill(self.size, PER_CONVERSATION)
        self.client = Client()
        self.client.force_login(member)
        first = self.client.get(QUEUE).content.decode()
        after, line = (
            re.search(rf'hx-get="{QUEUE}\?after=([^"&]+)"', first),
            re.search(rf'href="({QUEUE}c\d+/)"', first),
        )
        assert after, first[:2000]
        assert line, first[:2000]
        self.addresses = dict(zip(PAGES, (QUEUE, f"{QUEUE}?after={after[1]}", line[1]), strict=True))
        for _time in range(2):
            self.ask_all()
        self.times = {page: [] for page in PAGES}

    def ask_all(self) -> None:
        connections["default"] = self.wrapper
        for page, address in self.addresses.items():
            start = perf_counter()
            answer = self.client.get(address)
            self.times[page].append(perf_counter() - start)
            assert answer.status_code == 200
            shown = (
                answer.content.count(b'<li class="line')
                if page != "conversation"
                else answer.content.count(desk_rows.TEXT.encode())
            )
            assert shown == (50 if page != "conversation" else PER_CONVERSATION), (page, shown)

    def statements(self) -> dict[str, int]:
        connections["default"] = self.wrapper
        counted = {}
        for page, address in self.addresses.items():
            with CaptureQueriesContext(connection) as seen:
                self.client.get(address)
            counted[page] = len(seen)
        return counted

    def medians(self) -> dict[str, float]:
        """Milliseconds of each page."""
        return {page: round(statistics.median(took) * 1000, 1) for page, took in self.times.items()}

    def close(self) -> None:
        self.wrapper.close()
