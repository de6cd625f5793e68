"""Bluesky's own ways: sessions, the place in the notifications, records. Against tapes; test_bluesky_real.py is real."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.channels.contract import AT, RIGS, SECRETS, tape
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels import _atproto, bluesky
from zuruf.channels._bluesky_posting import length
from zuruf.channels._http import Http
from zuruf.core.channel import Link, NotConnected, Outgoing, Receipt, Refused, TryLater

RIG = RIGS["bluesky"]


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(RIG.well) as running:
        yield running


def methods(server: Loopback) -> list[str]:
    return [r.path.rpartition(".")[2] for r in server.seen]


# --- the session


def test_one_session_serves_all_objects_of_an_account(server: Loopback) -> None:
    channel = RIG.make(server.url)
    channel.fetch(None)
    again = bluesky.Bluesky(Link(RIG.settings(server.url), RIG.secrets), Http(("127.0.0.1",)))
    again.publish(RIG.reply(again))

    assert methods(server) == ["createSession", "listNotifications", "listRecords", "putRecord"]


def test_an_expired_token_is_renewed_and_the_question_asked_once_more(server: Loopback) -> None:
    def script(request: Request) -> Reply:
        if request.path.endswith("putRecord") and "0001" in request.headers["authorization"]:
            return Reply(400, b'{"error": "ExpiredToken", "message": "Token has expired"}')
        return RIG.well(request)

    server.script = script
    channel = RIG.make(server.url)

    assert channel.publish(RIG.reply(channel)).remote_id
    assert methods(server) == ["createSession", "putRecord", "refreshSession", "putRecord"]
    assert server.seen[2].headers["authorization"] == "Bearer TAPE-REFRESH-TOKEN-0001"


def test_when_the_renewal_is_refused_too_it_signs_in(server: Loopback) -> None:
    left = [Reply(400, b'{"error": "ExpiredToken"}')]

    def script(request: Request) -> Reply:
        if request.path.endswith("refreshSession"):
            return Reply(400, b'{"error": "ExpiredToken"}')
        return left.pop() if request.path.endswith("putRecord") and left else RIG.well(request)

    server.script = script
    channel = RIG.make(server.url)

    assert channel.publish(RIG.reply(channel)).remote_id
    assert methods(server) == ["createSession", "putRecord", "refreshSession", "createSession", "putRecord"]


def test_after_401_the_next_call_signs_in_anew(server: Loopback) -> None:
    left = [Reply(401, b'{"error": "AuthMissing"}')]
    server.script = lambda r: left.pop() if r.path.endswith("putRecord") and left else RIG.well(r)
    channel = RIG.make(server.url)

    with pytest.raises(NotConnected):
        channel.publish(RIG.reply(channel))
    channel.publish(RIG.reply(channel))

    assert methods(server) == ["createSession", "putRecord", "createSession", "putRecord"]


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_when_signing_in_fails_nothing_was_published(status: int, server: Loopback) -> None:
    server.script = lambda _: Reply(status)
    channel = RIG.make(server.url)

    with pytest.raises(TryLater):
        channel.publish(RIG.reply(channel))
    assert methods(server) == ["createSession"]


def test_no_password_goes_over_plain_http_to_the_internet(server: Loopback) -> None:
    channel = bluesky.Bluesky(Link(RIG.settings("http://pds.example"), RIG.secrets), Http())

    with pytest.raises(Refused, match="https"):
        channel.check()


def test_handle_and_password_are_needed() -> None:
    with pytest.raises(NotConnected, match="needed"):
        bluesky.Bluesky(Link({"handle": " "}, {}), Http()).check()


# --- check


def test_a_check_tells_what_works(server: Loopback) -> None:
    seen = RIG.make(server.url).check()

    assert (seen.can_read, seen.can_publish, seen.problem) == (True, True, "")
    assert seen.handle == "wasserwerk.example"
    assert seen.remote_id == "did:plc:wasserwerkaaaaaaaaaaaaaa"
    assert "300 graphemes and 3,000 bytes" in seen.limits


@pytest.mark.parametrize("status", [501, 502])
def test_a_server_without_appview_can_publish_and_says_why_it_cannot_read(
    status: int, server: Loopback
) -> None:
    server.script = lambda r: Reply(status) if "app.bsky" in r.path else RIG.well(r)

    seen = RIG.make(server.url).check()

    assert (seen.can_read, seen.can_publish) == (False, True)
    assert f"answered {status}" in seen.problem


def test_an_account_that_the_network_closed_can_do_nothing(server: Loopback) -> None:
    closed = json.loads(tape("bluesky/createSession.json")) | {"active": False, "status": "suspended"}
    server.script = lambda r: (
        Reply(body=json.dumps(closed).encode()) if "createSession" in r.path else RIG.well(r)
    )

    seen = RIG.make(server.url).check()

    assert (seen.can_read, seen.can_publish) == (False, False)
    assert "not active" in seen.problem


# --- what goes out


def record_of(reply: Outgoing, server: Loopback) -> dict[str, Any]:
    channel = RIG.make(server.url)
    channel.publish(reply)
    told: dict[str, Any] = json.loads(server.seen[-1].body)
    return told


REPLY = Outgoing(
    "k",
    "Hallo @asker.example 👋 #Wasser",
    AT,
    "3mg2ssekvq25t",
    parent={
        "uri": "at://did:plc:asker/app.bsky.feed.post/3l1",
        "cid": "c1",
        "root_uri": "at://did:plc:o/app.bsky.feed.post/3l0",
        "root_cid": "c0",
        "handle": "asker.example",
    },
    root={"uri": "at://did:plc:wrong/app.bsky.feed.post/3l9", "cid": "c9"},
    language="de",
)


def test_the_record_is_what_the_network_documents(server: Loopback) -> None:
    assert record_of(REPLY, server) == {
        "repo": "did:plc:wasserwerkaaaaaaaaaaaaaa",
        "collection": "app.bsky.feed.post",
        "rkey": "3mg2ssekvq25t",
        "record": {
            "$type": "app.bsky.feed.post",
            "text": REPLY.text,
            "createdAt": "2026-03-02T08:15:30.123Z",
            "langs": ["de"],
            "reply": {
                "root": {"uri": "at://did:plc:o/app.bsky.feed.post/3l0", "cid": "c0"},
                "parent": {"uri": "at://did:plc:asker/app.bsky.feed.post/3l1", "cid": "c1"},
            },
            "facets": [
                {
                    "index": {"byteStart": 6, "byteEnd": 20},
                    "features": [{"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:asker"}],
                },
                {
                    "index": {"byteStart": 26, "byteEnd": 33},
                    "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "Wasser"}],
                },
            ],
        },
    }


def test_the_root_is_the_threads_when_the_message_does_not_know_it(server: Loopback) -> None:
    parent = {"uri": REPLY.parent["uri"], "cid": "c1"}

    told = record_of(replace(REPLY, parent=parent), server)

    assert told["record"]["reply"]["root"] == REPLY.root


@pytest.mark.parametrize(
    "parent", [{"uri": "x", "cid": "c"}, {"uri": REPLY.parent["uri"], "cid": ""}, {"thread": "1"}]
)
def test_an_answer_to_something_without_uri_and_cid_is_refused(
    parent: dict[str, str], server: Loopback
) -> None:
    with pytest.raises(Refused, match="uri and cid"):
        RIG.make(server.url).publish(replace(REPLY, parent=parent))
    assert server.seen == []


def test_the_receipt_lets_one_answer_to_our_answer(server: Loopback) -> None:
    channel = RIG.make(server.url)
    receipt = channel.publish(REPLY)
    channel.publish(Outgoing("k2", "Noch etwas", AT, "3mg2ssekvq26t", parent=receipt.ref))

    reply = json.loads(server.seen[-1].body)["record"]["reply"]
    assert reply["parent"]["uri"] == receipt.remote_id
    assert reply["root"] == {"uri": "at://did:plc:o/app.bsky.feed.post/3l0", "cid": "c0"}


def test_a_look_up_finds_the_record_or_says_that_it_is_not_there(server: Loopback) -> None:
    channel = RIG.make(server.url)
    found = channel.find(REPLY)
    assert found == channel.publish(REPLY)
    server.script = lambda r: Reply(400, b'{"error": "RecordNotFound", "message": "Could not locate record"}')

    assert found is not None
    assert found.remote_id == channel_uri()
    assert channel.find(REPLY) is None


def test_a_look_up_that_fails_otherwise_is_not_taken_for_not_there(server: Loopback) -> None:
    channel = RIG.make(server.url)
    channel.find(REPLY)
    server.script = lambda r: Reply(400, b'{"error": "RepoNotFound"}')

    with pytest.raises(Refused, match="RepoNotFound"):
        channel.find(REPLY)


def channel_uri() -> str:
    uri: str = json.loads(tape("bluesky/putRecord.json"))["uri"]
    return uri


@pytest.mark.parametrize(
    "remote_id",
    [
        "",
        "x",
        "at://did:plc:someone/app.bsky.feed.post/3l",
        "at://did:plc:wasserwerkaaaaaaaaaaaaaa/app.bsky.feed.like/3l",
    ],
)
def test_only_our_own_posts_can_be_withdrawn(remote_id: str, server: Loopback) -> None:
    with pytest.raises(Refused):
        RIG.make(server.url).withdraw(Receipt(remote_id))
    assert "deleteRecord" not in methods(server)


# --- length


@pytest.mark.parametrize(
    ("text", "used", "limit", "unit"),
    [
        ("", 0, 300, "graphemes"),
        ("ä" * 300, 300, 300, "graphemes"),
        ("e\u0301" * 10, 10, 300, "graphemes"),
        ("👨‍👩‍👧‍👦" * 100, 2500, 3000, "bytes"),
        ("👨‍👩‍👧‍👦" * 121, 3025, 3000, "bytes"),
        ("🇩🇪" * 300, 300, 300, "graphemes"),
        ("a" + "\u0301" * 1500, 3001, 3000, "bytes"),
    ],
)
def test_length_is_the_tighter_of_graphemes_and_bytes(text: str, used: int, limit: int, unit: str) -> None:
    found = length(text)

    assert (found.used, found.limit, found.unit) == (used, limit, unit)


@given(st.text(max_size=400))
def test_a_text_fits_when_both_limits_say_so(text: str) -> None:
    size = len(text.encode(errors="replace"))

    assert (length(text).left >= 0) == (_atproto.graphemes(text) <= 300 and size <= 3000)


def test_secrets_of_the_tape_are_the_ones_that_are_looked_for() -> None:
    assert all(s in (tape("bluesky/createSession.json").decode() + str(RIG.secrets)) for s in SECRETS)


def test_the_tapes_name_only_invented_places() -> None:
    for place in (Path(__file__).parent / "tapes" / "bluesky").iterdir():
        assert "bsky.social" not in place.read_text()


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        (
            Reply(body=b'{"uri": "at://x", "value": {"description": "Impressum: r.example/impressum"}}'),
            ("Impressum: r.example/impressum",),
        ),
        (Reply(400, b'{"error": "RecordNotFound", "message": "Could not locate record"}'), ()),
        (Reply(502), None),
        (Reply(body=b'{"value": 7}'), ()),
    ],
)
def test_the_check_brings_what_stands_on_the_profile_and_says_when_it_cannot_be_read(
    reply: Reply, found: tuple[str, ...] | None, server: Loopback
) -> None:
    server.script = lambda r: reply if r.path.endswith("getRecord") else RIG.well(r)
    assert RIG.make(server.url).check().profile == found
