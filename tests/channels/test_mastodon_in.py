"""What comes in from Mastodon: rounds of reading, hashtags, what is gone, search, measures, and the stream that wakes us."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.channels.contract import AT
from tests.channels.mastodon_bench import NOTHING, RIG, Script, but, net
from tests.channels.rig import dumped, tape
from tests.channels.rigs.mastodon import ASKED, OWN, REF
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels import _mastodon_measures as measures
from zuruf.channels.mastodon import Mastodon
from zuruf.core.channel import NotConnected, Refused, TryLater, Unknown
from zuruf.core.measure import Measure, Ordered


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(RIG.well) as running:
        yield running


def test_a_token_that_is_revoked_in_the_middle_of_a_look_stops_it(server: Loopback) -> None:
    server.script = but("/accounts/verify_credentials", Reply(401, dumped({"error": "revoked"})))

    with pytest.raises(NotConnected):
        net(server).fetch(None)


def test_a_hashtag_that_cannot_be_read_is_told_and_keeps_nothing_else_from_coming_in(
    server: Loopback,
) -> None:
    server.script = but("/timelines/tag/wasser", Reply(422, dumped({"error": "no"})))

    batch = net(server, "wasser").fetch(None)

    assert len([m for m in batch.incoming if not m.ours]) == 2
    assert "#wasser" in batch.problem


def test_a_hashtag_is_read_on_from_where_we_were(server: Loopback) -> None:
    network = net(server, "wasser")
    cursor = network.fetch(None).cursor
    more = [{**ASKED, "id": f"1150000000000001{n:02}"} for n in range(40)]
    server.script = but("/timelines/tag/wasser", Reply(body=dumped(more)))

    batch = network.fetch(cursor)

    assert server.seen[-1].query["min_id"] == [ASKED["id"]]
    assert (len(batch.incoming), batch.more) == (40, True)


def test_what_we_wrote_under_a_hashtag_is_never_taken_for_somebody_elses(server: Loopback) -> None:
    mine = {**OWN, "id": "115000000000009999"}
    known = but("/timelines/tag/wasser", Reply(body=dumped([mine, {**ASKED, "id": "115000000000009998"}])))
    server.script = known
    assert mine["id"] not in [m.remote_id for m in net(server, "wasser").fetch(None).incoming]

    nobody = "/api/v1/accounts/verify_credentials"
    server.script = lambda r: Reply(503) if r.path == nobody else known(r)
    blind = net(server, "wasser").fetch(None)
    assert mine["id"] not in [m.remote_id for m in blind.incoming]
    server.script = known
    later = net(server, "wasser").fetch(blind.cursor)
    assert "115000000000009998" in [m.remote_id for m in later.incoming]


def test_what_left_the_page_is_looked_up_and_only_the_server_says_that_it_is_gone(server: Loopback) -> None:
    network = net(server)
    cursor = network.fetch(None).cursor
    first, second = ASKED["id"], "115000000000000011"

    def emptied(request: Request) -> Reply:
        if request.path == "/api/v1/notifications":
            return Reply(body=b"[]")
        if request.path == f"/api/v1/statuses/{second}":
            return Reply(502)
        return NOTHING if request.path == f"/api/v1/statuses/{first}" else RIG.well(request)

    server.script = emptied
    batch = network.fetch(cursor)
    assert [g.remote_id for g in batch.gone] == [first]

    asked_before = len(server.seen)
    network.fetch(batch.cursor)
    assert [r.path for r in server.seen[asked_before:] if "/statuses/115" in r.path] == [
        f"/api/v1/statuses/{second}"
    ]


def test_an_answer_that_a_colleague_gave_in_the_networks_own_app_comes_in_as_ours(server: Loopback) -> None:
    batch = net(server).fetch(None)

    assert [(m.remote_id, m.parent) for m in batch.incoming if m.ours] == [(OWN["id"], ASKED["id"])]


def test_a_server_that_does_not_search_says_so(server: Loopback) -> None:
    server.script = but("/search", Reply(body=b'{"accounts": [], "statuses": [], "hashtags": []}'))
    with pytest.raises(Refused, match="does not search"):
        net(server).search("Wasser", AT)

    def finds_us(request: Request) -> Reply:
        posts = [OWN] if request.query["q"] == ["from:me"] else []
        return Reply(body=dumped({"accounts": [], "statuses": posts, "hashtags": []}))

    server.script = but("/search", finds_us)
    assert net(server).search("Wasser", AT).incoming == ()


def test_a_measure_that_the_network_does_not_have_is_refused(server: Loopback) -> None:
    for order in (Ordered("k", Measure.HIDE, AT, REF, "7"), Ordered("k", Measure.BLOCK, AT, REF)):
        with pytest.raises(Refused):
            net(server).act(order)
    assert server.seen == []
    server.script = but("/block", Reply(body=b"{}"), "POST")
    with pytest.raises(Unknown):
        measures.act(net(server)._wire, Ordered("k", Measure.BLOCK, AT, REF, "7"))


# --- the stream


def instance(url: str) -> Reply:
    told = json.loads(tape("mastodon/instance.json"))
    told["configuration"]["urls"]["streaming"] = url
    return Reply(body=dumped(told))


def streaming(server: Loopback, events: Reply) -> Script:
    def script(request: Request) -> Reply:
        if request.path == "/api/v2/instance":
            return instance(server.url.replace("http://", "ws://"))
        return events if request.path == "/api/v1/streaming/user" else RIG.well(request)

    return script


def known(network: Mastodon) -> Any:
    return network.fetch(None).cursor


def stream(body: bytes, how: str = "whole") -> Reply:
    return Reply(200, body, {"content-type": "text/event-stream"}, how)


def test_an_event_wakes_us_and_a_sign_of_life_does_not(server: Loopback) -> None:
    network = net(server)
    cursor = known(network)
    server.script = streaming(server, stream(b":thump\n\nevent: update\ndata: {}\n\nevent: notification\n"))
    assert network.wait(cursor, 200, lambda: False)

    server.script = streaming(server, stream(b":thump\n\nevent: notification_of_another_kind\n"))
    with pytest.raises(TryLater):  # it ends without a word for us
        network.wait(cursor, 200, lambda: False)


def test_what_came_before_the_stream_was_open_wakes_us_too(server: Loopback) -> None:
    server.script = streaming(server, stream(b"", "endless"))

    assert net(server).wait(None, 200, lambda: False)


@pytest.mark.timeout(100)
def test_waiting_stops_when_it_is_told_to(server: Loopback) -> None:
    network = net(server)
    cursor = known(network)
    over = threading.Event()
    server.script = streaming(server, stream(b":thump\n\n", "endless"))
    threading.Timer(0.1, over.set).start()

    assert network.wait(cursor, 3600, over.is_set) is False


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (NOTHING, Refused),
        (Reply(200, b"<html>", {"content-type": "text/html"}), Refused),
        (Reply(401), NotConnected),
        (Reply(503), TryLater),
        (Reply(how="close"), TryLater),
    ],
)
def test_a_server_without_a_stream_is_left_to_the_poller(
    server: Loopback, answer: Reply, error: type[Exception]
) -> None:
    server.script = streaming(server, answer)

    with pytest.raises(error):
        net(server).wait(None, 200, lambda: False)


@pytest.mark.parametrize(
    "url",
    ["", "wss://", "javascript:alert(1)", "ws://social.example", "wss://[half", "wss://a.example:99999"],
)
def test_a_stream_that_is_none_or_would_show_our_token_is_refused(server: Loopback, url: str) -> None:
    server.script = but("/instance", instance(url))

    with pytest.raises(Refused):
        net(server).wait(None, 200, lambda: False)


def test_how_long_to_wait_is_read_as_mastodon_writes_it(server: Loopback) -> None:
    heads = {"x-ratelimit-reset": "2026-03-02T10:05:00.000000Z", "date": "Mon, 02 Mar 2026 10:00:00 GMT"}
    server.script = but("/notifications", Reply(429, headers=heads))

    with pytest.raises(TryLater) as caught:
        net(server).fetch(None)

    assert caught.value.after == timedelta(minutes=5)
    assert datetime.now(UTC) > AT
