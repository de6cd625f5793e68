"""What comes in from YouTube: comments, answers below them and what is held; at most what a look may cost."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.channels.contract import tape
from tests.channels.youtube_bench import RIG, answers, by_id, channel, page, refusal
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels import _youtube_quota as quota
from zuruf.channels import _youtube_words as words


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(RIG.well) as running:
        yield running


def test_comments_answers_and_what_is_held_come_in(server: Loopback) -> None:
    found = by_id(channel(server).fetch(None).incoming)
    first, below = found["UgxThread0000003"], found["UgxThread0000002.r1"]

    assert first.permalink == "https://www.youtube.com/watch?v=vid00000001&lc=UgxThread0000003"
    assert first.author.handle == "kundin-anger"
    assert below.root == "UgxThread0000002"
    assert found["UgxThread0000002"].edited_at
    assert found["UgxThread0000002.r2"].ours
    assert found["UgxHeld00000001"].ref["held"] == "1"
    assert found["UgxThread0000001"].ref["closed"] == "1"


def test_a_changed_comment_comes_in_again_and_nothing_else(server: Loopback) -> None:
    net = channel(server)
    cursor = net.fetch(None).cursor
    told = page()
    top = told["items"][0]["snippet"]["topLevelComment"]["snippet"]
    top |= {"textOriginal": "Wann kommt der Zähler nun?", "updatedAt": "2026-03-02T07:30:00Z"}
    answers(server, newest=told)

    (again,) = net.fetch(cursor).incoming
    assert again.text == "Wann kommt der Zähler nun?"
    assert again.edited_at == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


def test_new_answers_in_an_older_thread_are_found(server: Loopback) -> None:
    net = channel(server)
    cursor = net.fetch(None).cursor
    told = page()
    newest, older = told["items"][:1], told["items"][1:]
    older[0]["snippet"]["totalReplyCount"] = 9
    late = json.loads(tape("youtube/comments.replies.json"))
    late["items"][0]["id"] = "UgxThread0000002.r9"
    answers(server, newest=page(items=newest), older=page(items=older), replies=late)

    batch = net.fetch(cursor)

    assert [m.remote_id for m in batch.incoming] == ["UgxThread0000002.r9"]
    assert batch.incoming[0].root == "UgxThread0000002"
    assert net.fetch(batch.cursor).cursor is None


def test_a_look_costs_at_most_what_the_arithmetic_says(server: Loopback) -> None:
    net = channel(server)
    cursor = net.fetch(None).cursor
    told = page()
    one = told["items"][1]
    grown = [
        {**one, "id": f"UgxGrown{n:04}", "snippet": {**one["snippet"], "totalReplyCount": 50}}
        for n in range(20)
    ]
    answers(server, newest=page(items=grown))
    before = len(server.seen)

    net.fetch(cursor)

    assert len(server.seen) - before == quota.LOOK
    day = quota.DAY / quota.EVERY * quota.LOOK
    assert day == 2_016
    assert (quota.UNITS - day) // quota.WRITE == 159


def test_reading_goes_on_page_by_page_until_known_ground(server: Loopback) -> None:
    net = channel(server)
    cursor = net.fetch(None).cursor
    told = page()
    fresh = {**told["items"][0], "id": "UgxFresh"}
    answers(server, newest=page(items=[fresh], nextPageToken="P2"))
    first = net.fetch(cursor)
    answers(server, newest=page(nextPageToken="P3"))
    second = net.fetch(first.cursor)

    assert first.more
    assert not second.more
    assert server.seen[-1].query["pageToken"] == ["P2"]


def test_a_page_that_is_not_there_any_more_begins_the_walk_anew(server: Loopback) -> None:
    net = channel(server)
    cursor = dict(net.fetch(None).cursor or {}) | {"page": "old"}
    server.script = lambda r: refusal("invalidPageToken", 400) if "pageToken" in r.query else RIG.well(r)

    batch = net.fetch(cursor)

    assert batch.cursor
    assert batch.cursor["page"] == ""
    assert not batch.more, "or a page that never comes would be asked for again and again, at a unit each"


def threads(*names: str) -> list[dict[str, Any]]:
    one = page()["items"][0]
    top = one["snippet"]["topLevelComment"]
    return [
        {**one, "id": n, "snippet": {**one["snippet"], "topLevelComment": {**top, "id": n}}} for n in names
    ]


def test_what_a_walk_has_seen_itself_does_not_end_it(server: Loopback) -> None:
    net = channel(server)
    cursor = net.fetch(None).cursor
    held = {"kind": "list", "items": []}
    came: list[str] = []
    for names, token in ((["n1", "n2"], "P2"), (["n2", "n3"], "P3"), (["n4"], "P4")):
        answers(server, newest=page(items=threads(*names), nextPageToken=token), held=held)
        batch = net.fetch(json.loads(json.dumps(cursor)))
        cursor, came = batch.cursor, [*came, *(m.remote_id for m in batch.incoming)]
        assert batch.more
    assert [one for one in came if one.startswith("n")] == ["n1", "n2", "n3", "n4"]
    seen = list(json.loads(json.dumps(cursor))["seen"])
    assert seen[:4] == ["n1", "n2", "n3", "n4"], "the newest first, whatever page they came on"

    server.script = lambda r: refusal("invalidPageToken", 400) if "pageToken" in r.query else RIG.well(r)
    broken = net.fetch(cursor).cursor
    answers(server, newest=page(items=threads("n1", "n2"), nextPageToken="P2"), held=held)
    again = net.fetch(broken)
    assert again.more, "the walk that broke off is gone again, to the same ground"
    server.script = RIG.well
    assert not net.fetch(again.cursor).more


def test_all_pages_of_answers_below_a_comment_are_read(server: Loopback) -> None:
    net = channel(server)
    cursor = net.fetch(None).cursor
    (grown,) = threads("UgxThread0000003")
    grown["snippet"] |= {"totalReplyCount": 150}
    late = json.loads(tape("youtube/comments.replies.json"))
    late["items"][0]["id"] = "UgxThread0000003.late"

    def script(request: Request) -> Reply:
        if request.path == "/comments":
            told = late if "pageToken" in request.query else late | {"items": [], "nextPageToken": "R2"}
        else:
            told = page(items=[grown] if "id" not in request.query else [])
        return Reply(body=json.dumps(told).encode())

    server.script = script
    assert "UgxThread0000003.late" in by_id(net.fetch(cursor).incoming)


def test_who_may_not_see_held_comments_reads_the_others(server: Loopback) -> None:
    server.script = lambda r: refusal("forbidden") if "moderationStatus" in r.query else RIG.well(r)
    batch = channel(server).fetch(None)

    assert len(batch.incoming) == 5
    assert batch.problem == words.NO_HELD
