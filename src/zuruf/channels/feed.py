"""RSS and Atom: read by feedparser, after a check by defusedxml that the document defines no entities.

What is followed, and what is not:

* Asked with ETag and Last-Modified; "304 not modified" brings nothing. Permanent redirects (301, 308) are kept, others
  are followed each time; a redirect to a private address is refused.
* An entry is known by its id; where that is missing or shared with another entry, by link and title. An entry whose id
  changed but whose link stayed (both being the only ones in the feed) is still the same entry.
* Edits: an entry whose words changed is handed on again, with the server's time as `edited_at`, because many feeds do
  not touch their own date.
* Entries of one topic in a forum, or comments below one article, are one conversation; see `_feed_threads`.
* Answers: a feed takes none. Where its place does (the comments below an article), a person posts it there by hand; the outbox waits for
  that, see `flow.by_hand_out`.
* Deletions: only those that the feed declares (RFC 6721 `deleted-entry`). An entry that is no longer in the feed
  has merely moved out of its window.
* XML that is not well-formed is read as far as feedparser can; `problem` says so. At most 5 MB, 2,500 entries and
  400,000 marks of markup.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from zuruf.channels import _feed as parse
from zuruf.channels import _feed_threads as threads
from zuruf.channels._base import SAYS, Base
from zuruf.channels._http import Answer, Http, address
from zuruf.core import by_hand
from zuruf.core.capabilities import Capabilities, Field, Group, Receive, TriedAgainst
from zuruf.core.channel import Check, Link, Refused
from zuruf.core.message import Author, Batch, Gone, Incoming

ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
HOPS = 5
ENTRIES = 2500
NO_FEED = "There is no RSS or Atom feed at this address."


class Feed(Base):
    """One feed, known by the address it was connected with."""

    name = "feed"
    can = Capabilities(
        group=Group.FORUM,
        title="Feed (RSS, Atom)",
        lead="Reads what others publish, so that you see when they write about you. An answer there is posted by one of you.",
        realm_by="url",
        receive=Receive.POLL,
        reply=True,
        by_hand=True,
        length=by_hand.length,
        terms=by_hand.terms,
        poll_every=timedelta(minutes=5),
        tried_against=TriedAgainst.SPECIFICATION,
        says=(*SAYS, *parse.SAYS, NO_FEED),
        fields=(
            Field(
                "url", "Address of the feed", "RSS or Atom, as in https://example.org/feed.xml.", kind="url"
            ),
        ),
        guide=(
            "A blog: its comments mostly have a feed of their own, often at /comments/feed/; beside it stands the feed of its articles.",
            "A forum: look for RSS at the bottom of the page or of a category. With Discourse it is /c/support/5.rss or /posts.rss, "
            "with phpBB /feed.php, with XenForo /forums/-/index.rss.",
            "A review site or a search: many give a feed of what is new. Posts of one topic become one conversation.",
            "A feed is read only. Whoever answers posts it there by hand; Zuruf opens the place and asks for the address afterwards.",
        ),
    )

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        self._url = self._setting("url")
        self._mark = _short(self._url, 12)

    def check(self) -> Check:
        """Reads the feed once."""
        answer = self._get(self._url, {})
        feed = self._parsed(answer)
        return Check(
            can_read=True,
            can_publish=False,
            name=feed.title or self._url,
            handle=address(self._url).split("/")[2],
            remote_id=self._mark,
            limits=("read only", "5 MB", f"{len(feed.entries)} entries now"),
            problem=feed.problem,
        )

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        """The entries that are new or changed. Cursor: `url`, `etag`, `modified`, `entries` (ours → [words,
        link]) and `problem` (what was wrong with the document, said again while it is not modified)."""
        old: dict[str, Any] = dict(cursor or {})
        conditions = {"if-none-match": old.get("etag"), "if-modified-since": old.get("modified")}
        answer = self._get(str(old.get("url") or self._url), {k: str(v) for k, v in conditions.items() if v})
        if answer.status == 304:
            moved = {**old, "url": answer.moved_to} if answer.moved_to else None
            return Batch(cursor=moved, problem=str(old.get("problem", "")))
        feed = self._parsed(answer)
        known: dict[str, list[str]] = dict(old.get("entries") or {})
        named = self._named(feed.entries[:ENTRIES], known)
        now = {key: [_short(e.words, 12), _place(e.link)] for key, e in named.items()}
        new = {
            "url": answer.moved_to or old.get("url") or self._url,
            "etag": answer.headers.get("etag", ""),
            "modified": answer.headers.get("last-modified", ""),
            "entries": now,
            "problem": feed.problem,
        }
        return Batch(
            incoming=tuple(
                self._incoming(key, entry, answer.served if key in known else None)
                for key, entry in named.items()
                if known.get(key, [""])[0] != now[key][0]
            ),
            gone=tuple(Gone(self._key(ref), at) for ref, at in feed.deleted),
            cursor=None if new == old else new,
            raw=answer.raw,
            problem=feed.problem,
        )

    def _get(self, url: str, conditions: Mapping[str, str]) -> Answer:
        return self._http.read(url, headers={"accept": ACCEPT, **conditions}, accept={304}, hops=HOPS)

    def _parsed(self, answer: Answer) -> parse.Parsed:
        try:
            feed = parse.feed(answer.body, answer.headers.get("content-type", ""), answer.url)
        except parse.Dangerous as danger:
            raise Refused(str(danger)) from None
        if not feed.recognised:
            raise Refused(NO_FEED)
        return feed

    def _named(self, entries: list[parse.Entry], known: Mapping[str, list[str]]) -> dict[str, parse.Entry]:
        """The entries by our remote id. See the module's docstring for missing, shared and changed ids."""
        ids, links = Counter(e.id for e in entries), Counter(e.link for e in entries)
        keys = [
            self._key(e.id if e.id and ids[e.id] == 1 else f"{e.id}\0{_bare(e.link)}\0{e.title}")
            for e in entries
        ]
        here = set(keys)
        before = Counter(link for _, link in known.values())
        left = {
            link: key
            for key, (_, link) in known.items()
            if key not in here and before[link] == 1 and link != _place("")
        }
        named: dict[str, parse.Entry] = {}
        for key, entry in zip(keys, entries, strict=True):
            same = left.get(_place(entry.link)) if key not in known and links[entry.link] == 1 else None
            named.setdefault(same or key, entry)
        return named

    def _key(self, text: str) -> str:
        """A remote id: the feed's mark and the entry's, so that ids of different feeds never meet."""
        return f"{self._mark}:{_short(_bare(text), 24)}"

    def _incoming(self, key: str, entry: parse.Entry, served: datetime | None) -> Incoming:
        """*served* is set when the entry is known and its words changed."""
        edited = entry.updated if entry.updated and entry.updated != entry.published else None
        topic = threads.thread(entry.link)
        return Incoming(
            remote_id=key,
            author=Author(
                f"{self._mark}:{entry.author}"[:255], name=entry.author[:255], url=entry.author_url
            ),
            text=entry.text or entry.title,
            root=f"{self._mark}:{_short(topic, 24)}" if topic else "",
            at=entry.published or entry.updated,
            html=entry.html,
            title=entry.title[:300],
            permalink=entry.link,
            languages=(entry.language,) if entry.language else (),
            edited_at=served or edited,
            ref={"id": entry.id[:500]},
        )


def _bare(address: str) -> str:
    """Without http: or https:, so that a site that moves to https does not double its entries."""
    return address.partition(":")[2] if address.startswith(("http://", "https://")) else address


def _place(link: str) -> str:
    return _short(_bare(link), 12)


def _short(text: str, size: int) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:size]
