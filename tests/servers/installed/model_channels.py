"""Channels to the model network (tests/servers/books.py), one for each class of repeat.

They come in as any third party's do: by the entry point group `zuruf.channels`, once this folder is on PYTHONPATH. No
line of the product knows them.
"""

import os
from collections.abc import Mapping
from datetime import datetime, timedelta

from zuruf.channels._base import Base
from zuruf.channels._http import Answer
from zuruf.core.capabilities import Capabilities, Receive, Repeat, Shows, Visibility
from zuruf.core.channel import Check, Outgoing, Receipt, Seen

REMEMBERS = timedelta(seconds=float(os.environ.get("MODEL_REMEMBERS", "3600")))
SETTLES = timedelta(seconds=float(os.environ.get("MODEL_SETTLES", "120")))


class Model(Base):
    """What all three have in common. The account's setting `server` is the network's address."""

    name: str

    def check(self) -> Check:
        return Check(True, True)

    def publish(self, reply: Outgoing) -> Receipt:
        body = {"key": reply.key, "text": reply.text, "parent": _parent(reply)}
        return self._receipt(self._http.post(self._at("posts"), json=body))

    def find(self, reply: Outgoing) -> Receipt | None:
        """Looks under what was answered, as one does where the network keeps no key."""
        answer = self._http.read(self._at("posts"), params={"parent": _parent(reply)})
        same = [p for p in answer.json()["posts"] if p["text"] == reply.text and not p["gone"]]
        return Receipt(same[0]["id"], self._at(f"posts/{same[0]['id']}")) if same else None

    def withdraw(self, receipt: Receipt) -> None:
        self._http.post(self._at("withdraw"), json={"id": receipt.remote_id})

    def read_back(self, receipt: Receipt) -> Seen | None:
        answer = self._http.read(self._at(f"posts/{receipt.remote_id}"), accept={404})
        if answer.status == 404:
            return None
        return Seen(answer.text("text"), Visibility.VISIBLE, self._at(f"posts/{receipt.remote_id}"))

    def locate(self, link: str) -> Receipt | None:
        found = self._http.read(link, accept={404}) if link.startswith(self._at("posts/")) else None
        return self._receipt(found) if found and found.status == 200 else None

    def record_key(self, key: str, created_at: datetime) -> str:
        return ""

    def _receipt(self, answer: Answer) -> Receipt:
        remote_id = answer.text("id")
        return Receipt(remote_id, self._at(f"posts/{remote_id}"), {"id": remote_id})

    def _at(self, place: str) -> str:
        return f"{self._link.settings['server']}/{self.name}/{place}"


class Harmless(Model):
    """Takes our key and knows it for an hour, as Mastodon does."""

    name = "harmless"
    can = Capabilities(
        Receive.NONE, reply=True, withdraw=True, thread=True, shows=Shows.LOOK, repeat=Repeat.HARMLESS,
        remembers_for=REMEMBERS, settles_within=SETTLES,
    )  # fmt: skip


class Traceable(Model):
    """Takes no key; what we wrote can be looked up under what it answers."""

    name = "traceable"
    can = Capabilities(
        Receive.NONE, reply=True, withdraw=True, thread=True, shows=Shows.AT_ONCE, repeat=Repeat.TRACEABLE,
        settles_within=SETTLES,
    )  # fmt: skip


class Blind(Model):
    """Takes no key and shows us nothing: a person has to look."""

    name = "blind"
    can = Capabilities(Receive.NONE, reply=True, repeat=Repeat.BLIND)


def _parent(reply: Outgoing) -> str:
    parent: Mapping[str, str] = reply.parent
    return parent.get("id", "")
