"""A mail as it came, read with the standard library: whatever is broken in it, what can be read is read.

Sources: RFC 5322 (mails), 2045 to 2047 (MIME), 3464 (reports about deliveries), 3834 (answers by machines), 2369 and 2919 (lists).
Message ids stand in angle brackets, as in "<left@right>", everywhere.
"""

import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime

from zuruf.core.mail_header import addresses, from_bytes, header, ids, values
from zuruf.core.mail_mime import LONGEST, contents, parts_of, payload

NO_ID = "@no-message-id.invalid"
_FORGED = re.compile(r"\bdmarc\s*=\s*fail\b", re.IGNORECASE)
_ORIGINAL = ("x-microsoft-original-message-id", "x-google-original-message-id")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail. `message_id` is never empty: a mail without one gets one made of its own words.

    `auto`: written by a machine (an out-of-office note, a report, a newsletter); nobody waits for an answer. `quiet`: must not be
    answered by a machine: that, and what came over a list or asks for it.
    `bounce_of`: the id of the mail that could not be delivered, "" when this is no report of that; `bounce_why` is the
    server's own sentence. `attached` are names with sizes in bytes. `reply_to`: where an answer goes, "" when it is the sender's address.
    `forged`: the server that took it in says so of its sender (the topmost Authentication-Results has dmarc=fail, RFC 8601).
    `first_id`: the one it was written with, where the server that sent it gave it another.
    `hops`: the addresses that servers noted as the one it was delivered to (Delivered-To and the like).
    """

    message_id: str
    first_id: str = ""
    subject: str = ""
    sender: str = ""
    sender_name: str = ""
    reply_to: str = ""
    to: tuple[str, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    date: datetime | None = None
    text: str = ""
    html: str = ""
    auto: bool = False
    quiet: bool = False
    bounce_of: str = ""
    bounce_why: str = ""
    attached: tuple[tuple[str, int], ...] = ()
    hops: tuple[str, ...] = ()
    forged: bool = False


def read(raw: bytes) -> Mail:
    """*raw* as a mail. Never raises because of what is in it; a mail that is cut off is read as far as it goes."""
    for parse in (message_from_bytes, _headers_alone):
        # RecursionError and a dozen more come from the library, on mails that are made to break it.
        with suppress(Exception):
            return _read(raw, parse(raw))
    print_ = hashlib.sha256(raw).hexdigest()[:40]
    return Mail(f"<{print_}{NO_ID}>", text=from_bytes(raw[:LONGEST], ""), quiet=True)


def _headers_alone(raw: bytes) -> Message:
    """A mail whose parts cannot be told apart: its headers, and all below them as words."""
    message = BytesHeaderParser().parsebytes(raw)
    for name in ("content-type", "content-transfer-encoding"):
        del message[name]
    return message


def _read(raw: bytes, message: Message) -> Mail:
    parts = list(parts_of(message))
    text, html, attached = contents(message)
    sender, name = _first(addresses(message, "from") or addresses(message, "sender"))
    reply_to, _ = _first(addresses(message, "reply-to"))
    bounce_of, why = _bounce(message, parts) if _is_report(message) else ("", "")
    people = [*addresses(message, "to"), *addresses(message, "cc")]
    hops = (addresses(message, h) for h in ("delivered-to", "x-original-to", "envelope-to"))
    return Mail(
        message_id=_own_id(message, raw),
        first_id=next((i for name in _ORIGINAL for i in ids(message, name)), ""),
        subject=header(message, "subject"),
        sender=sender,
        sender_name=name,
        reply_to=reply_to if reply_to != sender else "",
        to=tuple(dict.fromkeys(address for address, _ in people)),
        in_reply_to=next(iter(ids(message, "in-reply-to")), ""),
        references=ids(message, "references"),
        date=_date(message),
        text=text,
        html=html,
        auto=(auto := _is_auto(message)),
        quiet=auto or _is_quiet(message),
        bounce_of=bounce_of,
        bounce_why=why,
        attached=attached,
        hops=tuple(dict.fromkeys(address for found in hops for address, _ in found)),
        forged=bool(_FORGED.search(header(message, "authentication-results"))),
    )


def root(mail: Mail) -> str:
    """The id of the thread's first mail; "" when this one begins a thread."""
    return mail.references[0] if mail.references else mail.in_reply_to


def _first(found: Iterable[tuple[str, str]]) -> tuple[str, str]:
    return next(iter(found), ("", ""))


def _own_id(message: Message, raw: bytes) -> str:
    """Its Message-ID; one made of the whole mail where that is missing or none."""
    for one in ids(message, "message-id"):
        return one
    print_ = hashlib.sha256()
    for name in ("from", "date", "subject", "message-id"):
        print_.update("\0".join(values(message, name)).encode("utf-8", "replace") + b"\0")
    print_.update(raw.partition(b"\r\n\r\n")[2] or raw.partition(b"\n\n")[2])
    return f"<{print_.hexdigest()[:40]}{NO_ID}>"


def _date(message: Message) -> datetime | None:
    for value in values(message, "date"):
        try:
            found = parsedate_to_datetime(value)
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _is_auto(message: Message) -> bool:
    """Whether a machine wrote it, by what it says of itself. A list alone is no machine: people write to one."""
    said = header(message, "auto-submitted").partition(";")[0].strip().lower()
    machine = ("x-autoreply", "x-autorespond", "list-unsubscribe-post")
    return (
        said not in ("", "no")
        or header(message, "precedence").lower() in ("bulk", "junk", "auto_reply")
        or any(message.get(name) is not None for name in machine)
        or header(message, "return-path") == "<>"
        or _is_report(message)
    )


def _is_quiet(message: Message) -> bool:
    """Whether it asks for no answers by machines, or went to many."""
    suppress = header(message, "x-auto-response-suppress").lower()
    return (
        suppress not in ("", "none")
        or header(message, "precedence").lower() == "list"
        or any(name.lower().startswith("list-") for name in message)
    )


def _is_report(message: Message) -> bool:
    kind = message.get_content_type()
    daemon = header(message, "from").lower().lstrip('"<').startswith("mailer-daemon")
    return kind == "multipart/report" or kind == "message/delivery-status" or daemon


def _bounce(message: Message, parts: Iterable[Message]) -> tuple[str, str]:
    """(id of the mail that did not arrive, the server's reason); two empty ones when it did, or is only late."""
    failed, why, of = False, "", ""
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            groups = part.get_payload()
            for group in groups if isinstance(groups, list) else ():
                if isinstance(group, Message) and header(group, "action").lower() == "failed":
                    failed = True
                    why = why or header(group, "diagnostic-code") or header(group, "status")
        elif kind in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"):
            inner = part.get_payload()
            whole = inner[0] if isinstance(inner, list) and inner else None
            told = whole if isinstance(whole, Message) else BytesHeaderParser().parsebytes(payload(part))
            of = of or next(iter(ids(told, "message-id")), "")
    answered = (
        *ids(message, "in-reply-to"),
        *reversed(ids(message, "references")),
    )  # where it brings nothing of ours along
    of = of or next(iter(answered), "")
    return (of, " ".join(why.split())[:300]) if failed and of else ("", "")
