"""A small server of Jetstream's documented format (v1 and v2) on loopback: it replays events from a cursor on, and cuts the connection,
repeats itself, sends junk or refuses as a test wants."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

POST = "app.bsky.feed.post"
V2 = "/xrpc/network.bsky.jetstream.subscribeEvents"
BEGAN = 1_772_000_000_000_000  # microseconds: the network's time of the first event


@dataclass
class Stream:
    """What the server has. `events` may grow while somebody reads. `cut_after`: events of a connection until it is cut, once each;
    `seen`: the addresses that were asked for. Of whoever connected last, and of nobody before: `sent` counts the frames that she was
    sent, `said_all` tells that these are all."""

    events: list[dict[str, Any] | bytes] = field(default_factory=list)
    cut_after: list[int] = field(default_factory=list)
    refuse: list[int] = field(default_factory=list)  # statuses, one for each attempt to connect
    seen: list[str] = field(default_factory=list)
    port: int = 0
    more: threading.Condition = field(default_factory=threading.Condition)
    over: bool = False
    newest: ServerConnection | None = None
    sent: int = 0
    said_all: bool = False

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def post(
        self,
        text: str,
        *,
        did: str = "did:plc:anna",
        rkey: str = "",
        operation: str = "create",
        **more: object,
    ) -> str:
        """A post is written, edited or deleted (*text* ""); its address."""
        n = len(self.events)
        rkey = rkey or f"3k{n:011d}"
        record = {"$type": POST, "text": text, "createdAt": "2026-02-25T06:00:00Z", "langs": ["de"], **more}
        commit: dict[str, Any] = {"rev": f"r{n}", "operation": operation, "collection": POST, "rkey": rkey}
        if operation != "delete":
            commit |= {"record": record, "cid": f"bafy{n}"}
        self.say({"did": did, "time_us": BEGAN + n * 1000, "kind": "commit", "commit": commit})
        return f"at://{did}/{POST}/{rkey}"

    def delete(self, uri: str) -> None:
        _, _, did, _, rkey = uri.split("/")
        self.post("", did=did, rkey=rkey, operation="delete")

    def account(self, did: str, status: str) -> None:
        n = len(self.events)
        told = {"active": False, "did": did, "seq": n, "status": status}
        self.say({"did": did, "time_us": BEGAN + n * 1000, "kind": "account", "account": told})

    def handle(self, did: str, handle: str) -> None:
        n = len(self.events)
        self.say(
            {
                "did": did,
                "time_us": BEGAN + n * 1000,
                "kind": "identity",
                "identity": {"did": did, "handle": handle},
            }
        )

    def say(self, event: dict[str, Any] | bytes) -> None:
        with self.more:
            self.events.append(event)
            self.said_all = False
            self.more.notify_all()


@contextmanager
def server() -> Iterator[Stream]:
    stream = Stream()

    def decide(_connection: ServerConnection, request: Request) -> Response | None:
        stream.seen.append(request.path)
        with stream.more:
            stream.newest, stream.sent, stream.said_all = _connection, 0, False
        if stream.refuse:
            status = HTTPStatus(stream.refuse.pop(0))
            return _connection.respond(status, json.dumps({"error": "CursorTooOld", "message": "floor 7"}))
        return None

    with serve(
        lambda c: _talk(c, stream),
        "127.0.0.1",
        0,
        process_request=decide,
        compression=None,
        open_timeout=None,  # whoever stands still for a while is not turned away for it
        ping_interval=None,
        close_timeout=0.1,
    ) as running:
        stream.port = running.socket.getsockname()[1]
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        try:
            yield stream
        finally:
            with stream.more:
                stream.over = True
                stream.more.notify_all()
            _end(running)


def _end(running: Server) -> None:
    running.shutdown()


def _talk(connection: ServerConnection, stream: Stream) -> None:
    assert connection.request is not None
    parts = urlsplit(connection.request.path)
    v2 = parts.path.startswith("/xrpc/")
    cursor = int(parse_qs(parts.query).get("cursor", ["0"])[0])
    cut = stream.cut_after.pop(0) if stream.cut_after else None
    n = sent = 0

    def tell(*, sent: int = 0, said_all: bool = False) -> None:
        """Holding `more`."""
        if stream.newest is connection:
            stream.sent, stream.said_all = stream.sent + sent, said_all

    with suppress(ConnectionClosed):
        while True:
            with stream.more:
                while n >= len(stream.events) and not stream.over:
                    tell(said_all=True)
                    stream.more.wait(5)
                if stream.over:
                    return
                event = stream.events[n]
            n += 1
            if isinstance(event, dict):
                if event["time_us"] < cursor if cursor >= 10**15 else n < cursor:
                    continue
                connection.send(json.dumps(_v2(event, n) if v2 else event, ensure_ascii=False))
            else:
                connection.send(event)
            sent += 1
            with stream.more:
                tell(sent=1)
            if cut is not None and sent >= cut:
                connection.socket.close()
                return


def _v2(event: dict[str, Any], seq: int) -> dict[str, Any]:
    """The same event as v2 says it."""
    kind = event["kind"]
    said = event["commit"] if kind == "commit" else {kind: event[kind]}
    time = f"2026-02-25T06:13:20.{event['time_us'] % 1_000_000:06d}Z"
    payload = {
        "$type": f"network.bsky.jetstream.subscribeEvents#{kind}",
        "seq": seq,
        "did": event["did"],
        "time": time,
        **said,
    }
    return {"$type": "message", "payload": payload}
