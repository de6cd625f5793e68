"""A network that misbehaves on order, and replies on their way to it."""

from dataclasses import replace
from functools import partial

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import KINDS, Network, channel
from tests.flow.on_its_way import Queued, queue
from tests.flow.public import Public
from zuruf import channels
from zuruf.channels import _guard, _socket, web_push
from zuruf.channels._http import Http
from zuruf.core.capabilities import Shows
from zuruf.core.channel import Receipt, Seen
from zuruf.core.people import Who
from zuruf.store.models import Member, Organisation


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server of a test's own may stand still as long as a busy machine lets it: no deadline of ours is what is tested here."""
    defaults = Http.__init__.__kwdefaults__
    assert defaults
    monkeypatch.setitem(defaults, "deadline", 100.0)
    for module, name in ((_guard, "CONNECT_SECONDS"), (_socket, "OPENING"), (web_push, "PATIENCE")):
        monkeypatch.setattr(module, name, 100.0)


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
def house(db: None) -> Organisation:
    return builders.organisation()


@pytest.fixture
def public(network: Network, monkeypatch: pytest.MonkeyPatch) -> Public:
    """Networks that show: "shows" (harmless), "shows_blind"."""
    told = Public(network)
    kinds = dict(channels.kinds())
    for name, like in (("shows", "harmless"), ("shows_blind", "blind")):
        monkeypatch.setitem(KINDS, name, replace(KINDS[like], shows=Shows.LOOK))

        class Showing(channel(name, network)):  # type: ignore[misc]  # a class made at run time
            def read_back(self, receipt: Receipt) -> Seen | None:
                return told.read_back(receipt)

            def locate(self, link: str) -> Receipt | None:
                return told.locate(link)

        kinds[name] = Showing
    monkeypatch.setattr(channels, "kinds", lambda: kinds)
    return told
