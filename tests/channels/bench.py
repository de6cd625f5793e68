"""What the contract's tests share: for which channels a test is, what a network may answer, and what is made of it."""

import json
import threading
from collections.abc import Callable, Iterable

import pytest

from tests.channels.contract import RIGS, SECRETS, Rig
from tests.servers.loopback import Reply, Request
from zuruf import channels
from zuruf.channels._base import Base
from zuruf.core.capabilities import Receive
from zuruf.core.channel import Channel, ChannelError, NotConnected, Refused, TryLater, Unknown

POLLED = [r for r in RIGS.values() if r.over_http and channels.can(r.name).receive is Receive.POLL]
CALLED = [r for r in RIGS.values() if r.calls]
WRITERS = [r for r in RIGS.values() if channels.can(r.name).reply and r.too_long]
OVER_HTTP = [r for r in WRITERS if r.secrets and r.over_http]
FINDERS = [r for r in OVER_HTTP if getattr(channels.kinds()[r.name], "find", None) is not Base.find]

STATUSES = {
    301: (Refused, Refused),
    303: (Refused, Unknown),
    400: (Refused, Refused),
    401: (NotConnected, NotConnected),
    402: (Refused, Refused),
    403: (Refused, Refused),
    404: (Refused, Refused),
    408: (TryLater, Unknown),
    409: (Refused, Refused),
    410: (Refused, Refused),
    413: (Refused, Refused),
    418: (Refused, Refused),
    422: (Refused, Refused),
    425: (TryLater, TryLater),
    429: (TryLater, TryLater),
    451: (Refused, Refused),
    500: (TryLater, Unknown),
    501: (TryLater, Unknown),
    502: (TryLater, Unknown),
    503: (TryLater, Unknown),
    504: (TryLater, Unknown),
    520: (TryLater, Unknown),
}
FAULTS = {
    "closes without a word": Reply(how="close"),
    "closes in mid-answer": Reply(body=b'{"uri": "at://", "cid": "x"}', how="cut"),
    "hangs": Reply(how="hang"),
    "sends a header that never ends": Reply(how="drip"),
    "sends no JSON": Reply(body=b"<html>Welcome to the hotel's network</html>"),
    "sends half a JSON": Reply(body=b'{"uri": "at://did:pl'),
    "sends a JSON as deep as a well": Reply(body=b"[" * 100_000),
    "sends bytes of no charset": Reply(body=b"\xff\xfe\x00\xd8"),
    "claims gzip": Reply(body=b"not gzip at all", headers={"content-encoding": "gzip"}),
    "claims an unknown packing": Reply(body=b"?", headers={"content-encoding": "zstd"}),
}


def over(rigs: Iterable[Rig]) -> pytest.MarkDecorator:
    found = list(rigs)
    return pytest.mark.parametrize("rig", found, ids=[r.name for r in found])


# What takes as long as a deadline is the wire's own matter, the same for all; two channels are shown to stand on it.
WAITED_FOR = ("bluesky", "mastodon")


def over_faults(rigs: Iterable[Rig]) -> pytest.MarkDecorator:
    """Each channel with each fault."""
    pairs = [
        (rig, fault)
        for rig in rigs
        for fault, reply in FAULTS.items()
        if reply.how not in ("hang", "drip") or rig.name in WAITED_FOR
    ]
    return pytest.mark.parametrize(
        ("rig", "fault"), pairs, ids=[f"{rig.name}-{fault}" for rig, fault in pairs]
    )


ALL, POLLING, CALLING, WRITING, SENDING = map(over, (RIGS.values(), POLLED, CALLED, WRITERS, OVER_HTTP))
ANSWERED = over(r for r in RIGS.values() if r.over_http)
TAKEN = over(r for r in WRITERS if r.over_http)


def failing(rig: Rig, when: Callable[[Request], bool], reply: Reply) -> Callable[[Request], Reply]:
    """The network is well, but for the requests of *when*."""
    return lambda request: reply if when(request) else rig.well(request)


def faulty(
    rig: Rig, when: Callable[[Request], bool], fault: str, time_is_up: threading.Event
) -> Callable[[Request], Reply]:
    """The network is well, but for the requests of *when*, which have a fault; one whose answer never comes is not waited for."""
    reply = FAULTS[fault]

    def script(request: Request) -> Reply:
        if not when(request):
            return rig.well(request)
        if reply.how in ("hang", "drip"):
            time_is_up.set()
        return reply

    return script


def echo(rig: Rig) -> bytes:
    """An error that repeats our secrets."""
    return json.dumps({"error": "Oops", "message": f"no {SECRETS}" if rig.secrets else "no"}).encode()


def publish(rig: Rig, channel: Channel) -> object:
    return channel.publish(rig.reply(channel))


def withdraw(rig: Rig, channel: Channel) -> None:
    channel.withdraw(rig.receipt)


def edit(rig: Rig, channel: Channel) -> object:
    return channel.edit(rig.receipt, rig.reply(channel, "Es kommt am Dienstag."))


def can_do(channel: Channel, act: Callable[[Rig, Channel], object]) -> None:
    """Skips the test where the network does not offer *act*."""
    can = channel.can
    if (act is withdraw and not can.withdraw) or (act is edit and not can.edit):
        pytest.skip("the network does not offer it")


def means(rig: Rig, act: str, status: int, usual: type[ChannelError]) -> type[ChannelError] | None:
    """The error that a status stands for; None: none."""
    return rig.means.get((act, status), usual)


def error_of(call: Callable[[], object]) -> ChannelError | None:
    try:
        call()
    except ChannelError as error:
        return error
    return None


def assert_no_secret(error: BaseException | None) -> None:
    """Neither in the error nor in any error that it hangs on to."""
    while error is not None:
        for secret in SECRETS:
            assert secret not in f"{error} {error!r} {vars(error)}"
        error = error.__cause__ or error.__context__
