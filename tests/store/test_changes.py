"""Who hears of a change: only after its commit, in order, and never too little. On both databases."""

import threading
from collections.abc import Iterator
from queue import Empty, Queue

import pytest
from django.db import connection, connections, transaction

from tests.builders import NOW
from zuruf.store import changes
from zuruf.store.changes import Position, Seen, announce
from zuruf.store.models import Change

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heard() -> Iterator["Queue[Seen]"]:
    """What a watcher in a thread of its own hears."""
    stop, ready, told = threading.Event(), threading.Event(), Queue[Seen]()

    def hear(seen: list[Seen]) -> None:
        for one in seen:
            told.put(one)

    watcher = threading.Thread(target=changes.watch, args=(stop, hear, ready))
    watcher.start()
    assert ready.wait(20)
    yield told
    stop.set()
    watcher.join(20)
    assert not watcher.is_alive()


def in_thread(act: object) -> None:
    def run() -> None:
        try:
            assert callable(act)
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()


def test_a_change_is_heard_after_its_commit_and_once(heard: "Queue[Seen]") -> None:
    with transaction.atomic():
        announce("conversation", ["a", "a", "b"], NOW)
        with pytest.raises(Empty):
            heard.get(timeout=0.2)
    assert [heard.get(timeout=20).thing for _ in range(2)] == ["a", "b"]
    with pytest.raises(Empty):
        heard.get(timeout=0.2)


def test_what_is_rolled_back_is_never_heard(heard: "Queue[Seen]") -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        announce("conversation", ["never"], NOW)
        raise ZeroDivisionError
    announce("conversation", ["after"], NOW)
    assert heard.get(timeout=20).thing == "after"


def test_reading_goes_on_from_any_place() -> None:
    announce("conversation", ["a", "b", "c"], NOW)
    everything = changes.since(Position())
    assert [s.thing for s in everything[-3:]] == ["a", "b", "c"]
    assert [s.thing for s in changes.since(everything[-2].at)] == ["c"]
    assert changes.since(changes.last()) == []


def test_announcing_nothing_writes_nothing() -> None:
    announce("conversation", [], NOW)
    assert not Change.objects.exists()


def test_a_transaction_that_commits_late_is_not_skipped() -> None:
    """On PostgreSQL the later id can commit first; whoever then reads on by id alone would lose the earlier one."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: ids are given out in the order of commits")
    start = changes.last()
    first_written, first_may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                announce("conversation", ["early id"], NOW)
                first_written.set()
                assert first_may_commit.wait(20)
        finally:
            connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert first_written.wait(20)
    in_thread(lambda: announce("conversation", ["late id"], NOW))
    before = [s.thing for s in changes.since(start)]
    first_may_commit.set()
    thread.join(20)
    after = [s.thing for s in changes.since(start)]
    assert before == []
    assert after == ["early id", "late id"]
