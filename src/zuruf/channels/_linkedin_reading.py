"""What happens on an organisation's page at LinkedIn, as messages. Pure; in doubt an entry is left out, never the page.

Sources, on learn.microsoft.com/linkedin/marketing/community-management: organizations/organization-social-action-notifications (the same
entries are called and pulled; kept there for 60 days) and shares/comments-api. A comment is named by its number, since its URN is
spelt in several ways. LinkedIn gives no names of the people who write, only a URN.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, unquote

from zuruf.channels import _json as js
from zuruf.channels._base import may_be
from zuruf.channels._http import parts
from zuruf.core.channel import Outgoing, Unknown
from zuruf.core.message import Author, Gone, Incoming

CALLED = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"
NOT_UNDERSTOOD = "LinkedIn sent a call that cannot be understood."
ACTIONS = ("COMMENT", "COMMENT_EDIT", "COMMENT_DELETE", "ADMIN_COMMENT", "SHARE_MENTION")
OVERLAP = timedelta(minutes=10)  # read twice, for what came late and for clocks that differ
FIRST = timedelta(hours=48)
AGAIN = 5  # entries of a page that are asked for again with the next: when one goes meanwhile, those behind it move up
_COMMENT = re.compile(
    r"urn:li:comment:\((?:urn:li:)?(activity|share|ugcPost):(\d{1,25}),(\d{1,25})\)", re.ASCII
)
_POST = re.compile(r"urn:li:(?:activity|share|ugcPost):\d{1,25}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """How far we have read. `since`: of the newest entry, in milliseconds; `seen`: entries from a little before on; `start`, `top`:
    of a look that goes on."""

    since: int = 0
    seen: frozenset[str] = field(default_factory=frozenset)
    start: int = 0
    top: int = 0

    @staticmethod
    def of(cursor: Mapping[str, object] | None) -> "Place":
        numbers = {name: millis(js.value(cursor, name)) for name in ("since", "start", "top")}
        return Place(seen=frozenset(js.strings(cursor, "seen")), **numbers)

    def cursor(self) -> dict[str, object]:
        return {"since": self.since, "seen": sorted(self.seen), "start": self.start, "top": self.top}

    def begin(self, now: datetime) -> int:
        """From when on to ask, in milliseconds."""
        first = int((now - FIRST).timestamp() * 1000)
        return max(self.since - int(OVERLAP.total_seconds() * 1000), first) if self.since else first

    def known(self, entry: Mapping[str, Any]) -> bool:
        """Whether an entry was read already, or lies before what was asked for."""
        at = millis(entry.get("lastModifiedAt"))
        return key(entry) in self.seen or 0 < at < self.since - int(OVERLAP.total_seconds() * 1000)

    def after(self, entries: list[dict[str, Any]], size: int) -> "Place":
        """After a page of *entries* out of pages of *size*. A page that brings nothing new is the last."""
        keys = {key(one): millis(one.get("lastModifiedAt")) for one in entries}
        fresh = {key(one) for one in entries if not self.known(one)}
        if len(entries) >= size and fresh:
            top = max(self.top, self.since, *keys.values())
            return Place(self.since, self.seen | fresh, self.start + max(1, len(entries) - AGAIN), top)
        top = max(self.top, self.since, *keys.values(), 0)
        if not fresh and not self.start:
            return self
        edge = top - int(OVERLAP.total_seconds() * 1000)
        kept = {name for name in self.seen | fresh if keys.get(name, edge) >= edge}
        return Place(top, frozenset(sorted(kept)[-5000:]))


def key(entry: Mapping[str, Any]) -> str:
    return (
        js.text(entry, "notificationId")
        or f"{js.text(entry, 'generatedActivity')} {js.text(entry, 'lastModifiedAt')}"
    )


def called(body: bytes) -> list[dict[str, Any]]:
    """The entries of a call; none of one about something else. Raises Unknown for what is no call."""
    told = js.parsed(body)
    kind = js.text(told, "type")
    if not kind or (kind == CALLED and not isinstance(js.value(told, "notifications"), list)):
        raise Unknown(NOT_UNDERSTOOD)
    return js.objects(told, "notifications") if kind == CALLED else []


def read(entry: Mapping[str, Any], us: str, looked_up: object = None) -> Incoming | Gone | None:
    """One entry as a message, or that one is gone; None for what is neither. *us*: the organisation's URN. *looked_up*: the comment by
    itself, where the entry does not bring its text."""
    action = js.text(entry, "action")
    if js.text(entry, "organizationalEntity") not in ("", us):
        return None
    if action == "SHARE_MENTION":
        return _mention(entry)
    place = comment(js.text(entry, "decoratedGeneratedActivity", "comment", "entity")) or comment(
        js.text(entry, "generatedActivity")
    )
    if place is None or action not in ACTIONS:
        return None
    at = moment(entry.get("lastModifiedAt"))
    if action == "COMMENT_DELETE":
        return Gone(place.number, at)
    told = js.value(entry, "decoratedGeneratedActivity", "comment")
    said = js.text(told, "text") or words(told) or words(looked_up)
    owner = js.text(told, "owner") or js.text(looked_up, "actor")
    if not said or not owner:
        return None
    above = comment(js.text(looked_up, "parentComment")) or comment(js.text(told, "parentComment"))
    above = above or comment(js.text(told, "object"))
    post = posted(js.text(entry, "sourcePost")) or place.post
    top = above or place
    return Incoming(
        place.number,
        author(owner),
        said,
        at=at,
        parent=above.number if above else "",
        root=top.number,
        permalink=place.link,
        edited_at=at if action == "COMMENT_EDIT" else None,
        ours=owner == us or action == "ADMIN_COMMENT",
        ref={"comment": place.urn, "top": top.urn, "post": post},
    )


def _mention(entry: Mapping[str, Any]) -> Incoming | None:
    """Somebody names us in a post of her own; it is answered by a comment below it."""
    told = js.value(entry, "decoratedGeneratedActivity", "share")
    post = posted(js.text(told, "entity")) or posted(js.text(entry, "generatedActivity"))
    said, owner = js.text(told, "text"), js.text(told, "owner")
    if not post or not said or not owner:
        return None
    return Incoming(
        post.rpartition(":")[2],
        author(owner),
        said,
        at=moment(entry.get("lastModifiedAt")),
        root=post.rpartition(":")[2],
        permalink=f"https://www.linkedin.com/feed/update/{post}",
        ref={"post": post},
    )


def needs_look(entry: Mapping[str, Any]) -> "Comment | None":
    """The comment to look up, since its entry does not bring the text."""
    if js.text(entry, "action") not in ("COMMENT", "COMMENT_EDIT", "ADMIN_COMMENT"):
        return None
    told = js.value(entry, "decoratedGeneratedActivity", "comment")
    if js.text(told, "text") or js.text(told, "message", "text"):
        return None
    return comment(js.text(entry, "generatedActivity"))


@dataclass(frozen=True, slots=True)
class Comment:
    """Where a comment stands: what kind of URN its post has, the post's number, and its own."""

    kind: str
    thread: str
    number: str

    @property
    def post(self) -> str:
        return f"urn:li:{self.kind}:{self.thread}"

    @property
    def urn(self) -> str:
        return f"urn:li:comment:({self.post},{self.number})"

    @property
    def link(self) -> str:
        named = quote(f"urn:li:comment:({self.kind}:{self.thread},{self.number})", safe="")
        return f"https://www.linkedin.com/feed/update/{self.post}?commentUrn={named}"


