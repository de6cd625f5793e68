"""A house of real processes: one database, one network on loopback, and workers that can really be killed.

The database is that of the run: an SQLite file, or with DATABASE_URL an empty database on that PostgreSQL. `make test`
runs this folder on both.
"""

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.servers.loopback import Loopback, Reply, Request, loopback
from tests.servers.postgres import create_database

ROOT = Path(__file__).parents[2]


@dataclass
class Net:
    """The network's own books: `posts` as (kind, key) in order. The kind "harmless" knows a key it has seen.

    While `swallow` is set, what arrives is accepted and never answered. `arrived` is set with each request.
    """

    posts: list[tuple[str, str]] = field(default_factory=list)
    swallow: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def script(self, request: Request) -> Reply:
        kind = request.path.split("/")[1]
        if request.method == "GET":
            key = request.query["key"][0]
            return _json({"id": key if (kind, key) in self.posts else ""})
        key = str(json.loads(request.body)["key"])
        with self._lock:
            if kind != "harmless" or (kind, key) not in self.posts:
                self.posts.append((kind, key))
        self.arrived.release()
        return Reply(how="hang") if self.swallow.is_set() else _json({"id": key})

    def doubled(self) -> list[tuple[str, str]]:
        return [post for post, n in Counter(self.posts).items() if n > 1]


@dataclass
class House:
    """Starts the actor (see actor.py) in processes of their own, on one database."""

    folder: Path
    database: str
    net: Net
    server: Loopback
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *command: str) -> subprocess.Popen[str]:
        own = {
            "ZURUF_DATA": str(self.folder),
            "DATABASE_URL": self.database,
            "ZURUF_ALLOW_PRIVATE": "127.0.0.1,localhost",
            "JOURNEY_NETWORK": self.server.url,
            "DJANGO_SETTINGS_MODULE": "zuruf.settings",
            "ZURUF_LOG": "ERROR",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.actor", *command],
            cwd=ROOT,
            env={**os.environ, **own},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.running.append(process)
        return process

    def do(self, *command: str) -> str:
        """Run it to its end; what it printed."""
        return self.end(self.start(*command))

    def end(self, process: subprocess.Popen[str]) -> str:
        said, _ = process.communicate(timeout=180)
        assert process.returncode == 0, said
        return said

    def states(self) -> list[dict[str, object]]:
        found: dict[str, dict[str, object]] = json.loads(self.do("states"))
        return [{"key": key, **row} for key, row in found.items()]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    given = os.environ.get("DATABASE_URL", "")
    database = create_database(given) if given.startswith("postgres") else ""
    net = Net()
    with loopback(net.script) as server:
        made = House(tmp_path, database, net, server)
        yield made
        for process in made.running:
            if process.poll() is None:
                process.kill()
                process.wait()


def _json(told: dict[str, object]) -> Reply:
    return Reply(200, json.dumps(told).encode(), {"content-type": "application/json"})
