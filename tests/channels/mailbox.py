"""Mails, mailboxes and the channel on them, for the tests of e-mail against a real Dovecot and aiosmtpd."""

from datetime import UTC, datetime

from tests.channels.contract import SECRETS
from tests.servers.mail import HERE, USERS, MailServer
from zuruf.channels import _mail_message as letters
from zuruf.channels._http import Http
from zuruf.channels.mail import Mail
from zuruf.core.channel import Link, Outgoing
from zuruf.core.message import Author, Incoming

OURS = USERS[0]
NOW = datetime.now(UTC).replace(microsecond=0)
ASKED = Incoming("<1@x>", Author("a@b.example"), "", ref={"id": "<1@x>", "reply_to": "a@b.example"})
LINK = Link(
    {"address": OURS, "user": OURS, "imap": HERE, "smtp": HERE, "imap_port": "9", "smtp_port": "9"},
    {"password": SECRETS[0]},
)


def made(link: Link, deadline: float = 100.0, allowed: tuple[str, ...] = (HERE,)) -> Mail:
    return Mail(link, Http(allowed, link.secrets.values(), deadline=deadline))


def mail(n: int = 1, text: str = "Wann kommt das Wasser?", **heads: str) -> bytes:
    given_ = {
        "From": f"Petra <{USERS[2]}>",
        "To": OURS,
        "Subject": "Wasser",
        "Message-ID": f"<{n}@home.example>",
        **heads,
    }
    return (
        "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in given_.items()).encode()
        + b"\r\n"
        + text.encode()
    )


def reply(
    to: Incoming, key: str = "delivery-0001", text: str = "Morgen früh.\n.\nIhr Werk", automatic: bool = False
) -> Outgoing:
    return Outgoing(
        key, text, NOW, letters.local_part(key), parent=to.ref, root=to.ref, public=False, automatic=automatic
    )


def first(net: Mail, server: MailServer, **heads: str) -> Incoming:
    server.deliver(OURS, mail(1, "Wann kommt das Wasser?", **heads))
    return net.fetch(None).incoming[0]
