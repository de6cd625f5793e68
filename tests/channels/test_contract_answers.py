"""One suite for all channels, continued: every status and every failure becomes the right word, after exactly one request."""

import threading
from collections.abc import Callable

import pytest

from tests.channels.bench import (
    OVER_HTTP,
    POLLED,
    POLLING,
    SENDING,
    STATUSES,
    assert_no_secret,
    can_do,
    echo,
    edit,
    error_of,
    failing,
    faulty,
    means,
    over_faults,
    publish,
    withdraw,
)
from tests.channels.contract import Rig
from tests.servers.loopback import Loopback, Reply
from zuruf.core.capabilities import Receive
from zuruf.core.channel import Channel, Refused, TryLater, Unknown


@POLLING
@pytest.mark.parametrize("status", STATUSES)
def test_a_status_on_reading_becomes_the_right_error_after_one_request(
    rig: Rig, status: int, server: Loopback
) -> None:
    server.script = failing(rig, rig.reads, Reply(status, echo(rig)))

    error = error_of(lambda: rig.make(server.url).fetch(None))

    expected = means(rig, "fetch", status, STATUSES[status][0])
    assert (type(error) if error else None) is expected
    assert error is None or str(status) in str(error)
    assert len([r for r in server.seen if rig.reads(r)]) == 1
    assert_no_secret(error)


@SENDING
@pytest.mark.parametrize("act", [publish, withdraw, edit])
@pytest.mark.parametrize("status", STATUSES)
def test_a_status_on_writing_becomes_the_right_error_after_one_request(
    rig: Rig, status: int, act: Callable[[Rig, Channel], object], server: Loopback
) -> None:
    server.script = failing(rig, rig.writes, Reply(status, echo(rig)))
    channel = rig.make(server.url)
    can_do(channel, act)

    error = error_of(lambda: act(rig, channel))

    expected = means(rig, act.__name__, status, STATUSES[status][1])
    assert (type(error) if error else None) is expected
    assert len([r for r in server.seen if rig.writes(r)]) == 1
    assert_no_secret(error)


@over_faults(POLLED)
def test_a_broken_answer_on_reading_means_try_later(
    rig: Rig, fault: str, server: Loopback, time_is_up: threading.Event
) -> None:
    server.script = faulty(rig, rig.reads, fault, time_is_up)

    with pytest.raises((TryLater, Refused)) as caught:
        rig.make(server.url).fetch(None)

    assert len([r for r in server.seen if rig.reads(r)]) == 1
    assert_no_secret(caught.value)


@over_faults(OVER_HTTP)
@pytest.mark.parametrize("act", [publish, withdraw, edit])
def test_after_a_broken_answer_on_writing_nobody_knows(
    rig: Rig,
    fault: str,
    act: Callable[[Rig, Channel], object],
    server: Loopback,
    time_is_up: threading.Event,
) -> None:
    server.script = faulty(rig, rig.writes, fault, time_is_up)
    channel = rig.make(server.url)
    can_do(channel, act)

    with pytest.raises(Unknown) as caught:
        act(rig, channel)

    assert len([r for r in server.seen if rig.writes(r)]) == 1
    assert_no_secret(caught.value)


@POLLING
def test_an_answer_that_is_not_what_was_promised_is_never_taken_for_nothing_new(
    rig: Rig, server: Loopback
) -> None:
    for body in rig.wrong:
        server.script = failing(rig, rig.reads, Reply(body=body))
        with pytest.raises((TryLater, Refused)):
            rig.make(server.url).fetch(None)


@SENDING
@pytest.mark.parametrize("act", [publish, edit])
def test_an_answer_that_is_not_what_was_promised_is_never_taken_for_published_or_changed(
    rig: Rig, act: Callable[[Rig, Channel], object], server: Loopback
) -> None:
    can_do(rig.make(), act)
    for body in rig.wrong:
        server.script = failing(rig, rig.writes, Reply(body=body))
        with pytest.raises(Unknown):
            act(rig, rig.make(server.url))


@SENDING
def test_when_nothing_was_sent_nothing_happened(rig: Rig, server: Loopback) -> None:
    channel = rig.make("http://127.0.0.1:9")

    with pytest.raises(TryLater):
        publish(rig, channel)
    if channel.can.receive is Receive.POLL:
        with pytest.raises(TryLater):
            channel.fetch(None)


@POLLING
@pytest.mark.parametrize(
    ("heads", "seconds"),
    [
        ({"retry-after": "120"}, 120),
        ({"retry-after": "Mon, 02 Mar 2026 10:01:40 GMT"}, 100),
        ({"ratelimit-reset": "1772445660"}, 60),
        ({"ratelimit-reset": "30"}, 30),
        ({"retry-after": "0"}, 1),
        ({"retry-after": "99999999"}, 86400),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_try_later_says_when(rig: Rig, heads: dict[str, str], seconds: int | None, server: Loopback) -> None:
    dated = {"Date": "Mon, 02 Mar 2026 10:00:00 GMT"} | heads
    server.script = failing(rig, rig.reads, Reply(429, headers=dated))

    with pytest.raises(TryLater) as caught:
        rig.make(server.url).fetch(None)

    after = caught.value.after
    assert (after and after.total_seconds()) == seconds
