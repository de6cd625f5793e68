"""Webhook: any system posts messages in, signed, and takes our answers at an address of its own, signed the same way.

The protocol is ours, version 1; docs/build/webhook.md has it whole, with programs that work. In short:

* Both ways: `Zuruf-Timestamp` (Unix seconds) and `Zuruf-Signature: sha256=<hex>`, the HMAC-SHA256 of "timestamp.body"
  under the shared secret. More than five minutes old or ahead is refused. A replay within them is harmless all the same,
  since a message is known by its id.
* What goes out has `Zuruf-Delivery`, the same for every repeat of the same answer. A receiver is connected only if it promises,
  in its answer to the question `check`, to do each delivery once and to remember it for seven days; so to repeat is harmless.
* `edit` and `withdraw` are asked of every receiver; one that cannot says so by any 4xx. What is gone already (404, 410) is withdrawn.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from zuruf.channels import _json as read
from zuruf.channels._base import SAYS, Base, characters, must_be_signed, signature
from zuruf.channels._http import Answer, Http
from zuruf.core import clean
from zuruf.core.capabilities import (
    Asked,
    Capabilities,
    Field,
    Group,
    Receive,
    Repeat,
    Terms,
    TriedAgainst,
)
from zuruf.core.channel import Check, Link, NotConnected, Outgoing, Receipt, Refused, Unknown
from zuruf.core.message import Author, Batch, Gone, Incoming

WINDOW = timedelta(minutes=5)
REMEMBERS = timedelta(days=7)
LONGEST = 20_000
SHORTEST_SECRET = 20
ONLY_READS = (
    "This connection only brings messages in. An owner can connect it again with an address for answers."
)
TOO_SHORT = "The shared secret needs at least %(least)s characters."
ONLY_HTTPS = "Answers are only sent to an address that starts with https://, or to a host that an operator allowed (ZURUF_ALLOW_PRIVATE)."
NO_PROMISE = (
    "The receiver does not promise to do each delivery once, so a repeat could publish an answer twice."
)
LEFT_OUT = "A message without id or author was left out."
length = characters(LONGEST)


def terms(asked: Asked, text: str, now: datetime) -> Terms:
    """Nothing can be answered where no address for answers was given."""
    return Terms(ONLY_READS if asked.ref.get("answers") == "no" else "")


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The value of `Zuruf-Signature`."""
    return signature(secret, _stamped(timestamp, body))


def _stamped(timestamp: str, body: bytes) -> bytes:
    return timestamp.encode(errors="replace") + b"." + body


