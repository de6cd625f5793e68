"""The short form of `make torture`, on the database of the run: claims, deadlines and the networks' memory last seconds in
its processes. The counts are the networks'."""

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.servers.migrated import sqlite_at
from tests.servers.pds import Pds
from tests.servers.postgres import migrated_database
from tests.torture.__main__ import SHORT
from tests.torture.run import Run


@pytest.mark.pds
@pytest.mark.timeout(600)
def test_nothing_is_doubled_lost_or_sent_after_a_recall_whatever_is_killed_and_cut(
    tmp_path: Path, pds: Pds
) -> None:
    given = os.environ.get("DATABASE_URL", "")
    url = migrated_database(given) if given.startswith("postgres") else ""
    if not url:
        sqlite_at(tmp_path / "zuruf.sqlite3")
    run = Run(SHORT, "postgresql" if url else "sqlite", url, tmp_path, pds)

    lines: list[Any] = run(threading.Event())  # what is printed as JSON

    assert run.wrong == []
    assert [line["network"] for line in lines] == ["harmless", "traceable", "blind", "bluesky"]
    assert all((one["doubled"], one["lost"], one["sent_after_recall"]) == (0, 0, 0) for one in lines)
    assert all(one["published"] > one["replies"] // 2 for one in lines), "hardly anything went out"
    assert run.kills["worker"] + run.kills["web"] >= SHORT.kills
    assert sum(one["faults"] for one in lines) > 0
