"""What the contract suite needs to know of each channel: how to make it, and what its network answers when all is well.

A new channel adds one `Rig` here and a folder of tapes; `test_contract.py` does the rest.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.servers.loopback import Reply, Request
from zuruf import channels
from zuruf.channels import _xrpc
from zuruf.channels._http import Http
from zuruf.core.channel import Channel, Link, Outgoing

TAPES = Path(__file__).with_name("tapes")
HERE = "127.0.0.1"
SECRETS = ("very-secret-password-1", "TAPE-ACCESS-TOKEN-0001", "TAPE-REFRESH-TOKEN-0001")
AT = datetime(2026, 3, 2, 8, 15, 30, 123456, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rig:
    """One channel on its test bench.

    `settings` and `secrets` are made from the server's url; `well` answers as the network does; `page` is its answer
    with so many messages; `reads`/`writes` tell which requests are the reading and the writing itself (not signing in),
    `looks` which ask whether something of ours is there; `own_link` is its address;
    `over_http`: what speaks another protocol has its own test of what a network may answer (`test_mail.py`);
    `too_long` are texts over each limit; `wrong` are answers that are JSON or XML but not what was promised.
    """

    name: str
    settings: Callable[[str], dict[str, str]]
    well: Callable[[Request], Reply]
    page: Callable[[int], bytes]
    reads: Callable[[Request], bool] = lambda _: False
    writes: Callable[[Request], bool] = lambda _: False
    secrets: dict[str, str] = field(default_factory=dict)
    looks: Callable[[Request], bool] = lambda _: False
    own_link: str = ""
    over_http: bool = True
    too_long: tuple[str, ...] = ()
    wrong: tuple[bytes, ...] = ()

    def make(
        self, url: str = "http://127.0.0.1:9", *, deadline: float = 5.0, cap: int = 5_000_000
    ) -> Channel:
        """The channel on a server at *url*, as after a restart."""
        _xrpc.forget_sessions()
        link = Link(self.settings(url), self.secrets)
        http = Http((HERE,), link.secrets.values(), deadline=deadline, cap=cap)
        channel: Channel = channels.kinds()[self.name](link, http)
        return channel

    def reply(self, channel: Channel, text: str = "Guten Tag, wir prüfen das gerade.") -> Outgoing:
        """An answer as the outbox freezes it."""
        ref = {
            "uri": "at://did:plc:asker/app.bsky.feed.post/3lyyyyyyyyy22",
            "cid": "bafyreid",
            "thread": "/talk/t/1/",
            "reply_to": "asker@home.example",
        }
        key = "delivery-0001"
        return Outgoing(key, text, AT, channel.record_key(key, AT), parent=ref, root=ref, language="de")


def tape(name: str) -> bytes:
    return (TAPES / name).read_bytes()


def _bluesky(request: Request) -> Reply:
    method = request.path.rpartition(".")[2]
    return Reply(200, tape(f"bluesky/{method}.json"), {"content-type": "application/json"})


def _bluesky_page(size: int) -> bytes:
    told = json.loads(tape("bluesky/listNotifications.json"))
    one = told["notifications"][0]
    told["notifications"] = [one | {"uri": f"{one['uri'][:-4]}{n:04}"} for n in range(size)]
    return json.dumps(told).encode()


def _feed_page(size: int) -> bytes:
    items = "".join(f"<item><guid>x{n}</guid><title>{n}</title></item>" for n in range(size))
    return f'<rss version="2.0"><channel><title>Many</title>{items}</channel></rss>'.encode()


def _talk_page(size: int) -> bytes:
    post = {
        "thread": "t",
        "parent": "",
        "author": "a",
        "name": "Jemand",
        "text": "Frage",
        "at": "2026-03-01T10:00:00+00:00",
    }
    return json.dumps(
        {"v": 1, "posts": [post | {"id": f"p{n}", "later": 1} for n in range(size)], "gone": []}
    ).encode()


RIGS = {
    rig.name: rig
    for rig in (
        Rig("talk", lambda _: {}, lambda _: Reply(404), _talk_page, too_long=("x" * 20_000,)),
        Rig(
            "bluesky",
            lambda url: {"handle": "wasserwerk.example", "server": url},
            _bluesky,
            _bluesky_page,
            reads=lambda r: r.path.endswith("listNotifications"),
            writes=lambda r: r.path.endswith(("putRecord", "deleteRecord")),
            looks=lambda r: r.path.endswith("getRecord"),
            own_link="https://bsky.app/profile/wasserwerk.example/post/3lyyyyyyyyy22",
            secrets={"password": SECRETS[0]},
            too_long=("x" * 301, "👨‍👩‍👧‍👦" * 121, "ä" * 301),
            wrong=(b"[]", b"{}", b'{"notifications": 7, "uri": 7}', b"null"),
        ),
        Rig(
            "feed",
            lambda url: {"url": f"{url}/feed.xml"},
            lambda _: Reply(200, tape("feed/rss.xml"), {"content-type": "application/rss+xml"}),
            _feed_page,
            reads=lambda r: True,
            wrong=(b"<html><body>Not found</body></html>", b"{}", b""),
        ),
        Rig(
            "mail",
            lambda url: {
                "address": "hilfe@wasserwerk.example",
                "imap": HERE,
                "imap_port": "9",
                "smtp": HERE,
                "smtp_port": "9",
            },
            lambda _: Reply(404),
            lambda size: b"",
            secrets={"password": SECRETS[0]},
            over_http=False,
            too_long=("x" * 100_001,),
        ),
    )
}
