"""What only a Facebook Page has: private answers, measures, and requests that Meta's own list knows."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.channels import spec_graph
from tests.channels.facebook_bench import TEXT, reply, sent, with_talks
from tests.channels.rig import AT, json_reply, tape
from tests.channels.rigs.facebook import COMMENT, PAGE, PERSON, POST, RIG, well
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels import _facebook_reading as reading
from zuruf.channels._facebook_words import NOT_CALLED
from zuruf.core.capabilities import Visibility
from zuruf.core.channel import Channel, NotConnected, Receipt, Refused
from zuruf.core.measure import Measure, Ordered

OWN = "200000000000001_300000000000009"
KINDS = {PAGE: "Page", POST: "PagePost", COMMENT: "Comment", OWN: "Comment", "m_OursAAA1": "message"}


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(well) as running:
        yield running


# --- what goes out


def test_an_answer_goes_below_the_first_comment(server: Loopback) -> None:
    channel = RIG.make(server.url)
    receipt = channel.publish(reply())
    assert sent(server).path.endswith(f"/{COMMENT}/comments")
    assert receipt.remote_id == OWN

    channel.publish(reply(parent={**RIG.ref, "id": "200000000000001_300000000000007", "top": COMMENT}))
    assert sent(server).path.endswith(f"/{COMMENT}/comments")


def test_a_private_answer_goes_to_whoever_wrote_the_comment(server: Loopback) -> None:
    receipt = RIG.make(server.url).publish(reply(public=False))

    assert sent(server).path.endswith(f"/{PAGE}/messages")
    told = json.loads(sent(server).body)
    assert told["recipient"] == {"comment_id": COMMENT}
    assert told["message"] == {"text": TEXT, "metadata": "zuruf:k"}
    assert receipt == Receipt("m_OursAAA1", "", {"kind": "message", "id": "m_OursAAA1", "author": PERSON})


def day_over(request: Request) -> Reply:
    """The network takes a private message only as one that a person wrote."""
    if request.path.endswith("/messages") and b"HUMAN_AGENT" not in request.body:
        return Reply(400, b'{"error": {"code": 10, "error_subcode": 2018278, "message": "(#10)"}}')
    return well(request)


@pytest.mark.parametrize(
    ("ago", "over", "tag"),
    [(1, False, None), (25, False, None), (25, True, "HUMAN_AGENT")],
    ids=["early", "written_again_since", "late"],
)
def test_a_message_after_a_day_goes_out_as_one_that_a_person_wrote(
    ago: int, over: bool, tag: str | None, server: Loopback
) -> None:
    server.script = day_over if over else well
    at = (datetime.now(UTC) - timedelta(hours=ago)).isoformat()
    parent = {"kind": "message", "id": "m_TheirsAAA1", "author": PERSON, "at": at}
    RIG.make(server.url).publish(reply(parent=parent, public=False))

    told = json.loads(sent(server).body)
    assert told["recipient"] == {"id": PERSON}
    assert told.get("tag") == tag
    assert told["messaging_type"] == ("MESSAGE_TAG" if tag else "RESPONSE")


def test_a_machine_does_not_pass_itself_off_as_a_person(server: Loopback) -> None:
    parent = {"kind": "message", "id": "m", "author": PERSON, "at": "2026-03-01T12:00:00+00:00"}
    server.script = day_over

    with pytest.raises(Refused, match="only a person"):
        RIG.make(server.url).publish(reply(parent=parent, public=False, automatic=True))
    assert b"HUMAN_AGENT" not in b"".join(r.body for r in server.seen)


@pytest.mark.parametrize("kind", ["comment", "message"])
def test_what_is_too_long_for_a_private_message_is_refused_before_any_request(
    kind: str, server: Loopback
) -> None:
    with pytest.raises(Refused):
        RIG.make(server.url).publish(reply(kind, public=False, text="x" * 2_001))
    assert server.seen == []


@pytest.mark.parametrize(
    "parent", [{}, {"kind": "comment"}, {"kind": "x", "id": "1"}, {"kind": "comment", "id": "1/2"}]
)
def test_nothing_is_sent_to_a_place_that_is_not_known(parent: dict[str, str], server: Loopback) -> None:
    with pytest.raises(Refused):
        RIG.make(server.url).publish(reply(parent=parent))
    assert server.seen == []


def test_after_an_unknown_outcome_ours_is_found_by_its_text_and_nobody_elses(server: Loopback) -> None:
    channel = RIG.make(server.url)

    found = channel.find(reply(created_at=datetime(2026, 3, 2, 8, 15, tzinfo=UTC)))
    assert found is not None
    assert found.remote_id == OWN
    ahead = channel.find(
        reply(created_at=datetime(2026, 3, 2, 8, 19, tzinfo=UTC))
    )  # our clock is 3 minutes ahead
    assert ahead == found
    assert channel.find(reply(text="Etwas anderes.")) is None
    assert (
        channel.find(reply(created_at=datetime(2026, 3, 3, 8, 15, tzinfo=UTC))) is None
    )  # an older, equal one


def test_an_answer_is_found_in_whatever_order_the_network_gives_them(server: Loopback) -> None:
    told = json.loads(tape("facebook/comments.json"))
    ours = next(one for one in told["data"] if one["id"] == OWN)
    told["data"] = [{**ours, "id": "1_2", "message": "Alt", "created_time": "2026-02-02T08:15:40+0000"}, ours]
    server.script = lambda r: Reply(body=json.dumps(told).encode()) if r.method == "GET" else well(r)

    found = RIG.make(server.url).find(reply())
    assert found is not None
    assert found.remote_id == OWN


def test_where_too_much_was_written_since_nobody_says_that_it_is_not_there(server: Loopback) -> None:
    told = json.loads(tape("facebook/comments.json"))
    told["paging"] = {"next": "https://x", "cursors": {"after": "MORE"}}
    for one in told["data"]:
        one["created_time"] = "2026-03-05T08:15:40+0000"
    talks = json.loads(tape("facebook/conversations.json"))
    message = talks["data"][0]["messages"]["data"][0] | {"created_time": "2026-03-05T08:15:40+0000"}
    talks["data"][0]["messages"]["data"] = [message | {"id": f"m_{n}"} for n in range(50)]

    def script(request: Request) -> Reply:
        return Reply(body=json.dumps(talks if request.path.endswith("/conversations") else told).encode())

    server.script = script
    channel = RIG.make(server.url)
    for one in (reply(text="Etwas anderes."), reply(text="Etwas anderes.", public=False)):
        with pytest.raises(Refused, match="too many newer"):
            channel.find(one)
    assert [r.path.rpartition("/")[2] for r in server.seen] == ["comments"] * 5 + ["conversations"]


def test_the_parts_of_a_late_answer_all_go_out_as_ones_that_a_person_wrote(server: Loopback) -> None:
    server.script = day_over
    at = (datetime.now(UTC) - timedelta(hours=25)).isoformat()
    parent = {"kind": "message", "id": "m_TheirsAAA1", "author": PERSON, "at": at}
    first = RIG.make(server.url).publish(reply(parent=parent, public=False))
    RIG.make(server.url).publish(reply(parent=first.ref, public=False))

    assert [json.loads(r.body).get("tag") for r in server.seen] == [None, "HUMAN_AGENT"] * 2


def test_a_private_message_is_found_in_the_conversation_with_the_person(server: Loopback) -> None:
    server.script = with_talks
    found = RIG.make(server.url).find(reply(public=False))

    assert found is not None
    assert found.remote_id == "m_OursAAA1"
    assert server.seen[-1].query["user_id"] == [PERSON]


def test_what_is_gone_is_taken_back_already_and_read_back_as_gone_only_while_our_access_holds(
    server: Loopback,
) -> None:
    gone = json.dumps({"error": {"code": 100, "error_subcode": 33, "message": "does not exist"}}).encode()
    server.script = lambda r: Reply(400, gone) if r.path.endswith(OWN) else well(r)
    channel, there = RIG.make(server.url), Receipt(OWN)
    channel.withdraw(there)
    assert channel.read_back(there) is None

    ended = json.dumps({"error": {"code": 190, "message": "ended"}}).encode()
    server.script = lambda r: Reply(400, gone if r.path.endswith(OWN) else ended)
    with pytest.raises(NotConnected):
        channel.read_back(there)


def test_a_hidden_answer_is_seen_as_hidden_and_a_message_only_as_accepted(server: Loopback) -> None:
    hidden = json.loads(tape("facebook/own.json")) | {"is_hidden": True}
    server.script = lambda r: Reply(body=json.dumps(hidden).encode())
    seen = RIG.make(server.url).read_back(Receipt(OWN))
    assert seen is not None
    assert (seen.visibility, seen.reactions) == (Visibility.HIDDEN, 3)

    told = {"id": "m_OursAAA1", "message": TEXT}
    server.script = lambda r: Reply(body=json.dumps(told).encode())
    seen = RIG.make(server.url).read_back(Receipt("m_OursAAA1", "", {"kind": "message"}))
    assert seen is not None
    assert seen.visibility is Visibility.ACCEPTED


def test_a_private_message_can_be_neither_taken_back_nor_changed(server: Loopback) -> None:
    there, channel = Receipt("m_OursAAA1", "", {"kind": "message"}), RIG.make(server.url)
    for act in (lambda: channel.withdraw(there), lambda: channel.edit(there, reply())):
        with pytest.raises(Refused):
            act()
    assert server.seen == []


@pytest.mark.parametrize(
    ("link", "ids"),
    [
        ("https://www.facebook.com/x/posts/22?comment_id=33&reply_comment_id=44", ["22_44", "44"]),
        ("https://m.facebook.com/permalink.php?story_fbid=22&id=1&comment_id=33", ["22_33", "33"]),
        ("https://www.facebook.com/1_22?comment_id=33", ["22_33", "33"]),
        ("https://www.facebook.com/x/posts/pfbid0abc?comment_id=Y29tbWVudDoyMl8zMw==", ["22_33"]),
        ("https://www.facebook.com/x/posts/22", []),
        ("https://www.facebook.com/x?comment_id=" + "9" * 50, []),
        ("https://facebook.com.evil.example/1?comment_id=3", []),
        ("http://[", []),
    ],
)
def test_the_address_of_a_comment_names_its_id(link: str, ids: list[str]) -> None:
    assert reading.named(link) == ids


def test_what_others_wrote_is_not_located_as_ours(server: Loopback) -> None:
    server.script = lambda r: json_reply("facebook/comment.json")
    assert RIG.make(server.url).locate(RIG.own_link) is None


# --- measures and looks


ORDER = Ordered("k", Measure.HIDE, AT, {"kind": "comment", "id": COMMENT, "author": PERSON}, PERSON)


@pytest.mark.parametrize(
    ("order", "method", "path", "told"),
    [
        (ORDER, "POST", COMMENT, "is_hidden=true"),
        (replace(ORDER, back=True), "POST", COMMENT, "is_hidden=false"),
        (replace(ORDER, measure=Measure.DELETE), "DELETE", COMMENT, ""),
        (replace(ORDER, measure=Measure.BLOCK), "POST", f"{PAGE}/blocked", f"user=%5B%22{PERSON}%22%5D"),
        (replace(ORDER, measure=Measure.BLOCK, back=True), "DELETE", f"{PAGE}/blocked", ""),
    ],
)
def test_a_measure_is_one_request_that_meta_knows(
    order: Ordered, method: str, path: str, told: str, server: Loopback
) -> None:
    RIG.make(server.url).act(order)

    (request,) = server.seen
    assert (request.method, request.path) == (method, f"/v25.0/{path}")
    assert told in request.body.decode()
    spec_graph.check(request, KINDS)


@pytest.mark.parametrize(
    "order",
    [replace(ORDER, measure=Measure.REPORT), replace(ORDER, measure=Measure.MUTE), replace(ORDER, ref={})],
)
def test_what_facebook_does_not_offer_is_refused_without_asking(order: Ordered, server: Loopback) -> None:
    with pytest.raises(Refused):
        RIG.make(server.url).act(order)
    assert server.seen == []


def test_a_check_names_the_page_its_notices_and_what_is_missing(server: Loopback) -> None:
    well_ = RIG.make(server.url).check()
    assert (well_.name, well_.handle, well_.problem) == (
        "Stadtwerke Beispielstadt",
        "stadtwerke.beispielstadt",
        "",
    )
    assert well_.profile
    assert any("datenschutz" in line for line in well_.profile)

    refused = {"error": {"code": 10, "message": "(#10) requires pages_read_user_content"}}
    server.script = lambda r: (
        Reply(403, json.dumps(refused).encode()) if r.path.endswith("/feed") else well(r)
    )
    bare = RIG.make(server.url).check()
    assert (bare.can_read, bare.missing) == (False, ("pages_read_user_content",))

    server.script = lambda r: Reply(body=b'{"data": []}') if r.path.endswith("_apps") else well(r)
    assert RIG.make(server.url).check().problem == NOT_CALLED


def test_every_request_asks_for_what_metas_own_list_knows(server: Loopback) -> None:
    server.script = with_talks
    channel: Channel = RIG.make(server.url)
    channel.check()
    channel.fetch(None)
    channel.find(reply())
    channel.find(reply(public=False))
    channel.publish(reply())
    channel.publish(reply(public=False))
    there = Receipt(OWN, "", {"kind": "comment"})
    channel.edit(there, reply())
    channel.read_back(there)
    channel.withdraw(there)
    channel.look_up(COMMENT)
    channel.look_up(POST)
    channel.locate(RIG.own_link)
    assert len(server.seen) == 17
    for request in server.seen:
        spec_graph.check(request, KINDS)


def test_every_tape_has_fields_that_metas_own_list_knows() -> None:
    told = json.loads(tape("facebook/feed.json"))
    for post in told["data"]:
        spec_graph.answer("PagePost", post)
        for one in post.get("comments", {"data": []})["data"]:
            spec_graph.answer("Comment", one)
    for name, kind in (("own", "Comment"), ("comment", "Comment"), ("page", "Page")):
        spec_graph.answer(kind, json.loads(tape(f"facebook/{name}.json")))
