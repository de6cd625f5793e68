"""YouTube on the test bench."""

import json

from tests.channels.rig import SECRETS, Rig, json_reply, tape
from tests.servers.loopback import Reply, Request
from zuruf.core.channel import Receipt

OURS = "UgxThread0000003.our1"


def _youtube(request: Request) -> Reply:
    match request.method, request.path:
        case "GET", "/commentThreads" if "moderationStatus" in request.query:
            return json_reply("youtube/commentThreads.held.json")
        case "GET", "/comments":
            return json_reply("youtube/comments.replies.json")
        case "POST", "/comments":
            return json_reply("youtube/comments.insert.json")
        case "PUT", "/comments":
            return json_reply("youtube/comments.update.json")
        case "DELETE" | "POST", "/comments" | "/comments/setModerationStatus":
            return Reply(204)
        case "POST", "/token":
            return json_reply("google/token.json")
    return json_reply(f"youtube{request.path}.json")


def _page(size: int) -> bytes:
    told = json.loads(tape("youtube/commentThreads.json"))
    one = told["items"][0]
    told["items"] = [
        one
        | {
            "id": f"UgxPage{n:05}",
            "snippet": one["snippet"]
            | {"topLevelComment": one["snippet"]["topLevelComment"] | {"id": f"UgxPage{n:05}"}},
        }
        for n in range(size - 1)
    ]  # with the held one
    return json.dumps(told).encode()


def _reads(request: Request) -> bool:
    return request.path == "/commentThreads" and "moderationStatus" not in request.query


RIG = Rig(
    "youtube",
    lambda url: {"client_id": "tape.apps.googleusercontent.example", "gateway": url},
    _youtube,
    _page,
    reads=_reads,
    writes=lambda r: r.method in ("POST", "PUT", "DELETE") and r.path.startswith("/comments"),
    looks=lambda r: r.method == "GET" and r.path == "/comments",
    own_link=f"https://www.youtube.com/watch?v=vid00000001&lc={OURS}",
    secrets={"client_secret": SECRETS[0], "access_token": SECRETS[1], "other": SECRETS[2]},
    too_long=("x" * 10_001,),
    wrong=(b"[]", b"{}", b'{"items": 7, "id": 7.5}', b"null"),
    ref={"comment": "UgxThread0000003", "thread": "UgxThread0000003", "video": "vid00000001"},
    receipt=Receipt(OURS, ref={"comment": OURS, "thread": "UgxThread0000003", "video": "vid00000001"}),
)
