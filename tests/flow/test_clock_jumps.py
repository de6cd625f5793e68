"""The wall's clock is put forth or back while nobody knows whether a reply is out there."""

from datetime import datetime, timedelta

import pytest

from tests.flow.model_network import Network
from tests.flow.on_its_way import OUT, Queued, again, work
from zuruf.core.outbox import DeliveryState
from zuruf.flow import clock_jumps
from zuruf.store.models import Delivery

D = DeliveryState
QUARTER, TWO_HOURS = timedelta(minutes=15), timedelta(hours=2)
pytestmark = pytest.mark.django_db


def test_put_forth_it_does_not_make_a_request_that_is_still_under_way_settled(
    queued: Queued, network: Network
) -> None:
    row = queued("traceable")
    network.plan = ["late"]  # on its way to the network, and no answer
    work(network, OUT)
    assert again(row).state == D.UNCLEAR

    clock_jumps.allow_for(QUARTER, now=OUT + QUARTER)
    seconds_later(network, 3, QUARTER)
    assert again(row).state == D.UNCLEAR, "nothing is there, but nothing has settled yet either"

    network.settle()  # now it arrives
    seconds_later(network, 200, QUARTER)
    assert again(row).state == D.PUBLISHED
    assert len(network.of(row.public_id)) == 1


def test_put_back_it_does_not_make_a_network_remember_our_key_for_longer(
    queued: Queued, network: Network
) -> None:
    row = queued("hour")
    network.plan = ["accepts"]
    work(network, OUT)
    Delivery.objects.update(not_before=OUT)
    assert again(row).state == D.QUEUED

    clock_jumps.allow_for(-TWO_HOURS, now=OUT - TWO_HOURS)
    network.now = OUT + timedelta(hours=2, minutes=1)  # the network's own clock: it has forgotten the key
    while clock_jumps_worker(OUT + timedelta(minutes=1)):
        pass
    assert len(network.of(row.public_id)) == 1, "not sent again with a key that nobody knows any more"


def test_what_is_in_a_workers_hands_does_not_run_out_when_the_clock_is_put_forth(
    queued: Queued, network: Network
) -> None:
    row = queued("blind")
    network.plan = [lambda: in_mid_request(network)]

    work(network, OUT)

    assert again(row).state == D.PUBLISHED
    assert len(network.of(row.public_id)) == 1


def test_a_process_notices_what_its_clocks_do_to_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[timedelta] = []
    monkeypatch.setattr(clock_jumps, "allow_for", lambda by, now: told.append(by))
    monkeypatch.setattr(clock_jumps, "_offset", None)
    for wall, steady in ((0, 0), (60, 60), (60.5, 60), (661, 61), (62, 62)):
        monkeypatch.setattr(clock_jumps, "clock", lambda wall=wall: OUT + timedelta(seconds=wall))
        monkeypatch.setattr(clock_jumps, "uptime", lambda steady=steady: float(steady))
        clock_jumps.notice()

    assert [round(by.total_seconds()) for by in told] == [600, -600]


def test_a_process_that_stands_still_between_its_looks_at_both_clocks_saw_no_jump(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[timedelta] = []
    at, still = (
        [0.0],
        [0.0],
    )  # what both clocks show, and for how long it stands still after the next look at one

    def look() -> float:
        seen = at[0]
        at[0], still[0] = seen + still[0], 0.0
        return seen

    monkeypatch.setattr(clock_jumps, "allow_for", lambda by, now: told.append(by))
    monkeypatch.setattr(clock_jumps, "_offset", None)
    monkeypatch.setattr(clock_jumps, "uptime", look)
    monkeypatch.setattr(clock_jumps, "clock", lambda: OUT + timedelta(seconds=look()))
    for seconds in (0.0, 5.0, 0.0):
        still[0] = seconds
        clock_jumps.notice()

    assert told == []


def seconds_later(network: Network, seconds: int, skew: timedelta) -> None:
    """So much later for everybody; our clock is *skew* ahead."""
    there = OUT + timedelta(seconds=seconds)
    work(network, there + skew)
    network.now = there


def clock_jumps_worker(now: datetime) -> bool:
    from zuruf.flow import outbox

    return outbox.work("w", now=now)


def in_mid_request(network: Network) -> None:
    clock_jumps.allow_for(QUARTER, now=OUT + QUARTER)
    assert not clock_jumps_worker(OUT + QUARTER + timedelta(seconds=5)), "another worker finds nothing to do"
