"""What the tests of Mastodon over tapes share."""

import json
from collections.abc import Callable
from typing import Any

from tests.channels.contract import AT, RIGS
from tests.channels.rig import dumped
from tests.channels.rigs.mastodon import REF
from tests.servers.loopback import Loopback, Reply, Request
from zuruf.channels._http import Http
from zuruf.channels.mastodon import Mastodon
from zuruf.core.channel import Link, Outgoing

RIG = RIGS["mastodon"]
NOTHING = Reply(404, dumped({"error": "Record not found"}))
Script = Callable[[Request], Reply]


def net(server: Loopback, hashtags: str = "", **numbers: int) -> Mastodon:
    link = Link({"server": server.url, "hashtags": hashtags}, RIG.secrets, measures=numbers)
    made = Mastodon(link, Http(("127.0.0.1",), RIG.secrets.values(), deadline=100))
    made._rest = lambda seconds: None
    return made


def reply(text: str = "Guten Tag, wir prüfen das gerade.", **more: Any) -> Outgoing:
    given: dict[str, Any] = {"parent": REF, "root": REF, "language": "de"}
    return Outgoing("delivery-0001", text, AT, **{**given, **more})


def but(path: str, answer: Reply | Script, method: str = "GET") -> Script:
    """All is well, but for one path."""

    def script(request: Request) -> Reply:
        if request.path.endswith(path) and request.method == method:
            return answer(request) if callable(answer) else answer
        return RIG.well(request)

    return script


def sent(server: Loopback, method: str = "POST", path: str = "/api/v1/statuses") -> dict[str, Any]:
    """The last body that went there."""
    body: dict[str, Any] = json.loads(
        [r for r in server.seen if (r.method, r.path) == (method, path)][-1].body
    )
    return body
