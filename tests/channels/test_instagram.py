"""What only an Instagram account has: mentions that come without words, answers below others' pictures, bytes, addresses."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.channels import spec_graph
from tests.channels.rig import AT, json_reply, tape
from tests.channels.rigs.instagram import COMMENT, OWN, RIG, USER, well
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels import _graph_messages as messages
from zuruf.channels import _graph_terms, instagram
from zuruf.channels import _instagram_reading as reading
from zuruf.channels._instagram_words import ANOTHER
from zuruf.core.capabilities import Asked
from zuruf.core.channel import Channel, Outgoing, Receipt, Refused, TryLater
from zuruf.core.measure import Measure, Ordered

TEXT = "Guten Tag, wir prüfen das gerade."
MENTION, MEDIA, PERSON = "17910000000000001", "17810000000000001", "6500000000000001"
KINDS = {USER: "IGUser", COMMENT: "IGComment", OWN: "IGComment", "me": "Page"}


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(well) as running:
        yield running


def reply(**more: Any) -> Outgoing:
    return replace(Outgoing("k", TEXT, AT, parent=dict(RIG.ref)), **more)


def sent(server: Loopback) -> Request:
    return next(r for r in reversed(server.seen) if r.method != "GET")


def mention(**more: str) -> dict[str, str]:
    return {"kind": "mention", "id": MENTION, "media": MEDIA, "handle": "badegast"} | more


def with_talks(request: Request) -> Reply:
    if request.path.endswith("/conversations"):
        return json_reply("instagram/conversations.json")
    return well(request)


# --- what comes in


def test_a_call_brings_each_comment_once_and_asks_for_the_words_of_a_mention(server: Loopback) -> None:
    batch = RIG.make(server.url).unpack(tape("instagram/call_batch.json"))

    found = {m.remote_id: m for m in batch.incoming}
    assert list(found) == [COMMENT, OWN, MENTION, "17900000000000011", "aWdfZAG1_theirs1", "aWdfZAG1_ours1"]
    assert (found[OWN].ours, found[OWN].root) == (True, COMMENT)
    assert found[MENTION].text.endswith("wann ist das Bad wieder offen?")
    assert found[MENTION].permalink == "https://www.instagram.com/p/Cdef456/"
    assert found[MENTION].ref["media"] == MEDIA
    assert found["aWdfZAG1_ours1"].ours
    assert [g.remote_id for g in batch.gone] == ["aWdfZAG1_theirs1"]
    assert len(server.seen) == 1


def test_a_mention_waits_while_the_network_is_away_and_is_left_when_it_is_gone(server: Loopback) -> None:
    server.script = lambda _: Reply(503)
    with pytest.raises(TryLater):
        RIG.make(server.url).unpack(tape("instagram/call_batch.json"))

    gone = json.dumps({"error": {"code": 100, "error_subcode": 33, "message": "no"}}).encode()
    server.script = lambda _: Reply(400, gone)
    batch = RIG.make(server.url).unpack(tape("instagram/call_batch.json"))
    assert MENTION not in {m.remote_id for m in batch.incoming}
    assert batch.incoming


def test_a_mention_that_only_a_missing_right_hides_is_not_lost(server: Loopback) -> None:
    lacks = {"error": {"code": 10, "message": "(#10) Requires instagram_manage_comments permission"}}
    server.script = lambda _: Reply(400, json.dumps(lacks).encode())
    with pytest.raises(TryLater, match="instagram_manage_comments"):
        RIG.make(server.url).unpack(tape("instagram/call_batch.json"))


def test_ours_is_known_by_its_number_too_after_the_account_was_renamed() -> None:
    us = reading.Us(USER, "alter_name")

    assert us.wrote({"username": "neuer_name", "user": {"id": USER}})
    assert not us.wrote({"username": "jemand", "user": {"id": "1"}})
    assert not reading.Us(USER, "").wrote({"id": "1", "text": "Ohne Namen"})
    assert not reading.Us("", "").wrote({"id": "1"})


def test_no_mention_leads_to_another_place_of_the_network() -> None:
    assert reading.words_of(reading.Named("1/../me", "2")) == ""
    assert reading.words_of(reading.Named("1", "2){x}")) == ""
    assert reading.words_of(reading.Named("1")).startswith("mentioned_media.media_id(1)")


def test_a_page_brings_comments_and_the_answers_to_them(server: Loopback) -> None:
    server.script = with_talks
    batch = RIG.make(server.url).fetch(None)

    found = {m.remote_id: m for m in batch.incoming}
    assert list(found) == [COMMENT, OWN, "17900000000000003", "aWdfZAG1_ours1", "aWdfZAG1_theirs1"]
    assert found[OWN].ours
    assert found["17900000000000003"].root == COMMENT
    assert found["17900000000000003"].author.remote_id == "@fragende_anwohnerin"  # no id is told there
    assert found[COMMENT].permalink == "https://www.instagram.com/p/Cabc123/c/18000000000000001/"
    assert found["aWdfZAG1_theirs1"].root == messages.thread(PERSON)
    assert found["aWdfZAG1_ours1"].ours


def test_comments_are_read_on_below_a_picture_as_long_as_all_of_them_are_new(server: Loopback) -> None:
    told = json.loads(tape("instagram/media.json"))
    now = datetime.now(UTC).isoformat()
    comments = told["data"][0]["comments"]
    one = {**comments["data"][0], "timestamp": now, "replies": {"data": []}}
    comments |= {"data": [one], "paging": {"next": "x", "cursors": {"after": "c1"}}}
    late = {"data": [{**one, "id": "18000000000000077"}]}

    def script(request: Request) -> Reply:
        if RIG.reads(request):
            return Reply(body=json.dumps(told).encode())
        if request.path.endswith("/comments"):
            spec_graph.check(request, {told["data"][0]["id"]: "IGMedia"})
            return Reply(body=json.dumps(late).encode())
        return well(request)

    server.script = script
    found = {m.remote_id for m in RIG.make(server.url).fetch(None).incoming}
    assert {one["id"], "18000000000000077"} <= found


# --- what goes out


@pytest.mark.parametrize(
    ("parent", "path", "told"),
    [
        (RIG.ref, f"{COMMENT}/replies", b"message="),
        ({**RIG.ref, "id": "17900000000000003", "top": COMMENT}, f"{COMMENT}/replies", b"message="),
        (mention(), f"{USER}/mentions", f"comment_id={MENTION}".encode()),
        (mention(id=MEDIA), f"{USER}/mentions", f"media_id={MEDIA}".encode()),
    ],
)
def test_an_answer_goes_where_it_was_asked(
    parent: dict[str, str], path: str, told: bytes, server: Loopback
) -> None:
    assert RIG.make(server.url).publish(reply(parent=parent)).remote_id == OWN

    assert sent(server).path == f"/v25.0/{path}"
    assert told in sent(server).body
    assert (b"comment_id" in sent(server).body) == (b"comment_id" in told)
    spec_graph.check(sent(server), KINDS)


def test_a_private_answer_goes_to_whoever_wrote_the_comment_and_not_to_a_mention(server: Loopback) -> None:
    RIG.make(server.url).publish(reply(public=False))
    assert json.loads(sent(server).body)["recipient"] == {"comment_id": COMMENT}

    with pytest.raises(Refused):
        RIG.make(server.url).publish(reply(parent=mention(), public=False))
    asked = Asked(mention(), True, AT, AT, privately=True)
    assert instagram.terms(asked, "Ja.", AT).refusal == _graph_terms.NOT_ELSEWHERE
    assert len(server.seen) == 1


def test_a_private_message_is_measured_in_bytes(server: Loopback) -> None:
    assert instagram.private_length("ä" * 500).left == 0
    with pytest.raises(Refused, match="bytes"):
        RIG.make(server.url).publish(reply(public=False, text="ä" * 501))
    assert server.seen == []


def test_after_an_unknown_outcome_ours_is_found_by_its_text_and_nobody_elses(server: Loopback) -> None:
    channel = RIG.make(server.url)

    found = channel.find(reply(created_at=datetime(2026, 3, 2, 8, 15, tzinfo=UTC)))
    assert found is not None
    assert found.remote_id == OWN
    assert channel.find(reply(text="Etwas anderes.")) is None
    with pytest.raises(Refused):  # None would say that it is not there
        channel.find(reply(parent=mention()))
    server.script = with_talks
    private = channel.find(reply(public=False))
    assert private is not None
    assert private.remote_id == "aWdfZAG1_ours1"


def test_what_is_gone_is_taken_back_already(server: Loopback) -> None:
    gone = json.dumps({"error": {"code": 100, "error_subcode": 33, "message": "no"}}).encode()
    server.script = lambda r: Reply(400, gone) if r.path.endswith(OWN) else well(r)
    channel = RIG.make(server.url)

    channel.withdraw(Receipt(OWN))
    assert channel.read_back(Receipt(OWN)) is None
    with pytest.raises(Refused):
        channel.withdraw(Receipt("m", "", {"kind": "message"}))


@pytest.mark.parametrize(
    ("link", "place"),
    [
        ("https://www.instagram.com/p/Cabc/c/123/", ("Cabc", "123")),
        ("https://www.instagram.com/p/Cabc/c/123/r/456/?x=1", ("Cabc", "456")),
        ("https://www.instagram.com/somebody/reel/Cabc/c/123", ("Cabc", "123")),
        ("https://www.instagram.com/p/Cabc/", None),
        ("https://www.instagram.com/p/Cabc/c/x/", None),
        ("https://instagram.com.evil.example/p/Cabc/c/1/", None),
        ("http://[", None),
    ],
)
def test_the_address_of_a_comment_names_picture_and_number(link: str, place: tuple[str, str] | None) -> None:
    assert reading.named(link) == place


def test_only_ours_is_located(server: Loopback) -> None:
    ours = RIG.make(server.url).locate(RIG.own_link)
    assert ours is not None
    assert ours.remote_id == OWN
    assert RIG.make(server.url).locate("https://www.instagram.com/p/Cabc123/c/18000000000000001/") is None


ORDER = Ordered("k", Measure.HIDE, AT, {"kind": "comment", "id": COMMENT}, PERSON)


@pytest.mark.parametrize(
    ("order", "path"),
    [
        (ORDER, COMMENT),
        (replace(ORDER, back=True), COMMENT),
        (replace(ORDER, measure=Measure.DELETE), COMMENT),
        (replace(ORDER, measure=Measure.BLOCK, ref={"kind": "message", "id": "m", "author": PERSON}), "me"),
    ],
)
def test_a_measure_is_one_request_that_meta_knows(order: Ordered, path: str, server: Loopback) -> None:
    order = replace(order, ref={**order.ref, "author": PERSON})
    RIG.make(server.url).act(order)

    (request,) = server.seen
    assert request.path.startswith(f"/v25.0/{path}")
    spec_graph.check(request, KINDS)


@pytest.mark.parametrize("order", [replace(ORDER, ref=mention()), replace(ORDER, measure=Measure.MUTE)])
def test_what_instagram_does_not_offer_is_refused_without_asking(order: Ordered, server: Loopback) -> None:
    with pytest.raises(Refused):
        RIG.make(server.url).act(order)
    assert server.seen == []


def test_a_check_says_when_id_and_name_are_of_two_accounts(server: Loopback) -> None:
    seen = RIG.make(server.url).check()
    assert (seen.handle, seen.problem, seen.missing) == ("stadtwerke.beispielstadt", "", ())

    other = replace(RIG, settings=lambda url: {"user": USER, "handle": "@jemand", "server": url})
    with pytest.raises(Refused, match=ANOTHER[:20]):
        other.make(server.url).check()


def test_every_request_asks_for_what_metas_own_list_knows(server: Loopback) -> None:
    channel: Channel = RIG.make(server.url)
    channel.check()
    channel.fetch(None)
    channel.find(reply())
    channel.find(reply(public=False))
    channel.publish(reply(public=False))
    channel.read_back(Receipt(OWN))
    channel.withdraw(Receipt(OWN))
    channel.look_up(COMMENT)
    channel.locate(RIG.own_link)
    channel.unpack(tape("instagram/call_batch.json"))
    assert len(server.seen) == 14
    for request in server.seen:
        spec_graph.check(request, KINDS)


def test_every_tape_has_fields_that_metas_own_list_knows() -> None:
    for media in json.loads(tape("instagram/media.json"))["data"]:
        spec_graph.answer("IGMedia", media)
        for one in media["comments"]["data"]:
            spec_graph.answer("IGComment", one)
    for name, kind in (
        ("own", "IGComment"),
        ("comment", "IGComment"),
        ("user", "IGUser"),
        ("mention", "IGUser"),
    ):
        spec_graph.answer(kind, json.loads(tape(f"instagram/{name}.json")))
