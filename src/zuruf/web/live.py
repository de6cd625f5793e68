"""Live pages: one watcher per web process hears of changes and passes them to every open desk (server-sent events).

An open desk costs a small queue and a socket: no thread, no database connection, nothing of Django's view machinery.
Who is signed in is looked at when a desk opens, and again every 15 s for all desks at once.

A desk that says which list it shows is sent the lines that changed, so that it asks for nothing: they are read once for all
desks and drawn once for all who see the same (web.line). The first change after a quiet moment goes out at once; where many
desks are open, what follows waits for a moment and goes out together.
"""

import asyncio
import contextlib
import json
import logging
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from asgiref.sync import sync_to_async
from django.db import DatabaseError, Error, connections

from zuruf.core.people import Who
from zuruf.flow.clock import clock
from zuruf.store import changes
from zuruf.store.changes import Position, Seen
from zuruf.web import line, live_door
from zuruf.web.line import Seat

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

log = logging.getLogger(__name__)
HEARTBEAT = 15.0  # seconds
BACKLOG = 200  # batches a desk may lag behind before it is told to look at everything again
READY_WITHIN = 5.0  # seconds for the watcher to begin
RETRY = 1000  # ms until a browser comes back
PACE = 0.0015  # seconds for each open desk between two rounds, at least; the watcher also rests as long as it worked
_KINDS = frozenset(
    {"conversation", "presence", "delivery", "hold", "incident", "account", "ask", "ring", "many"}
)


@dataclass(eq=False)
class Desk:
    """One open page. `closed` ends it; `None` in the queue wakes it."""

    session: str
    member: str  # public id
    seat: Seat | None = None  # None: a page without a list
    queue: "asyncio.Queue[bytes | None]" = field(default_factory=lambda: asyncio.Queue(BACKLOG))
    closed: bool = False

    def put(self, event: bytes | None) -> None:
        """Never waits: a desk that does not keep up loses what it missed and looks at everything again."""
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(b"event: resync\ndata: {}\n\n")
        self.queue.put_nowait(event)

    def close(self) -> None:
        self.closed = True
        self.put(None)


class Hub:
    """The desks of this process and the one thread that hears for them."""

    def __init__(self) -> None:
        self.desks: frozenset[Desk] = frozenset()  # replaced, never changed: the watcher's thread looks at it
        self.stopping = threading.Event()
        self.ready = threading.Event()  # the watcher reads
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watcher: threading.Thread | None = None
        self._guard: asyncio.Task[None] | None = None
        self._position: Position | None = None  # how far the watcher has read

    def join(self, desk: Desk) -> None:
        """From now on *desk* hears. The first one starts the watcher."""
        self._loop = asyncio.get_running_loop()
        self.desks |= {desk}
        if self._watcher is None or not self._watcher.is_alive():
            self._watcher = threading.Thread(target=self._watch, name="zuruf-live", daemon=True)
            self._watcher.start()
        if self._guard is None or self._guard.done():
            self._guard = self._loop.create_task(self._look_after())

    def stop(self) -> None:
        """End every stream at once. From any thread or signal handler."""
        self.stopping.set()
        if self._loop is not None and not self._loop.is_closed():
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._close_all)

    def _close_all(self) -> None:
        for desk in tuple(self.desks):
            desk.close()

    def _watch(self) -> None:
        while not self.stopping.is_set():
            try:
                self._position = self._position or changes.last()
                changes.watch(self.stopping, self._heard, self.ready, self._position)
            except Exception as error:  # the database restarts: nothing that changes meanwhile is lost
                log.warning("Changes cannot be read (%s); trying again", type(error).__name__)
                connections.close_all()
                self._tell(b"event: resync\ndata: {}\n\n")
                self.stopping.wait(1)

    def _heard(self, seen: list[Seen]) -> None:
        """Tell every desk; on the watcher's thread. What changes until it returns is in the next call."""
        began = time.monotonic()
        if members := {s.thing for s in seen if s.kind == "member"}:
            self._sift(members)  # before anything is read for them
        desks = self.desks
        if change := as_event(seen):
            rows = _rows({desk.seat for desk in desks if desk.seat}, seen)
            told: dict[Seat | None, bytes] = {seat: event + change for seat, event in rows.items()}
            self._call(self._hand_out, [(desk, told.get(desk.seat, change)) for desk in desks])
        self._position = seen[-1].at
        self.rest(time.monotonic() - began)

    def rest(self, worked: float) -> None:
        """Between two rounds, the last of which took *worked* seconds: what happens meanwhile goes out together."""
        self.stopping.wait(max(worked, PACE * len(self.desks) - worked))

    def _tell(self, event: bytes) -> None:
        self._call(self._hand_out, [(desk, event) for desk in self.desks])

    def _call(self, what: Callable[..., object], *given: object) -> None:
        """Have it done by the loop, where there is one."""
        if self._loop is not None and not self._loop.is_closed():
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(what, *given)

    def _hand_out(self, told: list[tuple[Desk, bytes]]) -> None:
        for desk, event in told:
            desk.put(event)

    async def _look_after(self) -> None:
        """Every 15 s: a heartbeat to everybody, and who is no longer signed in or active is closed."""
        while self.desks and not self.stopping.is_set():
            await asyncio.sleep(HEARTBEAT)
            with contextlib.suppress(Error):  # the database restarts: who may stay is looked up next time
                await in_thread(self._sift)
            self._tell(b": here\n\n")

    def _sift(self, members: Collection[str] = ()) -> None:
        """Close the desks of those who signed out, changed the password or were deactivated; of *members*, or of everybody. The
        others sit there from now on with what they may by now."""
        for desk in self.desks:
            if members and desk.member not in members:
                continue
            who = live_door.reader(desk.session)
            if who is None or who.public_id != desk.member:
                self._call(desk.close)
            elif desk.seat and desk.seat.who != who:
                desk.seat = replace(desk.seat, who=who)


