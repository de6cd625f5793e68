"""A Facebook Page: comments, visitors' posts, mentions and Messenger come in; answers go out, also privately.

Sources, on developers.facebook.com: docs/pages-api/{comments-mentions,webhooks-for-pages}, docs/graph-api/reference/{page,page-post,
comment}, docs/graph-api/reference/page/blocked, docs/graph-api/webhooks/reference/page, and those of `_graph` and `_graph_messages`;
names of fields and parameters as in facebook/facebook-business-sdk-codegen. Never tried against the live network.

* The network calls us (`unpack`); polling fills what was missed: the newest posts of 30 days with their comments, posts that tag the
  page, and the newest messages. What was removed is learned from calls only.
* The network takes no key. After an unknown outcome the comments below what was answered, or the messages with the person, are looked
  through for ours with the same text.
* Comments are changed and taken back there; private messages are not.
* How long a comment may be is not written anywhere; 8,000 characters are what people found. A private message: 2,000 (documented).
* Meta's terms name no time after which what was read must be deleted, only "when it is no longer needed"; so `retention` is not set.
* One request per call, except: two in `publish` of a late private message, up to three in `fetch` (posts, mentions, messages) and ten where a
  post has many new comments, four in `check`, up to five in `find`, two in
  `read_back` of what is gone, and one or two in `locate`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from zuruf.channels import _facebook_reading as reading
from zuruf.channels import _facebook_words as words
from zuruf.channels import _graph_messages as messages
from zuruf.channels import _json as js
from zuruf.channels._base import NOT_OFFERED, batch, characters, may_be
from zuruf.channels._facebook_check import check
from zuruf.channels._graph import Missing, done, pages
from zuruf.channels._graph_base import WithComments
from zuruf.channels._graph_round import Below, step
from zuruf.channels._graph_terms import Room, goes_privately
from zuruf.channels._http import Answer, Http
from zuruf.core.capabilities import Visibility
from zuruf.core.channel import Check, Link, Outgoing, Receipt, Refused, Seen
from zuruf.core.message import Batch, Incoming

LONGEST, LONGEST_PRIVATE = 8_000, 2_000  # characters; see above
NEWEST: Mapping[str, object] = {"filter": "stream", "order": "reverse_chronological", "limit": 100}
length = characters(LONGEST)
private_length = characters(LONGEST_PRIVATE)
ROOM = Room(length, private_length)
terms = ROOM.terms


class Facebook(WithComments):
    """One Facebook Page."""

    name = "facebook"
    room = ROOM
    shown = "id,message,is_hidden,permalink_url,like_count,comment_count"
    can = replace(
        WithComments.can,
        title="Facebook Page",
        lead="Comments, visitors' posts and Messenger come in; your answers go out, in public or privately.",
        edit=True,
        length=length,
        counted=ROOM.counted,
        terms=terms,
        fields=words.FIELDS,
        guide=words.GUIDE,
        says=words.SAYS,
    )

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http, link.settings.get("page", ""))

    def check(self) -> Check:
        """See `_facebook_check`."""
        return check(self._graph, self._path())

    # --- what comes in

    def unpack(self, body: bytes) -> Batch:
        return batch(reading.called(body, self._account))

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        """One page of posts with their comments; with the first also the newest mentions and messages. That those cannot be read is
        told in `problem`."""
        path, page = self._path(), self._account
        return step(
            self._graph,
            cursor,
            datetime.now(UTC),
            lambda after: self._graph.read(f"{path}/feed", reading.FEED, limit=25, after=after),
            lambda told: (reading.fed(told, page), reading.oldest(told)),
            (
                (
                    lambda: self._graph.read(f"{path}/tagged", reading.POST),
                    lambda told: reading.tagged(told, page),
                ),
                (
                    lambda: self._graph.read(f"{path}/conversations", messages.FIELDS, platform="messenger"),
                    lambda told: messages.listed(told, page),
                ),
            ),
            self._link.settings.get("back", ""),
            lambda told: [self._below(*one) for one in reading.further(told, page)],
        )

    def _below(self, post: str, told: Mapping[str, object], ours: bool) -> Below:
        return Below(
            told,
            lambda after: self._graph.read(f"{post}/comments", reading.COMMENT, **NEWEST, after=after),
            lambda more: reading.below(more, post, self._account, ours=ours),
        )

    def look_up(self, remote_id: str) -> Incoming | None:
        """One request."""
        page, post = self._account, remote_id.startswith(f"{self._account}_")
        try:
            told = self._graph.read(remote_id, reading.POST if post else reading.COMMENT).json()
        except Missing:
            return None
        if post:
            found = reading.fed({"data": [told]}, page) or reading.tagged({"data": [told]}, page)
            return found[0] if found else None
        top = js.text(told, "parent", "id")
        return reading.comment_of(told, remote_id, page, post=remote_id.partition("_")[0], top=top)

    # --- what goes out

    def publish(self, reply: Outgoing) -> Receipt:
        """One request. Raises Refused before it when the text is empty or too long."""
        _, place = self._answered(reply)
        if goes_privately(reply):
            return messages.send(self._graph, self._path(), reply, datetime.now(UTC), marked=True)
        answer = self._graph.form(f"{reply.parent.get('top') or place}/comments", message=reply.text)
        return self._receipt(answer.text("id"), reply.parent.get("post", ""))

    def _receipt(self, ident: str, post: str, link: str = "") -> Receipt:
        ref = {"kind": "comment", "id": ident, "post": post, "author": self._account}
        return Receipt(ident, link or reading.permalink(ident, post), ref)

    def find(self, reply: Outgoing) -> Receipt | None:
        """Looks for one of ours with this text: the newest comments first, or the newest messages with the person."""
        _, place = self._answered(reply)
        if goes_privately(reply):
            return messages.find(self._graph, self._path(), "messenger", reply, self._account)
        above = f"{reply.parent.get('top') or place}/comments"
        for told in pages(lambda page: self._graph.read(above, reading.COMMENT, **NEWEST, after=page)):
            for one in js.objects(told, "data"):
                at, ident = js.moment(one.get("created_time")), js.text(one, "id")
                ours = js.text(one, "from", "id") == self._account
                if ours and may_be(reply, ident, at, js.text(one, "message"), messages.SKEW):
                    return self._receipt(ident, reply.parent.get("post", ""), js.text(one, "permalink_url"))
            if reading.all_before(told, reply.created_at - messages.SKEW):
                return None
        return None

    def edit(self, receipt: Receipt, reply: Outgoing) -> Receipt:
        messages.must_not_stay(receipt)
        self._answered(reply)
        done(self._graph.form(receipt.remote_id, message=reply.text))
        return receipt

    def _seen(self, told: Mapping[str, Any]) -> Seen:
        counts = (told.get("like_count"), told.get("comment_count"))
        hidden = told.get("is_hidden") is True
        return Seen(
            js.text(told, "message"),
            Visibility.HIDDEN if hidden else Visibility.VISIBLE,
            js.text(told, "permalink_url"),
            sum(n for n in counts if isinstance(n, int) and n > 0),
        )

    def locate(self, link: str) -> Receipt | None:
        """By the numbers in the address of a comment."""
        for ident in reading.named(link):
            try:
                answer = self._graph.read(ident, "id,from,permalink_url")
            except Missing:
                continue
            told, found = answer.json(), answer.text("id")
            if js.text(told, "from", "id") == self._account:
                return self._receipt(found, found.partition("_")[0], js.text(told, "permalink_url"))
        return None

    def _comment(self, ref: Mapping[str, str]) -> str:
        if ref.get("kind") not in ("comment", "post") or not ref.get("id"):
            raise Refused(NOT_OFFERED)
        return ref["id"]

    def _hide(self, ident: str, hidden: str) -> Answer:
        return self._graph.form(ident, is_hidden=hidden)

    def _block(self, author: str, *, back: bool) -> None:
        if not author.isdigit():
            raise Refused(messages.NO_PLACE)
        if back:
            self._graph.delete(self._path("blocked"), user=author).json()
        else:
            self._graph.form(self._path("blocked"), user=f'["{author}"]').json()
