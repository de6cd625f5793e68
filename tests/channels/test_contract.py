"""One suite for all channels: what each can do, texts, repeats, what comes in, secrets."""

import json
from dataclasses import replace

import pytest

from tests.channels.bench import ALL, ANSWERED, CALLING, POLLING, TAKEN, WRITING, failing, publish
from tests.channels.contract import AT, RIGS, SECRETS, Rig
from tests.servers.loopback import Loopback, Reply, Request
from zuruf import channels
from zuruf.core.capabilities import Capabilities, Receive, Repeat
from zuruf.core.channel import ChannelError, Outgoing, Receipt, Refused


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


def shown(request: Request) -> tuple[object, ...]:
    """What of a request shows who we are."""
    heads = (request.headers.get(name) for name in ("authorization", "api-key"))
    return (*heads, request.query.get("appsecret_proof"), b"password" in request.body and request.body)


@ANSWERED
def test_white_space_that_was_copied_along_with_a_secret_is_left_out(rig: Rig, server: Loopback) -> None:
    made = {f.name for f in channels.can(rig.name).fields if f.kind == "made"}  # the form looks after these
    copied = {name: value if name in made else f" {value}\n" for name, value in rig.secrets.items()}
    server.script = rig.well
    for one in (rig, replace(rig, secrets=copied)):
        channel = one.make(server.url)
        channel.check()
        if rig.calls and rig.signed:
            channel.verify(rig.signed(rig.calls(1)), rig.calls(1))

    said = [shown(request) for request in server.seen]
    half = len(said) // 2
    assert said[:half] == said[half:]
