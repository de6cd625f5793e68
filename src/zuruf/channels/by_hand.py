"""By hand: a place without an interface, such as somebody's private blog, a closed forum or a review site.

There is no network: what a person found is stored by `flow.by_hand` as JSON and read here by `unpack`; what we answer
is posted there by a person (`flow.by_hand_out`), so nothing is ever published from here. All places share one realm, so that the
same words of one person at the same address are one message whatever somebody calls the place; each place is an account.

The stored JSON, version 1::

    {"v": 1, "messages": [{"id", "thread", "author", "name", "text", "at" (ISO 8601 or ""), "link", "why", "public"}]}

The body never comes from outside, only from our own RawArrival rows: `verify` refuses every call.
"""

from collections.abc import Mapping
from typing import Any

from zuruf.channels import _json as read
from zuruf.channels._base import Base
from zuruf.core import by_hand
from zuruf.core.capabilities import Capabilities, Group, Receive, Repeat, TriedAgainst
from zuruf.core.channel import Check, Refused, Unknown
from zuruf.core.message import Author, Batch, Incoming

NOT_OURS = "This is nothing that somebody took in by hand."


class ByHand(Base):
    """One place. BLIND: whether an answer is there, only a person can see."""

    name = "by_hand"
    can = Capabilities(
        group=Group.OWN,
        title="By hand",
        lead="For places without an interface: you paste what somebody wrote, and one of you posts the answer there.",
        receive=Receive.NONE,
        reply=True,
        addressed=True,
        private=True,
        length=by_hand.length,
        terms=by_hand.terms,
        says=(by_hand.NOTE,),
        repeat=Repeat.BLIND,
        by_hand=True,
        tried_against=TriedAgainst.REAL_SERVER,
    )

    def check(self) -> Check:
        """Always there: it is us."""
        return Check(can_read=True, can_publish=True, limits=(f"{by_hand.LONGEST:,} characters",))

    def unpack(self, body: bytes) -> Batch:
        """The stored JSON as a Batch. Raises Unknown when it is not ours."""
        told = read.parsed(body)
        if not isinstance(told, Mapping) or not isinstance(told.get("messages"), list):
            raise Unknown(NOT_OURS)
        return Batch(
            incoming=tuple(_message(one) for one in told["messages"]), raw=body.decode(errors="replace")
        )

    def publish(self, reply: object) -> Any:
        """Never: a person posts it. Raises Refused."""
        raise Refused("A person posts this by hand.")


def _message(one: object) -> Incoming:
    own, author = read.text(one, "id"), read.text(one, "author")
    if not own or not author:
        raise Unknown(NOT_OURS)
    link, why = read.text(one, "link"), read.text(one, "why")
    return Incoming(
        remote_id=own,
        author=Author(author, name=read.text(one, "name")),
        text=read.text(one, "text"),
        at=read.moment(read.text(one, "at")),
        root=read.text(one, "thread"),
        permalink=link,
        public=isinstance(one, Mapping) and one.get("public") is not False,
        ref={"link": link} if link else {"why": why},
    )
