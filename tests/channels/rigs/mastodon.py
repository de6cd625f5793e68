"""Mastodon on the test bench."""

import json

from tests.channels.rig import SECRETS, Rig, dumped, json_reply, tape
from tests.servers.loopback import Reply, Request
from zuruf.channels import _mastodon_posting as posting

ASKED = json.loads(tape("mastodon/notifications.json"))[1]["status"]
OWN = json.loads(tape("mastodon/published.json"))
PATHS = {
    "/api/v1/notifications": "notifications",
    "/api/v1/accounts/verify_credentials": "me",
    "/api/v1/apps/verify_credentials": "app",
    "/api/v2/instance": "instance",
    "/api/v2/search": "search",
    "/api/v2/media": "media",
    "/api/v1/media/9001": "media",
    "/api/v1/reports": "report",
    "/api/v1/statuses": "published",
    f"/api/v1/statuses/{OWN['id']}": "published",
    f"/api/v1/accounts/{OWN['account']['id']}/statuses": "own_posts",
}


def well(request: Request) -> Reply:
    """What the server answers when all is well."""
    if request.path.startswith("/api/v1/accounts/") and request.method == "POST":
        return json_reply("mastodon/relationship.json")
    if request.path.startswith("/api/v1/timelines/tag/"):
        return json_reply("mastodon/tagged.json")
    name = PATHS.get(request.path)
    return json_reply(f"mastodon/{name}.json") if name else Reply(404, dumped({"error": "Record not found"}))


def _page(size: int) -> bytes:
    one = json.loads(tape("mastodon/notifications.json"))[1]
    who = {k: one["account"][k] for k in ("id", "acct", "username", "display_name", "url")}
    status = one["status"] | {"account": who}
    one = one | {"account": who}
    return dumped(
        [one | {"id": f"{n + 1000}", "status": status | {"id": f"1150000000000{n:05}"}} for n in range(size)]
    )


REF = {
    "id": ASKED["id"],
    "acct": "rohrpost@other.example",
    "account": ASKED["account"]["id"],
    "visibility": "public",
    "spoiler": "",
}
_found = posting.of(OWN, "rohrpost@other.example")
assert _found is not None

RIG = Rig(
    "mastodon",
    lambda url: {"server": url},
    well,
    _page,
    reads=lambda r: r.path == "/api/v1/notifications",
    writes=lambda r: r.path.startswith("/api/v1/statuses") and r.method != "GET",
    looks=lambda r: r.path.startswith("/api/v1/statuses/") and r.method == "GET",
    own_link=f"http://127.0.0.1:9/@wasserwerk/{OWN['id']}",
    secrets={"token": SECRETS[1], "a": SECRETS[0], "b": SECRETS[2]},
    too_long=("x" * 501, "👨‍👩‍👧‍👦" * 501, "https://wasserwerk.example/ " * 21),
    wrong=(b"{}", b"null", b'{"id": 7}', b'{"error": "no"}'),
    ref=REF,
    receipt=_found,
)
