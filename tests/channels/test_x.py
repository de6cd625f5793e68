"""X: what no other channel has. Its answers and our requests are held against X's own OpenAPI document."""

import json
from collections.abc import Iterator

import pytest

from tests.channels import spec
from tests.channels.contract import AT
from tests.channels.rig import dumped, tape
from tests.channels.rigs.x import ASKED, OURS, US, calls, signed, well
from tests.channels.x_bench import RIG, TEXT, answer, channel, order
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.core.channel import Outgoing, Refused, Unknown


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(well) as running:
        yield running


# --- held against X's own document


def declared(request: Request) -> set[str]:
    """The names that X's document knows for the query of a request."""
    told = spec.read("x").spec.read_value()
    places = {
        "/2/users/{id}/mentions": f"/2/users/{US}/mentions",
        "/2/users/{id}/tweets": f"/2/users/{US}/tweets",
    }
    places |= {"/2/tweets/{id}": f"/2/tweets/{OURS}"}
    spelt = {asked: name for name, asked in places.items()}.get(request.path, request.path)
    listed = told["paths"].get(spelt, {}).get(request.method.lower(), {}).get("parameters", [])
    shared = told["components"]["parameters"]
    return {(shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one)["name"] for one in listed}


def test_all_that_we_ask_and_all_tapes_are_as_the_specification_says(server: Loopback) -> None:
    x = channel(server)
    x.check()
    x.fetch(x.fetch(None).cursor)
    receipt = x.publish(answer())
    x.publish(Outgoing("delivery-0002", TEXT, AT))
    x.find(answer("kommt nicht vor"))
    x.read_back(receipt)
    x.withdraw(receipt)
    x.act(order())

    looked = set()
    for request in server.seen:
        known = declared(request)
        assert set(request.query) <= known, f"{request.path} knows {sorted(known)}"
        spec.check("x", request.method, request.target, request, well(request))
        looked.add((request.method, request.path.replace(US, "").replace(OURS, "").replace(ASKED, "")))
    assert looked == {
        ("GET", "/2/users/me"),
        ("GET", "/2/users//mentions"),
        ("GET", "/2/users//tweets"),
        ("GET", "/2/tweets/"),
        ("POST", "/2/tweets"),
        ("DELETE", "/2/tweets/"),
        ("PUT", "/2/tweets//hidden"),
    }


# --- what comes in


def test_a_mention_comes_in_with_its_links_as_they_were_written(server: Loopback) -> None:
    edited, asked, _ = channel(server).fetch(None).incoming

    assert asked.text == (
        "@wasserwerk_bsp Seit heute früh kein Wasser & keine Auskunft. Was steht hier? "
        "https://beispielstadt.example/baustellen?tag=1&ort=2"
    )
    assert (asked.author.handle, asked.author.name) == ("kundin_bsp", "Eine Kundin")
    assert asked.permalink == f"https://x.com/kundin_bsp/status/{ASKED}"
    assert asked.ref["summoned"] == "mention"
    assert asked.edited_at is None
    # An edit is a new post there; here it stays the message that it was, and the newest of its posts is answered.
    assert edited.remote_id == "1900000000000000011"
    assert edited.edited_at is not None
    assert edited.ref["id"] == "1900000000000000012"


def test_the_next_look_asks_only_for_what_is_newer_and_who_we_are_only_once(server: Loopback) -> None:
    x = channel(server)
    cursor = x.fetch(None).cursor
    channel(server).fetch(cursor)

    asked = [r for r in server.seen if RIG.reads(r)]
    assert "since_id" not in asked[0].query
    assert asked[0].query["max_results"] == ["20"]
    assert asked[1].query["since_id"] == ["1900000000000000012"]
    assert asked[1].query["max_results"] == ["100"]
    assert len([r for r in server.seen if r.path.endswith("/me")]) == 1


def test_pages_are_read_one_by_one_until_known_ground_and_a_page_that_repeats_ends_the_look(
    server: Loopback,
) -> None:
    pages = {"": ("20", "p2"), "p2": ("19", "p3"), "p3": ("18", "p3")}

    def script(request: Request) -> Reply:
        if not RIG.reads(request):
            return well(request)
        number, token = pages[request.query.get("pagination_token", [""])[0]]
        told = json.loads(tape("x/mentions.json"))
        post = told["data"][1] | {"id": f"19000000000000000{number}", "edit_history_post_ids": []}
        return Reply(body=dumped(told | {"data": [post], "meta": {"result_count": 1, "next_token": token}}))

    cursor: object = {"me": US, "since": "1900000000000000012", "own": OURS}
    server.script, read = script, []
    for _ in range(3):
        batch = channel(server).fetch(json.loads(json.dumps(cursor)))
        read += [m.remote_id[-2:] for m in batch.incoming]
        cursor = batch.cursor
    assert read == ["20", "19", "18"]
    assert batch.more is False
    assert channel(server).fetch(json.loads(json.dumps(cursor))).incoming == ()
    asked = [r for r in server.seen if RIG.reads(r)]
    assert asked[-1].query["since_id"] == ["1900000000000000020"]


