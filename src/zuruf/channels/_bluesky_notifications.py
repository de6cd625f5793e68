"""Bluesky's listNotifications: a page as messages, and the place up to which it has been read. Pure.

Pages come newest first, sorted by the time that the author's clock said or that the network noticed, whichever is
earlier; so a round reads a little beyond known ground. A round that finds more than one page goes on in the next call.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from zuruf.channels import _atproto as at
from zuruf.channels import _json as js
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
    `ours`: which posts of our own were handed on. While a round of several pages goes on: `page` is the network's cursor, `newest` will become `until`, `pages` counts.
    Times are written as the network writes them, so they sort as text.
    """

    until: str = ""
    recent: Mapping[str, str] = field(default_factory=dict)
    ours: tuple[str, ...] = ()
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
            ours=tuple(js.strings(old, "ours")),
            page=str(old.get("page", "")),
            newest=str(old.get("newest", "")),
            pages=pages if isinstance(pages, int) else 0,
        )

    def cursor(self) -> dict[str, object]:
        kept = {"until": self.until, "recent": dict(self.recent), "ours": list(self.ours)}
        return kept | ({"page": self.page, "newest": self.newest, "pages": self.pages} if self.page else {})

    def anew(self) -> "Place":
        """From the newest again, to the same ground."""
        return replace(self, page="", newest="", pages=0)

    def missing(self, page: Page) -> list[str]:
        """What the newest page held last time and, by its time, should still hold. Perhaps it was deleted."""
        here = {m.remote_id for m in page.messages}
        floor = min(page.times, default="9") if page.next else ""
        return [uri for uri, when in self.recent.items() if uri not in here and when > floor]

    def belonging(self, page: Page, posts: list[Incoming]) -> list[Incoming]:
        """Those of our own *posts* that belong to what was written to us: our answers to it, and what it answers."""
        answered = {*self.recent, *(m.remote_id for m in page.messages)}
        asked_about = {uri for m in page.messages for uri in (m.parent, m.root) if uri}
        return [m for m in posts if m.parent in answered or m.remote_id in asked_about]

    def after(self, page: Page, unsure: list[str], ours: Sequence[str]) -> "Place":
        """The place after *page*. *unsure*: missing ones that could not be looked up, to be tried again. *ours*: own
        posts that are known now."""
        recent = dict(self.recent)
        if not self.page:
            recent = {uri: recent[uri] for uri in unsure}
            recent |= {m.remote_id: at.written(m.at) for m in page.messages if m.at}
        newest = max([*page.times, self.newest or self.until])
        oldest = min((m.at for m in page.messages if m.at), default=None)
        known_ground = not self.until or (oldest is not None and at.written(oldest + OVERLAP) < self.until)
        if not page.next or known_ground or self.pages + 1 >= PAGES:
            return Place(newest, recent, tuple(ours))
        return replace(
            self, recent=recent, ours=tuple(ours), page=page.next, newest=newest, pages=self.pages + 1
        )


def read(told: Mapping[str, Any], our_did: str) -> Page | None:
    """The page in an answer of listNotifications; None when it is not one. Entries that cannot be understood, and
    reasons that are no message (likes, follows …), are left out."""
    entries, following = told.get("notifications"), told.get("cursor")
    if not isinstance(entries, list):
        return None
    found = {m.remote_id: m for m in (_message(e, our_did) for e in entries) if m is not None}
    return Page(tuple(found.values()), following if isinstance(following, str) else "")


def own(told: Mapping[str, Any], did: str, handle: str) -> list[Incoming]:
    """The posts in an answer of listRecords, as messages of ours."""
    us = Author(did, handle, handle, _profile(did))
    found = (
        _post(js.text(r, "uri"), js.text(r, "cid"), js.value(r, "value"), us)
        for r in js.objects(told, "records")
    )
    return [replace(m, ours=True) for m in found if m is not None]


def viewed(told: Mapping[str, Any], our_did: str) -> list[Incoming]:
    """The posts in an answer of getPosts or searchPosts, as messages; what cannot be understood is left out."""
    found = (_view(p, our_did) for p in js.objects(told, "posts"))
    return [m for m in found if m is not None]


def _message(entry: object, our_did: str) -> Incoming | None:
    return _view(entry, our_did) if js.text(entry, "reason") in REASONS else None


def _view(entry: object, our_did: str) -> Incoming | None:
    """A post with its author, as the AppView shows it."""
    who = js.value(entry, "author")
    did, handle = js.text(who, "did"), js.text(who, "handle")
    author = Author(did, handle, js.text(who, "displayName") or handle, _profile(did))
    found = _post(js.text(entry, "uri"), js.text(entry, "cid"), js.value(entry, "record"), author)
    if found is None:
        return None
    return replace(found, at=at.moment(js.value(entry, "indexedAt")) or found.at, ours=did == our_did)


def _post(uri: str, cid: str, post: object, author: Author) -> Incoming | None:
    """A record as a message; None when it is not a post or lacks what an answer needs."""
    said = js.value(post, "text")
    if not (at.permalink(uri) and cid and author.remote_id and isinstance(said, str)):
        return None
    (parent, _), (root, root_cid) = (_reference(js.value(post, "reply", k)) for k in ("parent", "root"))
    return Incoming(
        remote_id=uri,
        author=author,
        text=said,
        at=at.moment(js.value(post, "createdAt")),
        parent=parent,
        root=root,
        html=at.with_links(said, js.value(post, "facets")),
        permalink=at.permalink(uri),
        languages=tuple(js.strings(post, "langs"))[:3],
        ref={
            "uri": uri,
            "cid": cid,
            "root_uri": root or uri,
            "root_cid": root_cid or cid,
            "handle": author.handle,
        },
    )


def _profile(did: str) -> str:
    return f"https://bsky.app/profile/{did}"


def _reference(found: object) -> tuple[str, str]:
    """(uri, cid) of a strong reference; both or none."""
    uri, cid = js.text(found, "uri"), js.text(found, "cid")
    return (uri, cid) if uri and cid else ("", "")
