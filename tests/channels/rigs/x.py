"""X on the test bench. The tapes are written from X's documents, never recorded. Answers are held against its specification (`test_x.py`); a
call follows the examples of its documentation, since the specification cannot tell one kind of call from another."""

import base64
import hashlib
import hmac
import json

from tests.channels.rig import SECRETS, Rig, dumped, json_reply, tape
from tests.servers.loopback import Reply, Request
from zuruf.core.channel import Receipt, TryLater

US, OURS, ASKED = "1690000000000000001", "1900000000000000020", "1900000000000000010"


def well(request: Request) -> Reply:
    """The X API, as it answers when all is well."""
    path = request.path.removeprefix("/2/")
    known = {
        ("GET", "users/me"): "users_me",
        ("GET", f"users/{US}/mentions"): "mentions",
        ("GET", f"users/{US}/tweets"): "own",
        ("GET", f"tweets/{OURS}"): "post",
        ("DELETE", f"tweets/{OURS}"): "deleted",
        ("PUT", f"tweets/{ASKED}/hidden"): "hidden",
        ("POST", "oauth2/token"): "token",
    }
    if (request.method, path) == ("POST", "tweets"):
        return json_reply("x/created.json", 201)
    name = known.get((request.method, path))
    return json_reply(f"x/{name}.json") if name else Reply(404)


def page(size: int) -> bytes:
    told = json.loads(tape("x/mentions.json"))
    one = told["data"][1]
    told["data"] = [
        one | {"id": number, "edit_history_post_ids": [number], "conversation_id": number}
        for number in numbers(size)
    ]
    return dumped(told)


def calls(size: int) -> bytes:
    told = json.loads(tape("x/call_mention.json"))
    payload = told["data"]["payload"]
    several = [
        told["data"] | {"payload": payload | {"id": n, "edit_history_tweet_ids": [n]}} for n in numbers(size)
    ]
    return dumped({"data": several})


def numbers(size: int) -> list[str]:
    return [str(1900000000000100000 + n) for n in range(size, 0, -1)]


def signed(body: bytes) -> dict[str, str]:
    made = hmac.new(SECRETS[0].encode(), body, hashlib.sha256).digest()
    return {"x-twitter-webhooks-signature": "sha256=" + base64.b64encode(made).decode()}


RIG = Rig(
    "x",
    lambda url: {"client_id": "app-1", "server": url},
    well,
    page,
    reads=lambda r: r.path.endswith("/mentions"),
    writes=lambda r: (r.method, r.path) == ("POST", "/2/tweets") or r.method == "DELETE",
    looks=lambda r: r.method == "GET" and r.path.startswith("/2/tweets/"),
    own_link=f"https://x.com/wasserwerk_bsp/status/{OURS}?s=20",
    secrets={"access_token": SECRETS[1], "consumer_secret": SECRETS[0], "client_secret": SECRETS[2]},
    too_long=("x" * 281, "é" * 281, "水" * 141, "👨‍👩‍👧‍👦" * 141),
    wrong=(b"[]", b"{}", b'{"data": 7}', b"null"),
    ref={"id": ASKED, "author": "2200000000000000002", "summoned": "mention", "access": "self-serve"},
    receipt=Receipt(OURS),
    calls=calls,
    signed=signed,
    means={
        ("fetch", 402): TryLater,
        ("look", 402): TryLater,
        ("publish", 402): TryLater,
        ("withdraw", 402): TryLater,
    },
)
