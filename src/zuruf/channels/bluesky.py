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
* Pictures are uploaded anew at each attempt. A blob's reference is made of its bytes, so the record stays the same.
* Edits: the network has none; AppViews ignore a changed post.
* Reading back asks the PDS whether the record is there and with what text, and the AppView whether the public sees it
  (`_bluesky_shown`). A server without AppView says only the first: the post stays "accepted".
* One request per call, except: signing in first, once more after an expired token (the first attempt was refused for
  certain), one for each picture of a post, up to one `getPosts` and one `listRecords` after the page in `fetch`, and two requests in `check` and in
  `read_back`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from zuruf.channels import _atproto as at
from zuruf.channels import _attached as attached
from zuruf.channels import _bluesky_measures as measures
from zuruf.channels import _bluesky_notifications as notifications
from zuruf.channels import _bluesky_pictures as blobs
from zuruf.channels import _bluesky_posting as posting
from zuruf.channels import _bluesky_search as searching
from zuruf.channels import _bluesky_shown as shown
from zuruf.channels._base import SAYS, Base
from zuruf.channels._bluesky_pictures import PICTURES
from zuruf.channels._bluesky_posting import length
from zuruf.channels._http import Answer, Http
from zuruf.channels._json import text, value
from zuruf.channels._xrpc import NEEDED, Xrpc
from zuruf.core.capabilities import Capabilities, Field, Receive, Repeat, Shows, TriedAgainst
from zuruf.core.channel import ChannelError, Check, Link, Outgoing, Receipt, Refused, Seen, TryLater
from zuruf.core.measure import Ordered
from zuruf.core.message import Batch, Gone, Incoming

SERVER = "https://bsky.social"
INACTIVE = "The network says that this account is not active."
NOT_OURS = "This is not a post of this account."
TOO_MANY = "More than 100,000 messages came in since the last look; the oldest of them were not read."


