"""LinkedIn on the test bench. The tapes are written from LinkedIn's documentation, never recorded."""

import hashlib
import hmac
import json
from urllib.parse import unquote

from tests.channels.rig import SECRETS, Rig, dumped, json_reply, tape
from tests.servers.loopback import Reply, Request
from zuruf.core.channel import Receipt

POST = "urn:li:activity:7200000000000000001"
ASKED = f"urn:li:comment:({POST},7200000000000000020)"
OURS = f"urn:li:comment:({POST},7200000000000000030)"


def well(request: Request) -> Reply:
    """LinkedIn's interface, as it answers when all is well."""
    path = unquote(request.path).removeprefix("/rest/")
    if request.method == "DELETE" or (request.method == "POST" and "x-restli-method" in request.headers):
        return Reply(204)
    known = {
        ("GET", "organizationalEntityNotifications"): "notifications",
        ("GET", "organizations/20260001"): "organization",
        ("GET", f"socialActions/{POST}/comments/7200000000000000030"): "comment",
        ("GET", f"socialActions/{POST}/comments/7200000000000000020"): "asked",
        ("GET", f"socialActions/{ASKED}/comments"): "comments",
        ("POST", "/oauth/v2/accessToken"): "token",
    }
    if (request.method, path) == ("POST", f"socialActions/{ASKED}/comments"):
        return json_reply("linkedin/created.json", 201)
    name = known.get((request.method, path))
    return json_reply(f"linkedin/{name}.json") if name else Reply(404)


def entries(size: int) -> list[dict[str, object]]:
    one = json.loads(tape("linkedin/call.json"))["notifications"][0]
    told = one["decoratedGeneratedActivity"]["comment"]
    urns = [(n, f"urn:li:comment:({POST},72000000000001{n:05})") for n in range(size)]
    return [
        one
        | {
            "notificationId": 5700000000 + n,
            "generatedActivity": urn,
            "decoratedGeneratedActivity": {"comment": told | {"entity": urn}},
        }
        for n, urn in urns
    ]


def page(size: int) -> bytes:
    return dumped({"paging": {"start": 0, "count": 50}, "elements": entries(size)})


def calls(size: int) -> bytes:
    return dumped(json.loads(tape("linkedin/call.json")) | {"notifications": entries(size)})


def signed(body: bytes) -> dict[str, str]:
    made = hmac.new(SECRETS[0].encode(), b"hmacsha256=" + body, hashlib.sha256).hexdigest()
    return {"x-li-signature": made}


RIG = Rig(
    "linkedin",
    lambda url: {"organization": "20260001", "client_id": "app-1", "server": url},
    well,
    page,
    reads=lambda r: r.path.endswith("/organizationalEntityNotifications"),
    writes=lambda r: r.method in ("POST", "DELETE"),
    looks=lambda r: r.method == "GET" and "/socialActions/" in r.path,
    own_link=f"https://www.linkedin.com/feed/update/{POST}?commentUrn=urn%3Ali%3Acomment%3A%28activity%3A7200000000000000001%2C7200000000000000030%29",
    secrets={"access_token": SECRETS[1], "client_secret": SECRETS[0], "unused": SECRETS[2]},
    too_long=("x" * 1_251, "ä" * 1_251),
    wrong=(b"[]", b"{}", b'{"elements": 7, "id": {}}', b"null"),
    ref={"comment": ASKED, "top": ASKED, "post": POST},
    receipt=Receipt("7200000000000000030", "", {"comment": OURS, "top": ASKED, "post": POST}),
    calls=calls,
    signed=signed,
)
