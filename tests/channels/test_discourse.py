"""Discourse: what no other channel has, and its requests and answers held against the official description."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.channels import spec
from tests.channels.contract import AT, RIGS, tape
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels import _discourse_posts as posts
from zuruf.channels._discourse_posts import Ours, Place
from zuruf.channels.discourse import Discourse
from zuruf.core.capabilities import Visibility
from zuruf.core.channel import NotConnected, Receipt, Refused, TryLater
from zuruf.core.measure import Measure, Ordered

RIG = RIGS["discourse"]
JSON = {"content-type": "application/json", "date": "Mon, 02 Mar 2026 08:20:00 GMT"}
OURS = Ours("https://forum.example", "wasserwerk", frozenset({5}))
POST = json.loads(tape("discourse/posts.json"))["latest_posts"][1]


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(RIG.well) as running:
        yield running


def net(server: Loopback, **settings: str) -> Discourse:
    made = replace(RIG, settings=lambda url: RIG.settings(url) | settings).make(server.url)
    assert isinstance(made, Discourse)
    return made


def error(status: int, kind: str = "", said: str = "Nein.") -> Reply:
    return Reply(status, json.dumps({"errors": [said], "error_type": kind}).encode(), JSON)


def listed(*found: dict[str, Any]) -> Reply:
    return Reply(200, json.dumps({"latest_posts": found}).encode(), JSON)


def answering(
    when: Callable[[Request], bool], reply: Reply | Callable[[Request], Reply]
) -> Callable[[Request], Reply]:
    return lambda r: (reply(r) if callable(reply) else reply) if when(r) else RIG.well(r)


# --- against the specification


def test_requests_and_answers_are_as_the_official_description_says(server: Loopback) -> None:
    channel = net(server)
    channel.fetch(None)
    channel.find(RIG.reply(channel))
    there = channel.publish(RIG.reply(channel))
    channel.read_back(there)
    channel.edit(there, RIG.reply(channel, "Es kommt am Dienstag, um acht."))
    channel.withdraw(there)
    channel.act(Ordered("a", Measure.REPORT, AT, {"post": "901"}, kind="advert"))
    # The description does not have them; Discourse's routes do.
    silent = {"/private-posts.json", "/posts/Wasserwerk/pending.json"}
    held = set()

    for request in server.seen:
        if request.path not in silent:
            told = None if request.method == "DELETE" else RIG.well(request)
            spec.check("discourse", request.method, request.path, request, told)
            held.add((request.method, request.path))

    assert len(held) == 7
    assert all(r.headers["api-username"] == "Wasserwerk" for r in server.seen)


# --- what concerns us


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"category_id": 5}, True),
        ({}, False),
        ({"raw": "Was sagt @wasserwerk?"}, True),
        ({"raw": "Was sagt @Wasserwerk."}, True),
        ({"raw": "Schreibt an x@wasserwerk.example"}, False),
        ({"raw": "Das ist @wasserwerk-fan"}, False),
        ({"raw": '[quote="Wasserwerk, post:3, topic:31"]\nAm Dienstag.\n[/quote]\nDanke.'}, True),
        ({"reply_to_user": {"username": "wasserwerk"}}, True),
        ({"topic_archetype": "private_message"}, True),
    ],
)
def test_what_is_written_to_us_is_told_from_the_rest(changes: dict[str, Any], wanted: bool) -> None:
    assert OURS.concerns({**POST, "category_id": 9, "raw": "Egal.", **changes}) is wanted


def test_a_topic_that_is_on_the_desk_is_followed_and_private_messages_are_private(server: Loopback) -> None:
    batch = net(server).fetch(None)

    found = {m.remote_id: m for m in batch.incoming}
    assert set(found) == {"880", "901", "903", "904"}
    assert {found[i].root for i in ("901", "903", "904")} == {"t31"}
    assert (found["880"].public, found["901"].public) == (False, True)
    assert (found["904"].ours, found["901"].title, found["903"].title) == (True, "Leitung in der Gasse", "")
    assert found["901"].permalink == f"{server.url}/t/leitung-in-der-gasse/31/1"


@pytest.mark.parametrize(
    ("chosen", "more"), [("9", True), ("https://f.example/c/markt/9, 12", True), ("*", True), ("5", False)]
)
def test_chosen_categories_are_read_whole(chosen: str, more: bool, server: Loopback) -> None:
    found = {m.remote_id for m in net(server, categories=chosen).fetch(None).incoming}

    assert ("902" in found) is more


# --- edits, deletions, pages


def test_edits_and_deletions_are_noticed_once(server: Loopback) -> None:
    first = net(server).fetch(None)
    told = json.loads(tape("discourse/posts.json"))["latest_posts"]
    changed = told[3] | {"version": 2, "cooked": "<p>Anders?</p>", "updated_at": "2026-03-02T09:00:00.000Z"}
    server.script = lambda r: (
        error(404, "not_found")
        if r.path == "/posts/903.json"
        else listed(told[0], told[2], changed)
        if RIG.reads(r)
        else RIG.well(r)
    )

    second = net(server).fetch(first.cursor)
    third = net(server).fetch(json.loads(json.dumps(second.cursor)))

    assert [(m.remote_id, m.text) for m in second.incoming] == [("901", "Anders?")]
    assert second.incoming[0].edited_at is not None
    assert [g.remote_id for g in second.gone] == ["903"]
    assert (third.incoming, third.gone, third.cursor) == ((), (), None)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 9), st.lists(st.integers(0, 12), min_size=1, max_size=8))
def test_whatever_comes_between_two_pages_nothing_is_missed_or_taken_twice(
    before: int, comes: list[int]
) -> None:
    """Law: after the last page all that is newer than the first look was taken, once."""
    forum, had, place = list(range(before, 0, -1)), list[int](), Place()

    def look(place: Place) -> Place:
        below = [i for i in forum if not place.before or i < place.before][:4]
        page: list[dict[str, Any]] = [{"id": i} for i in below]
        had.extend(i for i in below if place.fresh({"id": i}))
        return place.after(page, {})

    place = look(place)
    for more in comes:
        forum = list(range(len(forum) + more, 0, -1))
        place = look(place)
    for _ in range(2):
        place = look(place)
        while place.before:
            place = look(place)

    newer = [i for i in forum if i > before]
    assert sorted(i for i in had if i > before) == sorted(newer)
    assert Place.of(json.loads(json.dumps(place.cursor()))) == place


def test_without_private_messages_the_rest_is_read_and_the_account_says_so(server: Loopback) -> None:
    server.script = answering(lambda r: "private" in r.path, error(403, "invalid_access", "not yours"))

    batch = net(server).fetch(None)

    assert batch.incoming
    assert batch.problem.startswith("Private messages cannot be read")

    old = {
        "id": 7,
        "topic_id": 70,
        "post_number": 2,
        "post_type": 1,
        "username": "frage",
        "cooked": "<p>?</p>",
    }
    server.script = answering(
        lambda r: "private" in r.path, Reply(200, json.dumps({"private_posts": [old]}).encode(), JSON)
    )
    later = net(server).fetch(batch.cursor)
    assert ("7" in [m.remote_id for m in later.incoming], later.more) == (
        True,
        False,
    )  # a first look, one page


def test_what_a_forum_gives_as_its_reason_shows_no_key_and_can_be_kept(server: Loopback) -> None:
    key = RIG.secrets["key"]
    server.script = answering(RIG.writes, error(422, said=f"No\x00 way,\ud800 {key}"))
    channel = net(server)

    with pytest.raises(Refused) as caught:
        channel.edit(Receipt("904"), RIG.reply(channel))
    assert str(caught.value) == "The forum refused it: No way, …"


def test_a_key_that_was_revoked_means_to_connect_again_and_no_answer_is_lost(server: Loopback) -> None:
    server.script = lambda r: error(403, "invalid_access", "The API username or key is invalid.")
    channel = net(server)
    acts: tuple[Callable[[], object], ...] = (
        lambda: channel.fetch(None),
        lambda: channel.publish(RIG.reply(channel)),
        lambda: channel.withdraw(Receipt("904")),
        channel.check,
    )
    for act in acts:
        with pytest.raises(NotConnected):
            act()


# --- calls


def test_a_call_brings_a_post_and_its_end_and_nothing_else(server: Loopback) -> None:
    channel = net(server)
    told = json.loads(tape("discourse/call.json"))["post"]

    def call(event: str, **changes: Any) -> Any:
        return channel.unpack(json.dumps({event: told | changes}).encode())

    assert [m.remote_id for m in call("post").incoming] == ["901"]
    assert call("post", version=2, updated_at="2026-03-02T10:00:00Z").incoming[0].edited_at is not None
    assert [g.remote_id for g in call("post", deleted_at="2026-03-02T10:00:00Z").gone] == ["901"]
    assert [g.remote_id for g in call("post", user_deleted=True).gone] == ["901"]
    nothing = [
        call("topic"), call("post", raw="Egal."), call("post", post_type=3), channel.unpack(b'{"ping": "OK"}'),
    ]  # fmt: skip
    assert [b.incoming + b.gone for b in nothing] == [()] * 4
    assert server.seen == []


def test_a_call_about_other_peoples_private_messages_only_makes_us_look(server: Loopback) -> None:
    told = json.loads(tape("discourse/call.json"))["post"]
    private = json.dumps({"post": told | {"topic_archetype": "private_message"}}).encode()

    for channel, body in (
        (net(server), private),
        (net(server, categories="*"), json.dumps({"post": told}).encode()),
    ):
        batch = channel.unpack(body)
        assert (batch.incoming, batch.more) == ((), True)


def test_without_a_secret_no_call_is_taken() -> None:
    made = replace(RIG, secrets={"key": "k"}).make()

    for heads in ({}, RIG.signed(b"{}") if RIG.signed else {}):
        with pytest.raises(Refused):
            made.verify(heads, b"{}")


# --- what goes out


def test_an_answer_that_waits_for_moderators_is_accepted_without_a_number(server: Loopback) -> None:
    waits = Reply(200, b'{"action": "enqueued", "success": true, "pending_count": 1}', JSON)
    server.script = answering(RIG.writes, waits)
    channel = net(server)

    assert channel.publish(RIG.reply(channel)) == Receipt("")


def test_what_already_waits_for_moderators_is_not_handed_in_again(server: Loopback) -> None:
    channel = net(server)
    reply = replace(RIG.reply(channel), text="Noch nicht zu sehen.")
    pending = {"topic_id": int(RIG.ref["topic"]), "raw_text": "Noch nicht  zu sehen."}
    for found, there in (([pending], Receipt("")), ([pending | {"topic_id": 1}], None), (7, None)):
        body = json.dumps({"pending_posts": found}).encode()
        server.script = answering(lambda r: r.path.endswith("/pending.json"), Reply(200, body, JSON))
        assert channel.find(reply) == there


def test_a_refusal_because_it_stands_there_already_means_it_arrived(server: Loopback) -> None:
    server.script = answering(RIG.writes, error(422, said="Body is too similar"))
    channel = net(server)

    assert channel.publish(RIG.reply(channel)).remote_id == "904"
    with pytest.raises(Refused, match="too similar"):
        channel.publish(RIG.reply(channel, "Etwas ganz anderes, das niemand geschrieben hat."))
    with pytest.raises(Refused, match="too similar"):
        channel.publish(replace(RIG.reply(channel), created_at=AT + timedelta(days=300)))


@pytest.mark.parametrize("last", [60, 61, 62])
def test_an_answer_is_found_behind_more_answers_than_one_page_holds(last: int, server: Loopback) -> None:
    own = json.loads(tape("discourse/post.json")) | {"post_number": last}

    def replies(request: Request) -> Reply:
        after = int(request.query["after"][0])
        there = [*(POST | {"id": 1000 + n, "post_number": n} for n in range(2, last)), own]
        page = [p for p in there if p["post_number"] > after][:20]
        return Reply(200, json.dumps(page).encode(), JSON)

    server.script = answering(lambda r: r.path.endswith("replies.json"), replies)
    channel = net(server)

    found = channel.find(RIG.reply(channel))
    assert found is not None
    assert found.remote_id == "904"
    asked = [r.query["after"] for r in server.seen if "replies" in r.path]
    assert asked[:3] == [["1"], ["21"], ["41"]]
    assert channel.find(RIG.reply(channel, "Etwas anderes.")) is None


def test_where_there_are_too_many_answers_to_look_through_nobody_says_that_it_is_not_there(
    server: Loopback,
) -> None:
    def replies(request: Request) -> Reply:
        first = int(request.query["after"][0]) + 1
        page = [POST | {"id": 1000 + n, "post_number": n} for n in range(first, first + 20)]
        return Reply(200, json.dumps(page).encode(), JSON)

    server.script = answering(lambda r: r.path.endswith("replies.json"), replies)
    channel = net(server)
    with pytest.raises(Refused, match="somebody has to look"):
        channel.find(RIG.reply(channel))


def test_what_is_withdrawn_already_is_done_and_what_may_not_be_is_said(server: Loopback) -> None:
    gone = Reply(
        200, json.dumps(json.loads(tape("discourse/post.json")) | {"user_deleted": True}).encode(), JSON
    )
    denied = error(403, "invalid_access", "You are not permitted")
    channel = net(server)

    server.script = lambda r: denied if r.method == "DELETE" else gone
    channel.withdraw(RIG.receipt)
    server.script = lambda r: error(404, "not_found")
    channel.withdraw(RIG.receipt)
    server.script = lambda r: denied if r.method == "DELETE" else RIG.well(r)
    with pytest.raises(Refused, match="not permitted"):
        channel.withdraw(RIG.receipt)
    server.script = lambda r: denied if r.method == "DELETE" else Reply(503)
    with pytest.raises(TryLater):
        channel.withdraw(RIG.receipt)


@pytest.mark.parametrize(
    ("changes", "shows"),
    [
        ({}, Visibility.VISIBLE),
        ({"hidden": True}, Visibility.HIDDEN),
        ({"user_deleted": True}, Visibility.GONE),
        ({"deleted_at": "2026-03-02T10:00:00Z"}, Visibility.GONE),
    ],
)
def test_what_the_public_sees(changes: dict[str, Any], shows: Visibility) -> None:
    own = json.loads(tape("discourse/post.json")) | {
        "reply_count": 2, "actions_summary": [{"id": 2, "count": 3}, {"id": 3, "count": 9}],
    }  # fmt: skip
    seen = posts.seen(own | changes, "https://forum.example")

    assert seen is not None
    assert (seen.visibility, seen.reactions) == (shows, 5)


def test_only_our_own_post_is_known_by_its_address(server: Loopback) -> None:
    channel = net(server)
    assert channel.locate(f"{server.url}/t/leitung/31/3?u=x") == channel.locate(f"{server.url}/t/31/3/")

    assert {r.path for r in server.seen} == {"/posts/by_number/31/3.json"}
    theirs = Reply(200, tape("discourse/flagged.json"), JSON)
    server.script = answering(RIG.looks, theirs)
    assert channel.locate(f"{server.url}/t/leitung/31/1") is None


def test_deleting_and_taking_it_back_are_what_a_moderator_does(server: Loopback) -> None:
    channel, order = net(server), Ordered("a", Measure.DELETE, AT, {"post": "901"})
    channel.act(order)
    channel.act(replace(order, back=True))

    assert [(r.method, r.path) for r in server.seen] == [
        ("DELETE", "/posts/901.json"),
        ("PUT", "/posts/901/recover.json"),
    ]
