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

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from zuruf.channels import _facebook_reading as reading
from zuruf.channels import _facebook_words as words
from zuruf.channels import _graph as g
from zuruf.channels import _graph_messages as messages
from zuruf.channels import _json as js
from zuruf.channels._base import Base
from zuruf.channels._facebook_check import check
from zuruf.channels._graph import Graph, Missing
from zuruf.channels._graph_round import Below, done, listed, step
from zuruf.channels._http import Http
from zuruf.core.capabilities import (
    Asked,
    Capabilities,
    Length,
    Receive,
    Repeat,
    Shows,
    Terms,
    TriedAgainst,
    Visibility,
)
from zuruf.core.channel import Check, Link, NotConnected, Outgoing, Receipt, Refused, Seen, TryLater
from zuruf.core.measure import Measure, Offer, Ordered
from zuruf.core.message import Batch, Gone, Incoming

LONGEST, LONGEST_PRIVATE = 8_000, 2_000  # characters; see above
SHOWN = "id,message,is_hidden,permalink_url,like_count,comment_count"
NEWEST: Mapping[str, object] = {"filter": "stream", "order": "reverse_chronological", "limit": 100}
PAGES = 5  # of comments that are looked through for one of ours


def length(text: str) -> Length:
    return Length(len(text), LONGEST)


def private_length(text: str) -> Length:
    return Length(len(text), LONGEST_PRIVATE)


def counted(ref: Mapping[str, str], privately: bool) -> Callable[[str], Length] | None:
    """A private message has less room than a comment."""
    return private_length if privately or ref.get("kind") == "message" else None


def terms(asked: Asked, text: str, now: datetime) -> Terms:
    """See `_graph_messages`."""
    return messages.terms(asked, now, private_length(text), privately=asked.privately)


