"""Posts of the Mastodon API as messages, and the place up to which notifications were read. Pure.

Notifications come newest first and are read back page by page to known ground, by `max_id`, which every relative of Mastodon has. The
newest page is read at each look, since it shows the posts as they are now: what has another `edited_at` was edited, what is missing
was perhaps deleted.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from zuruf.channels import _json as js
from zuruf.channels._feed import plain
from zuruf.core.message import Author, Incoming

KINDS = ("mention", "quote")
# What is no message. Named by what is left out: a server that does not know a kind refuses to be asked for it.
OTHERS = ("follow", "follow_request", "favourite", "reblog", "poll", "status", "update")
PAGE = 40  # some relatives give no more
PAGES = 250  # of one round; a server that never ends must not keep the worker for ever
OPEN = frozenset({"public", "unlisted"})
VISIBILITIES = ("public", "unlisted", "private", "direct")


def newer(one: str, other: str) -> bool:
    """Whether id *one* was given later than *other*: numbers and ULIDs both grow, first in length, then as text."""
    return (len(one), one) > (len(other), other)


def message(status: Mapping[str, Any], me: str = "") -> Incoming | None:
    """A post as a message; None when it lacks what an answer needs, or is somebody else's passed on. *me*: our account's id there."""
    remote_id, who = js.text(status, "id"), js.value(status, "account")
    by, handle = js.text(who, "id"), js.text(who, "acct")
    if not (remote_id and by and handle) or isinstance(status.get("reblog"), dict):
        return None
    html, seen = js.text(status, "content"), js.text(status, "visibility")
    language = js.text(status, "language")
    ours = bool(me) and by == me
    # What follows on a post of ours is for whom that one was for.
    named = next(iter(js.objects(status, "mentions")), {}) if ours else who
    return Incoming(
        remote_id=remote_id,
        author=Author(by, handle, js.text(who, "display_name") or handle, _web(who, "url")),
        text=plain(html) or _described(status),
        at=js.moment(status.get("created_at")),
        parent=js.text(status, "in_reply_to_id"),
        html=html,
        title=js.text(status, "spoiler_text"),
        permalink=_web(status, "url") or _web(status, "uri"),
        public=seen in OPEN,
        languages=(language,) if language else (),
        edited_at=js.moment(status.get("edited_at")),
        ours=ours,
        auto=js.value(who, "bot") is True,
        ref={
            "id": remote_id,
            "acct": js.text(named, "acct"),
            "account": by,
            "visibility": seen if seen in VISIBILITIES else "direct",
            "spoiler": js.text(status, "spoiler_text"),
        },
    )


def _described(status: Mapping[str, Any]) -> str:
    """Of a post without words: what its pictures are said to show."""
    return "\n".join(
        filter(None, (js.text(m, "description") for m in js.objects(status, "media_attachments")))
    )


def _web(source: object, name: str) -> str:
    found = js.text(source, name)
    return found if found.startswith(("https://", "http://")) else ""


def messages(statuses: Sequence[Mapping[str, Any]], me: str = "") -> list[Incoming]:
    """What can be understood of *statuses*, each once."""
    found = (message(s, me) for s in statuses)
    return list({m.remote_id: m for m in found if m is not None}.values())


@dataclass(frozen=True, slots=True)
class Page:
    """One page of notifications. `notes`: post → its notification. `next`: the id below which the next page begins, "" on the last."""

    messages: tuple[Incoming, ...]
    notes: Mapping[str, str]
    newest: str = ""
    oldest: str = ""
    next: str = ""


def page(rows: Sequence[Mapping[str, Any]], link: str, me: str) -> Page:
    """*rows* of an answer with the header Link."""
    ids = [found for row in rows if (found := js.text(row, "id"))]
    made: dict[str, Incoming] = {}
    notes: dict[str, str] = {}
    for row in rows:
        status = js.value(row, "status")
        known = js.text(row, "type") in KINDS and isinstance(status, dict)
        one = message(status, me) if known else None
        if one is not None and js.text(row, "id"):
            made[one.remote_id] = one
            notes[one.remote_id] = js.text(row, "id")
    newest, oldest = _extreme(ids, latest=True), _extreme(ids, latest=False)
    more = bool(re.search(r'rel="?next"?', link)) if link else len(rows) >= PAGE
    return Page(tuple(made.values()), notes, newest, oldest, oldest if more else "")


def _extreme(ids: Sequence[str], *, latest: bool) -> str:
    ranked = sorted(ids, key=lambda one: (len(one), one))
    return ranked[-1 if latest else 0] if ranked else ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where we are. `until`: the newest notification that was read ("" = never). `recent`: post of the newest page → (its notification,
    when it was edited). `ours`: posts of our own that were handed on. `tags`: hashtag → newest post read. While a round goes on: `page` is
    where its next page begins, `newest` will become `until`, `pages` counts. `me`: our account's id, `by`: a mark of the token that it is for."""

    until: str = ""
    recent: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    ours: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    page: str = ""
    newest: str = ""
    pages: int = 0
    me: str = ""
    by: str = ""

    @classmethod
    def of(cls, cursor: Mapping[str, object] | None) -> "Place":
        """From what `cursor` made; anything else begins anew."""
        old = dict(cursor or {})
        recent, tags, pages = old.get("recent"), old.get("tags"), old.get("pages")
        pairs = recent.items() if isinstance(recent, dict) else ()
        return cls(
            until=js.text(old, "until"),
            recent={
                k: (str(v[0]), str(v[1])) for k, v in pairs if isinstance(v, (list, tuple)) and len(v) == 2
            },
            ours=tuple(js.strings(old, "ours")),
            tags={k: v for k, v in tags.items() if isinstance(v, str)} if isinstance(tags, dict) else {},
            page=js.text(old, "page"),
            newest=js.text(old, "newest"),
            pages=pages if isinstance(pages, int) else 0,
            me=js.text(old, "me"),
            by=js.text(old, "by"),
        )

    def cursor(self) -> dict[str, object]:
        kept: dict[str, object] = {
            "until": self.until,
            "recent": {k: list(v) for k, v in self.recent.items()},
            "ours": list(self.ours),
            "tags": dict(self.tags),
            "me": self.me,
            "by": self.by,
        }
        return kept | ({"page": self.page, "newest": self.newest, "pages": self.pages} if self.page else {})

    def fresh(self, page: Page) -> list[Incoming]:
        """What of *page* was not handed on yet, or was edited since."""
        return [m for m in page.messages if self._is_news(m, page.notes[m.remote_id])]

    def _is_news(self, one: Incoming, note: str) -> bool:
        known = self.recent.get(one.remote_id)
        if known is not None and not self.page:
            return _edited(one) != known[1]
        return not self.until or newer(note, self.until) or one.edited_at is not None

    def missing(self, page: Page) -> list[str]:
        """What the newest page held last time and should still hold: perhaps it was deleted."""
        floor = page.oldest if page.next else ""
        return [
            post
            for post, (note, _) in self.recent.items()
            if post not in page.notes and (not floor or newer(note, floor))
        ]

    def belonging(self, page: Page, posts: Sequence[Incoming]) -> list[Incoming]:
        """Those of our own *posts* that belong to what was written to us: answers to it, and what it answers."""
        written = {*self.recent, *page.notes}
        answered = {m.parent for m in page.messages if m.parent}
        return [m for m in posts if m.parent in written or m.remote_id in answered]

    def after(self, page: Page, unsure: Sequence[str], ours: Sequence[str]) -> "Place":
        """The place after *page*. *unsure*: missing ones of which nobody knows, to be tried again. *ours*: own posts known now."""
        recent = dict(self.recent)
        if not self.page:
            recent = {post: recent[post] for post in unsure}
            recent |= {m.remote_id: (page.notes[m.remote_id], _edited(m)) for m in page.messages}
        newest = self.newest or self.until
        if page.newest and newer(page.newest, newest):
            newest = page.newest
        known_ground = not self.until or not page.next or not newer(page.oldest, self.until)
        stuck = bool(self.page) and not newer(self.page, page.next)  # the same page again
        if known_ground or stuck or self.pages + 1 >= PAGES:
            return replace(self, until=newest, recent=recent, ours=tuple(ours), page="", newest="", pages=0)
        return replace(
            self, recent=recent, ours=tuple(ours), page=page.next, newest=newest, pages=self.pages + 1
        )


def _edited(one: Incoming) -> str:
    return one.edited_at.isoformat() if one.edited_at else ""
