"""What the tests against real Bluesky servers share."""

from datetime import UTC, datetime

from tests.servers.pds import Pds, Person
from zuruf.channels._http import Http
from zuruf.channels.bluesky import Bluesky
from zuruf.core.channel import Outgoing

AT = datetime(2026, 3, 2, 8, 15, 30, 123456, tzinfo=UTC)
ALLOWED = ("localhost", "127.0.0.1")


def channel(pds: Pds, person: Person, server: str = "", deadline: float = 100.0) -> Bluesky:
    link = pds.link(person, server)
    return Bluesky(link, Http(ALLOWED, link.secrets.values(), deadline=deadline))


def reply(net: Bluesky, to: dict[str, str], key: str, text: str = "Guten Tag, wir prüfen das.") -> Outgoing:
    """As the outbox freezes it."""
    return Outgoing(key, text, AT, net.record_key(key, AT), parent=to, root=to, language="de")


def ref(made: dict[str, str]) -> dict[str, str]:
    return {"uri": made["uri"], "cid": made["cid"]}
