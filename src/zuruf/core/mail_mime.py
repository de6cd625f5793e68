"""The parts of a mail: its words as text and as HTML, and what is attached. Sources: RFC 2045 to 2047, 3676."""

from collections.abc import Iterator
from contextlib import suppress
from email.errors import HeaderParseError
from email.message import Message
from html import escape
from typing import Any

from zuruf.core.mail_header import decoded, from_bytes

MOST_PARTS = 500
MOST_ATTACHED = 50
LONGEST = 1_000_000  # bytes of one part's words
WORDS = ("text/plain", "text/html")
_OTHER_FORMS = ("text/html", "text/x-amp-html", "text/watch-html", "text/enriched", "text/richtext")
_WHOLE = ("message/rfc822", "message/global", "message/delivery-status")
_REPORTS = (
    "message/delivery-status",
    "text/rfc822-headers",
    "message/rfc822-headers",
)  # read for what they say, see mail_read


def parts_of(message: Message) -> Iterator[Message]:
    """All parts that are not made of parts, in order. What stands inside an attached mail is not part of this one."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        one = waiting.pop(0)
        seen += 1
        inner: Any = one.get_payload()
        if isinstance(inner, list) and one.get_content_type() not in ("message/rfc822", "message/global"):
            if one.get_content_type() == "message/delivery-status":
                yield one
            else:
                waiting[:0] = inner
        else:
            yield one


def contents(message: Message) -> tuple[str, str, tuple[tuple[str, int], ...]]:
    """The plain text; the HTML where a part of the words is in HTML alone, then with the plain ones among it; and what else there is."""
    said: list[tuple[str, str]] = []  # (text/plain or text/html, words)
    attached: list[tuple[str, int]] = []
    for one in _chosen(message):
        kind, name = one.get_content_type(), _filename(one)
        if kind in WORDS and one.get_content_disposition() != "attachment":
            said.append((kind, _words(one)))
        elif (
            one.get_content_maintype() == "multipart"
        ):  # its parts cannot be told apart, so all of it is shown
            said.append(("text/plain", _words(one)))
        elif kind not in _REPORTS:
            attached.append((name or kind, len(payload(one))))
    said = [(kind, words) for kind, words in said if words.strip()]
    told = tuple(attached[:MOST_ATTACHED])
    if all(kind == "text/plain" for kind, _ in said):
        return "\n\n".join(words.strip() for _, words in said), "", told
    return "", "\n".join(words if kind == "text/html" else _as_html(words) for kind, words in said), told


def _chosen(message: Message) -> Iterator[Message]:
    """The parts in order; of alternatives the plain ones where they say something, and what is no text in any of them."""
    waiting: list[tuple[Any, bool]] = [(message, False)]
    seen = 0
    while waiting and seen < MOST_PARTS:
        one, said_plain = waiting.pop(0)
        seen += 1
        inner: Any = one.get_payload()
        if not isinstance(inner, list) or one.get_content_type() in _WHOLE:
            if not (said_plain and one.get_content_type() in _OTHER_FORMS):
                yield one
        elif one.get_content_type() == "multipart/alternative":
            plain = [any(_is_plain(leaf) for leaf in parts_of(branch)) for branch in inner]
            waiting[:0] = [
                (branch, said_plain or (any(plain) and not p)) for branch, p in zip(inner, plain, strict=True)
            ]
        else:
            waiting[:0] = [(part, said_plain) for part in inner]


def _is_plain(part: Message) -> bool:
    is_text = part.get_content_type() == "text/plain" and part.get_content_disposition() != "attachment"
    return is_text and bool(_words(part).strip())


def _as_html(words: str) -> str:
    return f"<p>{escape(words.strip(), quote=False)}</p>".replace("\n", "<br>\n")


def _words(part: Message) -> str:
    charset, flowed = "", False
    with suppress(ValueError, LookupError, TypeError, AttributeError):
        charset = part.get_content_charset() or ""
        flowed = str(part.get_param("format", "") or "").lower() == "flowed"
    words = from_bytes(payload(part)[:LONGEST], charset).replace("\r\n", "\n")
    return _unflowed(words) if flowed else words


def _unflowed(words: str) -> str:
    """Lines that a mail program broke for the way are one again (RFC 3676)."""
    whole: list[list[str]] = []  # the pieces of each line
    soft = False  # whether the last one goes on
    for line in words.split("\n"):
        quoted = line.startswith(">")
        stuffed = line if quoted else line.removeprefix(" ")
        if soft and not quoted:
            whole[-1].append(stuffed)
            soft = not stuffed or stuffed.endswith(" ")
        else:
            whole.append([stuffed])
            soft = stuffed.endswith(" ") and stuffed != "-- " and not stuffed.startswith(">")
    return "\n".join(map("".join, whole))


def payload(part: Message) -> bytes:
    try:
        found = part.get_payload(decode=True)
        if found is None:
            inner: Any = part.get_payload()
            found = inner[0].as_bytes() if isinstance(inner, list) and inner else b""
    except Exception:  # the library raises a dozen kinds on broken parts; the rest of the mail is worth more
        return b""
    return found if isinstance(found, bytes) else b""


def _filename(part: Message) -> str:
    try:
        return " ".join(decoded(part.get_filename() or "").split())[:200]
    except (ValueError, LookupError, TypeError, AttributeError, HeaderParseError):
        return ""
