"""A network that calls us, and that has terms of its own: what Meta, X and a small forum do, each in one line.

A call is JSON, signed with the account's secret in the header `x-signature`::

    {"items": [{"id", "author", "text", "at", "thread"}], "gone": [{"id", "at"}], "more": false, "busy": seconds}
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from zuruf.channels._base import Base
from zuruf.core.capabilities import Asked, Capabilities, Length, Receive, Repeat, Terms, Version
from zuruf.core.channel import Check, Outgoing, Receipt, Refused, TryLater, Unknown
from zuruf.core.message import Author, Batch, Gone, Incoming

SECRET = "shared-with-the-network"
WINDOW = timedelta(hours=24)
NEVER = "This network takes an answer only from those who were mentioned."
OVER = "The time in which this network takes an answer is over."
LOUD = "This network takes no shouting."
DEAR = "It is dear because it contains a link."


def terms(asked: Asked, text: str, now: datetime) -> Terms:
    """Private: within 24 hours of what they last wrote. Public: a link is dear, and who did not mention us gets no answer."""
    if asked.ref.get("mentioned") == "no":
        return Terms(refusal=NEVER)
    if not asked.public:
        until = asked.last_at + WINDOW
        return Terms(OVER, until) if now >= until else Terms(until=until)
    if "!!!" in text:
        return Terms(refusal=LOUD)
    return Terms(cents=20.0, note=DEAR) if "https://" in text else Terms(cents=1.5)


class Caller(Base):
    name = "caller"
    can = Capabilities(
        Receive.POLL,
        reply=True,
        private=True,
        calls=True,
        terms=terms,
        window=WINDOW,
        repeat=Repeat.HARMLESS,
        length=lambda text: Length(len(text), 500),
        version=Version("v1", date(2026, 5, 1)),
        title="A network that calls",
        says=(NEVER, OVER, DEAR, LOUD),
    )

    def check(self) -> Check:
        return Check(True, True, name="Caller", remote_id="c1")

    def greet(self, query: Mapping[str, str]) -> str:
        if not hmac.compare_digest(query.get("token", ""), self._link.secrets["secret"]):
            raise Refused("Not the token that was agreed.")
        return query.get("challenge", "")

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        if not hmac.compare_digest(headers.get("x-signature", ""), sign(body, self._link.secrets["secret"])):
            raise Refused("Not signed by them.")

    def unpack(self, body: bytes) -> Batch:
        try:
            told = json.loads(body)
            items = tuple(_item(i) for i in told.get("items", ()))
            gone = tuple(Gone(g["id"], datetime.fromisoformat(g["at"])) for g in told.get("gone", ()))
        except (ValueError, KeyError, TypeError, AttributeError) as broken:
            raise Unknown(f"Not a call: {type(broken).__name__}") from None
        if "busy" in told:
            raise TryLater("They are busy.", timedelta(seconds=told["busy"]))
        return Batch(items, gone, more=bool(told.get("more")))

    def publish(self, reply: Outgoing) -> Receipt:
        return Receipt(f"r-{reply.key}")


def sign(body: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def call(*items: Mapping[str, Any], **more: Any) -> bytes:
    return json.dumps({"items": list(items), **more}).encode()


def said(remote_id: str, text: str = "Wann kommt mein Ersatzteil?", **more: Any) -> dict[str, Any]:
    at = datetime(2026, 3, 2, 8, 0, tzinfo=UTC).isoformat()
    return {"id": remote_id, "author": "anna", "text": text, "at": at, **more}


def _item(told: Mapping[str, Any]) -> Incoming:
    edited = told.get("edited")
    return Incoming(
        remote_id=told["id"],
        author=Author(told["author"]),
        text=told["text"],
        at=datetime.fromisoformat(told["at"]),
        edited_at=datetime.fromisoformat(edited) if edited else None,
        public=told.get("public", True),
        ref=told.get("ref", {}),
    )
