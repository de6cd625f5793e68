"""A Facebook Page on the test bench. The tapes are written from Meta's documentation, never recorded."""

import hashlib
import hmac
import json

from tests.channels.rig import SECRETS, Rig, dumped, tape
from tests.servers.loopback import Reply, Request
from zuruf.core.channel import Receipt

PAGE = "104000000000001"
POST = "104000000000001_200000000000001"
COMMENT = "200000000000001_300000000000001"
PERSON = "24000000000000001"


def well(request: Request) -> Reply:
    """The Graph API, as it answers when all is well."""
    edge = request.path.rpartition("/")[2]
    if request.method == "DELETE":
        return Reply(body=b'{"success": true}')
    if request.method == "POST":
        if edge == "comments":
            return Reply(body=dumped({"id": "200000000000001_300000000000009"}))
        if edge == "messages":
            return Reply(body=dumped({"recipient_id": PERSON, "message_id": "m_OursAAA1"}))
        return Reply(body=b'{"success": true}')
    names = {PAGE: "page", COMMENT: "comment", "200000000000001_300000000000009": "own"}
    known = {"feed", "comments", "subscribed_apps"}
    name = names.get(edge, edge if edge in known else "empty")
    return Reply(body=tape(f"facebook/{name}.json"), headers={"content-type": "application/json"})


def page(size: int) -> bytes:
    told = json.loads(tape("facebook/feed.json"))
    post = told["data"][0]
    one = post["comments"]["data"][0]
    many = [one | {"id": f"200000000000001_4{n:014}"} for n in range(size)]
    return dumped({"data": [post | {"comments": {"data": many}}]})


def calls(size: int) -> bytes:
    told = json.loads(tape("facebook/call_comment.json"))
    change = told["entry"][0]["changes"][0]
    value = change["value"]
    told["entry"][0]["changes"] = [
        change | {"value": value | {"comment_id": f"200000000000001_4{n:014}"}} for n in range(size)
    ]
    return dumped(told)


def signed(body: bytes) -> dict[str, str]:
    made = hmac.new(SECRETS[0].encode(), body, hashlib.sha256).hexdigest()
    return {"x-hub-signature-256": f"sha256={made}"}


RIG = Rig(
    "facebook",
    lambda url: {"page": PAGE, "server": url, "back": "36500"},
    well,
    page,
    reads=lambda r: r.path.endswith("/feed"),
    writes=lambda r: r.method in ("POST", "DELETE"),
    looks=lambda r: r.method == "GET" and r.path.endswith("_300000000000009"),
    own_link=f"https://www.facebook.com/{POST}?comment_id=300000000000009",
    secrets={"access_token": SECRETS[1], "app_secret": SECRETS[0], "verify_token": SECRETS[2]},
    too_long=("x" * 8_001, "ä" * 8_001),
    wrong=(b"[]", b"{}", b'{"data": 7, "id": 7}', b"null"),
    ref={"kind": "comment", "id": COMMENT, "post": POST, "author": PERSON},
    receipt=Receipt("200000000000001_300000000000009", "", {"kind": "comment", "post": POST}),
    calls=calls,
    signed=signed,
)
