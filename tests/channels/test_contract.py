"""One suite for all channels: what every network's answer becomes, whatever the channel."""

import json
from collections.abc import Callable, Iterable, Iterator

import pytest

from tests.channels.contract import AT, RIGS, SECRETS, Rig
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf import channels
from zuruf.core.capabilities import Capabilities, Receive, Repeat
from zuruf.core.channel import (
    Channel,
    ChannelError,
    NotConnected,
    Outgoing,
    Receipt,
    Refused,
    TryLater,
    Unknown,
)

POLLED = [r for r in RIGS.values() if r.over_http and channels.can(r.name).receive is Receive.POLL]
CALLED = [r for r in RIGS.values() if r.calls]
WRITERS = [r for r in RIGS.values() if channels.can(r.name).reply and r.too_long]
OVER_HTTP = [r for r in WRITERS if r.secrets and r.over_http]

STATUSES = {
    301: (Refused, Refused),
    400: (Refused, Refused),
    401: (NotConnected, NotConnected),
    402: (Refused, Refused),
    403: (Refused, Refused),
    404: (Refused, Refused),
    408: (TryLater, TryLater),
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
    503: (TryLater, TryLater),
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


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


def patience(fault: str) -> float:
    """Seconds for a request: few only where the answer never comes."""
    return 0.5 if FAULTS[fault].how in ("hang", "drip") else 10.0


def failing(rig: Rig, when: Callable[[Request], bool], reply: Reply) -> Callable[[Request], Reply]:
    """The network is well, but for the requests of *when*."""
    return lambda request: reply if when(request) else rig.well(request)


def echo(rig: Rig) -> bytes:
    """An error that repeats our secrets."""
    return json.dumps({"error": "Oops", "message": f"no {SECRETS}" if rig.secrets else "no"}).encode()


def publish(rig: Rig, channel: Channel) -> object:
    return channel.publish(rig.reply(channel))


def withdraw(rig: Rig, channel: Channel) -> None:
    channel.withdraw(rig.receipt)


def means(rig: Rig, act: str, status: int, usual: type[ChannelError]) -> type[ChannelError] | None:
    """The error that a status stands for; None: none."""
    return rig.means.get((act, status), usual)


def error_of(call: Callable[[], object]) -> ChannelError | None:
    try:
        call()
    except ChannelError as error:
        return error
    return None


def test_every_channel_that_a_network_stands_behind_has_a_rig() -> None:
    networks = {
        name
        for name in channels.BUILT_IN
        if channels.can(name).receive is not Receive.NONE or channels.can(name).reply
    }
    assert networks == set(RIGS)


@ALL
def test_the_capabilities_make_sense(rig: Rig) -> None:
    can = channels.can(rig.name)

    assert isinstance(can, Capabilities)
    assert can.reply or not can.withdraw
    assert (can.length is not None) == can.reply
    assert len({f.name for f in can.fields}) == len(can.fields)
    assert all(f.kind in ("password", "made") for f in can.fields if f.secret)


# --- every status and every failure becomes the right word, after exactly one request


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
@pytest.mark.parametrize("act", [publish, withdraw])
@pytest.mark.parametrize("status", STATUSES)
def test_a_status_on_writing_becomes_the_right_error_after_one_request(
    rig: Rig, status: int, act: Callable[[Rig, Channel], object], server: Loopback
) -> None:
    server.script = failing(rig, rig.writes, Reply(status, echo(rig)))
    channel = rig.make(server.url)
    if act is withdraw and not channel.can.withdraw:
        pytest.skip("nothing can be taken back there")

    error = error_of(lambda: act(rig, channel))

    expected = means(rig, act.__name__, status, STATUSES[status][1])
    assert (type(error) if error else None) is expected
    assert len([r for r in server.seen if rig.writes(r)]) == 1
    assert_no_secret(error)


@over_faults(POLLED)
def test_a_broken_answer_on_reading_means_try_later(rig: Rig, fault: str, server: Loopback) -> None:
    server.script = failing(rig, rig.reads, FAULTS[fault])

    with pytest.raises((TryLater, Refused)) as caught:
        rig.make(server.url, deadline=patience(fault)).fetch(None)

    assert len([r for r in server.seen if rig.reads(r)]) == 1
    assert_no_secret(caught.value)


@over_faults(OVER_HTTP)
@pytest.mark.parametrize("act", [publish, withdraw])
def test_after_a_broken_answer_on_writing_nobody_knows(
    rig: Rig, fault: str, act: Callable[[Rig, Channel], object], server: Loopback
) -> None:
    server.script = failing(rig, rig.writes, FAULTS[fault])
    channel = rig.make(server.url, deadline=patience(fault))
    if act is withdraw and not channel.can.withdraw:
        pytest.skip("nothing can be taken back there")

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
def test_an_answer_that_is_not_what_was_promised_is_never_taken_for_published(
    rig: Rig, server: Loopback
) -> None:
    for body in rig.wrong:
        server.script = failing(rig, rig.writes, Reply(body=body))
        with pytest.raises(Unknown):
            publish(rig, rig.make(server.url))


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


# --- texts


@WRITING
def test_a_text_that_is_too_long_is_refused_before_any_request(rig: Rig, server: Loopback) -> None:
    channel = rig.make(server.url)
    for text in rig.too_long:
        measured = channel.can.length(text)  # type: ignore[misc]
        assert measured.left < 0
        with pytest.raises(Refused):
            channel.publish(rig.reply(channel, text))
    assert server.seen == []


@WRITING
@pytest.mark.parametrize("text", ["", "  \n\t"])
def test_an_empty_text_is_refused_before_any_request(rig: Rig, text: str, server: Loopback) -> None:
    channel = rig.make(server.url)

    with pytest.raises(Refused):
        channel.publish(rig.reply(channel, text))

    assert server.seen == []


@TAKEN
@pytest.mark.parametrize(
    "text",
    [
        "👍🏽👩‍👩‍👧",
        "مرحبا، متى؟",
        "a\u200bb\u200d\u2060c",
        "Пауpаl аbс",
        "<script>alert(1)</script>&amp;",
        "\ud800 half",
    ],
    ids=["emoji only", "right to left", "zero width", "mixed scripts", "markup", "half a surrogate"],
)
def test_odd_texts_are_measured_and_published_or_refused(rig: Rig, text: str, server: Loopback) -> None:
    server.script = rig.well
    channel = rig.make(server.url)

    assert channel.can.length is not None
    assert channel.can.length(text).used > 0
    try:
        receipt = channel.publish(rig.reply(channel, text))
    except Refused:
        assert "\ud800" in text
    else:
        assert receipt.remote_id


# --- repeats


@TAKEN
def test_the_same_reply_is_the_same_request_and_gives_the_same_receipt(rig: Rig, server: Loopback) -> None:
    server.script = rig.well
    first = publish(rig, rig.make(server.url))
    again = publish(rig, rig.make(server.url))

    assert first == again
    bodies = [r.body for r in server.seen if rig.writes(r)]
    assert len(set(bodies)) <= 1


@WRITING
def test_a_record_key_depends_on_the_delivery_alone(rig: Rig) -> None:
    channel = rig.make()
    keys = {channel.record_key(f"delivery-{n}", AT) for n in range(50)}

    assert channel.record_key("delivery-1", AT) == channel.record_key("delivery-1", AT)
    if channel.can.repeat is Repeat.HARMLESS:
        assert len(keys) > 45


# --- what comes in


@POLLING
def test_a_page_of_2000_messages_comes_in_whole(rig: Rig, server: Loopback) -> None:
    assert rig.page is not None
    server.script = failing(rig, rig.reads, Reply(body=rig.page(2000)))

    batch = rig.make(server.url).fetch(None)

    assert len({m.remote_id for m in batch.incoming}) == 2000
    assert len(json.dumps(batch.cursor)) < 500_000


@POLLING
def test_what_was_fetched_is_not_fetched_again(rig: Rig, server: Loopback) -> None:
    server.script = rig.well
    channel = rig.make(server.url)
    first = channel.fetch(None)

    cursor = json.loads(json.dumps(first.cursor))  # as the database keeps it
    again = channel.fetch(cursor)

    assert first.incoming
    assert again.incoming == ()
    assert again.gone == ()
    assert again.cursor is None


@CALLING
def test_a_call_with_2000_messages_comes_in_whole(rig: Rig) -> None:
    assert rig.calls is not None
    batch = rig.make().unpack(rig.calls(rig.in_one_call))

    assert len({m.remote_id for m in batch.incoming}) == rig.in_one_call


@CALLING
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b'{"posts": 7}', b'{"posts": [{}]}', b"\xff\xfe"])
def test_a_call_that_cannot_be_understood_is_an_error_of_the_channel(rig: Rig, body: bytes) -> None:
    with pytest.raises(ChannelError):
        rig.make().unpack(body)


