"""Servers for the channels' tests: one that says what a test tells it to, and real ones."""

import threading
from collections.abc import Iterator

import httpcore
import pytest

from tests.channels.mailbox import OURS
from tests.servers.loopback import Loopback, loopback
from tests.servers.mail import USERS, MailServer, mail_server
from tests.servers.wordpress import blog
from zuruf.channels import _guard

__all__ = ["blog", "mail_server"]
LOOK = 0.02  # seconds between two looks whether the time is up


@pytest.fixture
def server() -> Iterator[Loopback]:
    """A network that says nothing yet. A module whose network is well from the start has one of its own."""
    with loopback() as running:
        yield running


@pytest.fixture
def time_is_up(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Once it is set, what is being read has met its deadline. A server that keeps somebody waiting sets it when it has the request:
    so a slow machine never meets a deadline before that, and a quick one does not wait for it."""
    up, read = threading.Event(), _guard.Wire.read

    def look(self: _guard.Wire, max_bytes: int, timeout: float | None = None) -> bytes:
        while not up.is_set():
            try:
                return self._stream.read(max_bytes, self._trip.left(LOOK))
            except httpcore.ReadTimeout:
                self._trip.left()  # raises it once more when that was the deadline itself
        self._trip.until = 0.0
        return read(self, max_bytes, timeout)

    monkeypatch.setattr(_guard.Wire, "read", look)
    return up


@pytest.fixture
def outbox(mail_server: MailServer) -> MailServer:
    """The server as it was; whatever lies in its mailboxes."""
    mail_server.script.clear()
    mail_server.handed_in.clear()
    mail_server.asked.clear()
    return mail_server


@pytest.fixture
def box(outbox: MailServer, mail_server: MailServer) -> MailServer:
    """The server with empty mailboxes."""
    for user in (OURS, USERS[2]):
        client = mail_server.box(user)
        for folder in ("INBOX", "Gesendet"):
            if client.select(folder)[1] != [b"0"]:
                client.store("1:*", "+FLAGS", "\\Deleted")
                client.expunge()
        client.logout()
    return mail_server
