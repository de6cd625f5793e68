"""Bluesky on the test bench."""

import json

from tests.channels.rig import SECRETS, Rig, tape
from tests.servers.loopback import Reply, Request
from zuruf.core.channel import Receipt


def _bluesky(request: Request) -> Reply:
    method = request.path.rpartition(".")[2]
    return Reply(200, tape(f"bluesky/{method}.json"), {"content-type": "application/json"})


def _bluesky_page(size: int) -> bytes:
    told = json.loads(tape("bluesky/listNotifications.json"))
    one = told["notifications"][0]
    told["notifications"] = [one | {"uri": f"{one['uri'][:-4]}{n:04}"} for n in range(size)]
    return json.dumps(told).encode()


URI = "at://did:plc:wasserwerk/app.bsky.feed.post/3lyyyyyyyyy22"

RIG = Rig(
    "bluesky",
    lambda url: {"handle": "wasserwerk.example", "server": url},
    _bluesky,
    _bluesky_page,
    reads=lambda r: r.path.endswith("listNotifications"),
    writes=lambda r: r.path.endswith(("putRecord", "deleteRecord")),
    looks=lambda r: r.path.endswith("getRecord"),
    own_link="https://bsky.app/profile/wasserwerk.example/post/3lyyyyyyyyy22",
    secrets={"password": SECRETS[0]},
    too_long=("x" * 301, "👨‍👩‍👧‍👦" * 121, "ä" * 301),
    wrong=(b"[]", b"{}", b'{"notifications": 7, "uri": 7}', b"null"),
    ref={"uri": "at://did:plc:asker/app.bsky.feed.post/3lyyyyyyyyy22", "cid": "bafyreid"},
    receipt=Receipt(json.loads(tape("bluesky/putRecord.json"))["uri"]),
)
