"""Bluesky and other servers of the AT Protocol: mentions, replies and quotes come in; replies and withdrawals go out.

Sources: the lexicons com.atproto.{server,repo} and app.bsky.{feed,notification}, and a real PDS (npm
`@atproto/dev-env` 0.3.215), against which the tests run.

* Signing in is by handle and app password; see `_xrpc` for how long that lasts.
* A reply is a `putRecord` under a record key that we chose when it was queued. The same record again changes nothing
  and gives the same uri and cid, so a repeat is harmless for ever. (`createRecord` on an existing key answers 500.)
* Reading is `listNotifications`, newest first, page by page until known ground. It needs an AppView behind the
  server; a bare PDS answers 502 there, and `check` then says: can publish, cannot read.
* Deletions: a notification that stood on the newest page and is gone from it is looked up with `getPosts`; if the
  post is gone too, it is reported as gone. What is deleted after more than a page (100) of newer ones is not noticed.
* What we wrote elsewhere (in the network's own app) is read from our own repository, as far as it belongs to what was
  written to us: answers to it, and posts that it answers. So the desk sees that somebody answered already.
* Edits: the network has none; AppViews ignore a changed post.
* One request per call, except: signing in first, once more after an expired token (the first attempt was refused for
  certain), up to one `getPosts` and one `listRecords` after the page in `fetch`, and two requests in `check`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from zuruf.channels import _atproto as at
from zuruf.channels import _notifications as notifications
from zuruf.channels._base import Base
from zuruf.channels._http import Answer, Http
from zuruf.channels._xrpc import Xrpc
from zuruf.core.channel import (
    Capabilities,
    ChannelError,
    Check,
    Field,
    Length,
    Link,
    Outgoing,
    Receipt,
    Receive,
    Refused,
    Repeat,
    TriedAgainst,
)
from zuruf.core.message import Batch, Gone, Incoming

SERVER = "https://bsky.social"
TOO_MANY = "More than 100,000 messages came in since the last look; the oldest of them were not read."


def length(text: str) -> Length:
    """300 graphemes and 3,000 bytes; whichever is nearer to its limit."""
    graphemes, size = at.graphemes(text), len(text.encode(errors="replace"))
    if size * at.GRAPHEMES > graphemes * at.BYTES:
        return Length(size, at.BYTES, "bytes")
    return Length(graphemes, at.GRAPHEMES, "graphemes")


class Bluesky(Base):
    """One account on one server (PDS)."""

    name = "bluesky"
    can = Capabilities(
        receive=Receive.POLL,
        reply=True,
        withdraw=True,
        length=length,
        repeat=Repeat.HARMLESS,
        remembers_for=None,
        poll_every=timedelta(seconds=30),
        tried_against=TriedAgainst.REAL_SERVER,
        fields=(
            Field("handle", "Handle", "As in your.name.example, without @."),
            Field(
                "password",
                "App password",
                "Made in Bluesky's settings; not the account's own password.",
                secret=True,
                kind="password",
            ),
            Field(
                "server",
                "Server",
                "Change it only if your account lives on a server of its own.",
                kind="url",
                default=SERVER,
            ),
        ),
    )

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        server, handle = link.settings.get("server") or SERVER, link.settings.get("handle", "")
        self._xrpc = Xrpc(http, server, handle, link.secrets.get("password", ""))

    def check(self) -> Check:
        """Signs in anew and looks at the notifications. Raises what signing in raises; a server without AppView does
        not raise: it is told in `problem`."""
        session = self._xrpc.sign_in(anew=True)
        problem = ""
        try:
            self._page(limit=1)
        except ChannelError as error:
            problem = f"Mentions and replies cannot be read from this server: {error}"
        if not session.active:
            problem = "The network says that this account is not active."
        return Check(
            can_read=not problem,
            can_publish=session.active,
            name=session.handle,
            handle=session.handle,
            remote_id=session.did,
            limits=(
                "300 graphemes and 3,000 bytes",
                "5,000 points an hour, 35,000 a day (a reply takes up to 3)",
            ),
            problem=problem,
        )

    # --- what comes in

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        """One page of mentions, replies and quotes; see `_notifications` for the cursor."""
        place = notifications.Place.of(cursor)
        answer = self._page(limit=notifications.PAGE, cursor=place.page)
        page = notifications.read(answer.json(), self._xrpc.session.did)
        if page is None:
            raise answer.not_understood()
        fresh, ours = list(page.messages), place.ours
        gone: tuple[Gone, ...] = ()
        unsure: list[str] = []
        if not place.page:
            fresh = [m for m in fresh if m.remote_id not in place.recent]
            gone, unsure = self._gone(place.missing(page))
            own = place.belonging(page, self._own())
            fresh += [m for m in own if m.remote_id not in place.ours]
            ours = tuple(m.remote_id for m in own) or place.ours
        after = place.after(page, unsure, ours)
        return Batch(
            incoming=tuple(fresh),
            gone=gone,
            cursor=None if after == place else after.cursor(),
            raw=answer.body.decode(errors="replace"),
            more=bool(after.page),
            problem=TOO_MANY if place.pages + 1 >= notifications.PAGES and page.next else "",
        )

    def _own(self) -> list[Incoming]:
        """Our newest posts, wherever we wrote them; none when that cannot be found out this time."""
        session = self._xrpc.session
        params = {"repo": session.did, "collection": at.POST, "limit": notifications.PAGE}
        try:
            told = self._xrpc.read("com.atproto.repo.listRecords", params).json()
        except ChannelError:
            return []
        return notifications.own(told, session.did, session.handle)

    def _page(self, limit: int, cursor: str = "") -> Answer:
        # priority=false: the account's own settings must not hide strangers from us
        params = {"limit": limit, "priority": "false", "reasons": list(notifications.REASONS)} | (
            {"cursor": cursor} if cursor else {}
        )
        return self._xrpc.read("app.bsky.notification.listNotifications", params)

    def _gone(self, uris: list[str]) -> tuple[tuple[Gone, ...], list[str]]:
        """Those of *uris* whose posts are gone, and those of which we could not find out this time."""
        asked, later = uris[:25], uris[25:]
        if not asked:
            return (), []
        try:
            posts = self._xrpc.read("app.bsky.feed.getPosts", {"uris": asked}).json().get("posts")
        except ChannelError:
            posts = None
        if not isinstance(posts, list):
            return (), uris
        there = {p.get("uri") for p in posts if isinstance(p, dict)}
        return tuple(Gone(uri) for uri in asked if uri not in there), later

    # --- what goes out

    def publish(self, reply: Outgoing) -> Receipt:
        """One `putRecord`. Raises Refused before any request when the text is empty or too long."""
        post = _post(reply)
        return _receipt(
            self._xrpc.write("com.atproto.repo.putRecord", {**self._place(reply), "record": post}), reply
        )

    def find(self, reply: Outgoing) -> Receipt | None:
        """Looks for the record under its key; None when it is not there."""
        answer = self._xrpc.read("com.atproto.repo.getRecord", self._place(reply), accept={400, 404})
        if answer.status != 200:
            if answer.json().get("error") == "RecordNotFound":
                return None
            raise self._http.refusal(answer)
        return _receipt(answer, reply)

    def withdraw(self, receipt: Receipt) -> None:
        """One `deleteRecord`; doing it twice is harmless. Raises Refused for what is not a post of this account."""
        parts = at.record(receipt.remote_id)
        if parts is None or parts[:2] != (self._xrpc.sign_in().did, at.POST):
            raise Refused("This is not a post of this account.")
        self._xrpc.write(
            "com.atproto.repo.deleteRecord", {"repo": parts[0], "collection": parts[1], "rkey": parts[2]}
        ).json()

    def record_key(self, key: str, created_at: datetime) -> str:
        return at.tid(key, created_at)

    def _place(self, reply: Outgoing) -> dict[str, object]:
        rkey = reply.record_key or at.tid(reply.key, reply.created_at)
        return {"repo": self._xrpc.sign_in().did, "collection": at.POST, "rkey": rkey}


def _receipt(answer: Answer, reply: Outgoing) -> Receipt:
    """The network's word, with what an answer to our reply would need."""
    uri, cid = answer.text("uri"), answer.text("cid")
    root = _root(reply) if reply.parent else {"uri": uri, "cid": cid}
    ref = {"uri": uri, "cid": cid, "root_uri": root["uri"], "root_cid": root["cid"]}
    return Receipt(uri, at.permalink(uri), ref)


