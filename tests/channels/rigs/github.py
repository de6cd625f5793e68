"""GitHub on the test bench."""

import hashlib
import hmac
import json

from tests.channels.rig import SECRETS, Rig, dumped, json_reply, tape
from tests.servers.loopback import Reply, Request
from zuruf.core.channel import Receipt


def _github(request: Request) -> Reply:
    path = request.path
    if request.method == "DELETE":
        return Reply(204)
    if request.method in ("POST", "PATCH"):
        return json_reply("github/comment.json", 201)
    if path.endswith("/90002"):  # ours, once it is withdrawn
        return Reply(404)
    names = {"/user": "user", "/issues": "issues", "/comments": "comments", "/display": "repository"}
    return json_reply(f"github/{next(n for end, n in names.items() if path.endswith(end))}.json")


def _page(size: int) -> bytes:
    """Issues; the comment of the tape is one more."""
    one = json.loads(tape("github/issues.json"))[0]
    return dumped([{**one, "id": 1000 + n, "number": n + 1} for n in range(size - 1)])


def _call(size: int) -> bytes:
    issue, comment = (json.loads(tape(f"github/{name}.json"))[0] for name in ("issues", "comments"))
    return dumped({"action": "created", "issue": issue, "comment": comment, "size": size})


RIG = Rig(
    "github",
    lambda url: {"server": url, "repository": "radwerk/display", "login": "radwerk-desk"},
    _github,
    _page,
    reads=lambda r: r.method == "GET" and r.path.endswith("/issues"),
    writes=lambda r: r.method in ("POST", "PATCH", "DELETE"),
    secrets={"token": SECRETS[1], "hook": SECRETS[0], "other": SECRETS[2]},
    looks=lambda r: r.method == "GET" and r.path.endswith("/comments"),
    too_long=("x" * 65_537,),
    wrong=(b'{"message": "moved"}', b'[{"id": 7}]', b"[7]", b"null"),
    ref={"number": "12"},
    receipt=Receipt("comment/90002", ref={"number": "12", "id": "90002"}),
    calls=_call,
    in_one_call=1,
    signed=lambda body: {
        "x-hub-signature-256": "sha256=" + hmac.new(SECRETS[0].encode(), body, hashlib.sha256).hexdigest()
    },
    means={("withdraw", 404): None, ("withdraw", 410): None},
)
