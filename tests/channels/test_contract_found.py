"""One suite for all channels, continued: a look-up says "not there" only when the network said so, since what is not there is sent again."""

from contextlib import suppress

import pytest

from tests.channels.bench import (
    FAULTS,
    FINDERS,
    STATUSES,
    assert_no_secret,
    echo,
    error_of,
    failing,
    over,
    over_faults,
    patience,
)
from tests.channels.contract import Rig
from tests.servers.loopback import Loopback, Reply, Request
from zuruf.core.channel import Channel, ChannelError, NotConnected, Refused, TryLater

FINDING = over(FINDERS)


def asks(request: Request) -> bool:
    """Signing in and renewing are POSTs everywhere."""
    return request.method == "GET"


def known(rig: Rig, server: Loopback, deadline: float = 5.0) -> Channel:
    """A channel that has signed in, and knows where its network's interface lies."""
    server.script = rig.well
    channel = rig.make(server.url, deadline=deadline)
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
    rig: Rig, fault: str, server: Loopback
) -> None:
    channel = known(rig, server, patience(fault))
    server.script = failing(rig, asks, FAULTS[fault])

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
