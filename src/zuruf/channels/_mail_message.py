"""Between a mail and a message: what comes in as one, and how an answer is written.

An answer is plain text in UTF-8, with In-Reply-To and References, and a Message-ID made of the delivery's key: the same delivery is
the same mail, byte for byte. It never says Auto-Submitted, for a person wrote it; a holding reply does, for nobody did.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from zuruf.channels._base import HALVES
from zuruf.channels._mail_words import NO_MACHINE, NOBODY
from zuruf.core.channel import Outgoing, Receipt, Refused
from zuruf.core.mail_header import is_address
from zuruf.core.mail_read import Mail, read, root
from zuruf.core.message import Author, Incoming

MOST_IDS = 1900  # characters of References that are kept
APART = timedelta(days=2)  # a mail's own date may differ so much from when its server got it
SUBJECT = 300


def incoming(
    raw: bytes,
    got: datetime | None,
    *,
    own: str,
    sent: bool,
    size: int,
    known: Callable[[str], bool] = lambda _: False,
) -> Incoming | None:
    """The mail *raw* as a message. *own*: our address. *sent*: it lies among our sent mails; None when it is no answer there.
    *got*: when the server got it; *size*: of the whole mail in bytes, more than *raw* where only its beginning was fetched.
    *known*: whether a Message-ID is among our sent mails: anybody can write our address above a mail, so that alone makes it no
    answer of ours."""
    mail = read(raw)
    by_us = mail.sender == own
    ours = sent or (by_us and bool(mail.in_reply_to) and not mail.reply_to and known(mail.message_id))
    if sent and not (mail.in_reply_to or mail.references):
        return None
    # What a form on our own page sends comes from our own address; who wrote stands in Reply-To.
    writer = mail.reply_to if by_us and mail.reply_to else mail.sender
    whom = (mail.to[0] if mail.to else "") if ours else mail.reply_to or mail.sender
    who = own if ours else writer
    parent = mail.bounce_of or mail.in_reply_to or (mail.references[-1] if mail.references else "")
    return Incoming(
        remote_id=(mail.first_id if sent else "") or mail.message_id,
        author=Author(who, handle=who, name="" if mail.auto else mail.sender_name),
        text=mail.text,
        at=_when(mail.date, got),
        parent=parent,
        root="" if mail.bounce_of else root(mail),
        html=mail.html,
        title=mail.subject,
        public=False,
        ours=ours,
        auto=mail.auto and not ours,
        bounce_of=mail.bounce_of,
        ref=_ref(mail, whom, cut=size > len(raw)),
    )


def _ref(mail: Mail, whom: str, *, cut: bool) -> dict[str, str]:
    """What an answer needs, and what pages and questions for facts want to know."""
    ref = {
        "id": mail.message_id,
        "references": chain(mail.references or ((mail.in_reply_to,) if mail.in_reply_to else ())),
        "to": " ".join(dict.fromkeys((*mail.to, *mail.hops)))[:1900],
        "reply_to": whom,
        "subject": mail.subject[:SUBJECT],
        "auto": "1" if mail.auto else "",
        "quiet": "1" if mail.quiet else "",
        "forged": "1" if mail.forged else "",
        "bounce_of": mail.bounce_of,
        "bounce_why": mail.bounce_why,
        "attached": "; ".join(f"{name}, {_size(size)}" for name, size in mail.attached)[:1900],
        "cut": "1" if cut else "",
    }
    return {key: value for key, value in ref.items() if value}


def chain(ids: tuple[str, ...]) -> str:
    """*ids* for References: the first, and as many of the last as there is room for."""
    first, rest = ids[:1], list(ids[1:])
    while rest and len(" ".join((*first, *rest))) > MOST_IDS:
        rest.pop(0)
    return " ".join((*first, *rest))[:MOST_IDS]


def _when(said: datetime | None, got: datetime | None) -> datetime | None:
    """The mail's own time, unless its sender's clock is wrong."""
    if got is None or said is None:
        return got or said
    return said if abs(said - got) <= APART else got


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} kB"


def message_id(reply: Outgoing, own: str) -> str:
    """The Message-ID of *reply*, the same each time."""
    key = reply.record_key or local_part(reply.key)
    return f"<{key}@{own.rpartition('@')[2]}>"


def local_part(key: str) -> str:
    """What stands before the @. Nobody can guess it who does not know the delivery's key."""
    return "zuruf." + hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]


def addressee(reply: Outgoing) -> str:
    """Whom *reply* goes to. Raises Refused where that is nobody."""
    to = reply.parent.get("reply_to", "")
    if not is_address(to):
        raise Refused(NOBODY)
    if reply.automatic and reply.parent.get("quiet"):
        raise Refused(NO_MACHINE)
    return to


def written(reply: Outgoing, own: str, name: str) -> bytes:
    """*reply* as it goes over the wire. Raises Refused when it cannot."""
    told = _heads(reply, own, name)
    mail = EmailMessage(policy=SMTP)
    try:
        mail.set_content(reply.text, charset="utf-8", cte="quoted-printable")
        return (
            "".join(f"{key}: {value}\r\n" for key, value in told.items() if value).encode() + mail.as_bytes()
        )
    except (UnicodeError, ValueError):
        raise Refused(HALVES) from None


def _heads(reply: Outgoing, own: str, name: str) -> dict[str, str]:
    """The headers of *reply*, folded. Not by EmailMessage: it reads encoded words in what a stranger chose, line ends and all, and
    writes long Message-IDs as encoded words, which no mail program threads by."""
    answered = reply.parent.get("id", "")
    before = reply.parent.get("references", "").split()
    chained = chain(tuple(i for i in (*(i for i in before if i != answered), answered) if _is_id(i)))
    return {
        "From": f"{_words(name, _SPECIALS)} <{own}>" if _line(name) else own,
        "To": addressee(reply),
        "Subject": _words(subject(reply.parent.get("subject", ""))),
        "Date": format_datetime(reply.created_at.astimezone(UTC).replace(microsecond=0)),
        "Message-ID": message_id(reply, own),
        "In-Reply-To": answered if _is_id(answered) else "",
        "References": "\r\n ".join(chained.split()),
        "Auto-Submitted": "auto-replied" if reply.automatic else "",
    }


_SPECIALS = frozenset('()<>[]:;@\\,."')  # mean something in a name


def _words(text: str, special: frozenset[str] = frozenset()) -> str:
    """*text* for a header: as it is where nothing in it could be read as anything else, else as encoded words."""
    text = _line(text)
    plain = text.isascii() and "=?" not in text and len(text) <= 60 and not special & set(text)
    return text if plain else Header(text, "utf-8").encode(linesep="\r\n")


_ID = re.compile(r"<[!-;=?-~]{1,900}>")  # a line may have 998 characters


def _is_id(id_: str) -> bool:
    return bool(_ID.fullmatch(id_)) and "=?" not in id_


def subject(of: str) -> str:
    """The subject of an answer."""
    of = _line(of)
    return of if of[:3].lower() in ("re:", "aw:") else f"Re: {of}".strip()


def receipt(reply: Outgoing, own: str) -> Receipt:
    """What is known of *reply* when it is out: enough to answer it in turn."""
    this, answered = message_id(reply, own), reply.parent.get("id", "")
    before = reply.parent.get("references", "").split()
    ref: Mapping[str, str] = {
        "id": this,
        "references": chain((*(i for i in before if i != answered), *([answered] if answered else []))),
        "reply_to": reply.parent.get("reply_to", ""),
        "subject": subject(reply.parent.get("subject", "")),
    }
    return Receipt(this, ref=ref)


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