hub = Hub()


async def serve(scope: Scope, receive: Receive, send: Send) -> None:
    """/live/ : an endless answer of server-sent events, for who is signed in; else 403 as JSON."""
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    session = live_door.session(headers.get(b"cookie", ""))
    who: Who | None = await in_thread(partial(live_door.reader, session)) if session else None
    if who is None or hub.stopping.is_set():
        await _refuse(send)
        return
    asked = live_door.asked(scope.get("query_string", b""))
    desk = Desk(session, who.public_id, live_door.seat(who, asked))
    hub.join(desk)
    leaving = asyncio.ensure_future(_until_gone(receive, desk))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await _send(send, f"retry: {RETRY}\n\n".encode())
        read = Position.read(headers.get(b"last-event-id") or asked.get("after", ""))
        if read is not None:
            if (
                not hub.ready.is_set()
            ):  # between this look and the watcher's first one nothing may fall through
                await in_thread(partial(hub.ready.wait, READY_WITHIN))
            await _send(send, await in_thread(partial(missed, read, desk.seat)))
        while not desk.closed:
            event = await desk.queue.get()
            if event is not None:
                await _send(send, event)
        with contextlib.suppress(Exception):
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        hub.desks -= {desk}
        leaving.cancel()


async def lifespan(receive: Receive, send: Send) -> None:
    """Start and end of the web process. Streams end with the first signal: the server waits for them before it ends."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            hub.stopping.clear()
            _end_with_signals()
            await send({"type": "lifespan.startup.complete"})
        else:
            hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return


def as_event(seen: list[Seen]) -> bytes:
    """Changes as one event: ``[[kind, public id], …]``, with the position of the last as its id; b"" when no page asks for them."""
    told = dict.fromkeys((s.kind, s.thing) for s in seen if s.kind in _KINDS)
    if not told:
        return b""
    data = json.dumps([list(pair) for pair in told], separators=(",", ":"))
    return f"event: change\nid: {seen[-1].at}\ndata: {data}\n\n".encode()


def missed(read: Position, seat: Seat | None = None) -> bytes:
    """What changed after *read*, or the word to look at everything again when that is much."""
    seen = changes.since(read)
    if len(seen) == changes.MOST:
        return f"event: resync\nid: {changes.last()}\ndata: {{}}\n\n".encode()
    if not seen:
        return b""
    rows = _rows({seat}, seen) if seat else {}
    return rows.get(seat, b"") + as_event(seen) if seat else as_event(seen)


def _rows(seats: Collection[Seat], seen: list[Seen]) -> dict[Seat, bytes]:
    """The lines that changed, for each of *seats*. They go before the change itself, whose id says that all until there is
    known. Where they cannot be drawn, pages ask for them."""
    ids = tuple(dict.fromkeys(s.thing for s in seen if s.kind == "conversation"))
    if not ids or not seats:
        return {}
    try:
        return line.news(seats, ids, clock())
    except DatabaseError:
        raise
    except Exception:
        log.exception("What changed could not be drawn for open desks")
        return {}


async def in_thread(ask: Callable[[], Any]) -> Any:
    """Run *ask* on a thread and leave no database connection behind."""

    def run() -> Any:
        try:
            return ask()
        finally:
            connections.close_all()

    return await sync_to_async(run, thread_sensitive=False)()


async def _until_gone(receive: Receive, desk: Desk) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    desk.close()


async def _send(send: Send, body: bytes) -> None:
    if body:
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"error": "sign in first"}'})


def _end_with_signals() -> None:
    """Close the streams as soon as the process is asked to end, before the server begins to wait for them."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)

        def end(signum: int, frame: Any, before: Any = before) -> None:
            hub.stop()
            if callable(before):
                before(signum, frame)

        signal.signal(number, end)


_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]
