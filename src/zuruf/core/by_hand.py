"""What a person takes in and posts by hand, where a place has no interface: a private blog, a closed forum, a review site."""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from zuruf.core.capabilities import Asked, Length, Terms

LONGEST = 20_000  # characters of what is taken in, and of an answer; what the place itself takes, whoever posts it sees there
LONGEST_PLACE = 80
LONGEST_NAME = 120
LONGEST_LINK = 1000
LONGEST_WHY = 200
ENOUGH = 20  # letters that nobody else is going to write by chance
CUT = 60  # letters that a feed which cuts shows at least
_MARKS = re.compile(r"[\W_]+")
NOTE = "Nothing goes there by itself: when it is sent, somebody of you posts it by hand and says so."


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody found there. `link` "" with the reason `why` there is none; `name` of whoever wrote it, "" unknown; `at`: when, None =
    nobody knows; `public` False: only we and they can read it."""

    place: str
    text: str
    link: str = ""
    why: str = ""
    name: str = ""
    at: datetime | None = None
    public: bool = True


class NotTaken(ValueError):
    """`code` names what is wrong with it: no_place, long_place, empty, too_long, bad_link, no_link, long_name or future."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def length(text: str) -> Length:
    """Characters as Python counts them (code points)."""
    return Length(len(text), LONGEST, "characters")


def terms(asked: Asked, text: str, now: datetime) -> Terms:
    """Anything can be answered; somebody has to go there for it."""
    return Terms(note=NOTE)


def checked(found: Found, now: datetime) -> Found:
    """*found* without white space around it. Raises NotTaken."""
    tidy = Found(
        _line(found.place), found.text.replace("\r\n", "\n").strip(), found.link.strip(), _line(found.why)[:LONGEST_WHY],
        _line(found.name), found.at, found.public,
    )  # fmt: skip
    wrong = {
        "no_place": not tidy.place,
        "long_place": len(tidy.place) > LONGEST_PLACE,
        "empty": not any(c.isprintable() and not c.isspace() for c in tidy.text),
        "too_long": len(tidy.text) > LONGEST,
        "bad_link": bool(tidy.link) and not is_web(tidy.link),
        "no_link": not tidy.link and not tidy.why,
        "long_name": len(tidy.name) > LONGEST_NAME,
        "future": tidy.at is not None and tidy.at > now,
    }
    if code := next((code for code, so in wrong.items() if so), ""):
        raise NotTaken(code)
    return tidy


def is_web(link: str) -> bool:
    """Whether a browser can be led there: http or https, a host, no password, nothing that only looks like a space."""
    if len(link) > LONGEST_LINK or any(c.isspace() or not c.isprintable() for c in link):
        return False
    try:
        parts = urlsplit(link)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def is_echo(shown: str, link: str, posted: str, address: str) -> bool:
    """Whether what a feed shows (*shown*, at *link*) is what one of us *posted* (at *address*, "" unknown): the same letters, since
    places tidy marks and white space, or their beginning where the feed cuts. A few letters anybody may write: those have to stand at that
    address."""
    there, ours = (_MARKS.sub("", text).casefold() for text in (shown, posted))
    same = there == ours or (len(there) >= CUT and ours.startswith(there))
    return bool(there) and same and (len(there) >= ENOUGH or (bool(address) and link == address))


def place_id(place: str) -> str:
    """One place however it is written: "Der Blog" and "der  blog" are the same."""
    return _short("place", _line(place).casefold())


def message_id(found: Found, *, of_another: bool = False) -> str:
    """The same words at the same address are the same message, whoever takes them in and whatever she calls the place; without an
    address, at the same place by the same person. *of_another*: those words stand there already, by somebody of another name."""
    where = (found.link,) if found.link else ("", place_id(found.place), found.name.casefold())
    where = (*where, "", found.name.casefold()) if of_another else where
    return "h" + _short("message", *where, " ".join(found.text.split()))


def author_id(found: Found) -> str:
    """One person is one name at one place; whoever gave none is nobody else."""
    return "w" + _short("author", place_id(found.place), found.name.casefold() or message_id(found))


def thread_id(found: Found) -> str:
    """What the same person wrote at the same address belongs together; "" where either is unknown."""
    return "t" + _short("thread", found.link, author_id(found)) if found.link and found.name else ""


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _short(purpose: str, *parts: str) -> str:
    return sha256("\x1f".join((purpose, *parts)).encode(errors="replace")).hexdigest()[:24]
