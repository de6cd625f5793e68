"""A blog on the test bench."""

import json
import re

from tests.channels.rig import SECRETS, Rig, tape
from tests.servers.loopback import Reply, Request
from zuruf.core.channel import Receipt

JSON = {"content-type": "application/json; charset=UTF-8"}


def _one(request: Request) -> bool:
    return bool(re.search(r"/comments/\d+$", request.path))


def _wordpress(request: Request) -> Reply:
    if request.path == "/":
        link = f'<http://{request.headers["host"]}/wp-json/>; rel="https://api.w.org/"'
        return Reply(200, tape("wordpress/front.html"), {"content-type": "text/html", "link": link})
    if request.path.endswith("/users/me"):
        return Reply(200, tape("wordpress/me.json"), JSON)
    if request.method == "POST":
        return Reply(201, tape("wordpress/created.json"), JSON)
    if _one(request):
        return Reply(200, tape("wordpress/created.json"), JSON)
    return Reply(200, tape("wordpress/comments.json"), JSON)


def _page(size: int) -> bytes:
    one = json.loads(tape("wordpress/comments.json"))[0]
    return json.dumps([one | {"id": 10_000 - n} for n in range(size)]).encode()


RIG = Rig(
    "wordpress",
    lambda url: {"url": url, "user": "answers"},
    _wordpress,
    _page,
    secrets={"password": SECRETS[0], "a": SECRETS[1], "b": SECRETS[2]},
    reads=lambda r: r.method == "GET" and r.path.endswith("/comments"),
    writes=lambda r: r.method == "POST",
    looks=lambda r: r.method == "GET" and _one(r) and "link" in r.query["_fields"][0],
    own_link="http://127.0.0.1/die-leitung/#comment-5",
    too_long=("x" * 65_526, "&" * 14_000, "ü" * 33_000),
    wrong=(b"{}", b'{"id": "7", "content": 7}', b"null", b"7", b'[7, "x"]'),
    ref={"comment": "2", "post": "4"},
    receipt=Receipt("5", "", {"comment": "5", "post": "4"}),
)
