"""talk: our own public page, as a channel like any other.

There is no network: what the public writes is stored by `flow.talk` as JSON and read here by `unpack`; what we
publish is shown by the page itself, from the delivery. So nobody's credentials are needed and the full road works.

The stored JSON, version 1::

    {"v": 1,
     "posts": [{"id", "thread", "parent", "author", "handle", "name", "text", "at" (ISO 8601, UTC), "link", "language"}],
     "gone": [{"id", "at"}]}

`thread` is the id of the thread's first post (its own id for that one), `link` the thread's public address.
The body never comes from outside, only from our own RawArrival rows: `verify` refuses every call.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from zuruf.channels._base import SAYS, Base, characters
from zuruf.channels._http import Http
from zuruf.core import attach
from zuruf.core.capabilities import Attach, Capabilities, Group, Receive, Repeat, Shows, TriedAgainst
from zuruf.core.channel import Check, Link, Outgoing, Receipt, Refused, Unknown
from zuruf.core.measure import Measure, Offer, Ordered
from zuruf.core.message import Author, Batch, Gone, Incoming
from zuruf.core.talk import LONGEST

length = characters(LONGEST)


class Talk(Base):
    """Our own page. Publishing the same reply again is harmless: its id is derived from its key. What is out is
    visible at once, since the page shows it from the delivery itself."""

    name = "talk"
    can = Capabilities(
        group=Group.OWN,
        title="Your own page",
        lead="A public page of your own, where anyone can write and see your answers.",
        receive=Receive.WEBHOOK,
        reply=True,
        own=True,
        addressed=True,
        parents=True,
        post=True,
        withdraw=True,
        edit=True,
        attach=Attach(4, dict.fromkeys(attach.PICTURES, 2_000_000), alt_longest=2000, most_pixels=2400),
        shows=Shows.AT_ONCE,
        length=length,
        repeat=Repeat.HARMLESS,
        remembers_for=None,
        says=SAYS,
        tried_against=TriedAgainst.REAL_SERVER,
        offers=(Offer(Measure.HIDE, back=True, harmless=True, tried=True),),
    )

    def __init__(self, link: Link, http: Http | None = None) -> None:
        super().__init__(link, http or Http())  # nothing is ever asked of anybody

    def check(self) -> Check:
        """Always there: it is us."""
        return Check(can_read=True, can_publish=True, remote_id="talk", limits=(f"{LONGEST:,} characters",))

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        """Nothing to fetch: what is written arrives by `unpack`."""
        return Batch()

    def unpack(self, body: bytes) -> Batch:
        """The stored JSON as a Batch. Raises Unknown when it is not ours."""
        try:
            told = json.loads(body)
            posts = tuple(_post(post) for post in told.get("posts", ()))
            gone = tuple(Gone(str(g["id"]), _time(g["at"])) for g in told.get("gone", ()))
        except (ValueError, KeyError, TypeError, AttributeError) as broken:
            raise Unknown(f"not a stored talk post: {type(broken).__name__}") from None
        return Batch(incoming=posts, gone=gone, raw=body.decode())

    def publish(self, reply: Outgoing) -> Receipt:
        """The receipt; the page shows published deliveries. Raises Refused for a text that is too long or empty."""
        self._must_fit(reply.text)
        remote_id = reply.record_key or self.record_key(reply.key, reply.created_at)
        thread = reply.root.get("thread") or reply.parent.get("thread", "")
        return Receipt(
            remote_id, f"{thread}#{remote_id}" if thread else "", {"thread": thread} if thread else {}
        )

    def find(self, reply: Outgoing) -> Receipt | None:
        """Publishing has no outside effect, so it is always there."""
        return self.publish(reply)

    def edit(self, receipt: Receipt, reply: Outgoing) -> Receipt:
        """The same place with other words; the page says "edited" beside them. Raises Refused as `publish` does."""
        self._must_fit(reply.text)
        return receipt

    def withdraw(self, receipt: Receipt) -> None:
        """Nothing to ask of anybody: the page stops to show a delivery that is withdrawn."""

    def act(self, order: Ordered) -> None:
        """Nothing to ask of anybody: removing words from our own page is in `flow.moderation`."""
        if order.measure != Measure.HIDE:
            raise Refused("there is no network behind our own page")

    def record_key(self, key: str, created_at: datetime) -> str:
        """The answer's id, from our key: the same key gives the same id."""
        return "a" + hashlib.sha256(f"talk:{key}".encode()).hexdigest()[:20]


def _post(post: Mapping[str, str]) -> Incoming:
    own, thread, link = post["id"], post["thread"], post.get("link", "")
    return Incoming(
        remote_id=own,
        author=Author(post["author"], post.get("handle", ""), post.get("name", "")),
        text=post["text"],
        at=_time(post["at"]),
        parent=post.get("parent", ""),
        root="" if own == thread else thread,
        permalink=f"{link}#{own}" if link else "",
        languages=(post["language"],) if post.get("language") else (),
        ref={"thread": link},
    )


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without zone")
    return at
