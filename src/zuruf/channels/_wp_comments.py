"""WordPress's comments as messages, and the place up to which a blog was read. Pure: answers in, messages out."""

import hashlib
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from zuruf.channels import _json as told
from zuruf.channels._feed import plain
from zuruf.channels._http import Answer
from zuruf.core.capabilities import Visibility
from zuruf.core.channel import Receipt, Seen
from zuruf.core.message import Author, Incoming

PAGE = 100  # comments in one answer; the interface's own limit
OVERLAP = 10  # comments that two pages have in common, so that one sees that nothing slipped between them
PAGES = 100
ASKED = "id,post,parent,author,author_name,author_url,author_avatar_urls,date_gmt,content,link,status,_links"
"""What we ask for: neither e-mail addresses nor IP addresses leave the blog."""
LISTED = f"{ASKED},_embedded.up"
PUBLIC = "approved"
THERE = frozenset({PUBLIC, "hold"})
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_HASH = re.compile(r"/avatar/([0-9a-f]{32,64})(?:[?/]|$)")


def number(comment: Mapping[str, Any], name: str = "id") -> int:
    """A whole number above 0; 0 for anything else."""
    found = comment.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else 0


def written(text: str) -> str:
    """*text* as a comment's content: HTML that WordPress's filters leave as it is, so that a repeat is known as one."""
    return html.escape(_CONTROLS.sub("", text.replace("\r\n", "\n")).strip(), quote=False)


def said(comment: Mapping[str, Any]) -> str:
    """The content as it was handed in."""
    return told.text(comment, "content", "raw")


def page(answer: Answer) -> list[dict[str, Any]]:
    """The comments of *answer*, the newest first, each once. Raises as `Answer.rows`."""
    found = {number(c): c for c in answer.rows() if number(c)}
    if not found and answer.rows():
        raise answer.not_understood()
    return sorted(found.values(), key=number, reverse=True)


def incoming(comment: Mapping[str, Any], me: int, edited_at: datetime | None = None) -> Incoming:
    """One comment (of which `number` is not 0) as a message. *me*: our user's id."""
    own, parent, post = number(comment), number(comment, "parent"), number(comment, "post")
    shown = told.text(comment, "content", "rendered")
    name, url = told.text(comment, "author_name"), told.text(comment, "author_url")
    status = told.text(comment, "status")
    return Incoming(
        remote_id=str(own),
        author=Author(_who(comment), name=html.unescape(name)[:255], url=_link(url)),
        text=plain(shown or said(comment)),
        at=told.moment(told.text(comment, "date_gmt")),
        parent=str(parent) if parent else "",
        html=shown,
        title=_title(comment),
        permalink=_link(told.text(comment, "link")),
        edited_at=edited_at,
        ours=bool(me) and number(comment, "author") == me,
        ref={"comment": str(own), "post": str(post), **({"held": "1"} if status == "hold" else {})},
    )


def receipt(comment: Mapping[str, Any]) -> Receipt | None:
    """None where it is not a comment."""
    own, post = number(comment), number(comment, "post")
    if not own or not post:
        return None
    return Receipt(str(own), _link(told.text(comment, "link")), {"comment": str(own), "post": str(post)})


def seen(comment: Mapping[str, Any]) -> Seen | None:
    """What the public sees of it; None where it is not a comment."""
    status, content = told.text(comment, "status"), told.value(comment, "content", "raw")
    if not number(comment) or not status or not isinstance(content, str):
        return None
    shows = {PUBLIC: Visibility.VISIBLE, "trash": Visibility.GONE}.get(status, Visibility.HIDDEN)
    answers = bool(told.value(comment, "_links", "children"))
    return Seen(html.unescape(content), shows, _link(told.text(comment, "link")), int(answers))


