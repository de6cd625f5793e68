"""Servers for the channels' tests: one that says what a test tells it to, and real ones."""

from collections.abc import Iterator

import pytest

from tests.channels.mailbox import OURS
from tests.servers.deadline import time_is_up
from tests.servers.loopback import Loopback, loopback
from tests.servers.mail import USERS, MailServer, mail_server
from tests.servers.wordpress import blog

__all__ = ["blog", "mail_server", "time_is_up"]


@pytest.fixture
def server() -> Iterator[Loopback]:
    """A network that says nothing yet. A module whose network is well from the start has one of its own."""
    with loopback() as running:
        yield running


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
