"""Live pages: one watcher per web process hears of changes and passes them to every open desk (server-sent events).

An open desk costs a small queue and a socket: no thread, no database connection, nothing of Django's view machinery.
Who is signed in is looked at when a desk opens, and again every 15 s for all desks at once.
"""

import asyncio
import contextlib
import json
import logging
import signal
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from functools import partial
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib import auth
from django.db import connections
from django.http import HttpRequest
from django.utils.module_loading import import_string

from zuruf.store import changes
from zuruf.store.changes import Position, Seen
from zuruf.store.queries import people

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

log = logging.getLogger(__name__)
HEARTBEAT = 15.0  # seconds
BACKLOG = 200  # batches a desk may lag behind before it is told to look at everything again
READY_WITHIN = 5.0  # seconds for the watcher to begin
RETRY = 1000  # ms until a browser comes back
_KINDS = frozenset({"conversation", "presence", "delivery", "hold", "incident", "account", "ask", "ring"})


@dataclass(eq=False)
class Desk:
    """One open page. `closed` ends it; `None` in the queue wakes it."""

    session: str
    member: str
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
        self.desks: set[Desk] = set()
        self.stopping = threading.Event()
        self.ready = threading.Event()  # the watcher reads
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watcher: threading.Thread | None = None
        self._guard: asyncio.Task[None] | None = None
        self._position: Position | None = None  # how far the watcher has read

    def join(self, desk: Desk) -> None:
        """From now on *desk* hears. The first one starts the watcher."""
        self._loop = asyncio.get_running_loop()
        self.desks.add(desk)
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
        self._tell(as_event(seen))
        self._position = seen[-1].at
        if any(s.kind == "member" for s in seen) and self._loop is not None:
            self._loop.call_soon_threadsafe(lambda: asyncio.ensure_future(self._sift()))

    def _tell(self, event: bytes) -> None:
        if self._loop is not None and not self._loop.is_closed():
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._pass_on, event)

    def _pass_on(self, event: bytes) -> None:
        for desk in self.desks:
            desk.put(event)

    async def _look_after(self) -> None:
        """Every 15 s: a heartbeat to everybody, and who is no longer signed in or active is closed."""
        while self.desks and not self.stopping.is_set():
            await asyncio.sleep(HEARTBEAT)
            await self._sift()
            self._pass_on(b": here\n\n")

    async def _sift(self) -> None:
        """Close the desks of those who signed out, changed the password or were deactivated."""
        known = {desk.session: desk.member for desk in self.desks}
        gone = await in_thread(lambda: {s for s, member in known.items() if _member(s) != member})
        for desk in tuple(self.desks):
            if desk.session in gone:
                desk.close()


hub = Hub()


async def serve(scope: Scope, receive: Receive, send: Send) -> None:
    """/live/ : an endless answer of server-sent events, for who is signed in; else 403 as JSON."""
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    session = _session(headers.get(b"cookie", ""))
    member = await in_thread(partial(_member, session)) if session else ""
    if not member or hub.stopping.is_set():
        await _refuse(send)
        return
    desk = Desk(session, member)
    hub.join(desk)
    leaving = asyncio.ensure_future(_until_gone(receive, desk))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await _send(send, f"retry: {RETRY}\n\n".encode())
        read = Position.read(headers.get(b"last-event-id") or _asked_from(scope))
        if read is not None:
            if (
                not hub.ready.is_set()
            ):  # between this look and the watcher's first one nothing may fall through
                await in_thread(partial(hub.ready.wait, READY_WITHIN))
            await _send(send, await in_thread(partial(missed, read)))
        while not desk.closed:
            event = await desk.queue.get()
            if event is not None:
                await _send(send, event)
        with contextlib.suppress(Exception):
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        hub.desks.discard(desk)
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
    """Changes as one event: ``[[kind, public id], …]``, with the position of the last as its id."""
    told = dict.fromkeys((s.kind, s.thing) for s in seen if s.kind in _KINDS)
    data = json.dumps([list(pair) for pair in told], separators=(",", ":"))
    return f"event: change\nid: {seen[-1].at}\ndata: {data}\n\n".encode()


def missed(read: Position) -> bytes:
    """What changed after *read*, or the word to look at everything again when that is much."""
    seen = changes.since(read)
    if len(seen) == changes.MOST:
        return f"event: resync\nid: {changes.last()}\ndata: {{}}\n\n".encode()
    return as_event(seen) if seen else b""


async def in_thread(ask: Callable[[], Any]) -> Any:
    """Run *ask* on a thread and leave no database connection behind."""

    def run() -> Any:
        try:
            return ask()
        finally:
            connections.close_all()

    return await sync_to_async(run, thread_sensitive=False)()


def _member(session: str) -> str:
    """The public id of who is signed in with this session, "" for nobody."""
    request = HttpRequest()
    request.session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")(session)
    user = auth.get_user(request)
    who = people.who(user.pk) if user.pk is not None else None
    return who.public_id if who else ""


def _session(cookie: str) -> str:
    try:
        found = SimpleCookie(cookie).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return found.value if found else ""


def _asked_from(scope: Scope) -> str:
    """Where the page stood when it was made: what changed between then and now is told first."""
    query: bytes = scope.get("query_string", b"")
    return parse_qs(query.decode("latin-1")).get("after", [""])[0]


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
