"""What the tests of a Facebook Page share."""

from dataclasses import replace
from typing import Any

from tests.channels.rig import AT, json_reply
from tests.channels.rigs.facebook import PERSON, RIG, well
from tests.servers.loopback import Loopback, Reply, Request
from zuruf.core.channel import Outgoing

TEXT = "Guten Tag, wir prüfen das gerade."


def reply(kind: str = "comment", **more: Any) -> Outgoing:
    parent = dict(RIG.ref) if kind == "comment" else {"kind": kind, "id": "m_TheirsAAA1", "author": PERSON}
    made = Outgoing("k", TEXT, AT, parent=parent)
    return replace(made, **more)


def sent(server: Loopback) -> Request:
    return next(r for r in reversed(server.seen) if r.method != "GET")


def with_talks(request: Request) -> Reply:
    if request.path.endswith("/conversations"):
        return json_reply("facebook/conversations.json")
    return well(request)
