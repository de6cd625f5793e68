"""One suite for all channels, continued: a look-up says "not there" only when the network said so, since what is not there is sent again."""

import threading
from contextlib import suppress

import pytest

from tests.channels.bench import (
    FINDERS,
    STATUSES,
    assert_no_secret,
    echo,
    error_of,
    failing,
    faulty,
    over,
    over_faults,
)
from tests.channels.contract import Rig
from tests.servers.loopback import Loopback, Reply, Request
from zuruf.core.channel import Channel, ChannelError, NotConnected, Refused, TryLater

FINDING = over(FINDERS)


def asks(request: Request) -> bool:
    """Signing in and renewing are POSTs everywhere."""
    return request.method == "GET"


def known(rig: Rig, server: Loopback) -> Channel:
    """A channel that has signed in, and knows where its network's interface lies."""
    server.script = rig.well
    channel = rig.make(server.url)
    channel.check()
    return channel


@FINDING
@pytest.mark.parametrize("status", STATUSES)
def test_a_status_on_a_look_up_is_an_error_and_never_not_there(
    rig: Rig, status: int, server: Loopback
) -> None:
    channel = known(rig, server)
    server.script = failing(rig, asks, Reply(status, echo(rig)))

    error = error_of(lambda: channel.find(rig.reply(channel)))

    assert isinstance(error, TryLater | NotConnected | Refused)
    assert_no_secret(error)


@over_faults(FINDERS)
def test_a_broken_answer_to_a_look_up_is_an_error_and_never_not_there(
    rig: Rig, fault: str, server: Loopback, time_is_up: threading.Event
) -> None:
    channel = known(rig, server)
    server.script = faulty(rig, asks, fault, time_is_up)

    assert isinstance(error_of(lambda: channel.find(rig.reply(channel))), TryLater | Refused)


@FINDING
def test_an_answer_that_is_not_what_was_promised_is_never_taken_for_not_there(
    rig: Rig, server: Loopback
) -> None:
    channel = known(rig, server)
    for body in rig.wrong:
        server.script = failing(rig, asks, Reply(body=body))
        with suppress(ChannelError):
            assert channel.find(rig.reply(channel)) is not None, body
