"""What channels over Meta's Graph API have in common: how the network calls, and what can be done with one's comments there."""

import hmac
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from zuruf.channels import _graph_messages as messages
from zuruf.channels._base import NOT_OFFERED, Base
from zuruf.channels._graph import NOT_GREETED, VERSION, Graph, Missing, done
from zuruf.channels._graph_terms import WINDOW, Room
from zuruf.channels._graph_words import GUIDE_URL, NO_ID
from zuruf.channels._http import Answer, Http
from zuruf.core.capabilities import Capabilities, Receive, Repeat, Shows, TriedAgainst
from zuruf.core.channel import Link, NotConnected, Outgoing, Receipt, Refused, Seen
from zuruf.core.measure import Measure, Offer, Ordered

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{1,200}")


class OnGraph(Base):
    """One account that is asked over the Graph API. Sources for its calls: those of `_graph`."""

    signed_with = ("app_secret", "x-hub-signature-256")

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        self._graph = Graph(http, link)

    def greet(self, query: Mapping[str, str]) -> str:
        """The challenge, when the network asks with our verify token."""
        token = self._secret("verify_token")
        said, challenge = query.get("hub.verify_token", ""), query.get("hub.challenge", "")
        known = hmac.compare_digest(*(one.encode("utf-8", "surrogatepass") for one in (token, said)))
        if not (token and known and query.get("hub.mode") == "subscribe" and _CHALLENGE.fullmatch(challenge)):
            raise Refused(NOT_GREETED)
        return challenge


class WithComments(OnGraph, ABC):
    """A page or an account with comments that everybody sees, and with private messages; *account*: its id at the network."""

    can = Capabilities(
        receive=Receive.POLL,
        calls=True,
        reply=True,
        addressed=True,
        parents=True,
        private=True,
        privately=True,
        private_stays=True,
        withdraw=True,
        shows=Shows.LOOK,
        repeat=Repeat.TRACEABLE,
        settles_within=timedelta(minutes=5),
        poll_every=timedelta(minutes=5),
        window=WINDOW,
        tried_against=TriedAgainst.SPECIFICATION,
        guide_url=GUIDE_URL,
        version=VERSION,
        offers=(
            Offer(Measure.HIDE, back=True, harmless=True),
            Offer(Measure.DELETE, harmless=True, seen=True),
            Offer(Measure.BLOCK, back=True, harmless=True, deafens=True),
        ),
    )
    """What is the same for each; its length, its `room` and its words are its own."""
    room: Room
    shown: str
    """The fields of a comment that `_seen` reads."""

    def __init__(self, link: Link, http: Http, account: str) -> None:
        super().__init__(link, http)
        self._account = account.strip()

    def _path(self, edge: str = "") -> str:
        if not self._account.isdigit():
            raise NotConnected(NO_ID)
        return f"{self._account}/{edge}" if edge else self._account

    def _answered(self, reply: Outgoing) -> tuple[str, str]:
        """(kind, id) of what *reply* answers. Raises Refused also for a text that does not fit."""
        self.room.must_fit(reply)
        return messages.answered(reply)

    def withdraw(self, receipt: Receipt) -> None:
        """One request; what is gone already is taken back."""
        messages.must_not_stay(receipt)
        try:
            done(self._graph.delete(receipt.remote_id))
        except Missing:
            return

    def read_back(self, receipt: Receipt) -> Seen | None:
        try:
            if receipt.ref.get("kind") == "message":
                return messages.read_back(self._graph, receipt)
            answer = self._graph.read(receipt.remote_id, self.shown)
        except Missing:
            self._graph.read(self._path(), "id").text("id")  # it is gone only if our access still holds
            return None
        answer.text("id")
        return self._seen(answer.json())

    def act(self, order: Ordered) -> None:
        """Hide a comment, delete it, or keep its author away. One request."""
        match order.measure:
            case Measure.BLOCK:
                self._block(order.ref.get("author", ""), back=order.back)
            case Measure.HIDE:
                done(self._hide(self._comment(order.ref), "false" if order.back else "true"))
            case Measure.DELETE if not order.back:
                self.withdraw(Receipt(self._comment(order.ref), "", order.ref))
            case _:
                raise Refused(NOT_OFFERED)

    @abstractmethod
    def _seen(self, told: Mapping[str, Any]) -> Seen:
        """What the public sees of a comment of ours, by the fields in `shown`."""

    @abstractmethod
    def _comment(self, ref: Mapping[str, str]) -> str:
        """The id of what *ref* names. Raises Refused for what can be neither hidden nor deleted."""

    @abstractmethod
    def _hide(self, ident: str, hidden: str) -> Answer:
        """*hidden*: "true" or "false". One request."""

    @abstractmethod
    def _block(self, author: str, *, back: bool) -> None:
        """Keep *author* away, or let her come back. One request."""
