"""Being told by a server's stream that there is something to read. Source: docs.joinmastodon.org/methods/streaming.

The stream is server-sent events over HTTP. We only look for the names of events, which stand on lines of their own whatever way the
answer is cut into pieces; what happened is read by the poller. A server without such a stream (GoToSocial offers WebSocket only)
refuses, and its posts come in by polling.
"""

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from zuruf.channels import _guard
from zuruf.channels._guard import Broken, Forbidden, steady
from zuruf.channels._mastodon_wire import BROKE_OFF, NO_STREAM, Wire
from zuruf.core.channel import ChannelError, NotConnected, Refused, TryLater

PATH = "/api/v1/streaming/user"
OPENING = 15.0  # seconds until the server has answered
SLICE = 1.0  # seconds between two looks whether we are to stop
QUIET = 90.0  # seconds without a byte: Mastodon sends a sign of life every 15
EVENTS = (b"event: notification", b"event: status.update", b"event: delete")
LONGEST_LINE = 65_536


class Stream:
    """An open stream. Raises Refused where there is none, NotConnected when the token does not hold, TryLater for anything else."""

    def __init__(self, wire: Wire, url: str) -> None:
        self._url = _over_http(url)
        self._host = urlsplit(self._url).hostname or ""
        heads = wire.heads(self._url)
        self._rest = b""
        self._socket = self._connected(_private(wire, self._url))
        try:
            self._open(heads)
        except BaseException:
            self.close()
            raise

    def _connected(self, allow_private: frozenset[str]) -> socket.socket:
        parts = urlsplit(self._url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            plain = _guard.dial(self._host, port, OPENING, allow_private)
            if parts.scheme == "http":
                return plain
            plain.settimeout(OPENING)
            return _guard.certificates().wrap_socket(plain, server_hostname=self._host)
        except Forbidden:
            raise Refused(f"{self._host} is not a public address.") from None
        except (Broken, OSError, ssl.SSLError):
            raise TryLater(BROKE_OFF % {"host": self._host}) from None

    def _open(self, heads: dict[str, str]) -> None:
        parts = urlsplit(self._url)
        sent = {"host": parts.netloc, "accept": "text/event-stream", "user-agent": "Zuruf", **heads}
        lines = [f"GET {PATH} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items()), "", ""]
        try:
            self._socket.sendall("\r\n".join(lines).encode())
        except OSError:
            raise TryLater(BROKE_OFF % {"host": self._host}) from None
        until = steady() + OPENING
        while b"\r\n\r\n" not in self._rest:
            if steady() > until or len(self._rest) > LONGEST_LINE:
                raise TryLater(BROKE_OFF % {"host": self._host})
            self._receive()
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        failure = self._judged(head)
        if failure:
            raise failure

    def _judged(self, head: bytes) -> ChannelError | None:
        """What the answer's first line and headers mean."""
        status = head.split(b" ", 2)[1:2]
        if status == [b"200"] and b"text/event-stream" in head.lower():
            return None
        if status == [b"401"]:
            return NotConnected(f"{self._host} answered 401.")
        if status in ([b"408"], [b"425"], [b"429"]) or b"".join(status).startswith(b"5"):
            return TryLater(BROKE_OFF % {"host": self._host})
        return Refused(NO_STREAM)

    def wait(self, seconds: float, stopped: Callable[[], bool]) -> bool:
        """True as soon as something happened; False after *seconds*, or when *stopped*."""
        until = heard = steady()
        until += seconds
        while not self._happened():
            if steady() >= until or stopped():
                return False
            if self._receive():
                heard = steady()
            elif steady() - heard > QUIET:
                raise TryLater(BROKE_OFF % {"host": self._host})
        return True

    def _happened(self) -> bool:
        """Whether a whole line among what came names an event of ours; lines that were looked at are forgotten."""
        done, newline, rest = self._rest.rpartition(b"\n")
        self._rest = rest[-LONGEST_LINE:]
        return bool(newline) and any(line.strip() in EVENTS for line in done.split(b"\n"))

    def _receive(self) -> bool:
        """Take what comes within a moment; whether anything did. Raises TryLater when the stream is over."""
        self._socket.settimeout(SLICE)
        try:
            data = self._socket.recv(65_536)
        except TimeoutError:
            return False
        except (OSError, ssl.SSLError):
            data = b""
        if not data:
            raise TryLater(BROKE_OFF % {"host": self._host})
        self._rest += data
        return True

    def close(self) -> None:
        with suppress(OSError):
            self._socket.close()


def _private(wire: Wire, url: str) -> frozenset[str]:
    """The host of *url* where the operator allows it to be a private one."""
    place = urlsplit(url).netloc.lower()
    return frozenset({place}) if wire.http.trusts(f"http://{place}") else frozenset()


def _over_http(url: str) -> str:
    """The address of a stream, which servers name as one of WebSocket, as that of HTTP."""
    schemes = {"wss": "https", "ws": "http", "https": "https", "http": "http"}
    try:
        parts = urlsplit(url)
        known = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # the server chooses it: an odd port, half an IPv6 address
        known = False
    if not known:
        raise Refused(NO_STREAM)
    return f"{schemes[parts.scheme]}://{parts.netloc}{PATH}"
