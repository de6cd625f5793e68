"""What Facebook and Instagram share: errors by their number, greetings, signatures, rounds, and under which terms one may write."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.channels.contract import RIGS
from tests.channels.rigs.facebook import RIG
from tests.servers.loopback import Reply, loopback
from zuruf.channels import _graph as g
from zuruf.channels import _graph_terms, facebook, instagram
from zuruf.channels._graph_place import PAGES, Place
from zuruf.core.capabilities import Asked, Terms
from zuruf.core.channel import ChannelError, NotConnected, Refused, TryLater, Unknown
from zuruf.core.message import Author, Incoming

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def failing(code: int, sub: int = 0, said: str = "no", heads: dict[str, str] | None = None) -> Reply:
    told = {"message": said, "type": "OAuthException", "code": code, "error_subcode": sub, "fbtrace_id": "A"}
    return Reply(400, json.dumps({"error": told}).encode(), heads or {})


def said_of(reply: Reply, *, write: bool) -> ChannelError:
    with loopback() as server:
        server.script = lambda _: reply
        channel = RIG.make(server.url)
        with pytest.raises(ChannelError) as caught:
            channel.publish(RIG.reply(channel)) if write else channel.fetch(None)
        assert len(server.seen) == 1
    return caught.value


@pytest.mark.parametrize(
    ("code", "sub", "reads", "writes"),
    [
        (190, 463, NotConnected, NotConnected),
        (102, 0, NotConnected, NotConnected),
        (4, 0, TryLater, TryLater),
        (17, 0, TryLater, TryLater),
        (32, 0, TryLater, TryLater),
        (613, 0, TryLater, TryLater),
        (80001, 0, TryLater, TryLater),
        (80006, 0, TryLater, TryLater),
        (368, 0, TryLater, TryLater),
        (1, 0, TryLater, Unknown),
        (2, 0, TryLater, Unknown),
        (1200, 0, TryLater, Unknown),
        (10, 2018278, Refused, Refused),
        (10, 0, Refused, Refused),
        (200, 0, Refused, Refused),
        (551, 0, Refused, Refused),
        (200, 1545041, Refused, Refused),
        (10900, 0, Refused, Refused),
        (506, 0, Refused, Refused),
        (999_999, 0, Refused, Refused),
    ],
)
def test_an_error_is_what_its_number_says_whatever_its_status(
    code: int, sub: int, reads: type[ChannelError], writes: type[ChannelError]
) -> None:
    assert type(said_of(failing(code, sub), write=False)) is reads
    assert type(said_of(failing(code, sub), write=True)) is writes


@pytest.mark.parametrize(
    ("status", "code", "transient", "reads", "writes"),
    [
        (400, -1, False, TryLater, Unknown),  # "Instagram server error. Try again."
        (400, -2, False, TryLater, Unknown),
        (400, 999_999, True, TryLater, Unknown),
        (500, 999_999, False, TryLater, Unknown),
        (429, 999_999, False, TryLater, TryLater),
        (500, 100, False, Refused, Refused),
        (500, 551, False, Refused, Refused),
    ],
)
def test_what_may_pass_or_broke_there_is_no_refusal(
    status: int, code: int, transient: bool, reads: type[ChannelError], writes: type[ChannelError]
) -> None:
    told = {"error": {"message": "no", "code": code, "is_transient": transient}}
    reply = Reply(status, json.dumps(told).encode())
    assert type(said_of(reply, write=False)) is reads
    assert type(said_of(reply, write=True)) is writes


def test_what_is_gone_is_told_apart_from_what_is_refused() -> None:
    assert type(said_of(failing(100, 33), write=True)) is g.Missing
    assert type(said_of(failing(803), write=True)) is g.Missing
    assert type(said_of(failing(100, 0), write=True)) is Refused


def test_a_missing_right_is_named() -> None:
    error = said_of(failing(200, 0, "(#200) Requires pages_manage_engagement permission"), write=True)

    assert str(error) == g.RIGHT % {"right": "pages_manage_engagement"}
    assert g.missing_right(error) == "pages_manage_engagement"
    assert g.missing_right(TryLater("pages_manage_engagement")) == ""


def test_a_proof_of_another_app_is_a_matter_of_connecting_again() -> None:
    error = said_of(failing(100, 0, "Invalid appsecret_proof provided in the API argument"), write=False)

    assert isinstance(error, NotConnected)


@pytest.mark.parametrize(
    ("heads", "wait"),
    [
        (
            {
                "x-business-use-case-usage": '{"1": [{"type": "pages", "estimated_time_to_regain_access": 19}]}'
            },
            19 * 60,
        ),
        ({"x-business-use-case-usage": '{"1": [{"estimated_time_to_regain_access": 0}]}'}, None),
        ({"x-business-use-case-usage": '{"1": [{"estimated_time_to_regain_access": 9999999}]}'}, 86400),
        ({"x-business-use-case-usage": "{[", "retry-after": "30"}, 30),
        (
            {"x-business-use-case-usage": '{"1": [7, {"estimated_time_to_regain_access": true}], "2": 7}'},
            None,
        ),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_too_many_calls_says_when_one_may_ask_again(heads: dict[str, str], wait: int | None) -> None:
    error = said_of(failing(32, heads=heads), write=False)

    assert isinstance(error, TryLater)
    assert (error.after and error.after.total_seconds()) == wait


def test_the_token_goes_into_a_header_and_never_into_an_address() -> None:
    with loopback() as server:
        server.script = RIG.well
        channel = RIG.make(server.url)
        channel.fetch(None)
        channel.publish(RIG.reply(channel))
        channel.withdraw(RIG.receipt)
    token = RIG.secrets["access_token"]
    assert all(r.headers["authorization"] == f"Bearer {token}" for r in server.seen)
    assert not any(token in r.target or token.encode() in r.body for r in server.seen)
    assert all("appsecret_proof" in r.target + r.body.decode() for r in server.seen)


def test_what_is_kept_of_an_answer_has_no_token_in_the_addresses_of_further_pages() -> None:
    token = RIG.secrets["access_token"]
    told = json.loads(RIG.page(1) if RIG.page else b"")
    told["paging"] = {"next": f"https://graph.facebook.com/x?access_token={token}", "cursors": {"after": "A"}}
    with loopback() as server:
        server.script = lambda r: Reply(body=json.dumps(told).encode()) if RIG.reads(r) else RIG.well(r)
        batch = RIG.make(server.url).fetch(None)
    assert batch.raw
    assert token not in batch.raw
    assert token not in json.dumps(batch.cursor)


# --- greetings and signatures


def greeting(**changed: str) -> dict[str, str]:
    told = {"mode": "subscribe", "verify_token": RIG.secrets["verify_token"], "challenge": "1158201444"}
    return {f"hub.{name}": value for name, value in (told | changed).items()}


def test_a_greeting_with_our_word_is_answered_with_its_challenge() -> None:
    assert RIG.make().greet(greeting()) == "1158201444"


@pytest.mark.parametrize(
    "wrong",
    [
        {"verify_token": "another"},
        {"verify_token": ""},
        {"verify_token": "\ud800"},
        {"mode": "unsubscribe"},
        {"challenge": ""},
        {"challenge": "<script>alert(1)</script>"},
        {"challenge": "7" * 201},
    ],
)
def test_any_other_greeting_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(Refused):
        RIG.make().greet(greeting(**wrong))


def test_without_a_word_of_our_own_nobody_is_greeted() -> None:
    channel = replace(RIG, secrets={**RIG.secrets, "verify_token": ""}).make()

    with pytest.raises(Refused):
        channel.greet(greeting(verify_token=""))


@pytest.mark.parametrize("body", [b'{"object": "user", "entry": []}', b'{"object": "page", "entry": []}'])
def test_a_call_about_something_else_brings_nothing(body: bytes) -> None:
    assert RIG.make().unpack(body).incoming == ()


# --- rounds


def message(ident: str, text: str = "x") -> Incoming:
    return Incoming(ident, Author("a"), text)


def test_a_round_brings_what_is_new_and_what_reads_otherwise() -> None:
    place = Place().after([message("1"), message("2")], "")

    again = Place.of(json.loads(json.dumps(place.cursor())))
    fresh = again.fresh([message("1"), message("2", "y"), message("3")], NOW)

    assert [(m.remote_id, m.edited_at) for m in fresh] == [("2", NOW), ("3", None)]
    assert again.after([message("1"), message("2")], "") == place


def test_what_is_older_than_the_first_look_does_not_come_in_later_either() -> None:
    place = Place().from_(NOW - 14 * DAY).after([message("1")], "")
    again = Place.of(json.loads(json.dumps(place.cursor()))).from_(NOW)
    old, new = (replace(message(one), at=NOW - ago * DAY) for one, ago in (("old", 15), ("new", 1)))

    assert again.floor == place.floor
    assert again.fresh([old, new], NOW) == [new], "it stood behind one that was deleted since"


def test_pages_that_repeat_or_never_end_end_the_round() -> None:
    place = Place().after([message("1")], "A")
    assert place.page == "A"
    assert place.after([message("1")], "A").page == ""
    for n in range(PAGES + 1):
        place = place.after([message(str(n))], f"p{n}")
        if not place.page:
            break
    assert not place.page


@pytest.mark.parametrize("name", ["facebook", "instagram"])
def test_a_page_that_meta_forgot_ends_the_round_and_the_next_look_begins_anew(name: str) -> None:
    rig = RIGS[name]
    with loopback(rig.well) as server:
        channel = rig.make(server.url)
        first = channel.fetch(None)
        assert first.cursor
        forgot = failing(100, said="(#100) Invalid cursor")
        server.script = lambda r: forgot if "after" in r.query else rig.well(r)

        broken = channel.fetch({**first.cursor, "page": "GONE", "pages": 1})
        assert (broken.incoming, broken.more, broken.cursor and broken.cursor["page"]) == ((), False, "")
        again = channel.fetch(json.loads(json.dumps(broken.cursor)))
        assert (again.incoming, "after" in server.seen[-1].query) == ((), False)
        with pytest.raises(Refused):
            server.script = lambda _: forgot
            channel.fetch(broken.cursor)


@pytest.mark.parametrize("cursor", [None, {}, {"known": 7}, {"known": "x", "page": 3, "pages": "y"}])
def test_a_cursor_that_cannot_be_read_begins_anew(cursor: dict[str, Any] | None) -> None:
    assert Place.of(cursor) == Place()


# --- terms


def asked(kind: str, ago: timedelta, **more: Any) -> Asked:
    at = NOW - ago
    return replace(Asked({"kind": kind}, kind != "message", at, at), **more)


def test_a_comment_can_be_answered_in_public_at_any_time() -> None:
    assert facebook.terms(asked("comment", 400 * DAY), "Ja.", NOW) == Terms()


@pytest.mark.parametrize("terms", [facebook.terms, instagram.terms])
def test_a_message_can_be_answered_for_a_day_and_then_by_a_person_for_a_week(
    terms: Callable[[Asked, str, datetime], Terms],
) -> None:
    early, late, over = (terms(asked("message", ago), "Ja.", NOW) for ago in (HOUR, 25 * HOUR, 7 * DAY))

    assert (early.refusal, early.until) == ("", NOW - HOUR + DAY)
    assert (late.refusal, late.until, late.note) == ("", NOW - 25 * HOUR + 7 * DAY, _graph_terms.AS_A_PERSON)
    assert over.refusal == _graph_terms.TOO_LATE


@pytest.mark.parametrize("terms", [facebook.terms, instagram.terms])
def test_the_days_count_from_the_persons_last_message(terms: Callable[[Asked, str, datetime], Terms]) -> None:
    written_again = asked("message", 8 * DAY, last_at=NOW - HOUR)

    assert terms(written_again, "Ja.", NOW).until == NOW - HOUR + DAY


@pytest.mark.parametrize("terms", [facebook.terms, instagram.terms])
def test_a_comment_can_be_answered_privately_once_within_a_week(
    terms: Callable[[Asked, str, datetime], Terms],
) -> None:
    open_, given, over = (
        terms(asked("comment", ago, privately=True, answered=n), "Ja.", NOW)
        for ago, n in ((DAY, 0), (DAY, 1), (7 * DAY, 0))
    )

    assert (open_.refusal, open_.until, open_.note) == ("", NOW + 6 * DAY, _graph_terms.ONE_ONLY)
    assert given.refusal == _graph_terms.ONCE
    assert over.refusal == _graph_terms.NOT_PRIVATELY


def test_what_is_too_long_for_a_private_message_is_said_before_it_is_sent() -> None:
    assert "room for 2,000 characters" in facebook.terms(asked("message", HOUR), "x" * 2_001, NOW).refusal
    assert "1,000 bytes" in instagram.terms(asked("message", HOUR), "ä" * 501, NOW).refusal
    assert facebook.terms(asked("comment", HOUR), "x" * 2_001, NOW).refusal == ""


def test_the_version_ends_on_a_day_that_meta_has_named() -> None:
    assert facebook.Facebook.can.version == instagram.Instagram.can.version == g.VERSION
    assert g.VERSION.ends > date(2027, 1, 1)
