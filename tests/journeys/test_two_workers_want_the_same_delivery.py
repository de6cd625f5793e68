"""Several worker processes want the same deliveries; and somebody holds everything while they are at it."""

import json
import threading
from pathlib import Path

from tests.effort import tries
from tests.journeys.conftest import House

REPLIES = tries(100)


def test_four_processes_publish_each_reply_exactly_once(house: House, tmp_path: Path) -> None:
    """The network here doubles whatever it is handed twice."""
    house.do("prepare", f"blind={REPLIES}")
    gate = tmp_path / "gate"
    workers = [house.start("work", f"worker-{n}", "0", str(gate)) for n in range(4)]
    gate.touch()
    for worker in workers:
        house.end(worker)
    assert house.net.doubled() == []
    assert sorted(p.key for p in house.net.posts) == sorted(str(r["key"]) for r in house.states())
    assert {r["state"] for r in house.states()} == {"published"}
    assert {r["messages"] for r in house.states()} == {2}


def test_a_worker_that_is_killed_at_any_moment_doubles_and_loses_nothing(
    house: House, tmp_path: Path
) -> None:
    """Three of four are killed one after the other while they work; the network knows its keys."""
    house.do("prepare", f"harmless={REPLIES}")
    gate = tmp_path / "gate"
    workers = [house.start("work", f"worker-{n}", "0", str(gate)) for n in range(3)]
    gate.touch()
    for worker in workers:
        for _ in range(REPLIES // 8):
            assert house.net.arrived.acquire(timeout=60)
        worker.kill()
        house.wait(worker)
    for ahead in ("0", "200", "260"):
        house.do("work", "last", ahead)
    assert {r["state"] for r in house.states()} == {"published"}
    assert house.net.doubled() == []
    assert len(house.net.posts) == REPLIES


def test_from_the_commit_of_a_hold_no_delivery_starts(house: House, tmp_path: Path) -> None:
    """Held and released 20 times while three processes work: what had started when the hold was placed is all that
    starts until it is lifted."""
    house.do("prepare", f"harmless={REPLIES * 2}")
    house.net.room = threading.Semaphore(8)  # and 8 more with each hold that is lifted
    gate = tmp_path / "gate"
    holder = house.start("hold", "20", str(gate))
    workers = [house.start("work", f"worker-{n}", "0", str(gate)) for n in range(3)]
    gate.touch()
    told = json.loads(house.end(holder))
    for worker in workers:
        house.end(worker)
    assert told["started_during_a_hold"] == []
    assert 0 < told["started_before_each"][0] < REPLIES * 2, "the workers were not at it"
    assert told["started_before_each"][-1] > told["started_before_each"][0], (
        "nothing went on between the holds"
    )
    assert {r["state"] for r in house.states()} == {"published"}
    assert house.net.doubled() == []