def comment(urn: str) -> Comment | None:
    found = _COMMENT.fullmatch(urn)
    return Comment(found[1], found[2], found[3]) if found else None


def posted(urn: str) -> str:
    """The URN of a post; "" for anything else."""
    return urn if _POST.fullmatch(urn) else ""


def linked(address: str) -> Comment | None:
    """The comment at an address on linkedin.com."""
    at = parts(address)
    if not at or at.scheme != "https" or not f".{at.hostname}".endswith(".linkedin.com"):
        return None
    return comment(unquote(parse_qs(at.query).get("commentUrn", [""])[0]))


def words(told: object) -> str:
    """What a comment says; a sign for a picture alone."""
    alone = "🖼" if js.objects(told, "content") else ""
    return js.text(told, "message", "text") or alone


def same(told: Mapping[str, Any], reply: Outgoing, post: str) -> Comment | None:
    """Where a comment of ours stands, if it is *reply*; else None."""
    at, said = moment(js.value(told, "created", "time")), js.text(told, "message", "text")
    named = comment(js.text(told, "commentUrn") or js.text(told, "$URN"))
    place = named or comment(f"urn:li:comment:({post},{js.text(told, 'id')})")
    return place if place and may_be(reply, place.number, at, said, OVERLAP) else None


def ours(told: object, us: str) -> Iterator[dict[str, Any]]:
    """Our own among the comments of a list."""
    return (one for one in js.objects(told, "elements") if js.text(one, "actor") == us)


def author(urn: str) -> Author:
    return Author(urn, urn.rpartition(":")[2])


def moment(said: object) -> datetime | None:
    number = millis(said)
    try:
        return datetime.fromtimestamp(number / 1000, UTC) if number else None
    except (ValueError, OverflowError, OSError):
        return None


def millis(said: object) -> int:
    """A whole number of milliseconds; 0 for anything else."""
    return said if isinstance(said, int) and not isinstance(said, bool) and 0 < said < 10**15 else 0
