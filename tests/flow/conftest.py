"""A network that misbehaves on order, and replies on their way to it."""

from functools import partial

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import KINDS, Network, channel
from tests.flow.on_its_way import Queued, queue
from zuruf import channels
from zuruf.core.people import Who
from zuruf.store.models import Member


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    net = Network(NOW)
    kinds = {**channels.kinds(), **{kind: channel(kind, net) for kind in KINDS}}
    monkeypatch.setattr(channels, "kinds", lambda: kinds)
    return net


@pytest.fixture
def who(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def queued(network: Network, answers: Member) -> Queued:
    """Queue a reply: see tests.flow.on_its_way.queue."""
    return partial(queue, answers)


@pytest.fixture
def house(db):
    return builders.organisation()
