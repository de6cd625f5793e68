"""A house of real processes: one database, one network on loopback, and workers that can really be killed.

The database is that of the run: an SQLite file, or with DATABASE_URL one of the test's own on that PostgreSQL. `make test`
runs this folder on both.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

import pytest

from tests.servers.books import INSTALLED, Books
from tests.servers.deadline import time_is_up
from tests.servers.loopback import Loopback, loopback
from tests.servers.migrated import sqlite_at
from tests.servers.postgres import migrated_database

__all__ = ["time_is_up"]
ROOT = Path(__file__).parents[2]
_numbers = count(1)


@dataclass
class Actor:
    """A process that does one thing; what it prints goes into `out`."""

    pid: int
    out: Path

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


@dataclass
class House:
    """Starts actors (see actor.py), each in a process of its own, on one database."""

    folder: Path
    database: str
    net: Books
    server: Loopback
    running: dict[int, Actor] = field(default_factory=dict)

    @cached_property
    def loaded(self) -> "subprocess.Popen[str]":
        """The process that forks them."""
        own = {
            "ZURUF_DATA": str(self.folder),
            "DATABASE_URL": self.database,
            "ZURUF_ALLOW_PRIVATE": "127.0.0.1,localhost",
            "JOURNEY_NETWORK": self.server.url,
            "DJANGO_SETTINGS_MODULE": "zuruf.settings",
            "ZURUF_LOG": "ERROR",
            "PYTHONPATH": os.pathsep.join(filter(None, (str(INSTALLED), os.environ.get("PYTHONPATH")))),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.actor"],
            cwd=ROOT,
            env={**os.environ, **own},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, *command: str) -> Actor:
        out = self.folder / f"actor-{next(_numbers)}"
        actor = Actor(self._ask({"do": command, "out": str(out)}), out)
        self.running[actor.pid] = actor
        return actor

    def do(self, *command: str) -> str:
        """Run it to its end; what it printed."""
        return self.end(self.start(*command))

    def end(self, actor: Actor) -> str:
        code = self.wait(actor)
        said = actor.out.read_text()
        assert code == 0, said
        return said

    def wait(self, actor: Actor) -> int:
        """The code with which it ended."""
        del self.running[actor.pid]
        return self._ask({"wait": actor.pid})

    def close(self) -> None:
        for actor in list(self.running.values()):
            actor.kill()
            self.wait(actor)
        if "loaded" in self.__dict__:
            assert self.loaded.stdin is not None
            self.loaded.stdin.close()
            self.loaded.wait(100)

    def _ask(self, what: dict[str, object]) -> int:
        assert self.loaded.stdin is not None
        assert self.loaded.stdout is not None
        self.loaded.stdin.write(json.dumps(what) + "\n")
        self.loaded.stdin.flush()
        answer = self.loaded.stdout.readline()
        assert answer, "the process that forks has ended"
        return int(answer)

    def states(self) -> list[dict[str, object]]:
        found: dict[str, dict[str, object]] = json.loads(self.do("states"))
        return [{"key": key, **row} for key, row in found.items()]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    given = os.environ.get("DATABASE_URL", "")
    on_postgres = given.startswith("postgres")
    database = migrated_database(given) if on_postgres else ""
    if not on_postgres:
        sqlite_at(tmp_path / "zuruf.sqlite3")
    net = Books()
    with loopback(net.script) as server:
        made = House(tmp_path, database, net, server)
        yield made
        made.close()
