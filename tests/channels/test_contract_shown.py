"""One suite for all channels, continued: what the public sees of what is out, by its id and by its address."""

import json
import threading
from collections.abc import Callable

import pytest

from tests.channels.bench import (
    ALL,
    STATUSES,
    assert_no_secret,
    echo,
    failing,
    faulty,
    means,
    over,
    over_faults,
    publish,
)
from tests.channels.contract import RIGS, Rig
from tests.servers.loopback import Loopback, Reply
from zuruf import channels
from zuruf.core.capabilities import Shows, Visibility
from zuruf.core.channel import Channel, ChannelError, Receipt, Refused, Seen, TryLater

LOOKING = over(r for r in RIGS.values() if channels.can(r.name).shows is Shows.LOOK)
EDITING = over(r for r in RIGS.values() if channels.can(r.name).edit)


def receipt(rig: Rig, channel: Channel, server: Loopback) -> Receipt:
    server.script = rig.well
    found = publish(rig, channel)
    assert isinstance(found, Receipt)
    return found


def read_back(rig: Rig, channel: Channel, server: Loopback) -> Callable[[], Seen | None]:
    there = receipt(rig, channel, server)
    return lambda: channel.read_back(there)


def locate(rig: Rig, channel: Channel, server: Loopback) -> Callable[[], object]:
    server.script = rig.well
    channel.check()
    return lambda: channel.locate(rig.own_link)


@ALL
def test_doors_that_a_channel_does_not_have_refuse_without_asking_anybody(rig: Rig, server: Loopback) -> None:
    channel = rig.make(server.url)
    if channel.can.shows is not Shows.LOOK:
        with pytest.raises(Refused):  # None would say that it is gone
            channel.read_back(Receipt("x"))
        assert channel.locate("https://elsewhere.example/x") is None
    if not channel.can.edit:
        with pytest.raises(Refused):
            channel.edit(Receipt("x"), rig.reply(channel))
    assert server.seen == []


@LOOKING
def test_what_is_published_can_be_looked_at(rig: Rig, server: Loopback) -> None:
    channel = rig.make(server.url)

    seen = read_back(rig, channel, server)()

    assert seen is not None
    assert seen.text
    assert seen.visibility in (Visibility.ACCEPTED, Visibility.VISIBLE, Visibility.HIDDEN)


@LOOKING
@pytest.mark.parametrize("door", [read_back, locate])
@pytest.mark.parametrize("status", STATUSES)
def test_a_status_on_looking_is_an_error_and_never_gone(
    rig: Rig, status: int, door: Callable[..., Callable[[], object]], server: Loopback
) -> None:
    look = door(rig, rig.make(server.url), server)
    server.script = failing(rig, rig.looks, Reply(status, echo(rig)))

    with pytest.raises(ChannelError) as caught:
        look()

    assert type(caught.value) is means(rig, "look", status, STATUSES[status][0])
    assert_no_secret(caught.value)


@over_faults(r for r in RIGS.values() if channels.can(r.name).shows is Shows.LOOK)
@pytest.mark.parametrize("door", [read_back, locate])
def test_a_broken_answer_on_looking_means_try_later_and_never_gone(
    rig: Rig,
    fault: str,
    door: Callable[..., Callable[[], object]],
    server: Loopback,
    time_is_up: threading.Event,
) -> None:
    channel = rig.make(server.url)
    look = door(rig, channel, server)
    server.script = faulty(rig, rig.looks, fault, time_is_up)

    with pytest.raises((TryLater, Refused)) as caught:
        look()

    assert_no_secret(caught.value)


@LOOKING
def test_an_answer_that_is_not_what_was_promised_is_never_taken_for_gone(rig: Rig, server: Loopback) -> None:
    channel = rig.make(server.url)
    look = read_back(rig, channel, server)
    for body in (*rig.wrong, json.dumps({"value": {"text": 7}}).encode()):
        server.script = failing(rig, rig.looks, Reply(body=body))
        with pytest.raises((TryLater, Refused)):
            look()


@LOOKING
@pytest.mark.parametrize(
    "link", ["", "https://", "https://elsewhere.example/1", "javascript:alert(1)", "at://x/y/z"]
)
def test_an_address_that_is_none_of_ours_is_asked_of_nobody(rig: Rig, link: str, server: Loopback) -> None:
    channel = rig.make(server.url)
    server.script = rig.well
    channel.check()
    before = len([r for r in server.seen if rig.looks(r)])

    assert channel.locate(link) is None
    assert len([r for r in server.seen if rig.looks(r)]) == before


@EDITING
def test_an_edit_stays_in_its_place_and_keeps_the_length(rig: Rig, server: Loopback) -> None:
    channel = rig.make(server.url)
    there = receipt(rig, channel, server)

    assert channel.edit(there, rig.reply(channel, "Es kommt am Dienstag.")) == there
    for text in (*rig.too_long, "", " \n"):
        with pytest.raises(Refused):
            channel.edit(there, rig.reply(channel, text))
