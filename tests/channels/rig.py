"""What the contract suite needs to know of a channel: how to make it, and what its network answers when all is well."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.servers.loopback import Reply, Request
from zuruf import channels
from zuruf.channels import _xrpc
from zuruf.channels._http import Http
from zuruf.core.channel import Channel, ChannelError, Link, Outgoing, Receipt

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
    `over_http`: what speaks another protocol has its own test of what a network may answer (`test_mail_trouble.py`);
    `too_long` are texts over each limit; `wrong` are answers that are JSON or XML but not what was promised.
    `ref` is what the answered message carries, `receipt` something of ours that is out.
    `calls` is the body of a call of the network with so many messages, `signed` its headers (names in lower case).
    `in_one_call`: so many messages a call holds at most.
    `signs_body`: its signature is one over the body; else it is a secret word beside it.
    `means`: where a status has a meaning of the network's own, such as a deletion of what is gone: (act, status) → the error's
    class, None: no error. Acts are "publish", "withdraw", "edit", "fetch", "look".
    """

    name: str
    settings: Callable[[str], dict[str, str]]
    well: Callable[[Request], Reply] = lambda _: Reply(404)
    page: Callable[[int], bytes] | None = None
    reads: Callable[[Request], bool] = lambda _: False
    writes: Callable[[Request], bool] = lambda _: False
    secrets: dict[str, str] = field(default_factory=dict)
    looks: Callable[[Request], bool] = lambda _: False
    own_link: str = ""
    over_http: bool = True
    too_long: tuple[str, ...] = ()
    wrong: tuple[bytes, ...] = ()
    ref: Mapping[str, str] = field(default_factory=dict)
    receipt: Receipt = field(default_factory=lambda: Receipt("none"))
    calls: Callable[[int], bytes] | None = None
    signed: Callable[[bytes], dict[str, str]] | None = None
    signs_body: bool = True
    in_one_call: int = 2000
    means: Mapping[tuple[str, int], type[ChannelError] | None] = field(default_factory=dict)

    def make(
        self, url: str = "http://127.0.0.1:9", *, deadline: float = 100.0, cap: int = 5_000_000
    ) -> Channel:
        """The channel on a server at *url*, as after a restart."""
        _xrpc.forget_sessions()
        link = Link(self.settings(url), self.secrets)
        http = Http((HERE,), link.secrets.values(), deadline=deadline, cap=cap)
        channel: Channel = channels.kinds()[self.name](link, http)
        return channel

    def reply(self, channel: Channel, text: str = "Guten Tag, wir prüfen das gerade.") -> Outgoing:
        """An answer as the outbox freezes it."""
        key = "delivery-0001"
        return Outgoing(
            key, text, AT, channel.record_key(key, AT), parent=self.ref, root=self.ref, language="de"
        )


def tape(name: str) -> bytes:
    return (TAPES / name).read_bytes()


def json_reply(name: str, status: int = 200) -> Reply:
    """A tape as the network's answer."""
    return Reply(status, tape(name), {"content-type": "application/json"})


def dumped(told: object) -> bytes:
    return json.dumps(told).encode()
