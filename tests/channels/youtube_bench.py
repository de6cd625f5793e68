"""What the tests of YouTube share."""

import json
from typing import Any

from tests.channels.contract import RIGS, tape
from tests.servers.loopback import Loopback, Reply, Request
from zuruf.channels import youtube
from zuruf.core.message import Incoming

RIG = RIGS["youtube"]


def channel(server: Loopback) -> youtube.YouTube:
    made = RIG.make(server.url)
    assert isinstance(made, youtube.YouTube)
    return made


def page(**changes: object) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(tape("youtube/commentThreads.json"))
    return told | changes


def answers(server: Loopback, **by: object) -> None:
    """The network is well, but says this: newest, older, held (a page each), replies."""

    def script(request: Request) -> Reply:
        kind = {"/comments": "replies"}.get(request.path, "newest")
        if request.path == "/commentThreads":
            kind = (
                "older" if "id" in request.query else "held" if "moderationStatus" in request.query else kind
            )
        told = by.get(kind)
        return RIG.well(request) if told is None else Reply(body=json.dumps(told).encode())

    server.script = script


def refusal(reason: str, status: int = 403) -> Reply:
    told = {"error": {"code": status, "message": "No.", "errors": [{"reason": reason, "domain": "youtube"}]}}
    return Reply(status, json.dumps(told).encode())


def by_id(found: tuple[Incoming, ...]) -> dict[str, Incoming]:
    return {m.remote_id: m for m in found}
