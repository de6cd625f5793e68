"""`live`: 200 open desks, 20 messages a second coming in for 20 s: from the intake to every screen, and memory of a desk.

`zuruf up` runs as people start it, with the demo company. A process of its own (bench.live_inside) hands message after
message to the intake. A desk does here what its script does in a browser: it hears of a change by the stream, and asks
for the rows that changed, one request at a time, with all that came meanwhile in the next. A message has been heard of
when the change is there, and shown when its row is. All of it shares one machine: desks, house and intake.
"""

import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from bench import Figure
from tests.ops.house import House

DESKS = int(os.environ.get("BENCH_DESKS", "200"))
RATE, SECONDS = 20, 20.0  # messages a second, and for how long
SETTLE = 60.0  # seconds that desks have to show the last of it
MOST = 50  # rows that a desk asks for at once
SESSION = "zuruf"


@dataclass
class Desk:
    """One open desk: when it heard of each conversation, and when it had its row."""

    heard: dict[str, float] = field(default_factory=dict)
    shown: dict[str, float] = field(default_factory=dict)
    waiting: dict[str, None] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)


def run() -> Iterator[Figure]:
    """Milliseconds until heard and until shown, and kilobytes of an open desk."""
    folder = Path(os.environ["ZURUF_DATA"]) / "live"
    with House(folder) as house:
        cookie = house.sign_in_and_look().cookies[SESSION]
        desks, came, memory = asyncio.run(_measure(house, folder, cookie))
    data = (
        f"{DESKS} desks open on /desk/us/, {len(came)} messages in {SECONDS:.0f} s, each in a transaction of its own,"
        f" zuruf up with the demo company on SQLite; desks, house and intake share one machine of {os.cpu_count()} cores"
    )
    looked = (("live_heard_ms", [d.heard for d in desks]), ("live_shown_ms", [d.shown for d in desks]))
    for name, of in looked:
        took = [(seen[i] - at) * 1000 for seen in of for i, at in came.items() if i in seen]
        missed = len(came) * len(desks) - len(took)
        assert name == "live_shown_ms" or not missed, f"{missed} changes were not heard of"
        worst = statistics.quantiles(took, n=100)
        told = f"{data}; p99 {worst[98]:.0f} ms, {missed} not there {SETTLE:.0f} s later"
        yield Figure(name, statistics.median(took), "ms", told)
    yield Figure(
        "live_desk_kb", memory / DESKS, "kB", f"memory (PSS) of the web process for {DESKS} streams, by desk"
    )


async def _measure(house: House, folder: Path, cookie: str) -> tuple[list[Desk], dict[str, float], float]:
    """The desks, when each conversation began to come in, and kilobytes that the streams took."""
    limits = httpx.Limits(max_connections=DESKS, max_keepalive_connections=DESKS)
    async with httpx.AsyncClient(
        base_url=house.url, cookies={SESSION: cookie}, limits=limits, timeout=SETTLE
    ) as client:
        before = _memory(house)
        desks = [Desk() for _ in range(DESKS)]
        streams = [await _stream(house, cookie) for _ in desks]
        hearing = [asyncio.create_task(_hear(d, s[0])) for d, s in zip(desks, streams, strict=True)]
        await asyncio.sleep(3)
        memory = _memory(house) - before
        asking = [asyncio.create_task(_ask(d, client)) for d in desks]
        came = await asyncio.to_thread(_feed, folder)
        until = time.monotonic() + SETTLE
        while time.monotonic() < until and any(len(d.shown.keys() & came.keys()) < len(came) for d in desks):
            await asyncio.sleep(0.2)
        for task in (*hearing, *asking):
            task.cancel()
        await asyncio.gather(*hearing, *asking, return_exceptions=True)
        for _reader, writer in streams:
            writer.close()
    return desks, came, memory


async def _stream(house: House, cookie: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(
        f"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1:{house.port}\r\nCookie: {SESSION}={cookie}\r\n\r\n".encode()
    )
    status = await reader.readline()
    assert b" 200 " in status, status
    return reader, writer


async def _hear(desk: Desk, reader: asyncio.StreamReader) -> None:
    async for told in _told(reader):
        now = time.time()
        for kind, thing in told:
            if kind == "conversation":
                desk.heard.setdefault(thing, now)
                desk.waiting[thing] = None
        desk.news.set()


async def _told(reader: asyncio.StreamReader) -> AsyncIterator[list[Any]]:
    while line := await reader.readline():
        if line.startswith(b"data: [["):
            yield json.loads(line[6:])


async def _ask(desk: Desk, client: httpx.AsyncClient) -> None:
    while True:
        await desk.news.wait()
        desk.news.clear()
        while desk.waiting:
            ids = list(desk.waiting)[:MOST]
            for one in ids:
                del desk.waiting[one]
            page = await client.get(
                "/desk/us/rows/?" + urlencode([("id", i) for i in ids]), headers={"HX-Request": "true"}
            )
            assert page.status_code == 200, page.text[:300]
            now = time.time()
            for found in re.findall(r'data-id="([^"]+)"', page.text):
                desk.shown.setdefault(found, now)


def _feed(folder: Path) -> dict[str, float]:
    """Have the messages taken in: conversation → when its message was handed over, in seconds since 1970."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.live_inside", str(RATE), str(SECONDS)],
        env={**os.environ, "ZURUF_DATA": str(folder)}, stdout=subprocess.PIPE, check=True, text=True,
    )  # fmt: skip
    came: dict[str, float] = json.loads(done.stdout)
    return came


def _memory(house: House) -> float:
    """Kilobytes of all processes of the house; streams are open in one of them."""
    rollups = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in house.children())
    return sum(int(m[1]) for text in rollups if (m := re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)))
