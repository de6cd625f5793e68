"""The worker's loops: nothing that goes wrong in one ends it or another."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from pytest_django import Settings

from zuruf.ops import loops
from zuruf.ops.loops import Loop, Worker
from zuruf.store import changes
from zuruf.store.changes import Position, Seen


def test_a_loop_goes_on_after_an_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "LONGEST_PAUSE", 0.0)
    monkeypatch.setattr(connections, "close_all", lambda: None)
    worker, seen = Worker(), []

    def step() -> bool:
        seen.append(1)
        if len(seen) < 3:
            raise OSError("the network is away")
        worker.stop.set()
        return False

    worker.turn(Loop("test", step, rest=0.0))
    assert len(seen) == 3


def test_more_work_is_done_at_once_and_rest_comes_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "close_all", lambda: None)
    worker, answers = Worker(), iter([True, True, False])
    rested = []

    def rest(seconds: float) -> bool:
        rested.append(seconds)
        worker.stop.set()
        return True

    monkeypatch.setattr(worker.stop, "wait", rest)
    worker.turn(Loop("test", lambda: next(answers), rest=7.0))
    assert rested == [7.0]


def test_every_duty_of_the_worker_has_a_loop() -> None:
    names = {loop.name for loop in Worker().loops()}
    assert names >= {"poll-0", "poll-3", "outbox", "second-pair", "seal", "upkeep", "heartbeat", "resume"}
    assert len(names) == len(Worker().loops())


def test_a_worker_that_is_asked_to_stop_ends_with_all_its_threads(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object, settings: Settings
) -> None:
    worker = Worker()
    started = threading.Event()

    def step() -> bool:
        started.set()
        return False

    monkeypatch.setattr(worker, "loops", lambda: [Loop("one", step, 60.0), Loop("two", step, 60.0)])
    thread = threading.Thread(target=worker.run)
    thread.start()
    assert started.wait(100)
    worker.stop.set()
    thread.join(100)
    assert not thread.is_alive()


def test_a_call_that_was_kept_wakes_whoever_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker()

    def watch(stop: object, hear: Callable[[list[Seen]], None], **_: object) -> None:
        hear([Seen(Position(), "conversation", "c1")])
        assert not worker.called.is_set()
        hear([Seen(Position(), "arrival", "a1")])

    monkeypatch.setattr(changes, "watch", watch)
    next(loop for loop in worker.loops() if loop.name == "hear").step()
    reads = next(loop for loop in worker.loops() if loop.name == "calls")
    assert reads.wake is worker.called
    assert worker.called.is_set()
