"""A WebSocket that is read only, to checked addresses only (see _guard): the frames of a network's stream.

Reading goes straight at the protocol (`websockets` without its threads): a stream of thousands of small frames a second is read by
the block.
"""

import socket
import ssl
from collections import deque
from contextlib import suppress
from urllib.parse import urlsplit

from websockets.client import ClientProtocol
from websockets.exceptions import InvalidHandshake, InvalidStatus, ProtocolError
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.uri import parse_uri

from zuruf.channels import _guard
from zuruf.channels._guard import Broken, Forbidden, steady
from zuruf.core.channel import Refused, TryLater

OPENING = 15.0  # seconds until the server has agreed
QUIET = 60.0  # seconds without a sign of life, our pings unanswered
PING = 20.0
BLOCK = 262_144  # bytes read at once


class Socket:
    """An open connection. Raises Refused when the server will never have us, TryLater for anything else."""

    def __init__(
        self, url: str, allow_private: tuple[str, ...], *, largest: int, subprotocol: str = ""
    ) -> None:
        self._host = urlsplit(url).hostname or ""
        if urlsplit(url).scheme not in ("ws", "wss") or not self._host:
            raise Refused("The address of a stream begins with wss://")
        self._protocol = ClientProtocol(parse_uri(url), max_size=largest)
        self._ready: deque[bytes] = deque()
        self._parts: list[bytes] = []
        self._ended = False
        self._socket = self._connected(url, allow_private)
        self._heard = self._pinged = steady()
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def _connected(self, url: str, allow_private: tuple[str, ...]) -> socket.socket:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "wss" else 80)
        try:
            plain = _guard.dial(self._host, port, OPENING, frozenset(allow_private))
            if parts.scheme == "ws":
                if not {self._host.lower(), f"{self._host.lower()}:{port}"} & set(allow_private):
                    plain.close()
                    raise Refused("A stream is read encrypted (wss://), or from a host that may be private.")
                return plain
            return _guard.certificates().wrap_socket(plain, server_hostname=self._host)
        except Forbidden:
            raise Refused(f"{self._host} is not a public address.") from None
        except (Broken, OSError, ssl.SSLError) as error:
            raise TryLater(f"{self._host} could not be reached ({type(error).__name__}).") from None

    def _open(self) -> None:
        self._protocol.send_request(self._protocol.connect())
        self._flush()
        until = steady() + OPENING
        while self._protocol.state is State.CONNECTING and self._protocol.handshake_exc is None:
            if not self._receive(until - steady()):
                raise TryLater(f"{self._host} did not answer.")
        failed = self._protocol.handshake_exc
        if isinstance(failed, InvalidStatus) and 400 <= failed.response.status_code < 500:
            raise _turned_away(self._host, failed.response)
        if failed is not None:
            raise TryLater(f"{self._host} did not open its stream ({type(failed).__name__}).")

    def frames(self, most: int, seconds: float) -> list[bytes]:
        until = steady() + seconds
        while not self._ready:
            left = until - steady()
            if self._ended:
                raise self._over(self._why())
            if left <= 0 or not self._receive(left):
                self._alive()
                return []
        while len(self._ready) < most and self._receive(0.0):
            pass
        return [self._ready.popleft() for _ in range(min(most, len(self._ready)))]

    def _receive(self, seconds: float) -> bool:
        """Read what is there; whether anything was, within *seconds*."""
        if seconds < 0 or self._ended:
            return False
        try:
            self._socket.settimeout(seconds)
            data = self._socket.recv(BLOCK)
        except (TimeoutError, BlockingIOError, ssl.SSLWantReadError):
            return False
        except OSError as error:
            raise self._over(type(error).__name__) from None
        self._heard = steady()
        try:
            if data:
                self._protocol.receive_data(data)
            else:
                self._protocol.receive_eof()
        except (ProtocolError, InvalidHandshake, EOFError):
            pass  # what it means is asked below
        self._take()
        self._ended = not data or self._protocol.state in (State.CLOSING, State.CLOSED)
        self._flush()
        return True

    def _take(self) -> None:
        for event in self._protocol.events_received():
            if not isinstance(event, Frame) or event.opcode not in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
                continue
            data = bytes(event.data)
            if event.fin and not self._parts:
                self._ready.append(data)
                continue
            self._parts.append(data)
            if event.fin:
                self._ready.append(b"".join(self._parts))
                self._parts.clear()

    def _flush(self) -> None:
        try:
            self._socket.settimeout(OPENING)
            for data in self._protocol.data_to_send():
                if data:
                    self._socket.sendall(data)
        except OSError:
            self._ended = True

    def _alive(self) -> None:
        """A server that says nothing is asked; one that does not even answer that is gone."""
        now = steady()
        if now - self._heard > QUIET:
            raise self._over("nothing came any more")
        if now - max(self._heard, self._pinged) > PING:
            self._pinged = now
            self._protocol.send_ping(b"")
            self._flush()

    def _why(self) -> str:
        code = self._protocol.close_code
        return f"closed, {code}" if code else "closed"

    def _over(self, why: str) -> TryLater:
        return TryLater(f"The stream of {self._host} broke off ({why}).")

    def close(self) -> None:
        with suppress(Exception):
            if self._protocol.state is State.OPEN:
                self._protocol.send_close(1000)
                self._socket.settimeout(1.0)
                for data in self._protocol.data_to_send():
                    self._socket.sendall(data)
        with suppress(OSError):
            self._socket.close()


def _turned_away(host: str, answer: Response) -> Refused | TryLater:
    words = f"{host} refuses the stream ({answer.status_code})."
    return TryLater(words) if answer.status_code in (408, 425, 429) else Refused(words)