class Bluesky(Base):
    """One account on one server (PDS)."""

    name = "bluesky"
    can = Capabilities(
        title="Bluesky",
        lead="Mentions and replies come in; your replies go out and can be withdrawn.",
        receive=Receive.POLL,
        reply=True,
        addressed=True,
        parents=True,
        post=True,
        thread=True,
        searches=True,
        withdraw=True,
        attach=PICTURES,
        shows=Shows.LOOK,
        length=length,
        repeat=Repeat.HARMLESS,
        remembers_for=None,
        poll_every=timedelta(seconds=30),
        tried_against=TriedAgainst.REAL_SERVER,
        guide=(
            "Sign in to Bluesky as the account that is to answer.",
            "Open Settings, Privacy and security, App passwords, and add one. The account's own password belongs nowhere else.",
            "See that imprint and privacy notice are linked from the profile's description.",
        ),
        guide_url="https://bsky.app/settings/app-passwords",
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
        offers=measures.OFFERS,
        says=(*SAYS, *attached.SAYS, *measures.SAYS, posting.NO_REF, NEEDED, INACTIVE, NOT_OURS, TOO_MANY),
    )

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        server, handle = link.settings.get("server") or SERVER, link.settings.get("handle", "")
        self._xrpc = Xrpc(http, server, handle, self._secret("password"))

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
            problem = INACTIVE
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
            profile=self._profile(session.did),
        )

    def _profile(self, did: str) -> tuple[str, ...] | None:
        """Its description, which stands on the account's own server; None where it cannot be read."""
        try:
            answer = self._xrpc.record({"repo": did, "collection": "app.bsky.actor.profile", "rkey": "self"})
            said = text(answer.json(), "value", "description") if answer else ""
        except ChannelError:
            return None
        return (said,) if said else ()

    # --- what comes in

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        """One page of mentions, replies and quotes; see `_bluesky_notifications` for the cursor."""
        place = notifications.Place.of(cursor)
        try:
            answer = self._page(limit=notifications.PAGE, cursor=place.page)
        except Refused:
            if not place.page:
                raise  # else the network forgot the place between two pages: from the top, to the same ground
            return Batch(cursor=place.anew().cursor())
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
            raw=answer.raw,
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
        """One `putRecord`, after one `uploadBlob` for each picture. Raises Refused before any request when the text is
        empty or too long, or a picture does not fit."""
        post = posting.post(reply)
        if reply.media:
            post["embed"] = blobs.embed(self._xrpc, reply.media)
        return posting.receipt(
            self._xrpc.write("com.atproto.repo.putRecord", {**self._place(reply), "record": post}), reply
        )

    def find(self, reply: Outgoing) -> Receipt | None:
        """Looks for the record under its key; None when it is not there."""
        answer = self._xrpc.record(self._place(reply))
        return posting.receipt(answer, reply) if answer else None

    def read_back(self, receipt: Receipt) -> Seen | None:
        """The record from our own server, then what the AppView shows of it, in one `getPosts` together with the thread's
        first post, on which hidden answers are noted. Raises Refused for what is not a post of this account."""
        repo, _, rkey = self._own_place(receipt.remote_id)
        answer = self._xrpc.record({"repo": repo, "collection": at.POST, "rkey": rkey})
        if answer is None:
            return None
        said = value(answer.json(), "value", "text")
        if not isinstance(said, str):
            raise answer.not_understood()
        root = receipt.ref.get("root_uri", "")
        uris = [receipt.remote_id] + [root] * (at.record(root) is not None and root != receipt.remote_id)
        return shown.seen(receipt.remote_id, said, self._views(uris))

    def locate(self, link: str) -> Receipt | None:
        """By the address on bsky.app or the AT URI, with our DID or our handle in it."""
        place, session = shown.place(link), self._xrpc.sign_in()
        if place is None or place[0] not in (session.did.lower(), session.handle.lower()):
            return None
        answer = self._xrpc.record({"repo": session.did, "collection": at.POST, "rkey": place[1]})
        if answer is None:
            return None
        uri, cid, first = (
            answer.text("uri"),
            answer.text("cid"),
            value(answer.json(), "value", "reply", "root"),
        )
        root = {"root_uri": text(first, "uri") or uri, "root_cid": text(first, "cid") or cid}
        ref = {"uri": uri, "cid": cid, **root}
        return Receipt(uri, at.permalink(uri), ref)

    def withdraw(self, receipt: Receipt) -> None:
        """One `deleteRecord`; doing it twice is harmless. Raises Refused for what is not a post of this account."""
        parts = self._own_place(receipt.remote_id)
        self._xrpc.write(
            "com.atproto.repo.deleteRecord", {"repo": parts[0], "collection": parts[1], "rkey": parts[2]}
        ).json()

    def record_key(self, key: str, created_at: datetime) -> str:
        return at.tid(key, created_at)

    def act(self, order: Ordered) -> None:
        """See `_bluesky_measures`. One request, two for hiding."""
        measures.act(self._xrpc, order)

    def _own_place(self, uri: str) -> tuple[str, str, str]:
        parts = at.record(uri)
        if parts is None or parts[:2] != (self._xrpc.sign_in().did, at.POST):
            raise Refused(NOT_OURS)
        return parts

    def search(self, words: str, since: datetime) -> Batch:
        """See `_bluesky_search`. One request."""
        return searching.search(self._xrpc, words, since)

    def look_up(self, remote_id: str) -> Incoming | None:
        """One request."""
        return searching.look_up(self._xrpc, remote_id)

    def _views(self, uris: list[str]) -> Mapping[str, Any] | None:
        """What the AppView shows of *uris*; None when there is none, or it does not answer now."""
        try:
            return self._xrpc.read("app.bsky.feed.getPosts", {"uris": uris}).json()
        except TryLater as error:
            if error.after:  # it wants to be spared
                raise
            return None
        except Refused:
            return None

    def _place(self, reply: Outgoing) -> dict[str, object]:
        rkey = reply.record_key or at.tid(reply.key, reply.created_at)
        return {"repo": self._xrpc.sign_in().did, "collection": at.POST, "rkey": rkey}