@ALL
def test_doors_that_a_channel_does_not_have_refuse_or_are_empty(rig: Rig, server: Loopback) -> None:
    channel = rig.make(server.url)
    if not channel.can.reply:
        with pytest.raises(Refused):
            channel.publish(Outgoing("k", "text", AT))
        with pytest.raises(Refused):  # None would say that it is not there
            channel.find(Outgoing("k", "text", AT))
    if not channel.can.withdraw:
        with pytest.raises(Refused):
            channel.withdraw(Receipt("x"))
    with pytest.raises(Refused):  # nobody signed it
        channel.verify({}, b"{}")
    if not rig.calls:
        with pytest.raises(Refused):
            channel.unpack(b"{}")
    assert server.seen == []


# --- secrets


@ANSWERED
def test_no_repr_shows_a_secret(rig: Rig, server: Loopback) -> None:
    server.script = rig.well
    channel = rig.make(server.url)
    shown = [repr(channel), repr(vars(channel)), repr(channel.check()), str(rig.make(server.url))]

    for secret in SECRETS:
        assert not any(secret in text for text in shown)


def assert_no_secret(error: BaseException | None) -> None:
    """Neither in the error nor in any error that it hangs on to."""
    while error is not None:
        for secret in SECRETS:
            assert secret not in f"{error} {error!r} {vars(error)}"
        error = error.__cause__ or error.__context__
