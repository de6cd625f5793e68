"""What tests of intake do: let messages arrive."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from tests import builders
from tests.builders import NOW
from zuruf.core.message import Author, Batch, Gone, Incoming
from zuruf.flow import intake
from zuruf.store.models import (
    Account,
    Conversation,
)

_n = count(1)


LATER = NOW + timedelta(hours=8)


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def incoming(remote_id: str = "1", **over: Any) -> Incoming:
    fields = {"author": Author("anna", name="Anna"), "text": "Wann kommt mein Ersatzteil?", "at": NOW, **over}
    return Incoming(remote_id=remote_id, **fields)


def account(**over: Any) -> Account:
    return builders.account("feed", **{"realm": f"realm-{next(_n)}", **over})


def receive(
    of: Account, *messages: Incoming, gone: Sequence[Gone] = (), now: datetime = LATER
) -> intake.Received:
    return intake.receive(of.pk, Batch(tuple(messages), tuple(gone)), now=now)


def the_conversation(of: Account) -> Conversation:
    return Conversation.objects.get(realm=of.realm)
