"""Raw mails, and what becomes of them when a mail account brings them."""

from datetime import datetime
from email.message import EmailMessage

from tests.builders import NOW
from zuruf.channels._mail_message import incoming
from zuruf.core.message import Batch
from zuruf.flow import intake
from zuruf.store.models import Account


def raw(
    sender: str,
    text: str,
    *,
    to: str = "hallo@radwerk.example",
    answers: str = "",
    also: str = "",
    auto: str = "",
    bounces: str = "",
    id: str = "<reply@example.org>",
) -> bytes:
    """A mail as it lies in a mailbox. *answers*: In-Reply-To; *also*: an older one in References; *bounces*: a report that this one
    did not arrive."""
    m = EmailMessage()
    m["From"], m["To"], m["Subject"], m["Message-ID"] = sender, to, "Re: Radwerk asks you for a fact", id
    m["Date"] = "Mon, 02 Mar 2026 10:00:00 +0100"
    if answers:
        m["In-Reply-To"], m["References"] = answers, f"{also} {answers}".strip()
    if auto:
        m["Auto-Submitted"] = auto
    if not bounces:
        m.set_content(text)
        return m.as_bytes()
    head = (
        f"From: {m['From']}\r\nTo: {to}\r\nMessage-ID: {id}\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
    )
    kind = 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    parts = (
        "text/plain\r\n\r\nIt could not be delivered.\r\n",
        "message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        "Final-Recipient: rfc822; workshop@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n",
        f"message/rfc822\r\n\r\nMessage-ID: {bounces}\r\nSubject: asks\r\n\r\nhello\r\n",
    )
    return (
        head + kind + "".join(f"--b\r\nContent-Type: {part}\r\n" for part in parts) + "--b--\r\n"
    ).encode()


def arrive(box: Account, *mails: bytes, now: datetime = NOW, sent: bool = False) -> intake.Received:
    """What intake makes of them when the channel brings them. *sent*: from the folder of sent mails."""
    read = [incoming(m, NOW, own=box.handle, sent=sent, size=len(m)) for m in mails]
    return intake.receive(box.pk, Batch(tuple(m for m in read if m)), now=now)
