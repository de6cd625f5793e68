"""What the tests of X share."""

from tests.channels.contract import AT, RIGS
from tests.channels.rigs.x import ASKED
from tests.servers.loopback import Loopback
from zuruf.channels._http import Http
from zuruf.channels.x import X
from zuruf.core.channel import Link, Outgoing
from zuruf.core.measure import Measure, Ordered

RIG = RIGS["x"]
TEXT = "Guten Tag, wir prüfen das gerade."


def channel(server: Loopback, secrets: dict[str, str] | None = None, **settings: str) -> X:
    held = {**RIG.secrets, **(secrets or {})}
    return X(Link({**RIG.settings(server.url), **settings}, held), Http(("127.0.0.1",), held.values()))


def answer(text: str = TEXT, **parent: str) -> Outgoing:
    return Outgoing("delivery-0001", text, AT, parent={**RIG.ref, **parent})


def order(back: bool = False) -> Ordered:
    return Ordered("order-1", Measure.HIDE, AT, ref={"id": ASKED}, back=back)
