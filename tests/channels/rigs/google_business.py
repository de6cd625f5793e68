"""Google Business Profile on the test bench."""

import json

from tests.channels.rig import SECRETS, Rig, dumped, json_reply, tape
from tests.servers.loopback import Reply, Request
from zuruf.core.channel import Receipt

PLACE = "accounts/111/locations/222"
REVIEW = f"{PLACE}/reviews/AbCReview3"


def _google(request: Request) -> Reply:
    if request.path == "/token":
        return json_reply("google/token.json")
    if request.path.endswith("/reply"):
        return Reply(body=b"{}") if request.method == "DELETE" else json_reply("google_business/reply.json")
    if request.path == f"/{REVIEW}":
        return json_reply("google_business/review.json")
    last = "location" if request.path == "/locations/222" else request.path.rpartition("/")[2]
    return json_reply(f"google_business/{last}.json")


def _page(size: int) -> bytes:
    one = json.loads(tape("google_business/reviews.json"))["reviews"][0]
    return dumped({"reviews": [one | {"name": f"{PLACE}/reviews/Page{n}"} for n in range(size)]})


RIG = Rig(
    "google_business",
    lambda url: {
        "client_id": "tape.apps.googleusercontent.example",
        "gateway": url,
        "location": PLACE,
    },
    _google,
    _page,
    reads=lambda r: r.method == "GET" and r.path.endswith("/reviews"),
    writes=lambda r: r.path.endswith("/reply"),
    looks=lambda r: r.method == "GET" and r.path == f"/{REVIEW}",
    own_link=f"https://mybusiness.googleapis.com/v4/{REVIEW}",
    secrets={"client_secret": SECRETS[0], "access_token": SECRETS[1], "other": SECRETS[2]},
    too_long=("x" * 4097, "ä" * 2049),
    wrong=(b"[]", b'{"reviews": 7, "comment": {}}', b'{"name": 7}', b"null"),
    ref={"review": REVIEW},
    receipt=Receipt("222/reviews/AbCReview3/reply", ref={"review": REVIEW}),
)
