"""What comes in from a Facebook Page: by calls and by pages, new, changed and removed, and not twice."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.channels import spec_graph
from tests.channels.facebook_bench import TEXT, with_talks
from tests.channels.rig import AT, tape
from tests.channels.rigs.facebook import COMMENT, PAGE, PERSON, POST, RIG, well
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels import _graph as g
from zuruf.channels import _graph_messages as messages
from zuruf.channels import _graph_terms, facebook
from zuruf.core.capabilities import Asked
from zuruf.core.channel import NotConnected, Outgoing, Refused
from zuruf.core.message import Gone


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(well) as running:
        yield running


def test_a_call_brings_new_changed_and_removed_ones_and_leaves_out_the_rest() -> None:
    batch = RIG.make().unpack(tape("facebook/call_batch.json"))

    found = {m.remote_id: m for m in batch.incoming if not m.edited_at}
    changed = {m.remote_id: m for m in batch.incoming if m.edited_at}
    assert list(found) == [
        "200000000000001_300000000000002",
        "104000000000001_200000000000002",
        "105000000000009_200000000000077",
        "m_TheirsAAA1",
        "m_OursAAA2",
        "m_TheirsAAA2",
    ]
    assert set(changed) == {COMMENT, "m_TheirsAAA1"}
    assert changed[COMMENT].text == "Wie lange ist das Wasser denn weg?"
    assert changed[COMMENT].edited_at == datetime(2026, 3, 1, 9, 23, 20, tzinfo=UTC)
    assert batch.gone == (
        Gone("200000000000001_300000000000005", datetime(2026, 3, 1, 9, 23, 20, tzinfo=UTC)),
    )


def test_each_comment_begins_a_conversation_with_the_answers_to_it() -> None:
    first, answer = RIG.make().unpack(tape("facebook/call_comment.json")).incoming + tuple(
        m for m in RIG.make().unpack(tape("facebook/call_batch.json")).incoming if m.ours and m.public
    )

    assert (first.parent, first.root, first.public, first.ours) == ("", "", True, False)
    assert (answer.parent, answer.root, answer.ours) == (COMMENT, COMMENT, True)
    assert first.author.remote_id == PERSON
    assert first.permalink == f"https://www.facebook.com/{POST}?comment_id=300000000000001"
    assert first.ref == {"kind": "comment", "id": COMMENT, "post": POST, "author": PERSON}


def test_private_messages_with_one_person_are_one_conversation() -> None:
    batch = RIG.make().unpack(tape("facebook/call_batch.json"))

    talk = [m for m in batch.incoming if not m.public]
    assert {m.root for m in talk} == {messages.thread(PERSON)}
    assert [m.ours for m in talk] == [False, True, False, False]
    assert [m.author.remote_id for m in talk] == [PERSON, PAGE, PERSON, PERSON]
    assert talk[2].text == "https://scontent.example/rechnung.jpg"
    assert all(m.ref["author"] == PERSON for m in talk)


def test_the_echo_of_our_own_sending_is_left_to_its_receipt_and_that_of_another_program_comes_in() -> None:
    told = json.loads(tape("facebook/call_batch.json"))
    echo = told["entry"][1]["messaging"][1]
    told["entry"] = [{**told["entry"][1], "messaging": [echo]}]
    assert RIG.make().unpack(json.dumps(told).encode()).incoming[0].ours

    echo["message"]["metadata"] = "zuruf:k"
    assert RIG.make().unpack(json.dumps(told).encode()).incoming == ()


def test_what_stands_on_somebody_elses_page_takes_no_private_answer(server: Loopback) -> None:
    found = RIG.make().unpack(tape("facebook/call_batch.json")).incoming
    mention = next(m for m in found if m.remote_id == "105000000000009_200000000000077")
    asked = Asked(mention.ref, True, AT, AT, privately=True)

    assert facebook.terms(asked, TEXT, AT).refusal == _graph_terms.NOT_ELSEWHERE
    assert facebook.terms(replace(asked, privately=False), TEXT, AT).refusal == ""
    with pytest.raises(Refused):
        RIG.make(server.url).publish(Outgoing("k", TEXT, AT, parent=dict(mention.ref), public=False))
    assert server.seen == []


def test_the_same_call_again_or_in_another_order_brings_the_same() -> None:
    told = json.loads(tape("facebook/call_batch.json"))
    first = RIG.make().unpack(json.dumps(told).encode())
    told["entry"] = [*reversed(told["entry"]), *told["entry"]]

    again = RIG.make().unpack(json.dumps(told).encode())

    assert set(map(str, again.incoming)) == set(map(str, first.incoming))
    assert set(again.gone) == set(first.gone)


def test_a_page_brings_visitors_posts_and_comments_but_not_what_we_wrote_below_our_own(
    server: Loopback,
) -> None:
    server.script = with_talks
    batch = RIG.make(server.url).fetch(None)

    found = {m.remote_id: m for m in batch.incoming}
    assert list(found) == [
        COMMENT,
        "200000000000001_300000000000002",
        "200000000000001_300000000000003",
        "104000000000001_200000000000002",
        "m_OursAAA1",
        "m_TheirsAAA1",
    ]
    assert found["200000000000001_300000000000002"].ours
    assert found["200000000000001_300000000000003"].text == "https://www.facebook.com/photo.php?fbid=1"
    assert (
        found["200000000000001_300000000000003"].author.remote_id == "unnamed:200000000000001_300000000000003"
    )
    assert found["104000000000001_200000000000002"].ref["kind"] == "post"
    assert found["m_TheirsAAA1"].root == messages.thread(PERSON)
    assert found["m_OursAAA1"].ours
    assert {r.path.rpartition("/")[2] for r in server.seen} == {"feed", "tagged", "conversations"}


def test_a_call_and_a_page_tell_of_one_comment_alike(server: Loopback) -> None:
    called = RIG.make().unpack(tape("facebook/call_comment.json")).incoming[0]
    listed = RIG.make(server.url).fetch(None).incoming[0]

    assert replace(listed, permalink="") == replace(called, permalink="")


def test_that_messages_cannot_be_read_is_told_and_comments_come_in_all_the_same(server: Loopback) -> None:
    refused = {"error": {"code": 200, "message": "(#200) Requires pages_messaging permission"}}
    server.script = lambda r: (
        Reply(403, json.dumps(refused).encode()) if r.path.endswith("/conversations") else well(r)
    )
    batch = RIG.make(server.url).fetch(None)

    assert len(batch.incoming) == 4
    assert "pages_messaging" in batch.problem


def test_a_token_that_is_taken_back_in_mid_poll_stops_the_round(server: Loopback) -> None:
    ended = json.dumps({"error": {"code": 190, "message": "Session has expired"}}).encode()
    server.script = lambda r: Reply(400, ended) if r.path.endswith("/tagged") else well(r)

    with pytest.raises(NotConnected):
        RIG.make(server.url).fetch(None)


def test_a_round_goes_through_all_pages_and_a_changed_comment_is_told(server: Loopback) -> None:
    told = json.loads(tape("facebook/feed.json"))
    first = {"data": told["data"][:1], "paging": {"next": "https://x", "cursors": {"after": "SECOND"}}}
    new = datetime.now(UTC).isoformat()
    first["data"][0]["created_time"] = new
    second = {"data": told["data"][1:]}
    pages = {"": first, "SECOND": second}

    def script(request: Request) -> Reply:
        if RIG.reads(request):
            return Reply(body=json.dumps(pages[request.query.get("after", [""])[0]]).encode())
        return well(request)

    server.script = script
    channel = RIG.make(server.url)
    one = channel.fetch(None)
    two = channel.fetch(one.cursor)
    assert (one.more, two.more) == (True, False)
    assert len(one.incoming) + len(two.incoming) == 4

    first["data"][0]["comments"]["data"][0]["message"] = "Wie lange noch?"
    three = channel.fetch(two.cursor)
    assert [(m.text, bool(m.edited_at)) for m in three.incoming] == [("Wie lange noch?", True)]


@pytest.mark.parametrize("back", ["", "14", "x", "-3"])
def test_the_first_round_leaves_what_is_older_where_it_is_and_later_ones_bring_what_is_new(
    back: str, server: Loopback
) -> None:
    told = json.loads(tape("facebook/feed.json").replace(b'"2026-', b'"2020-'))
    server.script = lambda r: Reply(body=json.dumps(told).encode()) if RIG.reads(r) else well(r)
    rig = replace(RIG, settings=lambda url: {"page": PAGE, "server": url, "back": back})
    first = rig.make(server.url).fetch(None)
    assert first.incoming == ()

    comments = told["data"][0]["comments"]["data"]
    comments.append(
        comments[0]
        | {
            "id": "200000000000001_300000000000077",
            "message": "Und heute?",
            "created_time": datetime.now(UTC).isoformat(),
        }
    )
    comments[0]["message"] = "Anders"
    second = rig.make(server.url).fetch(first.cursor)
    assert {m.text for m in second.incoming} == {"Und heute?", "Anders"}


def test_posts_of_long_ago_are_not_looked_through(server: Loopback) -> None:
    told = json.loads(tape("facebook/feed.json"))
    told["paging"] = {"next": "https://x", "cursors": {"after": "SECOND"}}
    for one in told["data"]:
        one["created_time"] = "2020-03-01T08:00:00+0000"
    server.script = lambda r: Reply(body=json.dumps(told).encode()) if RIG.reads(r) else well(r)

    assert RIG.make(server.url).fetch(None).more is False


def test_comments_are_read_on_below_a_post_as_long_as_all_of_them_are_new(server: Loopback) -> None:
    told = json.loads(tape("facebook/feed.json"))
    told["data"], now = told["data"][:1], datetime.now(UTC).isoformat()
    one = told["data"][0]["comments"]["data"][0] | {"created_time": now}

    def page(first: int, more: bool) -> dict[str, Any]:
        rows = [one | {"id": f"200000000000001_5{n:014}"} for n in range(first, first + 3)]
        return {
            "data": rows,
            "paging": {"cursors": {"after": f"c{first}"}, **({"next": "x"} if more else {})},
        }

    def script(request: Request) -> Reply:
        if RIG.reads(request):
            return Reply(body=json.dumps(told).encode())
        if request.path.endswith("/comments"):
            spec_graph.check(request, {told["data"][0]["id"]: "PagePost"})
            asked.append(request.query["after"][0])
            return Reply(body=json.dumps(pages.pop(0)).encode())
        return well(request)

    asked: list[str] = []
    told["data"][0]["comments"], pages = page(0, True), [page(3, True), page(6, False)]
    server.script = script
    first = RIG.make(server.url).fetch(None)
    assert (len(first.incoming), asked, first.problem) == (9, ["c0", "c3"], "")

    told["data"][0]["comments"] = known = page(0, True)
    known["data"] = [one | {"id": "200000000000001_599"}, *known["data"]]
    assert [m.remote_id for m in RIG.make(server.url).fetch(first.cursor).incoming] == ["200000000000001_599"]
    assert asked == ["c0", "c3"], "known ground ends it"

    told["data"][0]["comments"], pages = page(100, True), [page(n, True) for n in range(200, 233, 3)]
    many = RIG.make(server.url).fetch(first.cursor)
    assert (len(many.incoming), many.problem) == (33, g.MANY_BELOW)
