"""Reading Bluesky's notifications: pages, the place in them, deletions, our own posts. Against tapes and a small network."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from tests.channels.contract import RIGS, tape
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.core.message import Incoming

RIG = RIGS["bluesky"]
POSTS = {f"at://did:plc:asker/app.bsky.feed.post/3l{n:04}": n for n in range(1000)}


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(RIG.well) as running:
        yield running


def methods(server: Loopback) -> list[str]:
    return [r.path.rpartition(".")[2] for r in server.seen]


def plain(message: Incoming) -> object:
    return json.loads(json.dumps(asdict(message), default=datetime.isoformat))


def test_the_tape_becomes_what_is_expected(server: Loopback) -> None:
    batch = RIG.make(server.url).fetch(None)

    assert [plain(m) for m in batch.incoming if not m.ours] == json.loads(
        tape("bluesky/listNotifications.expected.json")
    )
    assert batch.raw == tape("bluesky/listNotifications.json").decode()


def test_strangers_are_asked_for_whatever_the_accounts_own_settings(server: Loopback) -> None:
    RIG.make(server.url).fetch(None)

    (asked,) = (r for r in server.seen if r.path.endswith("listNotifications"))
    assert asked.query == {
        "limit": ["100"],
        "priority": ["false"],
        "reasons": ["mention", "reply", "quote"],
    }


class Network:
    """Notifications numbered by time, newest first, as the network pages them."""

    def __init__(self) -> None:
        self.there: list[int] = []
        self.deleted: set[int] = set()
        self.muted: set[int] = set()
        self.page_size = 100
        self.posts_fail = False

    def __call__(self, request: Request) -> Reply:
        method = request.path.rpartition(".")[2]
        if method == "listNotifications":
            start = int(request.query.get("cursor", ["0"])[0])
            shown = [n for n in sorted(self.there, reverse=True) if n not in self.deleted | self.muted]
            page = shown[start : start + self.page_size]
            told: dict[str, object] = {"notifications": [self.entry(n) for n in page]}
            if start + self.page_size < len(shown):
                told["cursor"] = str(start + self.page_size)
            return Reply(body=json.dumps(told).encode())
        if method == "getPosts":
            if self.posts_fail:
                return Reply(500)
            there = [u for u in request.query["uris"] if POSTS[u] not in self.deleted]
            return Reply(body=json.dumps({"posts": [{"uri": u} for u in there]}).encode())
        return RIG.well(request)

    @staticmethod
    def entry(n: int) -> dict[str, object]:
        when = f"2026-03-01T{n // 60:02}:{n % 60:02}:00.000Z"
        return {
            "uri": f"at://did:plc:asker/app.bsky.feed.post/3l{n:04}",
            "cid": f"cid{n}",
            "author": {"did": "did:plc:asker", "handle": "asker.example"},
            "reason": "mention",
            "record": {"text": str(n), "createdAt": when},
            "indexedAt": when,
        }


@pytest.fixture
def network(server: Loopback) -> Network:
    network = Network()
    server.script = network
    return network


def read_all(
    server: Loopback, cursor: Mapping[str, object] | None
) -> tuple[list[int], list[str], Mapping[str, object] | None]:
    """The numbers that came in, what is gone, and the cursor, after as many calls as the channel asks for."""
    channel, new, gone = RIG.make(server.url), [], []
    while True:
        batch = channel.fetch(json.loads(json.dumps(cursor)))
        new += [int(m.text) for m in batch.incoming]
        gone += [g.remote_id for g in batch.gone]
        cursor = batch.cursor if batch.cursor is not None else cursor
        if not batch.more:
            return new, gone, cursor


def test_the_first_look_brings_the_newest_page_only(network: Network, server: Loopback) -> None:
    network.there = list(range(250))

    new, _, _ = read_all(server, None)

    assert sorted(new) == list(range(150, 250))


def test_a_later_look_reads_on_until_known_ground(network: Network, server: Loopback) -> None:
    network.there = list(range(200))
    _, _, cursor = read_all(server, None)
    network.there = list(range(650))

    new, gone, cursor = read_all(server, cursor)

    assert set(range(200, 650)) <= set(new)
    assert gone == []
    assert read_all(server, cursor)[0] == []


def test_a_round_of_pages_goes_on_where_it_stood_after_a_crash(network: Network, server: Loopback) -> None:
    network.there = [1]
    _, _, cursor = read_all(server, None)
    network.there = list(range(1, 400))
    first = RIG.make(server.url).fetch(cursor)

    assert first.more
    new, _, _ = read_all(server, first.cursor)

    assert {*new, *(int(m.text) for m in first.incoming)} >= set(range(2, 400))


def test_a_place_between_pages_that_the_network_forgot_begins_the_round_anew_to_the_same_ground(
    network: Network, server: Loopback
) -> None:
    network.there = [1]
    _, _, cursor = read_all(server, None)
    network.there = list(range(1, 400))
    first = RIG.make(server.url).fetch(cursor)
    forgot = Reply(400, b'{"error": "InvalidRequest", "message": "Malformed cursor"}')
    server.script = lambda r: forgot if "cursor" in r.query else network(r)
    broken = RIG.make(server.url).fetch(first.cursor)

    assert (first.more, broken.more, broken.incoming) == (True, False, ())
    server.script = network
    new, _, _ = read_all(server, broken.cursor)
    assert {*new, *(int(m.text) for m in first.incoming)} >= set(range(2, 400))


def test_a_message_whose_authors_clock_is_slow_is_not_missed(network: Network, server: Loopback) -> None:
    network.there = [100, 200]
    _, _, cursor = read_all(server, None)
    network.there = [100, 150, 200]

    new, _, _ = read_all(server, cursor)

    assert new == [150]


def test_a_deleted_message_is_noticed(network: Network, server: Loopback) -> None:
    network.there = list(range(10))
    _, _, cursor = read_all(server, None)
    network.deleted = {4}

    new, gone, cursor = read_all(server, cursor)

    assert (new, gone) == ([], ["at://did:plc:asker/app.bsky.feed.post/3l0004"])
    assert read_all(server, cursor)[:2] == ([], [])


def test_a_message_that_is_only_hidden_from_the_list_is_not_called_deleted(
    network: Network, server: Loopback
) -> None:
    network.there = list(range(10))
    _, _, cursor = read_all(server, None)
    network.muted = {4}

    assert read_all(server, cursor)[:2] == ([], [])


def test_a_deletion_that_could_not_be_looked_up_is_looked_up_again(
    network: Network, server: Loopback
) -> None:
    network.there = list(range(10))
    _, _, cursor = read_all(server, None)
    network.deleted, network.posts_fail = {4}, True
    _, gone, cursor = read_all(server, cursor)
    network.posts_fail = False

    assert gone == []
    assert read_all(server, cursor)[1] == ["at://did:plc:asker/app.bsky.feed.post/3l0004"]


def test_what_moved_off_the_page_is_not_called_deleted(network: Network, server: Loopback) -> None:
    network.there = list(range(100))
    _, _, cursor = read_all(server, None)
    network.there = list(range(150))

    assert read_all(server, cursor)[1] == []
    assert "getPosts" not in methods(server)


@pytest.mark.parametrize(
    "cursor", [{}, {"until": 7}, {"recent": []}, {"pages": "x", "ours": 7}, {"other": 1}]
)
def test_a_cursor_of_another_version_begins_anew(cursor: dict[str, object], server: Loopback) -> None:
    assert len(RIG.make(server.url).fetch(cursor).incoming) == 4


def test_times_of_the_tape_are_in_utc(server: Loopback) -> None:
    assert {m.at.tzinfo for m in RIG.make(server.url).fetch(None).incoming if m.at} == {UTC}
