"""A Discourse forum's posts as messages, and up to where it was read. Pure: JSON in, messages out."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from zuruf.channels import _json as told
from zuruf.channels._feed import plain
from zuruf.channels._http import parts
from zuruf.core.capabilities import Visibility
from zuruf.core.channel import Receipt, Seen
from zuruf.core.message import Author, Batch, Gone, Incoming

PAGES = 200
TOPICS = 1000  # that are followed at most: those of which we know the most recent posts
REGULAR = 1  # post_type; the others are notes of moderators and notices of the forum
PRIVATE = "private_message"
LIKE = 2
_PLACE = re.compile(r"/t/(?:[^/]*[^/\d][^/]*/)?(\d{1,12})(?:/(\d{1,9}))?/?$")


def number(post: Mapping[str, Any], name: str = "id") -> int:
    """A whole number above 0, also one written as text (the specification and the server differ); 0 for anything else."""
    return told.digits(told.text(post, name))


@dataclass(frozen=True, slots=True)
class Ours:
    """What concerns us: `base` is the forum's address, `user` our name there, `categories` the numbers of those that are read whole
    (`everything`: all of them)."""

    base: str
    user: str
    categories: Collection[int] = ()
    everything: bool = False

    def wrote(self, post: Mapping[str, Any]) -> bool:
        return told.text(post, "username").lower() == self.user

    def concerns(self, post: Mapping[str, Any]) -> bool:
        """Written in one of our categories, privately, or to us by name, as an answer or as a quotation."""
        if self.everything or number(post, "category_id") in self.categories or private(post):
            return True
        if told.text(post, "reply_to_user", "username").lower() == self.user:
            return True
        name = re.escape(self.user)
        raw = told.text(post, "raw").lower()
        return bool(re.search(rf'(?<![\w@])@{name}(?![\w.-]*\w)|\[quote="{name}[,"]', raw))


def private(post: Mapping[str, Any]) -> bool:
    return told.text(post, "topic_archetype") == PRIVATE


def gone(post: Mapping[str, Any]) -> bool:
    """Deleted, by its author or by a moderator."""
    return bool(post.get("deleted_at")) or post.get("user_deleted") is True


def incoming(post: Mapping[str, Any], ours: Ours, *, known: bool = False, closed: bool = False) -> Incoming:
    """One post (of which `number` is not 0) as a message; a topic is one conversation. *known*: an earlier version came in already.
    *closed*: it was listed among private ones."""
    topic, place = number(post, "topic_id"), number(post, "post_number")
    cooked, at = told.text(post, "cooked"), told.moment(told.text(post, "created_at"))
    changed = told.moment(told.text(post, "updated_at")) if known or number(post, "version") > 1 else None
    who = told.text(post, "user_id") or told.text(post, "username")
    return Incoming(
        remote_id=str(number(post)),
        author=Author(
            who[:255],
            told.text(post, "username")[:255],
            (told.text(post, "name") or told.text(post, "username"))[:255],
            _page(ours.base, f"/u/{told.text(post, 'username')}"),
        ),
        text=plain(cooked) if cooked else told.text(post, "raw"),
        at=at,
        root=f"t{topic}" if topic else "",
        html=cooked,
        title=plain(told.text(post, "topic_title"))[:300] if place <= 1 else "",
        permalink=link(post, ours.base),
        public=not (closed or private(post)),
        edited_at=changed if changed and changed != at else None,
        ours=ours.wrote(post),
        ref={"post": str(number(post)), "topic": str(topic), "number": str(place)},
    )


def called(body: Mapping[str, Any], ours: Ours) -> Batch:
    """What a call brings: a post, or nothing for us. A forum calls about everything, also what our user may not read: other people's private
    messages, closed categories. So what we cannot tell from those is left to the next look, which is due at once."""
    post = body.get("post")
    if not isinstance(post, dict) or not number(post):
        return Batch()
    if gone(post):
        return Batch(gone=(Gone(str(number(post)), told.moment(told.text(post, "deleted_at"))),))
    if private(post) or ours.everything:
        return Batch(more=True)
    answers = ours.wrote(post) and number(post, "post_number") > 1
    if number(post, "post_type") != REGULAR or not (
        answers or (ours.concerns(post) and not ours.wrote(post))
    ):
        return Batch()
    return Batch(incoming=(incoming(post, ours),))


def receipt(post: Mapping[str, Any], base: str) -> Receipt | None:
    """None where it is not a post."""
    own, topic = number(post), number(post, "topic_id")
    if not own or not topic:
        return None
    ref = {"post": str(own), "topic": str(topic), "number": told.text(post, "post_number")}
    return Receipt(str(own), link(post, base), ref)


def seen(post: Mapping[str, Any], base: str) -> Seen | None:
    """What the public sees of it; None where it is not a post."""
    raw = told.value(post, "raw")
    if not number(post) or not isinstance(raw, str):
        return None
    shows = Visibility.GONE if gone(post) else Visibility.VISIBLE
    if shows is Visibility.VISIBLE and post.get("hidden") is True:
        shows = Visibility.HIDDEN
    likes = sum(number(a, "count") for a in told.objects(post, "actions_summary") if a.get("id") == LIKE)
    changed = told.moment(told.text(post, "updated_at")) if number(post, "version") > 1 else None
    return Seen(raw, shows, link(post, base), likes + number(post, "reply_count"), changed)


def link(post: Mapping[str, Any], base: str) -> str:
    topic, place = number(post, "topic_id"), number(post, "post_number")
    slug = told.text(post, "topic_slug") or "-"
    return _page(base, f"/t/{slug}/{topic}/{place or 1}") if topic else ""


def place(address: str, base: str) -> tuple[int, int] | None:
    """(topic, number of the post) at *address*, when it is one of this forum."""
    theirs, ours = parts(address), parts(base)
    hit = _PLACE.search(theirs.path) if theirs else None
    if not (theirs and ours and hit) or theirs.hostname != ours.hostname:
        return None
    if not theirs.path.startswith(ours.path.rstrip("/") + "/t/"):
        return None
    return int(hit[1]), int(hit[2] or 1)


def _page(base: str, path: str) -> str:
    whole = base + path
    return whole if len(whole) <= 1000 and not re.search(r"[\s<>\"\ud800-\udfff]", whole) else ""


@dataclass(frozen=True, slots=True)
class Place:
    """Up to where one list of posts was read, the newest first. `known`: what of the newest page concerns us, and its version. Where more
    came than fits on a page: `until` is the newest number that we had before, `before` what the next page begins below."""

    known: Mapping[str, int] = field(default_factory=dict)
    newest: int = 0
    until: int = 0
    before: int = 0
    pages: int = 0
    begun: bool = False

    @classmethod
    def of(cls, cursor: object) -> "Place":
        if not isinstance(cursor, dict):
            return cls()
        numbers = {name: number(cursor, name) for name in ("newest", "until", "before", "pages")}
        known = cursor.get("known")
        kept = {k: number(known, k) for k in known if k.isdecimal()} if isinstance(known, dict) else {}
        return cls(known=kept, begun=True, **numbers)

    def cursor(self) -> dict[str, object]:
        numbers = {name: getattr(self, name) for name in ("newest", "until", "before", "pages")}
        return {"known": dict(self.known), **{k: v for k, v in numbers.items() if v}}

    def fresh(self, post: Mapping[str, Any]) -> bool:
        own = number(post)
        return own > (self.until if self.before else self.newest) or not self.begun

    def edited(self, post: Mapping[str, Any]) -> bool:
        return self.known.get(str(number(post)), 10**9) < number(post, "version")

    def missing(self, page: list[dict[str, Any]]) -> list[int]:
        """What stood on the newest page and is not there now, although nothing newer pushed it off."""
        here = {number(p) for p in page}
        return sorted(i for i in map(int, self.known) if i not in here and i > min(here, default=0))

    def after(self, page: list[dict[str, Any]], ours: Mapping[str, int]) -> "Place":
        """*ours*: what is to be known from now on. Below the newest page one goes on until what was there before."""
        ids = [number(p) for p in page]
        if not self.before:
            newest = max([*ids, self.newest])
            gap = self.begun and bool(ids) and min(ids) > self.newest
            goes_on = (self.newest, min(ids), 1) if gap else (0, 0, 0)
            return Place(ours, newest, *goes_on, begun=True)
        if not ids or min(ids) <= self.until or self.pages >= PAGES:
            return replace(self, until=0, before=0, pages=0)
        return replace(self, before=min(ids), pages=self.pages + 1)
