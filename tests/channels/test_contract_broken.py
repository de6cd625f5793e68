"""One suite for all channels, continued: calls that nobody signed, and answers and calls that are broken in any way."""

import json
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.channels.bench import ALL, CALLED, CALLING, over
from tests.channels.contract import RIGS, SECRETS, Rig
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf import channels
from zuruf.core.capabilities import Receive
from zuruf.core.channel import ChannelError, Refused
from zuruf.core.message import Batch

SIGNED = over(r for r in CALLED if r.signed)
SPEAKING = over(
    r
    for r in RIGS.values()
    if r.over_http and channels.can(r.name).receive is Receive.POLL and r.name != "feed"
)
JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        0,
        -1,
        10**30,
        1.5,
        True,
        "",
        "x" * 5000,
        "\ud800",
        "\x00",
        "2026-13-99T99:99:99Z",
        [],
        {},
        [[]],
        [None],
        {"id": {}},
    ]
)
BREAKS = st.lists(st.tuples(st.integers(0, 10_000), JUNK), min_size=1, max_size=4)
FEW = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


def places(told: Any) -> list[tuple[Any, Any]]:
    """(container, key) of everything inside *told*."""
    if not isinstance(told, dict | list):
        return []
    keys = list(told) if isinstance(told, dict) else list(range(len(told)))
    return [(told, k) for k in keys] + [place for k in keys for place in places(told[k])]


def broken(body: bytes, breaks: list[tuple[int, Any]]) -> bytes:
    """*body* with other things in places that it has."""
    told = {"": json.loads(body)}
    for number, junk in breaks:
        there = places(told)
        container, key = there[number % len(there)]
        container[key] = deepcopy(junk)  # what is broken next may lie in it
    return json.dumps(told[""]).encode()


@SIGNED
def test_a_call_that_the_network_signed_is_taken(rig: Rig) -> None:
    assert rig.calls
    assert rig.signed
    body = rig.calls(3)

    rig.make().verify(rig.signed(body), body)


@SIGNED
def test_a_call_that_nobody_signed_is_refused_and_says_no_secret(rig: Rig) -> None:
    assert rig.calls
    assert rig.signed
    body, other = rig.calls(3), rig.calls(4)
    heads = rig.signed(body)
    bad = [{**heads, name: value} for name in heads for value in ("", "ä", "sha256=", "=", heads[name][:-1])]
    bad += [{}, {name: value.swapcase()[::-1] for name, value in heads.items()}]
    sent = [(head, body) for head in bad]
    if rig.signs_body:
        sent += [(heads, other), (heads, body[:-1]), (heads, body + b" ")]
    for head, raw in sent:
        with pytest.raises(Refused) as caught:
            rig.make().verify(head, raw)
        assert not any(secret in str(caught.value) for secret in SECRETS)


@SIGNED
def test_where_no_secret_is_set_nothing_is_taken_for_signed(rig: Rig) -> None:
    assert rig.calls
    assert rig.signed
    body = rig.calls(1)
    bare = Rig(rig.name, rig.settings, secrets=dict.fromkeys(rig.secrets, ""))

    with pytest.raises(ChannelError):
        bare.make().verify(rig.signed(body), body)


@CALLING
@FEW
@given(breaks=BREAKS)
def test_whatever_a_call_says_only_declared_errors_leave_the_channel(
    rig: Rig, breaks: list[tuple[int, Any]]
) -> None:
    assert rig.calls
    with suppress(ChannelError):
        assert isinstance(rig.make().unpack(broken(rig.calls(2), breaks)), Batch)


@CALLING
def test_a_call_of_ten_megabytes_is_read_or_refused(rig: Rig) -> None:
    assert rig.calls
    body = json.dumps({"object": "x" * 10_000_000}).encode()

    with suppress(ChannelError):
        assert rig.make().unpack(body).incoming == ()


@SPEAKING
@FEW
@given(breaks=BREAKS)
def test_whatever_a_network_answers_only_declared_errors_leave_the_channel(
    rig: Rig, breaks: list[tuple[int, Any]], server: Loopback
) -> None:
    def script(request: Request) -> Reply:
        well = rig.well(request)
        return Reply(well.status, broken(well.body, breaks), well.headers) if rig.reads(request) else well

    server.script = script
    try:
        batch = rig.make(server.url).fetch(None)
    except ChannelError:
        return
    json.dumps(batch.cursor)
    assert all(m.remote_id and isinstance(m.text, str) for m in batch.incoming)


@ALL
def test_a_greeting_of_nobody_is_refused(rig: Rig) -> None:
    with pytest.raises(Refused):
        rig.make().greet({})
