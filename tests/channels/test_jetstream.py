"""Frames of Jetstream, whatever they hold, and the look-ups beside the stream."""

import json

import pytest

from tests.servers.jetstream import V2
from tests.servers.loopback import Reply, Request, loopback
from zuruf.channels.jetstream import Jetstream

STREAM = Jetstream("wss://stream.example.org")


def frame(**over: object) -> bytes:
    record = {
        "$type": "app.bsky.feed.post",
        "text": "Akku",
        "langs": ["de", 7],
        "createdAt": "2026-02-25T06:00:00Z",
    }
    commit = {
        "operation": "create",
        "collection": "app.bsky.feed.post",
        "rkey": "3k1",
        "rev": "r1",
        "record": record,
        "cid": "c",
    }
    event = {
        "did": "did:plc:anna",
        "time_us": 1_772_000_000_000_000,
        "kind": "commit",
        "commit": {**commit, **over},
    }
    return json.dumps(event).encode()


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"null",
        b'{"did": 7}',
        b"\xff",
        b'{"commit": "x"}',
        b"{},{}",
        b"[" * 5000,
        b'"',
        frame(record={"text": 7}),
    ],
)
def test_a_frame_that_cannot_be_read_is_counted_and_those_around_it_are_read(junk: bytes) -> None:
    chunk = STREAM.read([frame(rkey="3k1"), junk, frame(rkey="3k2")])
    assert chunk.texts == ["Akku", "Akku"]
    assert chunk.broken == 1
    assert [m.remote_id[-3:] for m in map(chunk.whole, range(2)) if m] == ["3k1", "3k2"]
    assert chunk.about(0)[0] == ("de",)


def test_what_is_no_post_is_passed_by_and_what_is_written_again_is_not_gone() -> None:
    deleted = frame(operation="delete", record=None)
    chunk = STREAM.read(
        [frame(collection="app.bsky.feed.like"), deleted, frame(), frame(rkey="3k9"), deleted]
    )
    assert (chunk.texts, chunk.gone) == (["Akku", "Akku"], ["at://did:plc:anna/app.bsky.feed.post/3k1"])
    assert STREAM.read([deleted, frame()]).gone == []


def test_the_same_event_has_the_same_key_on_both_wires_and_others_have_others() -> None:
    event = json.loads(frame())
    said = {"did": event["did"], "seq": 7, "time": "2026-02-25T06:00:00.000001Z", **event["commit"]}
    assert STREAM.keys(frame()) == STREAM.keys(json.dumps({"payload": said}).encode()) != ""
    assert STREAM.keys(frame(rev="r2")) != STREAM.keys(frame()) != STREAM.keys(frame(operation="delete"))
    assert STREAM.keys(b"{") == STREAM.keys(b"{}") == ""


def test_posts_read_together_with_their_authors_handle_have_it() -> None:
    told = {"did": "did:plc:anna", "handle": "Anna.example"}
    named = {"did": "did:plc:anna", "time_us": 1, "kind": "identity", "identity": told}
    chunk = STREAM.read([frame(), json.dumps(named).encode()])
    assert chunk.handles == {"did:plc:anna": "anna.example"}
    assert [m.author.handle for m in [chunk.whole(0)] if m] == ["anna.example"]
    assert chunk.about(0)[1].handle == "anna.example"


def test_a_notice_of_the_stream_is_handed_on() -> None:
    told = {"$type": "message", "payload": {"$type": "x#info", "name": "OutdatedCursor", "message": "from 9"}}
    chunk = Jetstream(f"wss://stream.example.org{V2}").read([json.dumps(told).encode()])
    assert chunk.missed
    assert chunk.notice == "OutdatedCursor: from 9"


def test_handles_and_names_are_asked_of_the_appview_alone() -> None:
    def answer(request: Request) -> Reply:
        if "resolveHandle" in request.path:
            known = request.query["handle"] == ["anna.example"]
            body = {"did": "did:plc:anna"} if known else {"error": "InvalidRequest"}
            return Reply(200 if known else 400, json.dumps(body).encode())
        profiles = [{"did": "did:plc:anna", "handle": "anna.example", "displayName": "Anna"}, {"did": 7}, "x"]
        return Reply(200, json.dumps({"profiles": profiles}).encode())

    with loopback(answer) as server:
        stream = Jetstream("wss://stream.example.org", (server.host,), appview=server.url)
        assert stream.ids(["anna.example", "niemand.example"]) == {"anna.example": "did:plc:anna"}
        assert stream.people(["did:plc:anna", "did:plc:ben"]) == {"did:plc:anna": ("anna.example", "Anna")}
    assert Jetstream("wss://stream.example.org", appview="").ids(["anna.example"]) == {}
