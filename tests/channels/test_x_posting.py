"""X: answers go out, are found again, looked at and taken back; and the token that lets them."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from tests.channels.rig import dumped, json_reply, tape
from tests.channels.rigs.x import ASKED, OURS, US, well
from tests.channels.x_bench import RIG, TEXT, answer, channel, order
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels import _x_posts as posts
from zuruf.channels import _x_wire as wire
from zuruf.channels import _x_words as words
from zuruf.core.channel import ChannelError, NotConnected, Receipt, Refused, TryLater, Unknown


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(well) as running:
        yield running


# --- what goes out


def test_whom_a_self_serve_app_may_not_answer_is_refused_before_any_request(server: Loopback) -> None:
    with pytest.raises(Refused, match="mentioned or quoted"):
        channel(server).publish(answer(summoned=""))
    assert server.seen == []

    assert channel(server, access="Enterprise").publish(answer(summoned="")).remote_id == OURS
    assert json.loads(server.seen[0].body) == {"text": TEXT, "reply": {"in_reply_to_tweet_id": ASKED}}


@pytest.mark.parametrize(
    ("status", "said", "words_", "error"),
    [
        (402, {"title": "CreditsDepleted"}, wire.NO_CREDITS, TryLater),
        (429, {"title": "UsageCapExceeded", "period": "Monthly"}, wire.CAPPED, TryLater),
        (
            403,
            {
                "detail": "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by …"
            },
            wire.UNASKED,
            Refused,
        ),
        (
            403,
            {"detail": "You are not allowed to create a Tweet with duplicate content."},
            wire.TWICE,
            Refused,
        ),
        (
            403,
            {"detail": "You attempted to reply to a Tweet that is deleted or not visible to you."},
            wire.HIDDEN,
            Refused,
        ),
        (
            403,
            {
                "detail": "Your client app is not configured with the appropriate oauth1 app permissions for this endpoint."
            },
            "offline.access, tweet.read, tweet.write, users.read",
            Refused,
        ),
        (403, {"detail": "Something new."}, "answered 403 (Something new.)", Refused),
    ],
)
def test_what_x_refuses_for_reasons_of_its_own_is_said_in_words(
    server: Loopback, status: int, said: dict[str, str], words_: str, error: type[ChannelError]
) -> None:
    server.script = lambda r: Reply(status, dumped(said)) if RIG.writes(r) else well(r)

    with pytest.raises(error) as caught:
        channel(server).publish(answer())
    assert words_ in str(caught.value)
    if isinstance(caught.value, TryLater):
        assert caught.value.after is not None
        assert caught.value.after >= timedelta(hours=1)


def test_a_budget_that_is_used_up_is_waited_for_until_the_time_that_x_names(server: Loopback) -> None:
    heads = {"date": "Mon, 02 Mar 2026 10:00:00 GMT", "x-rate-limit-reset": "1772446500"}
    server.script = lambda r: Reply(429, b'{"title": "Too Many Requests"}', heads)

    with pytest.raises(TryLater) as caught:
        channel(server).publish(answer())
    assert caught.value.after == timedelta(minutes=15)


def test_an_answer_is_found_again_whatever_x_made_of_its_text(server: Loopback) -> None:
    assert channel(server).find(answer()) == channel(server).publish(answer())
    assert channel(server).find(answer("Guten Tag, wir prüfen das morgen.")) is None
    assert channel(server).find(replace(answer(), parent={**RIG.ref, "id": "7"})) is None
    asked = next(r for r in server.seen if r.path.endswith("/tweets") and r.method == "GET")
    assert asked.query["start_time"] == ["2026-03-02T08:13:30Z"], "our clock may be ahead of theirs"


def test_where_too_much_was_posted_since_nobody_says_that_it_is_not_there(server: Loopback) -> None:
    told = json.loads(tape("x/own.json"))
    told["meta"]["next_token"] = "more"
    server.script = lambda r: Reply(body=dumped(told)) if r.path.endswith(f"{US}/tweets") else well(r)

    with pytest.raises(Refused, match="somebody has to look"):
        channel(server).find(answer("kommt nicht vor"))
    assert len([r for r in server.seen if r.path.endswith(f"{US}/tweets")]) == 5


@pytest.mark.parametrize(
    ("ours", "there", "urls", "same"),
    [
        ("Alles & mehr <hier>", "Alles &amp; mehr &lt;hier&gt;", [], True),
        ("Siehe wasserwerk.de", "@a @b Siehe https://t.co/x", ["http://wasserwerk.de"], True),
        ("Siehe https://a.de/b?c=1&d=2 und a.de", "Siehe https://t.co/x und https://t.co/y", ["https://a.de/b?c=1&d=2", "http://a.de/"], True),
        ("Siehe wasserwerk.de", "Siehe https://t.co/x", ["https://elsewhere.de"], False),
        ("Siehe wasserwerk.de", "Siehe", [], False),
        ("Café", "Cafe\u0301", [], True),
        ("Gut", "Gut so", [], False),
        ("@a ja", "@a ja", [], True),
        ("@c ja", "@a @b @c ja", [], True),
        ("@c ja", "@a @b ja", [], False),
    ],
)  # fmt: skip
def test_two_texts_are_the_same_when_only_x_changed_them(
    ours: str, there: str, urls: list[str], same: bool
) -> None:
    shorts = ["https://t.co/x", "https://t.co/y"]
    entities = [{"url": s, "expanded_url": u} for s, u in zip(shorts, urls, strict=False)]

    assert posts.same({"text": there, "entities": {"urls": entities}}, ours) is same


def test_a_long_post_is_read_to_its_end() -> None:
    post = {"text": "Anfang… https://t.co/z", "note_tweet": {"text": "Anfang und Ende"}}

    assert (
        posts.text(post)
        == posts.text({"text": "A", "note_post": {"text": "Anfang und Ende"}})
        == "Anfang und Ende"
    )


def test_what_the_public_sees_is_compared_without_what_x_adds(server: Loopback) -> None:
    x = channel(server)
    seen = x.read_back(x.publish(answer()))
    assert seen is not None
    assert (seen.text, seen.reactions) == (TEXT, 4)

    told = json.loads(tape("x/post.json"))
    told["data"] |= {
        "text": "@kundin_bsp Mehr auf https://t.co/x &amp; https://t.co/y",
        "entities": {
            "urls": [
                {"url": "https://t.co/x", "expanded_url": "http://wasserwerk.de/stoerungen"},
                {"url": "https://t.co/y", "expanded_url": "https://a.de/"},
            ]
        },
    }
    server.script = lambda r: Reply(body=dumped(told)) if RIG.looks(r) else well(r)
    seen = x.read_back(x.publish(answer("Mehr auf wasserwerk.de/stoerungen & https://a.de")))
    assert seen is not None
    assert seen.text == "Mehr auf wasserwerk.de/stoerungen & https://a.de"


def test_what_is_not_there_any_more_is_gone_and_a_doubt_is_not(server: Loopback) -> None:
    def told(*kinds: str) -> None:
        errors = [
            {"type": f"https://api.x.com/2/problems/{kind}", "title": "", "detail": ""} for kind in kinds
        ]
        server.script = lambda r: Reply(body=dumped({"errors": errors}))

    told("resource-not-found")
    assert channel(server).read_back(Receipt(OURS)) is None
    told("not-authorized-for-resource")
    with pytest.raises(TryLater):
        channel(server).read_back(Receipt(OURS))


def test_an_answer_of_somebody_else_is_not_located_as_ours(server: Loopback) -> None:
    post = json.loads(tape("x/post.json"))
    post["data"]["author_id"] = "2200000000000000002"
    server.script = lambda r: Reply(body=dumped(post)) if RIG.looks(r) else well(r)

    assert channel(server).locate(RIG.own_link) is None


@pytest.mark.parametrize(
    ("told", "gone"),
    [
        ({"type": "https://api.x.com/2/problems/resource-not-found", "title": "Not Found Error"}, True),
        ({"errors": [{"type": "https://api.x.com/2/problems/resource-not-found"}]}, True),
        ({"type": "about:blank", "title": "Not Found", "status": 404, "detail": "Not Found"}, False),
        ({"type": "https://api.x.com/2/problems/not-authorized-for-resource"}, False),
        ({}, False),
    ],
)
def test_only_a_post_that_x_cannot_find_is_taken_back_by_a_404(
    told: dict[str, object], gone: bool, server: Loopback
) -> None:
    server.script = lambda _: Reply(404, dumped(told))
    with nullcontext() if gone else pytest.raises(Refused, match="404"):
        channel(server).withdraw(RIG.receipt)


@pytest.mark.parametrize("back", [False, True])
def test_an_answer_in_our_thread_is_hidden_and_shown_again(server: Loopback, back: bool) -> None:
    server.script = lambda r: Reply(body=dumped({"data": {"hidden": not back}}))
    channel(server).act(order(back=back))

    assert (server.seen[0].method, json.loads(server.seen[0].body)) == ("PUT", {"hidden": not back})
    server.script = lambda r: Reply(body=dumped({"data": {"hidden": back}}))
    with pytest.raises(Unknown):
        channel(server).act(order(back=back))


# --- the token


def test_a_token_that_ended_is_renewed_in_the_middle_and_the_answer_goes_out_once(server: Loopback) -> None:
    def script(request: Request) -> Reply:
        old = request.headers.get("authorization") == f"Bearer {RIG.secrets['access_token']}"
        return Reply(401) if old else well(request)

    server.script = script
    x = channel(server, {"refresh_token": "OLD-REFRESH"})

    assert x.publish(answer()).remote_id == OURS
    asked, renewed, again = server.seen
    assert asked.body == again.body
    assert parse_qs(renewed.body.decode())["refresh_token"] == ["OLD-REFRESH"]
    assert renewed.headers["authorization"].startswith("Basic ")
    assert x.check().missing == ()


def test_a_right_that_was_not_given_is_named(server: Loopback) -> None:
    soon = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    told = json.loads(tape("x/token.json")) | {"scope": "tweet.read users.read offline.access"}
    server.script = lambda r: Reply(body=dumped(told)) if r.path.endswith("token") else well(r)
    found = channel(server, {"refresh_token": "OLD-REFRESH", "expires_at": soon}).check()

    assert found.missing == ("tweet.write",)
    assert found.can_publish is False
    assert found.can_read is True


def test_an_access_that_was_taken_back_in_the_middle_says_so(server: Loopback) -> None:
    server.script = lambda r: json_reply("x/users_me.json") if r.path.endswith("/me") else Reply(401)

    with pytest.raises(NotConnected):
        channel(server).fetch(None)


def test_a_profile_says_what_stands_on_it_and_an_access_that_nobody_renews_when_it_ends(
    server: Loopback,
) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    found = channel(server, {"expires_at": soon.isoformat()}).check()

    assert found.profile is not None
    assert "https://wasserwerk.example/impressum" in found.profile
    assert found.expires_at == soon
    assert found.limits == words.LIMITS
