"""What a channel says about the doors it does not have."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime

from zuruf.channels._http import Http
from zuruf.core.channel import Link, Outgoing, Receipt, Refused
from zuruf.core.message import Batch


class Base:
    """Start of a channel: override what the network offers; the rest refuses, without asking anybody."""

    def __init__(self, link: Link, http: Http) -> None:
        self._link, self._http = link, http

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        raise Refused("This channel cannot be polled.")

    async def stream(self, cursor: Mapping[str, object] | None) -> AsyncIterator[Batch]:
        raise Refused("This channel has no stream.")
        yield Batch()

    def verify(self, headers: Mapping[str, str], body: bytes) -> Batch:
        raise Refused("This channel does not call us.")

    def publish(self, reply: Outgoing) -> Receipt:
        raise Refused("This channel can only be read.")

    def find(self, reply: Outgoing) -> Receipt | None:
        raise Refused("This channel cannot look whether a reply is there.")  # None would mean: it is not

    def withdraw(self, receipt: Receipt) -> None:
        raise Refused("This channel cannot take anything back.")

    def record_key(self, key: str, created_at: datetime) -> str:
        """ "": the network chooses its ids itself."""
        return ""
