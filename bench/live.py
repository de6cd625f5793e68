"""`live`: 200 open desks of 200 people, 20 messages a second coming in for 20 s: from the intake to every screen, and memory of a desk.

`zuruf up` runs as people start it, with the demo company, on each of the databases. A process of its own
(bench.live_inside) hands message after message to the intake. A desk does here what its script does in a browser: it hears
by the stream, and asks for the lines that the stream did not bring. A message has been heard of when the change is
there, and shown when its line is. All of it shares one machine: desks, house, database and intake.
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
from tests.servers.postgres import migrated_database, server

DESKS = int(os.environ.get("BENCH_DESKS", "200"))
RATE, SECONDS = 20, float(os.environ.get("BENCH_SECONDS", "20"))  # messages a second, and for how long
SETTLE = 60.0  # seconds that desks have to show the last of it
MOST = 50  # rows that a desk asks for at once
SESSION = "zuruf"
_ID = re.compile(r'data-id="([^"]+)"')


@dataclass
class Desk:
    """One open desk: when it heard of each conversation, and when it had its line."""

    cookie: str
    heard: dict[str, float] = field(default_factory=dict)
    shown: dict[str, float] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)  # lines that came with the stream
    waiting: dict[str, None] = field(default_factory=dict)
    asked: int = 0  # requests
    news: asyncio.Event = field(default_factory=asyncio.Event)


def run() -> Iterator[Figure]:
    """Milliseconds until heard and until shown, on both databases, and kilobytes of an open desk."""
    folder = Path(os.environ["ZURUF_DATA"])
    chosen = os.environ.get("BENCH_DATABASES", "sqlite postgresql").split()
    if "sqlite" in chosen:
        yield from _figures("sqlite", folder / "sqlite", "")
    if "postgresql" in chosen:
        with server(durable=True) as postgres:
            yield from _figures("postgresql", folder / "postgresql", migrated_database(postgres.url))


def _figures(database: str, folder: Path, url: str) -> Iterator[Figure]:
    more: dict[str, Any] = {"DATABASE_URL": url} if url else {}
    with House(folder, **more) as house:
        house.sign_in_and_look()
        cookies = _inside(house, "people", DESKS)
        desks, came, memory = asyncio.run(_measure(house, cookies))
    data = (
        f"{len(desks)} desks of as many people open on /desk/us/, {len(came)} messages in {SECONDS:.0f} s, each in a transaction of"
        f" its own, zuruf up with the demo company on {database}; desks, house, database and intake share one machine of"
        f" {os.cpu_count()} cores, of which the bench's own desks and intake took {_own_seconds():.0f} s"
    )
    asked = sum(d.asked for d in desks)
    rows = (("live_heard_ms_", [d.heard for d in desks]), ("live_shown_ms_", [d.shown for d in desks]))
    for name, of in rows:
        took = [(seen[i] - at) * 1000 for seen in of for i, at in came.items() if i in seen]
        missed = len(came) * len(desks) - len(took)
        assert name == "live_shown_ms_" or not missed, f"{missed} changes were not heard of"
        p99 = statistics.quantiles(took, n=100)[98]
        told = f"{data}; p99 {p99:.0f} ms, {missed} not there {SETTLE:.0f} s later, {asked} requests of desks"
        yield Figure(f"{name}{database}", statistics.median(took), "ms", told, aim="< 1000, p99 < 3000")
    kilobytes = f"memory (PSS) of the web process for {len(desks)} streams, by desk, {database}"
    yield Figure(f"live_desk_kb_{database}", memory / len(desks), "kB", kilobytes)


def _own_seconds() -> float:
    """Processor seconds of this process and those that it waited for."""
    took = os.times()
    return took.user + took.system + took.children_user + took.children_system


async def _measure(house: House, cookies: list[str]) -> tuple[list[Desk], dict[str, float], float]:
    """The desks, when each conversation began to come in, and kilobytes that the streams took."""
    limits = httpx.Limits(max_connections=len(cookies), max_keepalive_connections=len(cookies))
    async with httpx.AsyncClient(base_url=house.url, limits=limits, timeout=SETTLE) as client:
        before = _memory(house)
        desks = [Desk(cookie) for cookie in cookies]
        streams = [await _stream(house, desk.cookie) for desk in desks]
        hearing = [asyncio.create_task(_hear(d, s[0])) for d, s in zip(desks, streams, strict=True)]
        await asyncio.sleep(3)
        memory = _memory(house) - before
        asking = [asyncio.create_task(_ask(d, client)) for d in desks]
        came: dict[str, float] = await asyncio.to_thread(_inside, house, str(RATE), SECONDS)
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
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port, limit=2**24)
    writer.write(
        f"GET /live/?queue=us&lang=de HTTP/1.1\r\nHost: 127.0.0.1:{house.port}\r\nCookie: {SESSION}={cookie}\r\n\r\n".encode()
    )
    status = await reader.readline()
    assert b" 200 " in status, status
    return reader, writer


async def _hear(desk: Desk, reader: asyncio.StreamReader) -> None:
    async for event, data in _told(reader):
        now = time.time()
        if event == "rows":
            for row in data["rows"]:
                if found := _ID.search(row):
                    desk.shown.setdefault(found[1], now)
                    desk.told.add(found[1])
            desk.told.update(data["gone"])
        for kind, thing in data if event == "change" else ():
            if kind == "conversation":
                desk.heard.setdefault(thing, now)
                if thing not in desk.told:
                    desk.waiting[thing] = None
                desk.told.discard(thing)
        desk.news.set()


async def _told(reader: asyncio.StreamReader) -> AsyncIterator[tuple[str, Any]]:
    event = ""
    while line := await reader.readline():
        if line.startswith(b"event: "):
            event = line[7:].decode().strip()
        elif line.startswith(b"data: "):
            yield event, json.loads(line[6:])


async def _ask(desk: Desk, client: httpx.AsyncClient) -> None:
    while True:
        await desk.news.wait()
        desk.news.clear()
        while desk.waiting:
            ids = list(desk.waiting)[:MOST]
            for one in ids:
                del desk.waiting[one]
            desk.asked += 1
            page = await client.get(
                "/desk/us/rows/?" + urlencode([("id", i) for i in ids]),
                headers={"HX-Request": "true", "Cookie": f"{SESSION}={desk.cookie}"},
            )
            assert page.status_code == 200, page.text[:300]
            now = time.time()
            for found in _ID.findall(page.text):
                desk.shown.setdefault(found, now)


def _inside(house: House, *words: object) -> Any:
    """What bench.live_inside says, in the house's database."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.live_inside", *map(str, words)],
        env={**os.environ, **house.environment}, stdout=subprocess.PIPE, check=True, text=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def _memory(house: House) -> float:
    """Kilobytes of all processes of the house; streams are open in one of them."""
    rollups = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in house.children())
    return sum(int(m[1]) for text in rollups if (m := re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)))
