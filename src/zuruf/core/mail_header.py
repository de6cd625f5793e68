"""The headers of a mail, whatever is broken in them. Sources: RFC 5322, and 2047 for words in other alphabets."""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

LONGEST = 20_000  # characters of a header that are looked at
MOST_IDS = 200  # of one References header
MOST = 50  # headers of one name, and addressees in one
_ID = re.compile(r"<[^<>\s]{1,900}>")
_ENCODED = re.compile(r"=\?[^?\s]+\?[bBqQ]\?")

_SLOW = ("punycode", "idna")  # no charsets, and their time grows with the square of the length


def header(message: Message, name: str) -> str:
    """A header on one line with its encoded words read; "" when it is missing."""
    found = values(message, name)
    return " ".join(decoded(found[0]).split()) if found else ""


def values(message: Message, name: str) -> list[str]:
    """All headers of this name, unfolded; bytes that are no ASCII are read as UTF-8, else as Windows-1252."""
    found = []
    for value in (message.get_all(name) or [])[:MOST]:
        plain = value if isinstance(value, str) else str(value)
        plain = plain[:LONGEST]
        if any("\udc80" <= c <= "\udcff" for c in plain):
            plain = from_bytes(plain.encode("utf-8", "surrogateescape"), "")
        found.append(re.sub(r"\r?\n", "", plain))
    return found


def decoded(value: str) -> str:
    if not _ENCODED.search(value):
        return value
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError, TypeError):
        return value
    return "".join(p if isinstance(p, str) else from_bytes(p, c or "") for p, c in parts)


def from_bytes(raw: bytes, charset: str) -> str:
    """*raw* by its own charset; where that is unknown or wrong by UTF-8, else by Windows-1252: no mail is lost by it."""
    for name in (charset, "utf-8"):
        try:
            if name and name.lower() not in _SLOW:
                return raw.decode(name)
        except (LookupError, ValueError):
            continue
    return raw.decode("windows-1252", "replace")


def addresses(message: Message, name: str) -> list[tuple[str, str]]:
    """(address in lower case, name) of each that can be one."""
    try:
        found = getaddresses(values(message, name))
    except (
        ValueError,
        IndexError,
        TypeError,
        RecursionError,
    ):  # the last of thousands of brackets in brackets
        return []
    return [
        (address.strip().lower(), " ".join(decoded(said).split()))
        for said, address in found[:MOST]
        if is_address(address.strip())
    ]


def is_address(address: str) -> bool:
    """Whether mail can be sent there, and nothing else be smuggled in with it."""
    left, at, right = address.rpartition("@")
    fine = address.isprintable() and not set(address) & set(' <>()[]\\,;:"') and "=?" not in address
    return bool(at and left and right and fine and len(address) <= 254 and not right.startswith("."))


def ids(message: Message, name: str) -> tuple[str, ...]:
    found = [one for value in values(message, name) for one in _ID.findall(value)]
    kept = list(dict.fromkeys(found))
    return tuple(kept[:1] + kept[1:][-MOST_IDS:])
