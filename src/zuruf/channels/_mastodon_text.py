"""A text on Mastodon: how long it is there, what stands before an answer, and whether a post says what we sent. Pure.

Counting is that of the server's own check (`app/validators/status_length_validator.rb`): characters as a reader sees them, a link with
its protocol counts 23 however long it is (`configuration.statuses.characters_reserved_per_url`), of a handle with a server
only what stands before the second @ counts, and the content warning counts along. Where it is not sure that the server sees a link we
count what is written, so that we never say that something fits that does not.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

import regex

from zuruf.channels._mastodon_reading import OPEN
from zuruf.core.capabilities import Asked, Length, Terms

LONGEST, LINK = 500, 23  # a server's own numbers are in `Check.measures`
BEGINS = "Your answer will begin with %(handle)s, so that its author hears of it; that counts along."
ONLY_HER = "Only the people named in it will get this answer. It is not encrypted: whoever runs their servers can read it."
_PATH = r"[a-z0-9!*';:=+,.$/%#\[\]~_&|@?()-]*[a-z0-9=_#/+-]"
# Letters and digits of a host, a top-level domain of letters, then what a path may consist of; ends before closing punctuation.
_LINK = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?\.){1,10}[a-z]{2,24}(?![\w.-]*@)(?::\d{1,5})?"
    rf"(?:/(?:{_PATH})?|[?#]{_PATH})?",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![=/\w])@([a-z0-9_]+(?:[a-z0-9_.-]*[a-z0-9_])?)@[\w.-]*\w", re.IGNORECASE)
_NAMED = re.compile(r"(?<![=/\w])@[a-z0-9_.-]+", re.IGNORECASE)
_WORDS = re.compile(r"[\W_]+")


def length(text: str) -> Length:
    """As most servers count."""
    return Length(count(text, LINK), LONGEST)


def of_server(measures: Mapping[str, int]) -> Callable[[str], Length]:
    """How one server counts, by its own numbers."""
    longest, link = measures.get("characters", LONGEST), measures.get("link", LINK)
    return lambda text: Length(count(text, link), longest)


def count(text: str, link: int) -> int:
    """Characters of *text* as the network counts them, each link as *link*."""
    shown = _HANDLE.sub(r"@\1", _LINK.sub("x" * link, text))
    return len(regex.findall(r"\X", shown))


def opening(ref: Mapping[str, str], text: str) -> str:
    """The handle that an answer begins with, so that its author hears of it; "" where it stands whole in the *text* already. The same
    name without a server, or at another one, is somebody else, who alone would get it."""
    handle = ref.get("acct", "").lstrip("@")
    if not handle:
        return ""
    named = rf"(?<![=/\w])@{re.escape(handle)}(?![\w@]|[.-]\w)"
    return "" if re.search(named, text, re.IGNORECASE) else f"@{handle} "


def besides(ref: Mapping[str, str], text: str) -> str:
    """What counts along with an answer: the content warning, which is kept, and the handle; with one character more, that parts them."""
    spoiler = ref.get("spoiler", "")
    return (f"{spoiler}\n" if spoiler else "") + opening(ref, text)


def terms(asked: Asked, text: str, now: datetime) -> Terms:
    """What to know before one writes: whom the network will name, and that a post to one person is no closed letter."""
    handle = opening(asked.ref, text).strip()
    if asked.privately or asked.ref.get("visibility") not in OPEN:
        return Terms(note=ONLY_HER)
    return Terms(note=BEGINS % {"handle": handle} if handle else "")


def without_opening(said: str, ref: Mapping[str, str]) -> str:
    """What we wrote, without the handle that was put before it."""
    name = re.escape(ref.get("acct", "").partition("@")[0])
    return re.sub(rf"^@{name}(?:@[\w.-]+)?\s+", "", said, count=1, flags=re.IGNORECASE) if name else said


def same(shown: str, sent: str) -> bool:
    """Whether a post that shows the words *shown* is what was *sent*: servers tidy white space, shorten handles and take marks out."""
    one, other = (_HANDLE.sub(r"@\1", said).casefold() for said in (shown, sent))
    letters = (_WORDS.sub("", one), _WORDS.sub("", other))
    says = any(
        _WORDS.sub("", _NAMED.sub("", text)) for text in (one, other)
    )  # more than whom it is for and a picture or two
    return letters[0] == letters[1] if says else one.split() == other.split()