class Webhook(Base):
    """One system, known by the name that it was connected with: its ids are unique within that."""

    name = "webhook"
    can = Capabilities(
        group=Group.OWN,
        title="Webhook (any system)",
        lead="For what we do not know: any system hands messages in and takes your answers, both signed.",
        receive=Receive.WEBHOOK,
        calls=True,
        reply=True,
        private=True,
        withdraw=True,
        edit=True,
        length=length,
        repeat=Repeat.HARMLESS,
        remembers_for=REMEMBERS,
        realm_by="name",
        terms=terms,
        tried_against=TriedAgainst.REAL_SERVER,
        fields=(
            Field("name", "Name", "The system's name for your people, such as “Customer portal”."),
            Field(
                "url",
                "Address for answers",
                "Your answers are posted there, signed. Leave it empty if the system only hands messages in.",
                kind="url",
                required=False,
            ),
            Field(
                "secret",
                "Shared secret",
                "Both sides sign with it. Copy it into the other system now: after connecting it is never shown again.",
                secret=True,
                kind="made",
            ),
        ),
        guide=(
            "Give the other system the shared secret and the address for its calls, both below.",
            "Let it sign what it posts. docs/build/webhook.md in Zuruf's folder says how, with programs to copy.",
        ),
        says=(*SAYS, ONLY_READS, TOO_SHORT, ONLY_HTTPS, NO_PROMISE, LEFT_OUT),
    )

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        self._url = self._setting("url")

    def check(self) -> Check:
        """Asks the receiver, where there is one, whether it does each delivery once. Raises as any write does."""
        if len(self._secret("secret")) < SHORTEST_SECRET:
            raise NotConnected(TOO_SHORT % {"least": SHORTEST_SECRET})
        name = self._setting("name")
        if not self._url:
            return Check(can_read=True, can_publish=False, name=name)
        answer = self._post({"kind": "check"}, "check", writes=False)
        if read.value(answer.json(), "once") is not True:
            raise Refused(NO_PROMISE)
        return Check(can_read=True, can_publish=True, name=name, limits=(f"{LONGEST:,} characters",))

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises Refused: not signed, signed otherwise, or more than five minutes from our clock."""
        stamp, given = headers.get("zuruf-timestamp", ""), headers.get("zuruf-signature", "")
        must_be_signed(self._secret("secret"), _stamped(stamp, body), given)
        # Only now: what is not signed says nothing about clocks.
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
            raise Refused("The time stamp is none.")
        if abs(datetime.now(UTC).timestamp() - int(stamp)) > WINDOW.total_seconds():
            raise Refused("The time stamp is more than five minutes from our clock.")

    def unpack(self, body: bytes) -> Batch:
        """Version 1. Fields and kinds that we do not know are passed over. Raises Unknown for what is no such call."""
        told = read.parsed(body)
        if read.value(told, "v") != 1:
            raise Unknown("This is no call of version 1.")
        own = "" if self._url else "no"
        found = [_message(one, own) for one in read.objects(told, "messages")]
        kept = tuple(one for one in found if one is not None)
        gone = (
            Gone(i, read.moment(read.value(one, "at")))
            for one in read.objects(told, "gone")
            if (i := read.text(one, "id"))
        )
        left_out = LEFT_OUT if len(kept) < len(found) else ""
        return Batch(kept, tuple(gone), raw=body.decode(errors="replace"), problem=left_out)

    def publish(self, reply: Outgoing) -> Receipt:
        """Raises Refused before any request for what is empty or too long."""
        self._must_fit(reply.text)
        answer = self._post({"kind": "answer", **_answer(reply)}, reply.key)
        return self._receipt(answer)

    def edit(self, receipt: Receipt, reply: Outgoing) -> Receipt:
        self._must_fit(reply.text)
        answer = self._post({"kind": "edit", "id": receipt.remote_id, **_answer(reply)}, reply.key)
        found = self._receipt(answer)
        if found.remote_id != receipt.remote_id:
            raise answer.not_understood()
        return found

    def withdraw(self, receipt: Receipt) -> None:
        told = {"kind": "withdraw", "id": receipt.remote_id}
        own = receipt.remote_id
        plain = own.isascii() and own.isprintable() and len(own) <= 200  # it goes into a header
        key = own if plain else sha256(own.encode(errors="replace")).hexdigest()
        answer = self._post(told, f"withdraw-{key}", accept={404, 410})
        if answer.status not in (404, 410) and not read.text(answer.json(), "id"):
            raise answer.not_understood()

    def record_key(self, key: str, created_at: datetime) -> str:
        """The delivery's own id: what the receiver knows a repeat by."""
        return key

    def _receipt(self, answer: Answer) -> Receipt:
        told = answer.json()
        if not (remote_id := read.text(told, "id")):
            raise answer.not_understood()
        link = clean.address(read.text(told, "link"))
        return Receipt(remote_id, link, {"id": remote_id, "thread": read.text(told, "thread")})

    def _post(
        self,
        told: Mapping[str, Any],
        key: str,
        *,
        accept: frozenset[int] | set[int] = frozenset(),
        writes: bool = True,
    ) -> Answer:
        if not self._url:
            raise Refused(ONLY_READS)
        if not self._http.trusts(self._url):
            raise Refused(ONLY_HTTPS)
        body = json.dumps({"v": 1, "delivery": key, **told}, ensure_ascii=False, sort_keys=True)
        data, stamp = body.encode(errors="replace"), str(int(datetime.now(UTC).timestamp()))
        headers = {
            "content-type": "application/json",
            "zuruf-timestamp": stamp,
            "zuruf-signature": sign(self._secret("secret"), stamp, data),
            "zuruf-delivery": key,
        }
        return self._http.post(self._url, data=data, headers=headers, accept=accept, writes=writes)


def _answer(reply: Outgoing) -> dict[str, Any]:
    return {
        "text": reply.text,
        "to": reply.parent.get("id", ""),
        "thread": reply.root.get("thread") or reply.root.get("id", ""),
        "at": reply.created_at.isoformat(),
        "language": reply.language,
        "public": reply.public,
        "automatic": reply.automatic,
    }


def _message(one: object, answers: str) -> Incoming | None:
    own, thread = read.text(one, "id"), read.text(one, "thread")
    ours = read.value(one, "ours") is True
    author = Author(
        read.text(one, "author", "id"),
        read.text(one, "author", "handle"),
        read.text(one, "author", "name"),
        read.text(one, "author", "link"),
    )
    if not own or not (author.remote_id or ours):
        return None
    language = read.text(one, "language")
    return Incoming(
        remote_id=own,
        author=author,
        text=read.text(one, "text"),
        at=read.moment(read.value(one, "at")),
        parent=read.text(one, "parent"),
        root=thread,
        html=read.text(one, "html"),
        title=read.text(one, "title"),
        permalink=read.text(one, "link"),
        public=read.value(one, "public") is not False,
        languages=(language,) if language else (),
        edited_at=read.moment(read.value(one, "edited_at")),
        ours=ours,
        auto=read.value(one, "automatic") is True,
        ref={"id": own, "thread": thread} | ({"answers": answers} if answers else {}),
    )
