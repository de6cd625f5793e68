"""Telegram on the test bench."""

import json

from tests.channels.rig import SECRETS, Rig, json_reply, tape
from tests.servers.loopback import Reply, Request
from zuruf.core.channel import Receipt


def _telegram(request: Request) -> Reply:
    return json_reply(f"telegram/{request.path.rpartition('/')[2]}.json")


def _page(size: int) -> bytes:
    told = json.loads(tape("telegram/getUpdates.json"))
    one = told["result"][0]
    told["result"] = [
        one | {"update_id": 900_000 + n, "message": one["message"] | {"message_id": 1000 + n}}
        for n in range(size)
    ]
    return json.dumps(told).encode()


RIG = Rig(
    "telegram",
    lambda url: {"server": url},
    _telegram,
    _page,
    reads=lambda r: r.path.endswith("/getUpdates"),
    writes=lambda r: r.path.endswith(("/sendMessage", "/editMessageText", "/deleteMessage")),
    secrets={"token": f"4711:{SECRETS[1]}", "other": SECRETS[0], "another": SECRETS[2]},
    too_long=("x" * 4097, "😀" * 2049),
    wrong=(b"[]", b"{}", b'{"ok": true, "result": 7}', b'{"ok": true}', b"null"),
    ref={"chat": "90017", "message": "41", "private": "1"},
    receipt=Receipt("4711:90017/44", ref={"chat": "90017", "message": "44", "private": "1"}),
)
