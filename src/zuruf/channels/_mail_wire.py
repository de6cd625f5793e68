"""The way to a mail server: a checked address, encryption, one deadline over everything, and what a failure becomes.

| what happens | reading says | sending says |
|---|---|---|
| name unknown, no connection, no valid certificate, broken or no answer | TryLater | TryLater before the mail's first byte, then Unknown |
| a private address | Refused | Refused |
| no encryption offered (and the host is not one that may be private) | NotConnected | NotConnected |
| user name or password not accepted | NotConnected | NotConnected |
"""

import logging
import re
import socket
import ssl
import traceback
from dataclasses import dataclass
from types import TracebackType

from zuruf.channels import _guard
from zuruf.channels._http import PRIVATE, Http
from zuruf.channels._mail_words import NO_SERVER
from zuruf.core.channel import ChannelError, NotConnected, Refused, TryLater

log = logging.getLogger(__name__)
LINE = 1_000_000  # bytes of one line of an answer
# Each step of a conversation with a server may take the deadline, all together this many times that: to send a mail and to keep its
# copy take less than a worker has a delivery for (core.outbox.CLAIM).
STEPS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A server: `tls` from the first byte on; else by STARTTLS, which is needed unless the host is `trusted`."""

    host: str
    port: int
    tls: bool
    trusted: bool


class Broken(Exception):
    """The connection ended or says what cannot be understood. The message has no secret in it."""


class Line:
    """A connection with a deadline over all that is read and written; a socket as far as imaplib and smtplib use one."""

    def __init__(self, sock: socket.socket, host: str, until: float, each: float) -> None:
        self._sock, self.host, self._until, self._each = sock, host, until, each
        self._rest = b""

    def patient(self, seconds: float) -> None:
        """Wait so long for what comes next, whatever the deadline was."""
        self._until, self._each = _guard.steady() + seconds, seconds

    def _left(self) -> float:
        left = self._until - _guard.steady()
        if left <= 0:
            raise TimeoutError
        return min(left, self._each)

    def _more(self) -> None:
        self._sock.settimeout(self._left())
        got = self._sock.recv(65536)
        if not got:
            raise EOFError
        self._rest += got

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size:
            self._more()
        got, self._rest = self._rest[:size], self._rest[size:]
        return got

    def readline(self, limit: int = LINE) -> bytes:
        limit = LINE if limit < 0 else limit
        while b"\n" not in self._rest and len(self._rest) < limit:
            try:
                self._more()
            except EOFError:
                break
        end = self._rest.find(b"\n") + 1 or min(len(self._rest), limit)
        got, self._rest = self._rest[:end], self._rest[end:]
        return got

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(self._left())
        self._sock.sendall(data)

    def start_tls(self, host: str) -> None:
        if self._rest:
            raise Broken("sent something before its encryption began")  # whoever sits in between could
        self._sock.settimeout(self._left())
        self._sock = _guard.certificates().wrap_socket(self._sock, server_hostname=host)

    def makefile(self, mode: str = "rb") -> "Line":
        return self

    def shutdown(self, how: int) -> None:
        self._sock.shutdown(how)

    def close(self) -> None:
        self._sock.close()

    def __enter__(self) -> "Line":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def place(http: Http, host: str, port: str, always_tls: int) -> Place:
    """The server at *host*: *port*, which is encrypted from the first byte where it is *always_tls*. Raises NotConnected."""
    host = host.strip().rstrip(".")
    number = int(port) if re.fullmatch(r"\s*\d{1,5}\s*", port) else 0
    if not re.fullmatch(r"[A-Za-z0-9._:-]{1,253}", host) or not 0 < number < 65536:
        raise NotConnected(NO_SERVER)
    named = f"[{host}]" if ":" in host else host
    return Place(host, number, number == always_tls, http.trusts(f"mail://{named}:{number}"))


def dial(to: Place, deadline: float) -> Line:
    """A connection to *to*, encrypted where it is from the first byte on. Raises TryLater, Refused."""
    until = _guard.steady() + STEPS * deadline
    try:
        addresses = _guard.resolve(to.host, to.port, min(deadline, _guard.CONNECT_SECONDS))
    except _guard.Broken as error:
        raise TryLater(f"{to.host} {error}.") from None
    if not to.trusted and not all(map(_guard.public, addresses)):
        raise Refused(PRIVATE % {"host": to.host})
    line = Line(_connected(to, addresses, deadline), to.host, until, deadline)
    if to.tls:
        encrypt(line, to)
    return line


def _connected(to: Place, addresses: list[str], deadline: float) -> socket.socket:
    for address in addresses[:4]:
        try:
            return socket.create_connection((address, to.port), timeout=min(deadline, _guard.CONNECT_SECONDS))
        except OSError:
            continue
    raise TryLater(f"{to.host} could not be reached.")


def encrypt(line: Line, to: Place) -> None:
    """From here on nobody can listen. Raises TryLater."""
    words = ""
    try:
        line.start_tls(to.host)
    except ssl.SSLCertVerificationError:
        words = f"{to.host} has no valid certificate."
    except (OSError, EOFError, Broken):
        words = f"{to.host} could not be reached."
    if words:
        line.close()
        raise TryLater(words)


def unencrypted(to: Place) -> ChannelError:
    """What to raise when the server offers no encryption."""
    return NotConnected(f"{to.host} offers no encryption; a password is not sent there.")


def failure(host: str, error: BaseException) -> str:
    """In one sentence, what of a connection failed. No secret is in it."""
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return f"{host} did not answer in time."
    if isinstance(error, OSError | EOFError):
        return f"{host} broke off before the answer was complete."
    if frames := traceback.extract_tb(error.__traceback__):
        # A fault of ours ends here too; where it was says which. What the error says may be a server's words, or a password.
        last = frames[-1]
        log.warning("%s at %s:%s, talking to %s", type(error).__name__, last.filename, last.lineno, host)
    return not_understood(host)


def not_understood(host: str) -> str:
    return f"{host} sent an answer that cannot be understood."


def not_let_in(to: Place) -> ChannelError:
    """What to raise when the server does not take user name and password."""
    return NotConnected(f"{to.host} does not accept user name and password.")


def said(words: bytes | str, *secrets: str) -> str:
    """What a server gave as its reason, in brackets; "" when it gave none. No secret stays in it."""
    plain = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    for secret in filter(None, secrets):
        plain = plain.replace(secret, "…")
    plain = " ".join("".join(c if c.isprintable() else " " for c in plain).split())[:200]
    return f" ({plain})" if plain else ""
