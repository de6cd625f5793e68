"""The wire to the outside: connects only to public addresses, within one deadline, and reads only so much.

Whoever may name an address here (a feed, a server of one's own) must not reach what only our machine can reach
(server-side request forgery): every address that a name resolves to is checked, and the connection goes to the very
address that was checked, so that a second look-up cannot answer differently (DNS rebinding). Each request has a
connection of its own; nothing is taken from the environment (no proxies, no cookies, no netrc).
"""

import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import certifi
import httpcore

CONNECT_SECONDS = 10.0
NAT64 = ip_network("64:ff9b::/96")
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Forbidden(Exception):
    """The address is not a public one."""


class TooMuch(Exception):
    """The answer is larger than we are willing to read."""


class Broken(Exception):
    """No complete answer. The message says what happened, without the address."""


def steady() -> float:
    """Seconds since some moment, never backwards, counting also while the machine slept (where the system can tell): an
    answer to a request from before the sleep is not waited for, and a request that was not sent yet is not sent."""
    return time.clock_gettime(_STEADY)


@dataclass(slots=True)
class Trip:
    """One request's way: until when (seconds as `steady` counts them), which hosts may be private, and whether anything was sent."""

    until: float
    allow_private: frozenset[str] = frozenset()
    sent: bool = field(default=False)

    def left(self, at_most: float | None = None) -> float:
        """Seconds that remain. Raises httpcore.ReadTimeout when none do."""
        rest = self.until - steady()
        if rest <= 0:
            raise httpcore.ReadTimeout("deadline")
        return rest if at_most is None else min(rest, at_most)


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as it came. Header names in lower case; repeated headers are joined by commas."""

    status: int
    headers: dict[str, str]
    body: bytes


def public(address: str) -> bool:
    """Whether *address* (an IP literal) belongs to the public internet, also inside IPv6 wrappings of IPv4."""
    ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if not wrapped and ip in NAT64:
            wrapped = IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped:
            return public(str(wrapped))
        if ip.is_site_local:  # fec0::/10, given up in 2004; houses that still use it do so inside
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def resolve(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of *host*, in the system's order. Raises Broken: the name is unknown, or nobody answers in time.

    The look-up has no time-out of its own, so it runs in a thread that is left behind when it hangs.
    """
    found: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def look() -> None:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            infos = []
        found.put(list(dict.fromkeys(str(info[4][0]) for info in infos)))

    threading.Thread(target=look, daemon=True).start()
    try:
        addresses = found.get(timeout=seconds)
    except queue.Empty:
        addresses = []
    if not addresses:
        raise Broken("was not found under this name")
    return addresses


def allowed(host: str, port: int, seconds: float, allow_private: frozenset[str]) -> list[str]:
    """The addresses of *host*, all of them public unless it may be private. Raises Broken, Forbidden."""
    addresses = resolve(host, port, seconds)
    if {host.lower(), f"{host.lower()}:{port}"} & allow_private or all(map(public, addresses)):
        return addresses
    raise Forbidden(host)


def dial(host: str, port: int, seconds: float, allow_private: frozenset[str]) -> socket.socket:
    """A plain connection to a checked address of *host*, for what is not HTTP. Raises Broken, Forbidden, OSError."""
    until = steady() + seconds
    failure: OSError = ConnectionError(host)
    for address in allowed(host, port, seconds, allow_private)[:4]:
        try:
            return socket.create_connection((address, port), timeout=max(0.1, until - steady()))
        except OSError as error:
            failure = error
    raise failure


class Wire(httpcore.NetworkStream):
    """A connection that keeps the trip's deadline over all reads together, and notes when something was sent."""

    def __init__(self, stream: httpcore.NetworkStream, trip: Trip) -> None:
        self._stream, self._trip = stream, trip

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._trip.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = self._trip.left(timeout)
        self._trip.sent = True
        self._stream.write(buffer, left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> "Wire":
        return Wire(
            self._stream.start_tls(ssl_context, server_hostname, self._trip.left(timeout)), self._trip
        )

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class Gate(httpcore.NetworkBackend):
    """Opens connections, to checked addresses only."""

    def __init__(self, trip: Trip) -> None:
        self._trip = trip
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = allowed(host, port, self._trip.left(CONNECT_SECONDS), self._trip.allow_private)
        return Wire(self._first(addresses, port), self._trip)

    def _first(self, addresses: Sequence[str], port: int) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError("no address")
        for address in addresses[:4]:
            try:
                return self._plain.connect_tcp(address, port, timeout=self._trip.left(CONNECT_SECONDS))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


@cache
def certificates() -> ssl.SSLContext:
    """The system's authorities (a company may have its own) and certifi's."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def exchange(
    trip: Trip, method: str, url: str, headers: dict[str, str], content: bytes | None, cap: int
) -> Raw:
    """One request, one answer of at most *cap* bytes (unpacked). Headers are Latin-1, as they came. Raises Forbidden, TooMuch, Broken; never repeats."""
    pool = httpcore.ConnectionPool(
        ssl_context=certificates() if url.startswith("https:") else None,
        network_backend=Gate(trip),
        max_connections=1,
    )
    words = ""
    try:
        pairs = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        with pool, pool.stream(method, url, headers=pairs, content=content) as answer:
            heads: dict[str, str] = {}
            for name, value in answer.headers:
                key = name.decode("latin-1").lower()
                heads[key] = ", ".join(filter(None, (heads.get(key), value.decode("latin-1"))))
            if heads.get("content-length", "").isdigit() and int(heads["content-length"]) > cap:
                raise TooMuch
            body = b"".join(_unpacked(answer.iter_stream(), heads.get("content-encoding", ""), cap))
            return Raw(answer.status, heads, body)
    except (httpcore.TimeoutException, TimeoutError):
        words = "did not answer in time"
    except httpcore.ConnectError:
        words = "could not be reached"
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError):
        words = "broke off before the answer was complete" if trip.sent else "could not be reached"
    except (zlib.error, UnicodeError, ValueError):
        words = "sent an answer that cannot be read"
    raise Broken(words)  # outside the handler: no exception with headers in it hangs on to this one


def _unpacked(chunks: Iterable[bytes], encoding: str, cap: int) -> Iterator[bytes]:
    """The body's bytes, gunzipped step by step so that a small body cannot unpack into a huge one. No body at all, as with a 204 or a 304, is
    well whatever packing its header names."""
    packed = encoding.strip().lower() in ("gzip", "x-gzip")
    if not packed and encoding.strip().lower() not in ("", "identity"):
        raise ValueError(encoding)
    unzip = zlib.decompressobj(31)
    total = came = 0
    for chunk in chunks:
        came += len(chunk)
        part = unzip.decompress(chunk, cap - total + 1) if packed else chunk
        total += len(part)
        if total > cap:
            raise TooMuch
        yield part
    if packed and came and not unzip.eof:
        raise ValueError("gzip ends too early")
