"""Sending a mail by SMTP (RFC 5321, submission by RFC 6409), with the library's `smtplib` on our own wire.

| what happens | becomes |
|---|---|
| 4xx, wherever | TryLater |
| 5xx to the sender, the addressee or the mail itself | Refused |
| 5xx before that (greeting, encryption, password) | NotConnected |
| the connection ends before the mail's first byte | TryLater |
| the connection ends after it | Unknown |
"""

import base64
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from zuruf.channels import _mail_wire as wire
from zuruf.channels._mail_wire import Line, Place
from zuruf.core.channel import ChannelError, NotConnected, Refused, TryLater, Unknown

_FAULTS = (smtplib.SMTPException, OSError, EOFError, ValueError, wire.Broken)


class _Client(smtplib.SMTP):
    """smtplib on a connection that stands already."""

    def __init__(self, line: Line) -> None:
        super().__init__(local_hostname="localhost")
        self.sock = line  # type: ignore[assignment]


class Outbox:
    """A signed-in connection to the server that takes our mails."""

    def __init__(self, client: _Client, to: Place, secrets: tuple[str, ...]) -> None:
        self._client, self._to, self._secrets = client, to, secrets

    def send(self, sender: str, to: str, mail: bytes) -> None:
        """Hand over *mail*, once. Raises TryLater, Refused, Unknown."""
        wide = not (sender + to).isascii()
        if wide and "smtputf8" not in self._client.esmtp_features:
            raise Refused(f"{self._to.host} cannot send to this address.")
        self._told(self._client.mail(sender, ["SMTPUTF8"] if wide else []))
        self._told(self._client.rcpt(to))
        code, said = self._client.docmd("DATA")
        if code != 354:
            self._told((code, said))
            raise TryLater(wire.not_understood(self._to.host))
        words = ""
        try:
            self._client.sock.sendall(_dotted(mail))  # type: ignore[union-attr]
            told = self._client.getreply()
        except _FAULTS as error:
            words = wire.failure(self._to.host, error)
        if words:
            raise Unknown(words)
        self._told(told, after=True)

    def _told(self, answer: tuple[int, bytes], *, after: bool = False) -> None:
        """Raise what *answer* stands for, unless it is "fine"."""
        code, said = answer
        if 200 <= code < 300:
            return
        words = f"{self._to.host} answered {code}{wire.said(said, *self._secrets)}."
        if 400 <= code < 500:
            raise TryLater(words)
        if 500 <= code < 600:
            raise Refused(words)
        raise (Unknown if after else TryLater)(wire.not_understood(self._to.host))


@contextmanager
def outbox(to: Place, user: str, password: str, deadline: float) -> Iterator[Outbox]:
    """The server at *to*, ready to take mails of *user*. What goes wrong before a mail becomes TryLater or NotConnected."""
    words = ""
    with wire.dial(to, deadline) as line:
        try:
            client = _Client(line)
            _ready(to, *client.getreply())
            _ready(to, *client.ehlo())
            if not to.tls and client.has_extn("starttls"):
                _ready(to, *client.docmd("STARTTLS"))
                wire.encrypt(line, to)
                client.file = None
                _ready(to, *client.ehlo())
            elif not to.tls and not to.trusted:
                raise wire.unencrypted(to)
            _sign_in(client, to, user, password)
            yield Outbox(client, to, (password, _plain(user, password)))
            with suppress(*_FAULTS):
                client.docmd("QUIT")
        except ChannelError:
            raise
        except Exception as error:  # smtplib raises a dozen kinds at answers that are none
            words = wire.failure(to.host, error)
    if words:
        raise TryLater(words)


def _ready(to: Place, code: int, said: bytes) -> None:
    if 200 <= code < 300:
        return
    words = f"{to.host} answered {code}{wire.said(said)}."
    if code <= 0:
        raise TryLater(wire.not_understood(to.host))
    raise NotConnected(words) if code >= 500 else TryLater(words)


def _sign_in(client: _Client, to: Place, user: str, password: str) -> None:
    """By PLAIN, else LOGIN. A server that asks for no password gets none."""
    offered = client.esmtp_features.get("auth", "").upper().split()
    if not offered or not password:
        return
    if "PLAIN" in offered:
        code, said = client.docmd("AUTH", f"PLAIN {_plain(user, password)}")
    elif "LOGIN" in offered:
        code, said = client.docmd("AUTH", "LOGIN")
        for word in (user, password):
            if code == 334:
                code, said = client.docmd(base64.b64encode(word.encode()).decode())
    else:
        raise wire.not_let_in(to)
    if 200 <= code < 300:
        return
    failure: ChannelError = wire.not_let_in(to)
    if 400 <= code < 500:
        failure = TryLater(f"{to.host} answered {code}{wire.said(said, password, _plain(user, password))}.")
    raise failure


def _plain(user: str, password: str) -> str:
    return base64.b64encode(f"\0{user}\0{password}".encode()).decode()


def _dotted(mail: bytes) -> bytes:
    """As it goes over the wire: lines end in CR LF, a dot at a line's beginning is doubled, a dot alone ends it."""
    lines = mail.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    whole = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)
    return whole.removesuffix(b"\r\n") + b"\r\n.\r\n"
