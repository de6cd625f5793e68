"""Any system, on the test bench: a receiver that does each delivery once, and calls that it signs."""

import json
from datetime import UTC, datetime

from tests.channels.rig import SECRETS, Rig, dumped
from tests.servers.loopback import Reply, Request
from zuruf.channels.webhook import sign
from zuruf.core.channel import Receipt


def _kind(request: Request) -> str:
    try:
        return str(json.loads(request.body).get("kind", ""))
    except ValueError:
        return ""


def _well(request: Request) -> Reply:
    if _kind(request) == "check":
        return Reply(body=dumped({"v": 1, "once": True}))
    told = json.loads(request.body)
    own = told.get("id") or f"answer-to-{told['delivery']}"
    return Reply(body=dumped({"id": own, "link": f"https://portal.example/{own}", "later": 1}))


def _calls(size: int) -> bytes:
    one = {
        "thread": "t",
        "author": {"id": "a", "name": "Jemand"},
        "text": "Frage",
        "at": "2026-03-01T10:00:00Z",
    }
    return json.dumps({"v": 1, "messages": [one | {"id": f"m{n}", "later": 1} for n in range(size)]}).encode()


def _signed(body: bytes) -> dict[str, str]:
    stamp = str(int(datetime.now(UTC).timestamp()))
    return {"zuruf-timestamp": stamp, "zuruf-signature": sign(SECRETS[0], stamp, body)}


RIG = Rig(
    "webhook",
    lambda url: {"name": "Portal", "url": f"{url}/answers"},
    _well,
    secrets={"secret": SECRETS[0], "before": SECRETS[1], "other": SECRETS[2]},
    writes=lambda r: _kind(r) in ("answer", "edit", "withdraw"),
    calls=_calls,
    signed=_signed,
    too_long=("x" * 20_001,),
    wrong=(b"{}", b"[]", b'{"id": ""}', b'{"id": ["a"]}'),
    ref={"id": "m1", "thread": "t"},
    receipt=Receipt("answer-1"),
    means={("withdraw", 404): None, ("withdraw", 410): None},
)
