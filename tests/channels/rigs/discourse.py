"""A Discourse forum on the test bench."""

import hashlib
import hmac
import json
import re

from tests.channels.rig import SECRETS, Rig, json_reply, tape
from tests.servers.loopback import Reply, Request
from zuruf.core.channel import Receipt


def _one(request: Request) -> bool:
    return bool(re.search(r"/posts/(\d+|by_number/\d+/\d+)\.json$", request.path))


def _discourse(request: Request) -> Reply:
    if request.method == "DELETE":
        return Reply(200, b"")
    if request.method in ("POST", "PUT"):
        name = "flagged" if "post_actions" in request.path else "created"
        return json_reply(f"discourse/{'changed' if request.method == 'PUT' else name}.json")
    if _one(request):
        return json_reply("discourse/post.json")
    if request.path.endswith("/pending.json"):
        return Reply(404, b'{"errors": ["Not found"], "error_type": "not_found"}')
    return json_reply(f"discourse/{request.path.rpartition('/')[2]}")


def _page(size: int) -> bytes:
    one = json.loads(tape("discourse/posts.json"))["latest_posts"][-1]
    others = [one | {"id": 10_000 - n} for n in range(size - 1)]  # and one that is private
    return json.dumps({"latest_posts": others}).encode()


def _call(number: int) -> bytes:
    told = json.loads(tape("discourse/call.json"))
    return json.dumps({"post": told["post"] | {"id": 5000 + number}}).encode()


def _signed(body: bytes) -> dict[str, str]:
    made = hmac.new(SECRETS[2].encode(), body, hashlib.sha256).hexdigest()
    return {"x-discourse-event-signature": f"sha256={made}"}


RIG = Rig(
    "discourse",
    lambda url: {"url": f"{url}/", "user": "@Wasserwerk"},
    _discourse,
    _page,
    secrets={"key": SECRETS[0], "other": SECRETS[1], "hook": SECRETS[2]},
    reads=lambda r: r.path.endswith("/posts.json") and r.method == "GET",
    writes=lambda r: r.method != "GET",
    looks=_one,
    own_link="http://127.0.0.1/t/leitung-in-der-gasse/31/3",
    too_long=("x" * 32_001,),
    wrong=(b"[]", b"{}", b'{"latest_posts": 7}', b'{"latest_posts": [7]}', b'{"id": "x"}', b"null"),
    ref={"post": "901", "topic": "31", "number": "1"},
    receipt=Receipt("904", "", {"post": "904", "topic": "31", "number": "3"}),
    calls=_call,
    signed=_signed,
    in_one_call=1,
)
