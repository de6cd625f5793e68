"""Several real processes share one stream through a real NATS server, and are killed in the middle: no post lost, none twice."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from tests import builders
from tests.builders import NOW
from tests.servers.nats import nats_server
from zuruf.channels.jetstream import Jetstream
from zuruf.flow import hearing_apart
from zuruf.flow.hearing import Ear, Place
from zuruf.ops import bus
from zuruf.ops.bus import Bus, Trouble
from zuruf.store.models import Heard, HeardGone, ListeningSearch, ListeningStream

__all__ = ["nats_server"]
ROOT = Path(__file__).resolve().parents[2]
FIRST = 1_772_442_000_000_000  # microseconds: NOW
COUNT = 1200
PATIENCE = 200  # seconds until somebody has to say what is wrong


def post(n: int) -> dict[str, Any]:
    """Every third is about what is searched for; every fifteenth of all is deleted by the event behind it."""
    text = f"Die Kurbel Nummer {n} knackt." if n % 3 == 0 else f"Guten Morgen, {n}."
    record = {
        "$type": "app.bsky.feed.post",
        "text": text,
        "createdAt": "2026-03-02T09:00:00Z",
        "langs": ["de"],
    }
    return event(n, "create", record)


def event(n: int, operation: str, record: dict[str, Any] | None = None) -> dict[str, Any]:
    commit: dict[str, Any] = {
        "rev": f"{n}{operation[0]}",
        "operation": operation,
        "collection": "app.bsky.feed.post",
    }
    commit |= {"rkey": f"3k{n:011d}"} | ({"record": record, "cid": "bafyreib"} if record else {})
    at = FIRST + 2 * n + (operation == "delete")
    return {"did": f"did:plc:{n % 50:024d}", "time_us": at, "kind": "commit", "commit": commit}


EVENTS = [e for n in range(COUNT) for e in (post(n), *([event(n, "delete")] if n % 15 == 0 else []))]
WANTED = {
    f"at://did:plc:{n % 50:024d}/app.bsky.feed.post/3k{n:011d}" for n in range(COUNT) if n % 3 == 0 and n % 15
}


@contextmanager
def network(more: threading.Event) -> Iterator[str]:
    """A stream in the format of Jetstream: from the cursor on, its second half when there is to be *more*."""

    def tell(socket: ServerConnection) -> None:
        assert socket.request is not None
        since = int(parse_qs(urlsplit(socket.request.path).query)["cursor"][0])
        half = EVENTS[len(EVENTS) // 2]["time_us"]
        with suppress(ConnectionClosed):
            for one in EVENTS:
                if one["time_us"] == half:
                    more.wait(PATIENCE)
                if one["time_us"] >= since:
                    socket.send(json.dumps(one))
            socket.recv()  # until it is closed

    with serve(tell, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        server.shutdown()


@dataclass
class Processes:
    """`zuruf listen` over the database of this test."""

    stream: str
    nats: str
    data: Path
    process: "subprocess.Popen[str]" = field(init=False)

    def __post_init__(self) -> None:
        env = {
            **os.environ, "ZURUF_DATA": str(self.data), "DATABASE_URL": address(), "ZURUF_LISTEN": self.stream,
            "ZURUF_LISTEN_NAMES": "off", "ZURUF_ALLOW_PRIVATE": "127.0.0.1", "DJANGO_SETTINGS_MODULE": "zuruf.settings",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.ops.listeners"],
            env=env, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def start(self, *words: str) -> int:
        return int(self._ask(" ".join(("start --nats", self.nats, "--again-after 1", *words))))

    def kill(self, pid: int) -> None:
        assert self._ask(f"kill {pid}") == "killed"

    def _ask(self, line: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        self.process.communicate(timeout=PATIENCE)


def address() -> str:
    """The database of this test, for another process."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    return f"postgresql://{told['USER']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


def joined(url: str, **more: float) -> Bus:
    """A connection, tried again while the server stands still, as whoever listens tries it."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return Bus(url, **more)
        except Trouble:
            if time.monotonic() > end:
                raise


def wait(until: Any, what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end, what
        time.sleep(0.02)


@pytest.fixture
def search(db: None) -> ListeningSearch:
    fields = {"name": "Kurbel", "query": "kurbel", "purpose": "fault", "created_at": NOW, "changed_at": NOW}
    return ListeningSearch.objects.create(owner=builders.member(), **fields)


@pytest.mark.django_db(transaction=True)
def test_of_what_a_network_says_nothing_is_lost_or_doubled_though_readers_are_killed(
    nats_server: str, search: ListeningSearch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus, "PATIENCE", PATIENCE)
    more = threading.Event()
    with network(more) as stream:
        name = Jetstream(stream).name
        ListeningStream.objects.create(name=name, realm="bluesky", cursor=str(FIRST))
        others = Processes(stream, nats_server, tmp_path)
        try:
            publisher = others.start()
            mine = joined(nats_server, again_after=1.0)
            wait(lambda: mine.waiting() > len(EVENTS) // 3, "The publisher put nothing in.")
            assert len(mine.take(100, PATIENCE)) == 100
            mine.close()  # this one dies with 100 events in its hands
            matchers = [others.start("--match") for _ in range(3)]
            wait(lambda: Heard.objects.count() > 30, "Nobody matched.")
            others.kill(matchers[0])
            others.kill(publisher)
            more.set()
            ListeningStream.objects.update(until=None)  # a minute later
            others.start()
            look = joined(nats_server)
            wait(
                lambda: set(Heard.objects.values_list("remote_id", flat=True)) == WANTED, "Not all was heard."
            )
            wait(lambda: look.waiting() == 0, "Something is left in the queue.")
            look.close()
        finally:
            more.set()
            others.end()
    assert Heard.objects.count() == len(WANTED)
    assert set(Heard.objects.values_list("remote_id", flat=True)) == WANTED
    assert HeardGone.objects.count() == COUNT // 15


@pytest.mark.django_db
def test_a_deletion_that_is_heard_before_its_post_is_stored_counts_all_the_same(
    search: ListeningSearch,
) -> None:
    source = Jetstream("wss://stream.example")
    place, ear = Place("bluesky", "bluesky"), Ear("bluesky")

    def hear(*events: dict[str, Any]) -> None:
        hearing_apart.hear(place, source.read([json.dumps(e).encode() for e in events]), ear, now=NOW)

    hear(event(15, "delete"))
    hear(post(15), post(18))
    assert list(Heard.objects.values_list("text", flat=True)) == ["Die Kurbel Nummer 18 knackt."]
    over: dict[str, Any] = {
        "did": f"did:plc:{18:024d}",
        "time_us": FIRST + 10_000,
        "kind": "account",
        "account": {"active": False},
    }
    over["account"]["status"] = "deleted"
    hear(over)
    hear(post(18))
    assert not Heard.objects.exists()
    assert hearing_apart.sweep(now=NOW) == 0
    assert hearing_apart.sweep(now=NOW + 2 * hearing_apart.LASTS) == 2
