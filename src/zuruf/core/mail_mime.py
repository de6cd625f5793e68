"""The parts of a mail: its words as text and as HTML, and what is attached. Sources: RFC 2045 to 2047, 3676."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from email.errors import HeaderParseError
from email.message import Message

from zuruf.core.mail_header import decoded, from_bytes

MOST_PARTS = 500
MOST_ATTACHED = 50
LONGEST = 1_000_000  # bytes of one part's words


def parts_of(message: Message) -> Iterator[Message]:
    """All parts that are not made of parts, in order. What stands inside an attached mail is not part of this one."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        one = waiting.pop(0)
        seen += 1
        inner = one.get_payload()
        if isinstance(inner, list) and one.get_content_type() not in ("message/rfc822", "message/global"):
            if one.get_content_type() == "message/delivery-status":
                yield one
            else:
                waiting[:0] = inner
        else:
            yield one


def contents(parts: Iterable[Message]) -> tuple[str, str, tuple[tuple[str, int], ...]]:
    """The plain text, the HTML where there is no plain text, and what else is attached."""
    texts: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    attached = []
    for part in parts:
        kind, name = part.get_content_type(), _filename(part)
        if kind in texts and part.get_content_disposition() != "attachment":
            texts[kind].append(_words(part))
        elif name or part.get_content_disposition() == "attachment" or kind == "message/rfc822":
            attached.append((name or kind, len(payload(part))))
    plain = "\n\n".join(filter(None, (one.strip() for one in texts["text/plain"])))
    return plain, "" if plain else "\n".join(texts["text/html"]), tuple(attached[:MOST_ATTACHED])


def _words(part: Message) -> str:
    charset, flowed = "", False
    with suppress(ValueError, LookupError, TypeError, AttributeError):
        charset = part.get_content_charset() or ""
        flowed = str(part.get_param("format", "") or "").lower() == "flowed"
    words = from_bytes(payload(part)[:LONGEST], charset).replace("\r\n", "\n")
    return _unflowed(words) if flowed else words


def _unflowed(words: str) -> str:
    """Lines that a mail program broke for the way are one again (RFC 3676)."""
    whole: list[str] = []
    for line in words.split("\n"):
        before = whole[-1] if whole else ""
        quoted = line.startswith(">")
        soft = before.endswith(" ") and before != "-- " and not before.startswith(">")
        stuffed = line if quoted else line.removeprefix(" ")
        if soft and not quoted:
            whole[-1] = before + stuffed
        else:
            whole.append(stuffed)
    return "\n".join(whole)


def payload(part: Message) -> bytes:
    try:
        found = part.get_payload(decode=True)
        if found is None:
            inner = part.get_payload()
            found = inner[0].as_bytes() if isinstance(inner, list) and inner else b""
    except Exception:  # the library raises a dozen kinds on broken parts; the rest of the mail is worth more
        return b""
    return found if isinstance(found, bytes) else b""


def _filename(part: Message) -> str:
    try:
        return " ".join(decoded(part.get_filename() or "").split())[:200]
    except (ValueError, LookupError, TypeError, AttributeError, HeaderParseError):
        return ""
