"""The public page's rules: what counts as words, which posts a person looks at first, and who may write how often."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from zuruf.core import clean

REALM = "talk"  # the channel and the realm of our own public page
LONGEST = 5_000  # characters of one post or answer
LONGEST_NAME = 60
LONGEST_REASON = 3_000

FORM_LIVES = timedelta(hours=24)  # after that the page asks to press once more; the text stays
FASTEST = timedelta(seconds=2)  # nobody reads and writes faster
CALM = (4, timedelta(minutes=10))  # more from one sender within this: a person looks first
FULL = (12, timedelta(hours=1))  # more than this: later, please
LINKS = 2  # more than this: a person looks first
REPEATED_WITHIN = timedelta(hours=24)


class Post(StrEnum):
    """Where a post stands."""

    WAITING = "waiting"  # for a look
    SHOWN = "shown"
    REMOVED = "removed"  # by us, with a rule and a reason
    DELETED = "deleted"  # by its author


MOVES: dict[Post, frozenset[Post]] = {
    Post.WAITING: frozenset({Post.SHOWN, Post.REMOVED, Post.DELETED}),
    Post.SHOWN: frozenset({Post.REMOVED, Post.DELETED}),
    Post.REMOVED: frozenset({Post.SHOWN, Post.DELETED}),
    Post.DELETED: frozenset(),
}


def leads_to(there: Post) -> list[str]:
    """The states from which a post may move *there*, for a conditional update."""
    return [here.value for here, targets in MOVES.items() if there in targets]


class Doubt(StrEnum):
    """Why a post waits for a person's look. Never a reason to lose it."""

    HOUSE = "house"  # the organisation looks at everything first
    TRAP = "trap"  # a field was filled that people do not see
    FAST = "fast"  # sent faster than anybody types
    LINKS = "links"
    REPEATED = "repeated"  # the same words came within a day
    MANY = "many"  # many posts from one sender
    NAME = "name"  # signed with the organisation's own name


def ours(key: str) -> str:
    """What stands in the place of a secret's hash where we posted ourselves: nobody has a secret link to that."""
    return f"ours:{key}"


def is_ours(secret_hash: str) -> bool:
    return secret_hash.startswith("ours:")


class ReportKind(StrEnum):
    """What a report says is wrong."""

    ILLEGAL = "illegal"
    PERSONAL = "personal"
    INSULT = "insult"
    ADVERT = "advert"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How a post came, as far as the guard needs it. `age`: between the form's making and its sending."""

    look_first: bool
    trap: bool
    age: timedelta
    recent: int  # other posts of this sender within CALM
    repeated: bool
    own_name: bool  # signed as the organisation


def doubts(text: str, how: Circumstances) -> tuple[Doubt, ...]:
    """Why a person should look before the public does; empty when it can be shown at once."""
    found = {
        Doubt.HOUSE: how.look_first,
        Doubt.TRAP: how.trap,
        Doubt.FAST: how.age < FASTEST,
        Doubt.LINKS: count_links(text) > LINKS,
        Doubt.REPEATED: how.repeated,
        Doubt.MANY: how.recent >= CALM[0],
        Doubt.NAME: how.own_name,
    }
    return tuple(doubt for doubt, true in found.items() if true)


_LINK = re.compile(r"https?://|\bwww\.|\[url|<a\s", re.IGNORECASE)


def count_links(text: str) -> int:
    return len(_LINK.findall(text))


def tidy(text: str) -> str:
    """The words as they are kept (core.clean), never cut: what is too long is told, not shortened."""
    return clean.text(text, 4 * len(text) + 4)


def tidy_line(text: str) -> str:
    """A name or other single line: as `tidy`, with all white space made one space."""
    return " ".join(tidy(text).split())


def is_empty(text: str) -> bool:
    """Nothing that one could see: only white space and invisible characters. An emoji alone is a word."""
    return all(unicodedata.category(c) in _UNSEEN or c in _BLANK for c in text)


_UNSEEN = ("Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Cn")
_BLANK = "\u115f\u1160\u3164\uffa0\u2800"  # letters by name, blank to the eye


def same_words(text: str) -> str:
    """What is compared to find repeated text: letters and digits only, without case."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum()) or text.strip()


def same_name(one: str, other: str) -> bool:
    """Would a reader take the two names for the same?"""
    return bool(other.strip()) and same_words(one) == same_words(other)


def wait_until_calm(ages: Iterable[timedelta]) -> timedelta:
    """How long until a sender may write again, from the ages of her posts within FULL; zero when she may now."""
    most, span = FULL
    youngest = sorted(ages)[:most]
    if len(youngest) < most:
        return timedelta(0)
    return max(timedelta(seconds=1), span - youngest[-1])


def network_of(address: str) -> str:
    """What is counted as one sender: an IPv4 address, or the /64 of an IPv6 address (one household)."""
    if ":" not in address or address.startswith("::ffff:"):
        return address.removeprefix("::ffff:")
    head, _, tail = address.split("%")[0].partition("::")
    left = head.split(":") if head else []
    right = tail.split(":") if tail else []
    full = left + ["0"] * (8 - len(left) - len(right)) + right
    return ":".join(part.lstrip("0").lower() or "0" for part in full[:4])
