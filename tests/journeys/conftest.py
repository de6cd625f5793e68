"""A house of real processes: one database, one network on loopback, and workers that can really be killed.

The database is that of the run: an SQLite file, or with DATABASE_URL one of the test's own on that PostgreSQL. `make test`
runs this folder on both.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.servers.books import INSTALLED, Books
from tests.servers.loopback import Loopback, loopback
from tests.servers.migrated import sqlite_at
from tests.servers.postgres import migrated_database

ROOT = Path(__file__).parents[2]


@dataclass
class House:
    """Starts the actor (see actor.py) in processes of their own, on one database."""

    folder: Path
    database: str
    net: Books
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
            "PYTHONPATH": os.pathsep.join(filter(None, (str(INSTALLED), os.environ.get("PYTHONPATH")))),
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
    on_postgres = given.startswith("postgres")
    database = migrated_database(given) if on_postgres else ""
    if not on_postgres:
        sqlite_at(tmp_path / "zuruf.sqlite3")
    net = Books()
    with loopback(net.script) as server:
        made = House(tmp_path, database, net, server)
        yield made
        for process in made.running:
            if process.poll() is None:
                process.kill()
                process.wait()