def _root(reply: Outgoing) -> dict[str, str]:
    """The thread's first post: as the answered message names it, else as we know it, else that message itself."""
    named = {k: reply.parent.get(f"root_{k}", "") for k in ("uri", "cid")}
    known = {k: reply.root.get(k, "") for k in ("uri", "cid")}
    own = {k: reply.parent.get(k, "") for k in ("uri", "cid")}
    return next((ref for ref in (named, known) if all(ref.values())), own)


def _post(reply: Outgoing) -> dict[str, Any]:
    """The record, the same each time it is made from the same reply. Raises Refused: empty, too long, no reference."""
    if not reply.text.strip():
        raise Refused("The reply is empty.")
    if any("\ud800" <= c <= "\udfff" for c in reply.text):
        raise Refused("The reply contains half a character, which no network takes.")
    measured = length(reply.text)
    if measured.left < 0:
        raise Refused(f"The reply is too long: {measured.used:,} of {measured.limit:,} {measured.unit}.")
    parent = {"uri": reply.parent.get("uri", ""), "cid": reply.parent.get("cid", "")}
    known = {}
    post: dict[str, Any] = {"$type": at.POST, "text": reply.text, "createdAt": at.written(reply.created_at)}
    if reply.parent:
        place = at.record(parent["uri"])
        if place is None or not parent["cid"]:
            raise Refused(
                "What is answered has no uri and cid; it may be from before this account was connected."
            )
        post["reply"] = {"root": _root(reply), "parent": parent}
        known[reply.parent.get("handle", "").lower()] = place[0]
    if langs := at.languages(reply.language):
        post["langs"] = langs
    if found := at.facets(reply.text, known):
        post["facets"] = found
    return post