def test_a_place_between_pages_that_x_forgot_begins_the_look_anew_from_the_same_post(
    server: Loopback,
) -> None:
    server.script = lambda r: Reply(400, b'{"title": "Invalid Request"}') if RIG.reads(r) else well(r)
    batch = channel(server).fetch(
        {"me": US, "since": "12", "top": "20", "page": "p2", "pages": 1, "own": OURS}
    )
    assert (batch.incoming, batch.more) == ((), False)
    with pytest.raises(Refused):
        channel(server).fetch(batch.cursor)
    last = [r for r in server.seen if RIG.reads(r)][-1].query
    assert (last["since_id"], "pagination_token" in last) == (["12"], False)


def test_nothing_new_is_no_change(server: Loopback) -> None:
    server.script = lambda r: Reply(body=b'{"meta": {"result_count": 0}}')
    batch = channel(server).fetch({"me": US, "since": "7", "own": OURS})

    assert (batch.incoming, batch.cursor, len(server.seen)) == ((), None, 2)
    assert server.seen[1].query["since_id"] == [OURS]


def test_what_was_answered_in_the_app_of_x_is_noticed_where_somebody_had_written_to_us(
    server: Loopback,
) -> None:
    ours = channel(server).fetch(None).incoming[-1]

    assert (ours.ours, ours.remote_id, ours.parent) == (True, OURS, ASKED)
    server.script = lambda r: Reply(body=b'{"meta": {"result_count": 0}}') if RIG.reads(r) else well(r)
    elsewhere = channel(server).fetch({"me": US, "since": "7"})
    assert elsewhere.incoming == (), (
        "what we answer to strangers of whom we know nothing is none of the desk's"
    )


def test_mentions_come_in_although_what_we_wrote_cannot_be_read(server: Loopback) -> None:
    server.script = lambda r: Reply(500) if r.path.endswith("/tweets") else well(r)

    assert len(channel(server).fetch(None).incoming) == 2


# --- calls


def test_x_is_told_that_the_address_is_ours() -> None:
    x = RIG.make()
    told = json.loads(x.greet({"crc_token": "challenge"}))

    assert told == {"response_token": signed(b"challenge")["x-twitter-webhooks-signature"]}
    for query in ({}, {"crc_token": ""}, {"hub.challenge": "1"}):
        with pytest.raises(Refused):
            x.greet(query)


def test_nobody_gets_a_call_signed_by_asking_whether_the_address_is_ours() -> None:
    x, forged = RIG.make(), tape("x/call_mention.json").decode()

    for token in (forged, " " + forged, "{}", "[1]", "challenge\n", "c" * 201):
        with pytest.raises(Refused):
            x.greet({"crc_token": token})


def test_a_call_brings_a_mention_with_what_it_answers(server: Loopback) -> None:
    (message,) = RIG.make().unpack(tape("x/call_mention.json")).incoming

    assert message.author.handle == "kundin_bsp"
    assert (message.parent, message.root) == (OURS, ASKED)
    assert message.ref["summoned"] == "mention"


@pytest.mark.parametrize(
    ("kind", "summoned"), [("post.reply.create", ""), ("post.quote.create", "quote"), ("post.create", "")]
)
def test_who_answers_without_naming_us_has_not_summoned_us(kind: str, summoned: str) -> None:
    told = json.loads(tape("x/call_mention.json"))
    told["data"]["event_type"] = kind
    told["data"]["payload"]["entities"] = {}
    if kind == "post.create":
        told["data"]["payload"]["author_id"] = US
    (message,) = RIG.make().unpack(dumped(told)).incoming

    assert message.ref["summoned"] == summoned
    assert message.ours is (kind == "post.create")


def test_what_we_deleted_there_is_gone_and_unknown_events_are_nothing() -> None:
    told = json.loads(calls(1))
    event = told["data"][0]
    gone = RIG.make().unpack(dumped({"data": event | {"event_type": "post.delete"}}))

    assert [g.remote_id for g in gone.gone] == [event["payload"]["id"]]
    for kind in ("like.create", "dm.received", "something.new"):
        assert RIG.make().unpack(dumped({"data": event | {"event_type": kind}})).incoming == ()
    with pytest.raises(Unknown):
        RIG.make().unpack(tape("x/call_mention.json")[:-40])
