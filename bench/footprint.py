"""Resident memory of `zuruf up`, idle, with the demo company: all of its processes, shared pages counted once."""

import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench import Figure
from tests.ops.house import House

SETTLE = 20.0  # seconds after the first page until we look


def run() -> Iterator[Figure]:
    """`footprint_mb`: PSS, summed over supervisor, web and worker; RSS beside it."""
    with House(Path(os.environ["ZURUF_DATA"]) / "idle") as house:
        desk = house.sign_in_and_look()
        house.write_on_talk(
            "Wann ist die Werkstatt am Freitag offen?"
        )  # so that triage and its model are there
        conversation = re.search(r'href="(/desk/us/[^"/]+/)"', desk.get("/desk/us/").text)
        if conversation:
            desk.get(conversation.group(1))
        time.sleep(SETTLE)
        pids = [house.process.pid, *house.children()]
        pss, rss = (sum(_kb(pid, key) for pid in pids) / 1024 for key in ("Pss", "Rss"))
    version = ".".join(map(str, sys.version_info[:2]))
    data = f"zuruf up, {len(pids)} processes, demo company, one message and one conversation opened, then idle for {SETTLE:.0f} s, SQLite, Python {version}"
    yield Figure(
        "footprint_mb",
        pss,
        "MB",
        f"{data}; PSS (RSS, which counts shared pages several times: {rss:.0f} MB)",
        aim="< 250",
    )


def _kb(pid: int, key: str) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(rf"^{key}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found.group(1)) if found else 0
