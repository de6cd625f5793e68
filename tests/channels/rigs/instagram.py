"""An Instagram account on the test bench. The tapes are written from Meta's documentation, never recorded."""

import json

from tests.channels.rig import SECRETS, Rig, dumped, tape
from tests.channels.rigs.facebook import signed
from tests.servers.loopback import Reply, Request
from zuruf.core.channel import Receipt

USER = "17841400000000001"
COMMENT = "17900000000000001"
OWN = "17900000000000009"


def well(request: Request) -> Reply:
    """The Graph API, as it answers when all is well."""
    edge = request.path.rpartition("/")[2]
    if request.method == "DELETE":
        return Reply(body=b'{"success": true}')
    if request.method == "POST":
        if edge in ("replies", "mentions"):
            return Reply(body=dumped({"id": OWN}))
        if edge == "messages":
            return Reply(body=dumped({"recipient_id": "6500000000000001", "message_id": "aWdfZAG1_ours"}))
        return Reply(body=b'{"success": true}')
    mentions = "mentioned_" in request.target
    names = {USER: "mention" if mentions else "user", COMMENT: "comment", OWN: "own"}
    name = names.get(edge, edge if edge in ("media", "replies") else "empty")
    return Reply(body=tape(f"instagram/{name}.json"), headers={"content-type": "application/json"})


def page(size: int) -> bytes:
    told = json.loads(tape("instagram/media.json"))
    media = told["data"][0]
    one = media["comments"]["data"][0]
    many = [{k: v for k, v in one.items() if k != "replies"} | {"id": f"1790{n:013}"} for n in range(size)]
    return dumped({"data": [media | {"comments": {"data": many}}]})


def calls(size: int) -> bytes:
    told = json.loads(tape("instagram/call_comment.json"))
    change = told["entry"][0]["changes"][0]
    told["entry"][0]["changes"] = [
        change | {"value": change["value"] | {"id": f"1790{n:013}"}} for n in range(size)
    ]
    return dumped(told)


RIG = Rig(
    "instagram",
    lambda url: {"user": USER, "handle": "stadtwerke.beispielstadt", "server": url, "back": "36500"},
    well,
    page,
    reads=lambda r: r.method == "GET" and r.path.endswith("/media"),
    writes=lambda r: r.method in ("POST", "DELETE"),
    looks=lambda r: r.method == "GET" and r.path.endswith((f"/{OWN}", "/media")),
    own_link="https://www.instagram.com/p/Cabc123/c/18000000000000001/r/18000000000000009/",
    secrets={"access_token": SECRETS[1], "app_secret": SECRETS[0], "verify_token": SECRETS[2]},
    too_long=("x" * 2_201, "ä" * 2_201),
    wrong=(b"[]", b"{}", b'{"data": 7, "id": 7}', b"null"),
    ref={"kind": "comment", "id": COMMENT, "media": "17800000000000001", "author": "6500000000000001"},
    receipt=Receipt(OWN, "", {"kind": "comment", "media": "17800000000000001"}),
    calls=calls,
    signed=signed,
)