def _who(comment: Mapping[str, Any]) -> str:
    """Who wrote it: the user's number; else what stands for the e-mail address in the address of her picture; else name and site.
    Never the address itself."""
    if user := number(comment, "author"):
        return f"user:{user}"
    pictures = told.value(comment, "author_avatar_urls")
    for url in pictures.values() if isinstance(pictures, dict) else ():
        if isinstance(url, str) and (hit := _HASH.search(url)):
            return f"guest:{_short(hit[1])}"
    return f"guest:{_short(told.text(comment, 'author_name') + chr(0) + told.text(comment, 'author_url'))}"


def _title(comment: Mapping[str, Any]) -> str:
    """The title of the post that it is about."""
    posts = told.objects(comment, "_embedded", "up")
    return plain(told.text(posts[0], "title", "rendered"))[:300] if posts else ""


def _link(url: str) -> str:
    try:
        return url if urlsplit(url).scheme in ("http", "https") and len(url) <= 1000 else ""
    except ValueError:
        return ""


def _short(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Place:
    """Up to where a blog was read. `known`: the newest comments and a mark of their words. `floor`: what is older was there before
    us. Where more came than fits on a page: `until` is the newest id that we had before, `offset` and `last` say how far down we are.
    """

    me: int = 0
    floor: int = 0
    known: Mapping[str, str] = field(default_factory=dict)
    until: int = 0
    offset: int = 0
    last: int = 0
    begun: bool = False

    @classmethod
    def of(cls, cursor: Mapping[str, object] | None) -> "Place":
        if cursor is None:
            return cls()
        numbers = {name: number(cursor, name) for name in ("me", "floor", "until", "offset", "last")}
        known = cursor.get("known")
        marks = {k: str(v) for k, v in known.items() if k.isdecimal()} if isinstance(known, dict) else {}
        return cls(known=marks, begun=True, **numbers)

    def cursor(self) -> dict[str, object]:
        numbers = {name: getattr(self, name) for name in ("me", "floor", "until", "offset", "last")}
        return {"known": dict(self.known), **{k: v for k, v in numbers.items() if v}}

    def fresh(self, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Of *page* what we do not know yet."""
        from_here = max(self.floor, self.until)
        return [c for c in page if str(number(c)) not in self.known and number(c) >= from_here]

    def edited(self, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [c for c in page if self.known.get(str(number(c)), mark(c)) != mark(c)]

    def missing(self, page: list[dict[str, Any]]) -> list[int]:
        """What stood on the newest page and is not there now, although nothing newer pushed it off."""
        here = {number(c) for c in page}
        lowest = min(here, default=0) if len(page) >= PAGE else 0
        return sorted(i for i in map(int, self.known) if i not in here and i > lowest)

    def after_newest(self, page: list[dict[str, Any]], unsure: list[int]) -> "Place":
        """*unsure*: missing ones of which we could not find out."""
        ids = [number(c) for c in page]
        known = {str(i): self.known[str(i)] for i in unsure} | {str(number(c)): mark(c) for c in page}
        was = self.until or max(map(int, self.known), default=0)
        floor = self.floor if self.begun else min(ids, default=0)
        gap = self.begun and len(page) >= PAGE and min(ids) > max(was, floor)
        to = (max(was, 1), len(ids), ids[-1]) if gap else (0, 0, 0)
        return replace(self, floor=floor, known=known, until=to[0], offset=to[1], last=to[2], begun=True)

    def after_older(self, page: list[dict[str, Any]]) -> "Place":
        """After one of the pages below the newest. Where it does not overlap with the one before, something slipped: from the top."""
        ids = [number(c) for c in page]
        if self.last not in ids and page:
            return replace(self, offset=0, last=0)
        done = not page or len(page) < PAGE or min(ids) <= max(self.until, self.floor)
        if done or self.offset >= PAGES * PAGE:
            return replace(self, until=0, offset=0, last=0)
        return replace(self, offset=self.offset - OVERLAP + len(ids), last=ids[-1])


def mark(comment: Mapping[str, Any]) -> str:
    """Of its words, and whether it is approved."""
    words = said(comment) or told.text(comment, "content", "rendered")
    return _short(f"{told.text(comment, 'status')} {words}")[:8]
