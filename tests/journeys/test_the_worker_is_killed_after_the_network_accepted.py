"""The worker is killed (SIGKILL) after the network accepted and before it could write that down."""

import threading

import pytest

from tests.journeys.conftest import House
from tests.servers.loopback import Reply, Request, forward, loopback
from tests.servers.pds import Pds


def test_what_was_accepted_is_never_published_twice_and_never_lost(house: House) -> None:
    house.do("prepare", "harmless=2", "traceable=2", "blind=2")
    house.net.swallow.set()
    worker = house.start("lanes", "first")
    for _ in range(3):  # one of each network: it is accepted there, and the answer never comes
        assert house.net.arrived.acquire(timeout=60)
    worker.kill()
    house.wait(worker)
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
    assert sorted((p.kind, p.key) for p in house.net.posts) == sorted(
        (str(r["kind"]), str(r["key"])) for r in house.states()
    )


@pytest.mark.pds
def test_the_same_on_a_real_pds_behind_a_proxy_that_swallows_its_answers(house: House, pds: Pds) -> None:
    us, asker = pds.person("wasserwerk"), pds.person("asker")
    asked = pds.write(asker, "Warum ist das Wasser braun?")
    swallow, accepted = threading.Event(), threading.Event()

    def proxy(request: Request) -> Reply:
        answer = forward(request, pds.url)
        if swallow.is_set() and request.path.endswith("com.atproto.repo.putRecord"):
            assert answer.status == 200
            accepted.set()
            return Reply(how="hang")
        return answer

    with loopback(proxy) as between:
        house.do("bluesky", between.url, us.handle, us.app_password, asked["uri"], asked["cid"], "2")
        swallow.set()
        worker = house.start("lanes", "first")
        assert accepted.wait(60)
        worker.kill()
        house.wait(worker)
        swallow.clear()
        assert len(pds.records(us)) == 1
        assert sorted(str(r["state"]) for r in house.states()) == ["queued", "sending"]

        for ahead in ("0", "200", "260"):
            house.do("work", "second", ahead)
    assert {r["state"] for r in house.states()} == {"published"}
    assert sorted(r["value"]["text"] for r in pds.records(us)) == ["Antwort 0", "Antwort 1"]


def _kinds(house: House) -> set[str]:
    return {str(r["kind"]) for r in house.states()}
