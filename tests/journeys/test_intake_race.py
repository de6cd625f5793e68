"""Several processes take the same messages in at once, and one is killed in the middle: each message is there once."""

import json
import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.servers.migrated import sqlite_at
from tests.servers.postgres import migrated_database

HERE = Path(__file__).resolve().parents[2]
COUNT = 600
LOOK = """
import json
from django.db.models import Count
from zuruf.store.models import Conversation, Message, RawArrival, Sighting
from zuruf.core import intake
threads = {}
for m in Message.objects.order_by("id"):
    threads.setdefault(m.conversation_id, []).append(m)
wrong = [c.root_id for c in Conversation.objects.all() if (
    c.message_count != len(threads[c.pk])
    or c.waiting_since != min(m.order_at for m in threads[c.pk])
)]
print(json.dumps({
    "messages": Message.objects.count(),
    "sightings": Sighting.objects.count(),
    "conversations": Conversation.objects.count(),
    "wrong": wrong,
    "unread": RawArrival.objects.filter(state="new").count(),
}))
"""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """The environment of an installation of its own."""
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "ZURUF_DATA")}
    env |= {
        "ZURUF_DATA": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "zuruf.settings",
        "ZURUF_LOG": "ERROR",
    }
    if request.param == "postgres":
        env["DATABASE_URL"] = migrated_database(request.getfixturevalue("postgres_server"))
    else:
        sqlite_at(tmp_path / "data" / "zuruf.sqlite3")
    return env


def look(env: dict[str, str]) -> dict[str, Any]:
    code = f"import django; django.setup()\n{LOOK}"
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=HERE, check=True, capture_output=True, text=True
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def stored(env: dict[str, str]) -> int:
    """How many messages are committed, seen from outside."""
    sql = "SELECT count(*) FROM store_message"
    if "DATABASE_URL" in env:
        with psycopg.connect(env["DATABASE_URL"]) as postgres:
            row = postgres.execute(sql).fetchone()
    else:
        with closing(sqlite3.connect(Path(env["ZURUF_DATA"]) / "zuruf.sqlite3", timeout=20)) as sqlite:
            row = sqlite.execute(sql).fetchone()
    return int(row[0]) if row else 0


def start(env: dict[str, str], file: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "django", "import", str(file)]
    return subprocess.Popen(command, env=env, cwd=HERE, stdout=subprocess.DEVNULL)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """The same messages four times, each time in another order: 60 threads, in which each answers an earlier one."""
    lines = []
    for i in range(COUNT):
        thread, place = i % 60, i // 60
        parent = f"t{thread}-{(place - 1) // 2}" if place else ""
        told = {
            "id": f"t{thread}-{place}", "author": f"person {i % 37}", "text": f"Hallo {i}?", "parent": parent,
            "at": f"2026-03-02T{9 + place:02}:{thread:02}:00Z",
        }  # fmt: skip
        lines.append(json.dumps(told))
    made = []
    for number in range(4):
        path = tmp_path / f"messages-{number}.jsonl"
        path.write_text("\n".join(random.Random(number).sample(lines, COUNT)))
        made.append(path)
    return made


# `zuruf import`, which stands still for ever in the middle of its third transaction: what that wrote is not committed.
STANDS_STILL = """
import sys, threading, django
django.setup()
from django.core.management import call_command
from zuruf.flow import intake
counts, steps = intake._counts, []
def third(done):
    steps.append(done)
    if len(steps) == 3:
        print("here", flush=True)
        threading.Event().wait()
    return counts(done)
intake._counts = third
call_command("import", sys.argv[1])
"""
RIGHT = {"messages": COUNT, "sightings": COUNT, "conversations": 60, "wrong": [], "unread": 0}


def test_four_processes_that_take_the_same_messages_in_store_each_once(
    house: dict[str, str], files: list[Path]
) -> None:
    running = [start(house, file) for file in files]
    assert [process.wait(280) for process in running] == [0, 0, 0, 0]
    assert look(house) == RIGHT


def test_intake_that_is_killed_is_finished_later_and_nothing_is_lost_or_doubled(
    house: dict[str, str], files: list[Path]
) -> None:
    command = [sys.executable, "-c", STANDS_STILL, str(files[0])]
    with subprocess.Popen(command, env=house, cwd=HERE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        process.kill()
    assert 0 < stored(house) < COUNT, "it was not killed in the middle"

    code = "import django; django.setup(); from zuruf.flow import arrivals; arrivals.resume()"
    subprocess.run([sys.executable, "-c", code], env=house, cwd=HERE, check=True)
    assert look(house)["unread"] == 0
    assert start(house, files[1]).wait(280) == 0
    assert look(house) == RIGHT
