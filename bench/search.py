"""`search`: the page of the search with 10,000 and 1,000,000 messages, on SQLite and PostgreSQL, as a browser asks while
somebody types: rare, middling and common words, none, phrases, filters, the next page, the best first; 95th percentile.

And how many messages the worker puts into the index in a second.
"""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper as Postgres
from django.db.backends.sqlite3.base import DatabaseWrapper as Sqlite
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import search_rows
from bench.desk_rows import people
from tests.servers.postgres import create_database, server

SIZES = tuple(map(int, os.environ.get("BENCH_SIZES", "10000 1000000").split()))  # smaller for a quick look
ROUNDS = 40
PAGE = "/search/"
STEPS = 40
TYPING = {"HX-Request": "true", "HX-Target": "results"}


def run() -> Iterator[dict[str, Any]]:
    """For each database: the worst 95th percentile of all kinds of queries, statements, growth, indexing."""
    settings.ALLOWED_HOSTS = ["testserver"]
    words = search_rows.vocabulary()
    usual = dict(connections["default"].settings_dict)

    def sqlite(size: int) -> Sqlite:
        return Sqlite(
            {**usual, "NAME": str(Path(settings.DATA) / f"search-{size}.sqlite3"), "CONN_MAX_AGE": None},
            "default",
        )

    yield from _figures("sqlite", [House(size, sqlite(size), words) for size in SIZES])
    with server(durable=True) as postgres:
        import dj_database_url

        def there(_size: int) -> Postgres:
            parsed = dj_database_url.parse(create_database(postgres.url))
            return Postgres({**usual, **parsed, "OPTIONS": {}, "CONN_MAX_AGE": None}, "default")

        yield from _figures("postgresql", [House(size, there(size), words) for size in SIZES])


def _figures(database: str, houses: "list[House]") -> Iterator[dict[str, Any]]:
    for house in houses:
        house.open()
    statements = {house.size: house.statements() for house in houses}
    for n in range(ROUNDS):
        for house in houses:
            house.ask(n)
    ms = {house.size: house.percentiles() for house in houses}
    rate = houses[0].index()
    for house in houses:
        house.wrapper.close()
    yield from _told(database, ms, statements, rate)


def _told(
    database: str,
    ms: dict[int, dict[str, tuple[float, float]]],
    statements: dict[int, dict[str, int]],
    rate: int,
) -> Iterator[dict[str, Any]]:
    small, large = (ms[size] for size in (SIZES[0], SIZES[-1]))
    data = (
        f"{PAGE} as a script asks for it while somebody types, through all of Django, {database}; {ROUNDS} of each kind, each"
        f" with another word, interleaved; invented words (Zipf), 18 a message, {search_rows.PER_CONVERSATION} messages a conversation"
    )
    yield {
        "name": f"search_p95_ms_{database}",
        "value": max(p95 for _p50, p95 in large.values()),
        "unit": "ms",
        "aim": "< 150",
        "median_and_p95": ms,
        "data": data,
    }
    yield {
        "name": f"search_growth_{database}",
        "value": max(round(large[kind][0] / small[kind][0], 2) for kind in small),
        "unit": "times",
        "each": {kind: round(large[kind][0] / small[kind][0], 2) for kind in small},
        "data": f"medians at {SIZES[-1]:,} by those at {SIZES[0]:,}; {data}",
    }
    yield {
        "name": f"search_statements_{database}",
        "value": max(max(each.values()) for each in statements.values()),
        "unit": "statements",
        "aim": "<= 12",
        "each": statements,
        "data": data,
    }
    yield {
        "name": f"search_indexed_{database}",
        "value": rate,
        "unit": "messages/s",
        "data": f"by one worker in steps of 50, {database}, {STEPS} steps of a rebuild with {SIZES[0]:,} messages",
    }


class House:
    """A database with so many messages, and somebody who looks for something in it."""

    def __init__(self, size: int, wrapper: Sqlite | Postgres, words: list[str]) -> None:
        self.size, self.wrapper, self.words = size, wrapper, words
        self.times: dict[str, list[float]] = {}

    def open(self) -> None:
        """Fill it, sign in, ask for everything once so that what stays loaded is loaded."""
        connections["default"] = self.wrapper
        call_command("migrate", verbosity=0, skip_checks=True)
        member = people()
        search_rows.fill(self.size, self.words)
        self.client = Client(headers=TYPING)
        self.client.force_login(member)
        self.ask(ROUNDS + 1)
        self.times.clear()

    def kinds(self, n: int) -> dict[str, dict[str, str]]:
        """What is looked for in round *n*: another word each time, as often as words of its kind are."""
        chance = random.Random(n)
        common, also = chance.sample(self.words[2:8], k=2)
        middle = self.words[chance.randrange(300, 1000)]
        rare = self.words[chance.randrange(20_000, 40_000)]
        asked = {
            "common": common,
            "middling": middle,
            "rare": rare,
            "none": f"sellerie{n}knolle",
            "two": f"{common} {middle}",
            "phrase": f'"{common} {also}"',
            "rare_phrase": f'"{middle} {self.words[chance.randrange(300, 1000)]}"',
            "without": f"{common} -{also}",
            "beginning": f"{rare[:5]}*",
            "filtered": f"{middle} is:open from:person{1 + n}",
            "before": f"{common} before:2026-02-27",
        }
        return {kind: {"q": query} for kind, query in asked.items()} | {
            "best": {"q": common, "sort": "best"},
        }

    def ask(self, n: int) -> None:
        connections["default"] = self.wrapper
        for kind, query in self.kinds(n).items():
            html = self._timed(kind, query)
            if kind == "common" and 'id="more"' in html:
                after = html.partition('hx-get="/search/?')[2].partition("page=")[2].partition('"')[0]
                self._timed("next", {**query, "page": after})

    def _timed(self, kind: str, query: dict[str, str]) -> str:
        start = perf_counter()
        answer = self.client.get(PAGE, query)
        self.times.setdefault(kind, []).append(perf_counter() - start)
        assert answer.status_code == 200
        return answer.content.decode()

    def statements(self) -> dict[str, int]:
        connections["default"] = self.wrapper
        made = {}
        for kind, query in self.kinds(0).items():
            with CaptureQueriesContext(connection) as seen:
                self.client.get(PAGE, query)
            made[kind] = len(seen)
        return made

    def percentiles(self) -> dict[str, tuple[float, float]]:
        """(median, 95th percentile) in ms."""
        ordered = {kind: sorted(times) for kind, times in self.times.items()}
        return {
            kind: (round(t[len(t) // 2] * 1000, 1), round(t[int(len(t) * 0.95)] * 1000, 1))
            for kind, t in ordered.items()
        }

    def index(self) -> int:
        """Messages the worker indexes in a second."""
        from zuruf.core.search import Kind
        from zuruf.flow import search_index
        from zuruf.store import search

        connections["default"] = self.wrapper
        search.note_all(Kind.MESSAGE, 0, 2 * STEPS * search_index.AT_ONCE)
        start = perf_counter()
        done = sum(search_index.step() for _ in range(STEPS))
        return round(done / (perf_counter() - start))
