"""Bluesky's listNotifications: a page as messages, and the place up to which it has been read. Pure.

Pages come newest first, sorted by the time that the author's clock said or that the network noticed, whichever is
earlier; so a round reads a little beyond known ground. A round that finds more than one page goes on in the next call.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from zuruf.channels import _atproto as at
from zuruf.core.message import Author, Incoming

REASONS = ("mention", "reply", "quote")
PAGE = 100  # as many as the network gives at once
PAGES = 1000  # of one round; a server that never ends must not keep the worker for ever
OVERLAP = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Page:
    """What one answer held. `next` is the network's own cursor, "" on the last page."""

    messages: tuple[Incoming, ...]
    next: str

    @property
    def times(self) -> list[str]:
        return [at.written(m.at) for m in self.messages if m.at]


@dataclass(frozen=True, slots=True)
class Place:
    """Where we are. `until`: known ground begins here ("" = never read). `recent`: what the newest page held, uri → time.
    While a round of several pages goes on: `page` is the network's cursor, `newest` will become `until`, `pages` counts.
    Times are written as the network writes them, so they sort as text.
    """

    until: str = ""
    recent: Mapping[str, str] = field(default_factory=dict)
    page: str = ""
    newest: str = ""
    pages: int = 0

    @classmethod
    def of(cls, cursor: Mapping[str, object] | None) -> "Place":
        """From what `cursor` made; anything else begins anew."""
        old: dict[str, Any] = dict(cursor or {})
        recent, pages = old.get("recent"), old.get("pages")
        return cls(
            until=str(old.get("until", "")),
            recent=dict(recent) if isinstance(recent, dict) else {},
            page=str(old.get("page", "")),
            newest=str(old.get("newest", "")),
            pages=pages if isinstance(pages, int) else 0,
        )

    def cursor(self) -> dict[str, object]:
        kept = {"until": self.until, "recent": dict(self.recent)}
        return kept | ({"page": self.page, "newest": self.newest, "pages": self.pages} if self.page else {})

    def missing(self, page: Page) -> list[str]:
        """What the newest page held last time and, by its time, should still hold. Perhaps it was deleted."""
        here = {m.remote_id for m in page.messages}
        floor = min(page.times, default="9") if page.next else ""
        return [uri for uri, when in self.recent.items() if uri not in here and when > floor]

    def after(self, page: Page, unsure: list[str]) -> "Place":
        """The place after *page*. *unsure*: missing ones that could not be looked up, to be tried again."""
        recent = dict(self.recent)
        if not self.page:
            recent = {uri: recent[uri] for uri in unsure}
            recent |= {m.remote_id: at.written(m.at) for m in page.messages if m.at}
        newest = max([*page.times, self.newest or self.until])
        oldest = min((m.at for m in page.messages if m.at), default=None)
        known_ground = not self.until or (oldest is not None and at.written(oldest + OVERLAP) < self.until)
        if not page.next or known_ground or self.pages + 1 >= PAGES:
            return Place(until=newest, recent=recent)
        return replace(self, recent=recent, page=page.next, newest=newest, pages=self.pages + 1)


def read(told: Mapping[str, Any], our_did: str) -> Page | None:
    """The page in an answer of listNotifications; None when it is not one. Entries that cannot be understood, and
    reasons that are no message (likes, follows …), are left out."""
    entries, following = told.get("notifications"), told.get("cursor")
    if not isinstance(entries, list):
        return None
    found = {m.remote_id: m for m in (_message(e, our_did) for e in entries) if m is not None}
    return Page(tuple(found.values()), following if isinstance(following, str) else "")


def _message(entry: object, our_did: str) -> Incoming | None:
    if not isinstance(entry, dict) or entry.get("reason") not in REASONS:
        return None
    author, post = _object(entry, "author"), _object(entry, "record")
    uri, cid, did = _text(entry, "uri"), _text(entry, "cid"), _text(author, "did")
    if not (at.permalink(uri) and cid and did and isinstance(post.get("text"), str)):
        return None
    (parent, _), (root, root_cid) = (
        _reference(_object(_object(post, "reply"), k)) for k in ("parent", "root")
    )
    handle, langs = _text(author, "handle"), post.get("langs")
    return Incoming(
        remote_id=uri,
        author=Author(did, handle, _text(author, "displayName") or handle, f"https://bsky.app/profile/{did}"),
        text=post["text"],
        at=at.moment(entry.get("indexedAt")) or at.moment(post.get("createdAt")),
        parent=parent,
        root=root,
        html=at.with_links(post["text"], post.get("facets")),
        permalink=at.permalink(uri),
        languages=tuple(t for t in langs if isinstance(t, str))[:3] if isinstance(langs, list) else (),
        ours=did == our_did,
        ref={"uri": uri, "cid": cid, "root_uri": root or uri, "root_cid": root_cid or cid, "handle": handle},
    )


def _reference(found: Mapping[str, Any]) -> tuple[str, str]:
    """(uri, cid) of a strong reference; both or none."""
    uri, cid = _text(found, "uri"), _text(found, "cid")
    return (uri, cid) if uri and cid else ("", "")


def _object(source: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = source.get(name)
    return value if isinstance(value, dict) else {}


def _text(source: Mapping[str, Any], name: str) -> str:
    value = source.get(name)
    return value if isinstance(value, str) else ""
