"""A small real HTTP server on loopback that answers as a test tells it to, also badly."""

import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]  # names in lower case
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query)


@dataclass(frozen=True, slots=True)
class Reply:
    """`how`: whole · close (the connection, without a byte) · cut (in the middle of the body) · hang (until the test
    is over) · drip (a header line that never ends, byte by byte) · endless (a body that never ends)."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    how: str = "whole"


@dataclass(slots=True)
class Loopback:
    """A running server. `script` decides every answer; `seen` are the requests, in order; `sent` counts body bytes."""

    url: str
    script: Callable[[Request], Reply]
    seen: list[Request] = field(default_factory=list)
    sent: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or the body waits for the client to acknowledge the head: 40 ms
    loopback: Loopback

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        heads = {k.lower(): v for k, v in self.headers.items()}
        request = Request(self.command, self.path, heads, body)
        self.loopback.seen.append(request)
        self.close_connection = True
        reply = self.loopback.script(request)
        with suppress(OSError):  # the client has had enough
            self._give(reply)

    def _give(self, reply: Reply) -> None:
        if reply.how == "hang":
            self.loopback.over.wait()
        if reply.how in ("hang", "close"):
            return
        if reply.how == "drip":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not self.loopback.over.wait(0.02):
                self.wfile.write(b"x")
            return
        self.send_response_only(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.how == "endless":
            self.end_headers()
            while not self.loopback.over.is_set():
                self.wfile.write(reply.body)
                self.loopback.sent += len(reply.body)
            return
        if reply.status not in (204, 304):
            self.send_header("content-length", str(len(reply.body)))
        self.end_headers()
        part = reply.body[: len(reply.body) // 2] if reply.how == "cut" else reply.body
        self.wfile.write(part)
        self.loopback.sent += len(part)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _answer

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    ended = False

    def serve(self) -> None:
        """Until it is ended, without looking now and then whether it is: thousands of tests would wait for that look."""
        while not self.ended:
            self.handle_request()

    def verify_request(self, request: object, client_address: object) -> bool:
        return not self.ended

    def end(self) -> None:
        self.ended = True
        with suppress(OSError):  # wakes `serve`
            socket.create_connection(("127.0.0.1", self.server_port), 5).close()


@contextmanager
def loopback(script: Callable[[Request], Reply] | None = None) -> Iterator[Loopback]:
    """Starts a server on a free port of 127.0.0.1, and ends it."""
    server = _Server(("127.0.0.1", 0), _Handler)
    running = Loopback(f"http://127.0.0.1:{server.server_port}", script or (lambda _: Reply(404)))
    server.RequestHandlerClass = type("Bound", (_Handler,), {"loopback": running})
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        running.over.set()
        server.end()
        thread.join(5)
        server.server_close()


def forward(request: Request, to: str) -> Reply:
    """What the server at *to* answers to the same request: the good part of a proxy."""
    passed = {
        k: v
        for k, v in request.headers.items()
        if k not in ("host", "connection", "content-length", "accept-encoding")
    }
    again = urllib.request.Request(
        to + request.target, data=request.body or None, headers=passed, method=request.method
    )
    try:
        with urllib.request.urlopen(again, timeout=100) as answer:
            return Reply(
                answer.status, answer.read(), {"content-type": answer.headers.get("content-type", "")}
            )
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.read(), {"content-type": error.headers.get("content-type", "")})