class Facebook(Base):
    """One Facebook Page."""

    name = "facebook"
    can = Capabilities(
        title="Facebook Page",
        lead="Comments, visitors' posts and Messenger come in; your answers go out, in public or privately.",
        receive=Receive.POLL,
        calls=True,
        reply=True,
        private=True,
        privately=True,
        private_stays=True,
        counted=counted,
        withdraw=True,
        edit=True,
        shows=Shows.LOOK,
        length=length,
        repeat=Repeat.TRACEABLE,
        settles_within=timedelta(minutes=5),
        poll_every=timedelta(minutes=5),
        window=messages.WINDOW,
        terms=terms,
        tried_against=TriedAgainst.SPECIFICATION,
        fields=words.FIELDS,
        guide=words.GUIDE,
        guide_url=words.GUIDE_URL,
        version=g.VERSION,
        offers=(
            Offer(Measure.HIDE, back=True, harmless=True),
            Offer(Measure.DELETE, harmless=True, seen=True),
            Offer(Measure.BLOCK, back=True, harmless=True, deafens=True),
        ),
        says=words.SAYS,
    )

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        self._graph = Graph(http, link)
        self._page = link.settings.get("page", "").strip()

    def check(self) -> Check:
        """See `_facebook_check`."""
        return check(self._graph, self._path())

    # --- what comes in

    def greet(self, query: Mapping[str, str]) -> str:
        return g.greet(query, self._link.secrets)

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        g.verify(headers, body, self._link.secrets)

    def unpack(self, body: bytes) -> Batch:
        found = list(reading.called(body, self._page))
        return Batch(
            tuple(m for m in found if isinstance(m, Incoming)), tuple(m for m in found if isinstance(m, Gone))
        )

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        """One page of posts with their comments; with the first also the newest mentions and messages. That those cannot be read is
        told in `problem`."""
        path, page = self._path(), self._page
        return step(
            self._graph,
            cursor,
            messages.now(),
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
            lambda more: reading.below(more, post, self._page, ours=ours),
        )

    def look_up(self, remote_id: str) -> Incoming | None:
        """One request."""
        post = remote_id.startswith(f"{self._page}_")
        try:
            told = self._graph.read(remote_id, reading.POST if post else reading.COMMENT).json()
        except Missing:
            return None
        if post:
            found = reading.fed({"data": [told]}, self._page) or reading.tagged({"data": [told]}, self._page)
            return found[0] if found else None
        top = js.text(told, "parent", "id")
        return reading.comment_of(told, remote_id, self._page, post=remote_id.partition("_")[0], top=top)

    # --- what goes out

    def publish(self, reply: Outgoing) -> Receipt:
        """One request. Raises Refused before it when the text is empty or too long."""
        _, place = messages.checked(reply, length(reply.text), private_length(reply.text))
        if messages.goes_privately(reply):
            return messages.send(self._graph, self._path(), reply, messages.now(), marked=True)
        answer = self._graph.form(f"{reply.parent.get('top') or place}/comments", message=reply.text)
        return self._receipt(answer.text("id"), reply)

    def _receipt(self, ident: str, reply: Outgoing, link: str = "") -> Receipt:
        post = reply.parent.get("post", "")
        ref = {"kind": "comment", "id": ident, "post": post, "author": self._page}
        return Receipt(ident, link or reading.permalink(ident, post), ref)

    def find(self, reply: Outgoing) -> Receipt | None:
        """Looks for one of ours with this text: the newest comments first, or the newest messages with the person."""
        _, place = messages.checked(reply, length(reply.text), private_length(reply.text))
        if messages.goes_privately(reply):
            return messages.find(self._graph, self._path(), "messenger", reply, self._page)
        page, above = "", reply.parent.get("top") or place
        for _ in range(PAGES):
            told = listed(self._graph.read(f"{above}/comments", reading.COMMENT, **NEWEST, after=page))
            since = reply.created_at - messages.SKEW
            for one in js.objects(told, "data"):
                at, ident = js.moment(one.get("created_time")), js.text(one, "id")
                if (
                    ident
                    and ident not in reply.taken
                    and (at is None or at >= since)
                    and js.text(one, "from", "id") == self._page
                    and g.same(js.text(one, "message"), reply.text)
                ):
                    return self._receipt(ident, reply, js.text(one, "permalink_url"))
            if not (page := g.after(told)) or reading.all_before(told, since):
                return None
        raise TryLater(messages.TOO_MANY)

    def edit(self, receipt: Receipt, reply: Outgoing) -> Receipt:
        self._own(receipt)
        messages.checked(reply, length(reply.text), private_length(reply.text))
        done(self._graph.form(receipt.remote_id, message=reply.text))
        return receipt

    def withdraw(self, receipt: Receipt) -> None:
        """One request; what is gone already is taken back."""
        self._own(receipt)
        try:
            done(self._graph.delete(receipt.remote_id))
        except Missing:
            return

    def read_back(self, receipt: Receipt) -> Seen | None:
        try:
            if receipt.ref.get("kind") == "message":
                return messages.read_back(self._graph, receipt)
            answer = self._graph.read(receipt.remote_id, SHOWN)
        except Missing:
            self._graph.read(self._path(), "id").text("id")  # it is gone only if our access still holds
            return None
        told, _ = answer.json(), answer.text("id")
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
            if js.text(told, "from", "id") == self._page:
                post = found.partition("_")[0]
                ref = {"kind": "comment", "id": found, "post": post, "author": self._page}
                return Receipt(found, js.text(told, "permalink_url"), ref)
        return None

    def act(self, order: Ordered) -> None:
        """Hide a comment, delete it, or keep its author from the page. One request."""
        ident, author = order.ref.get("id", ""), order.ref.get("author", "")
        if order.measure == Measure.BLOCK:
            self._block(author, back=order.back)
            return
        if order.ref.get("kind") not in ("comment", "post") or not ident:
            raise Refused(words.NOT_OFFERED)
        match order.measure:
            case Measure.HIDE:
                done(self._graph.form(ident, is_hidden="false" if order.back else "true"))
            case Measure.DELETE if not order.back:
                self.withdraw(Receipt(ident, "", order.ref))
            case _:
                raise Refused(words.NOT_OFFERED)

    def _block(self, author: str, *, back: bool) -> None:
        if not author.isdigit():
            raise Refused(messages.NO_PLACE)
        if back:
            self._graph.delete(self._path("blocked"), user=author).json()
        else:
            self._graph.form(self._path("blocked"), user=f'["{author}"]').json()

    def _own(self, receipt: Receipt) -> None:
        if receipt.ref.get("kind") == "message":
            raise Refused(messages.STAYS)

    def _path(self, edge: str = "") -> str:
        if not self._page.isdigit():
            raise NotConnected(words.NO_ID)
        return f"{self._page}/{edge}" if edge else self._page
