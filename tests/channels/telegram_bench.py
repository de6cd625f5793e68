"""What the tests of Telegram share."""

import json

from tests.channels.contract import RIGS
from tests.servers.loopback import Loopback, Reply, Request
from zuruf.channels import telegram
from zuruf.core.message import Incoming

RIG = RIGS["telegram"]


def bot(server: Loopback) -> telegram.Telegram:
    channel = RIG.make(server.url)
    assert isinstance(channel, telegram.Telegram)
    return channel


def no(status: int, words: str, **more: object) -> Reply:
    """A refusal in Telegram's own words."""
    told = {"ok": False, "error_code": status, "description": words} | more
    return Reply(status, json.dumps(told).encode())


def asked(server: Loopback, method: str) -> list[Request]:
    return [r for r in server.seen if r.path.endswith(f"/{method}")]


def messages(server: Loopback) -> dict[str, Incoming]:
    return {m.remote_id: m for m in bot(server).fetch(None).incoming}
