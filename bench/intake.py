"""How fast messages come in through the complete road, and what a colleague at the desk notices of it.

Every part runs in processes of its own on a database of its own: the intake itself, the floor (the same rows, read back
and written into an empty database with nothing but bulk inserts), and a colleague who takes conversations and writes
notes while intake runs. Transactions hold 50 messages in all of them, and are durable (SQLite: synchronous=FULL;
PostgreSQL: its defaults).
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MESSAGES = int(os.environ.get("BENCH_MESSAGES", "50000"))  # fewer for a quick look
WHILE_WATCHED = 20_000  # messages that come in while the colleague works
HERE = Path(__file__).resolve().parent.parent
DATA = (
    "{n:,} invented messages in German and English (60 to 260 characters, 40 % begin a thread, 2 % ours, up to 30 places "
    "out of order, 8,000 people), arrivals of 500, transactions of 50"
)


def run() -> Iterator[dict[str, object]]:
    """The figures, one after the other."""
    yield _speed("intake_sqlite", dict, aim="at least 3,000; ratio at least 0.5")
    yield _watched()
    from tests.servers.postgres import create_database, server

    with server(durable=True) as postgres:
        yield _speed(
            "intake_postgresql",
            lambda: {"DATABASE_URL": create_database(postgres.url)},
            aim="ratio at least 0.5",
        )


def _speed(name: str, database: Callable[[], dict[str, str]], aim: str) -> dict[str, object]:
    """*database* gives the environment of an empty one each time."""
    with _folder() as folder:
        filled = database()
        took = _child("take", folder, filled, MESSAGES)["seconds"]
        _child("keep", folder, filled)
        floors = []
        for way in ("plain", "prepared"):
            with _folder() as other:
                (folder / "rows.pickle").rename(other / "rows.pickle")
                floors.append(_child("floor", other, database(), way)["seconds"])
                (other / "rows.pickle").rename(folder / "rows.pickle")
    return {
        "name": name,
        "value": round(MESSAGES / took),
        "unit": "messages/s",
        "floor": round(MESSAGES / floors[0]),
        "ratio": round(floors[0] / took, 2),
        "floor_prepared": round(MESSAGES / floors[1]),
        "ratio_prepared": round(floors[1] / took, 2),
        "aim": aim,
        "data": DATA.format(n=MESSAGES)
        + "; floor: the same rows by bulk_create, floor_prepared: by executemany",
    }


def _watched() -> dict[str, object]:
    database: dict[str, str] = {}
    with _folder() as folder:
        _child("take", folder, database, 500)
        colleague = _start("work", folder, database)
        try:
            _wait_for(folder / "at-work", colleague)
            took = _child("take", folder, database, WHILE_WATCHED, "more")
        finally:
            (folder / "home-time").touch()
            out, _ = colleague.communicate(timeout=60)
    waits = sorted(json.loads(out)["milliseconds"])
    return {
        "name": "intake_web_write_p95_ms",
        "value": round(waits[int(len(waits) * 0.95)], 1),
        "unit": "ms",
        "median": round(statistics.median(waits), 1),
        "worst": round(waits[-1], 1),
        "intake": round(WHILE_WATCHED / took["seconds"]),
        "aim": "under 30",
        "data": f"{len(waits):,} writes (take, hand back, note) of one colleague in a process of her own, 10 ms apart, "
        "SQLite, while " + DATA.format(n=WHILE_WATCHED) + " came in",
    }


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="zuruf-bench-intake-") as folder:
        yield Path(folder)


def _start(what: str, folder: Path, database: dict[str, str], *words: object) -> subprocess.Popen[str]:
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "ZURUF_DATA")}
    env |= {
        "ZURUF_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "zuruf.settings",
        "ZURUF_LOG": "ERROR",
        **database,
    }
    command = [sys.executable, "-m", "bench.intake_inside", what, str(folder), *map(str, words)]
    return subprocess.Popen(command, cwd=HERE, env=env, stdout=subprocess.PIPE, text=True)


def _child(what: str, folder: Path, database: dict[str, str], *words: object) -> dict[str, Any]:
    process = _start(what, folder, database, *words)
    out, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"intake: the process for {what!r} ended with code {process.returncode}")
    told: dict[str, Any] = json.loads(out or "{}")
    return told


def _wait_for(sign: Path, process: subprocess.Popen[str]) -> None:
    while not sign.exists():
        if process.poll() is not None:
            raise SystemExit("intake: the colleague's process ended before she began")
        time.sleep(0.05)
