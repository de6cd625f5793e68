"""The worker is killed (SIGKILL) after the network accepted and before it could write that down."""

from tests.journeys.conftest import House


def test_what_was_accepted_is_never_published_twice_and_never_lost(house: House) -> None:
    house.do("prepare", "harmless=2", "traceable=2", "blind=2")
    house.net.swallow.set()
    worker = house.start("lanes", "first")
    for _ in range(3):  # one of each network: it is accepted there, and the answer never comes
        assert house.net.arrived.acquire(timeout=60)
    worker.kill()
    worker.wait()
    assert {(r["kind"], r["state"]) for r in house.states()} == {
        (kind, state) for kind in ("harmless", "traceable", "blind") for state in ("sending", "queued")
    }
    house.net.swallow.clear()

    house.do("work", "second")  # the dead worker's claims have not run out: only the others go out
    assert sorted(str(r["state"]) for r in house.states()) == ["published"] * 3 + ["sending"] * 3
    assert house.net.doubled() == []

    for ahead in ("200", "260", "600"):  # seconds from now: claims run out, then look-ups and repeats are due
        house.do("work", "third", ahead)
    by_kind = {
        kind: sorted(str(r["state"]) for r in house.states() if r["kind"] == kind) for kind in _kinds(house)
    }
    assert by_kind == {
        "harmless": ["published", "published"],  # repeated with its key: the network knew it
        "traceable": ["published", "published"],  # looked up and found
        "blind": ["published", "unclear"],  # nobody can know: a person has to say
    }
    assert sum(int(str(r["unclear"])) for r in house.states()) == 1

    house.do("settle", "there")
    house.do("work", "fourth", "9000")
    assert {r["state"] for r in house.states()} == {"published"}
    assert {r["unclear"] for r in house.states()} == {0}
    assert house.net.doubled() == []
    assert sorted(house.net.posts) == sorted((str(r["kind"]), str(r["key"])) for r in house.states())


def _kinds(house: House) -> set[str]:
    return {str(r["kind"]) for r in house.states()}
