"""WordPress's comments: what no other channel has. How a real one behaves is in `test_wordpress_real.py`."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.channels.contract import AT, RIGS, tape
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels import _wp_comments as comments
from zuruf.channels import _wp_site
from zuruf.channels._wp_comments import Place
from zuruf.core.channel import NotConnected, Receipt, Refused, TryLater
from zuruf.core.measure import Measure, Ordered

RIG = RIGS["wordpress"]
JSON = {"content-type": "application/json"}


@pytest.fixture
def server() -> Iterator[Loopback]:
    _wp_site.forget_roots()
    with loopback(RIG.well) as running:
        yield running


def named(link: str) -> Callable[[Request], Reply]:
    """A blog whose page names its interface so."""
    return lambda r: Reply(200, b"<p>", {"link": link}) if r.path == "/" and not r.query else RIG.well(r)


def wp_error(code: str, status: int) -> Reply:
    return Reply(status, json.dumps({"code": code, "message": "Oops"}).encode(), JSON)


# --- where the interface lies


@pytest.mark.parametrize(
    ("link", "asked"),
    [
        ('<{url}/wp-json/>; rel="https://api.w.org/"', "/wp-json/wp/v2/comments"),
        (
            '<{url}/feed>; rel="alternate", <{url}/de/wp-json/>; rel="https://api.w.org/"',
            "/de/wp-json/wp/v2/comments",
        ),
        ("<{url}/index.php?rest_route=/>; rel=https://api.w.org/", "/index.php?rest_route=/wp/v2/comments"),
        ("", "/?rest_route=/wp/v2/comments"),
        ("nonsense", "/?rest_route=/wp/v2/comments"),
    ],
)
def test_the_interface_is_found_where_the_blog_says(link: str, asked: str, server: Loopback) -> None:
    server.script = named(link.format(url=server.url))

    with_answer = RIG.make(server.url)
    with_answer._list({})  # type: ignore[attr-defined]

    assert server.seen[-1].target.startswith(asked)
    assert len([r for r in server.seen if r.path == "/" and "rest_route" not in r.target]) == 1


def test_a_blog_may_move_its_interface(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    server.script = named(f'<{server.url}/wp-json/>; rel="https://api.w.org/"')
    blog = RIG.make(server.url)
    blog._list({})  # type: ignore[attr-defined]
    server.script = named(f'<{server.url}/de/wp-json/>; rel="https://api.w.org/"')
    monkeypatch.setattr(_wp_site, "HOLDS", -1.0)
    blog._list({})  # type: ignore[attr-defined]

    assert server.seen[-1].path == "/de/wp-json/wp/v2/comments"


def test_only_a_persons_answer_approves_a_strangers_comment(server: Loopback) -> None:
    def held(request: Request) -> Reply:
        one = request.method == "GET" and request.path.endswith(f"comments/{RIG.ref['comment']}")
        return Reply(200, b'{"id": 1, "status": "hold"}', JSON) if one else RIG.well(request)

    server.script = held
    blog = RIG.make(server.url)
    reply = RIG.reply(blog)
    with pytest.raises(Refused, match="a person sends"):
        blog.publish(replace(reply, automatic=True))
    assert not any(r.method == "POST" for r in server.seen)
    assert blog.publish(reply).remote_id


def test_a_page_that_names_no_address_as_its_interface_is_refused(server: Loopback) -> None:
    server.script = named('<http://[half>; rel="https://api.w.org/"')

    with pytest.raises(Refused, match="not an address"):
        RIG.make(server.url).fetch(None)


@pytest.mark.parametrize("root", ["https://thief.example/wp-json/", "http://wasserwerk.example/wp-json/"])
def test_the_password_goes_nowhere_else(root: str, server: Loopback) -> None:
    server.script = named(f'<{root}>; rel="https://api.w.org/"')

    with pytest.raises(Refused, match="lies elsewhere"):
        RIG.make(server.url).fetch(None)

    assert not [r for r in server.seen if "authorization" in r.headers]


def test_the_password_is_not_sent_without_https() -> None:
    site = _wp_site.Site(RIG.make()._http, "http://blog.example", "u", "p")  # type: ignore[attr-defined]

    with pytest.raises(Refused, match="only sent over https"):
        site._checked("http://blog.example/wp-json/")


def test_nothing_is_asked_without_a_password(server: Loopback) -> None:
    rig = replace(RIG, secrets={})

    with pytest.raises(NotConnected):
        rig.make(server.url).fetch(None)

    assert server.seen == []


def test_changes_go_as_posts_that_every_host_lets_through(server: Loopback) -> None:
    RIG.make(server.url).withdraw(RIG.receipt)

    assert (server.seen[-1].method, server.seen[-1].headers["x-http-method-override"]) == ("POST", "DELETE")


# --- what WordPress means


def test_writing_too_fast_means_later(server: Loopback) -> None:
    server.script = lambda r: wp_error("comment_flood", 400) if r.method == "POST" else RIG.well(r)
    net = RIG.make(server.url)

    with pytest.raises(TryLater) as caught:
        net.publish(RIG.reply(net))

    assert caught.value.after


def test_without_a_trash_what_is_withdrawn_is_deleted(server: Loopback) -> None:
    def no_trash(request: Request) -> Reply:
        if request.method != "POST" or b"force" in request.body:
            return RIG.well(request)
        return wp_error("rest_trash_not_supported", 501)

    server.script = no_trash
    RIG.make(server.url).withdraw(RIG.receipt)

    assert [r.body for r in server.seen if r.method == "POST"] == [b"{}", b'{"force": true}']


def test_what_cannot_be_found_out_this_time_is_not_taken_for_gone(server: Loopback) -> None:
    first = RIG.make(server.url).fetch(None)
    fewer = json.dumps(json.loads(tape("wordpress/comments.json"))[1:]).encode()

    def broken(request: Request) -> Reply:
        if "include" in request.query:
            return Reply(502)
        return Reply(200, fewer, JSON) if RIG.reads(request) else RIG.well(request)

    server.script = broken
    again = RIG.make(server.url).fetch(first.cursor)
    server.script = lambda r: Reply(200, b"[]", JSON) if "include" in r.query else broken(r)
    later = RIG.make(server.url).fetch(again.cursor or first.cursor)

    assert again.gone == ()
    assert [g.remote_id for g in later.gone] == ["5"]


def test_guests_are_told_apart_by_their_picture_and_where_there_is_none_by_their_name() -> None:
    one = json.loads(tape("wordpress/comments.json"))[1]
    again = one | {"author_name": "Anders"}
    blind = [one | {"author_avatar_urls": None, "author_name": name} for name in ("A", "A", "B")]

    def who(comment: dict[str, object]) -> str:
        return comments.incoming(comment, 0).author.remote_id

    assert who(one) == who(again)
    assert who(blind[0]) == who(blind[1]) != who(blind[2])
    assert who(one | {"author": 7}) == "user:7"


def test_a_report_that_is_no_advert_is_refused_before_any_request(server: Loopback) -> None:
    with pytest.raises(Refused, match="spam"):
        RIG.make(server.url).act(Ordered("a", Measure.REPORT, AT, {"comment": "5"}, kind="insult"))

    assert server.seen == []


@pytest.mark.parametrize("bad", ["", "x", "-1", "٣", "at://x"])
def test_what_is_no_comment_is_refused_before_any_request(bad: str, server: Loopback) -> None:
    net = RIG.make(server.url)
    for act in (net.withdraw, net.read_back, lambda r: net.edit(r, RIG.reply(net))):
        with pytest.raises(Refused):
            act(Receipt(bad))

    assert server.seen == []


# --- pages that repeat or skip


@settings(max_examples=100, deadline=None)
@given(
    st.integers(0, 12),
    st.lists(
        st.tuples(st.integers(0, 12), st.lists(st.integers(0, 40), max_size=3)), min_size=1, max_size=12
    ),
)
def test_whatever_comes_and_goes_between_two_pages_nothing_that_stays_is_missed(
    before: int, steps: list[tuple[int, list[int]]]
) -> None:
    """Law: after the last page everything that is there, and is newer than the first look, was handed on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comments, "PAGE", 5)
        patch.setattr(comments, "OVERLAP", 2)
        blog = list(range(before, 0, -1))
        place, had, newest = Place(), set[int](), before

        def look(place: Place) -> Place:
            at = max(0, place.offset - 2)
            page = [{"id": i, "content": {"raw": "x"}, "status": "approved"} for i in blog[at : at + 5]]
            had.update(comments.number(c) for c in place.fresh(page))
            return place.after_older(page) if place.offset else place.after_newest(page, [])

        place = look(place)
        for more, leaves in steps:
            blog = list(range(newest + more, newest, -1)) + blog
            newest += more
            for index in leaves:
                if index < len(blog):
                    del blog[index]
            place = look(place)
        place = look(place)
        while place.until:
            place = look(place)
        place = look(place)
        while place.until:
            place = look(place)

        assert {i for i in blog if i >= max(place.floor, before + 1)} <= had
        assert Place.of(json.loads(json.dumps(place.cursor()))) == place
