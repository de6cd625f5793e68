"""The worker hears of what is to be sent, instead of looking for it now and then."""

import threading
import time
from collections.abc import Iterator

import pytest

from tests import builders
from tests.flow.model_network import Network, channel
from tests.flow.on_its_way import again, queue
from zuruf import channels
from zuruf.flow import holds, outbox
from zuruf.flow.clock import clock
from zuruf.ops.loops import Loop, Worker
from zuruf.store.models import Delivery, Member

PATIENCE = 100.0  # seconds; a worker that does not hear would look by itself only after a day


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    net = Network(clock())
    kinds = {**channels.kinds(), "harmless": channel("harmless", net)}
    monkeypatch.setattr(channels, "kinds", lambda: kinds)
    return net


@pytest.fixture
def worker(network: Network, db: None, request: pytest.FixtureRequest) -> Iterator[Worker]:
    """One that hears, and looks by itself only once a day."""
    made = Worker()
    loops = {loop.name: loop for loop in made.loops()}
    outbox_loop = loops["outbox"]
    some = [Loop("outbox", outbox_loop.step, 86_400.0, outbox_loop.wake), loops["hear"]]
    made.loops = lambda: some  # type: ignore[method-assign]  # of this one worker
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    yield made
    made.stop.set()
    thread.join(PATIENCE)


def becomes(row: Delivery, state: str) -> bool:
    end = time.monotonic() + PATIENCE
    while again(row).state != state:
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.django_db(transaction=True)
def test_a_reply_is_sent_as_soon_as_it_is_queued(answers: Member, worker: Worker) -> None:
    through = builders.account("harmless", recall_seconds=0)
    for _ in range(3):
        assert becomes(queue(answers, account=through, now=clock()), "published")


@pytest.mark.django_db(transaction=True)
def test_a_yes_a_withdrawal_and_a_lifted_hold_are_heard_of_too(
    answers: Member, worker: Worker, second_pair: Member
) -> None:
    through = builders.account("harmless", recall_seconds=0)
    owner = builders.who(second_pair)
    held = holds.hold(owner)
    row = queue(answers, account=through, now=clock())
    holds.lift(owner, held)
    outbox.say_yes(owner, row.public_id)
    assert becomes(row, "published")
    outbox.withdraw(owner, row.public_id, why="Falsch")
    assert becomes(row, "withdrawn")
