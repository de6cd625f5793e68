"""What tests of posts need: networks on which one can post, two accounts, a guideline that asks, and posts on their way."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import KINDS, Network
from tests.flow.test_reply import switched_on
from zuruf import channels
from zuruf.core.desk import Queue
from zuruf.core.people import Who
from zuruf.flow import post, post_off
from zuruf.store.models import Account, Delivery, Member, SecondPair
from zuruf.store.queries import desk
from zuruf.store.queries.desk import Place

ASK = """id = "dates"
title = "Termine sieht ein zweites Augenpaar"
why = "Ein Termin gilt."
[when]
words = ["eröffnen"]
[then]
verdict = "ask"
minutes = 15
late = "release"
say = "„{hit}“ ist eine Zusage."
[[example]]
text = "Wir eröffnen am Montag."
verdict = "ask"
[[example]]
text = "Wir freuen uns."
verdict = "go"
"""
TEXT = "Die Werkstatt ist ab Montag wieder offen."
ASKED = "Wir eröffnen am Montag."
LATE = NOW + timedelta(minutes=15)


@pytest.fixture
def network(network: Network) -> Network:
    """Model networks on which one can post."""
    for kind in KINDS:
        made: Any = channels.kinds()[kind]
        made.can = replace(made.can, post=True)
    return network


@pytest.fixture
def eyes(second_pair: Member) -> Who:
    return builders.who(second_pair)


@pytest.fixture
def page(db: None) -> Account:
    return builders.account("talk", remote_id="talk", name="Radwerk")


@pytest.fixture
def net_account(network: Network) -> Account:
    return builders.account("harmless", name="Netz")


def sent(who: Who, *to: Account, text: str = TEXT, at: str = "", now: datetime = NOW) -> list[Delivery]:
    """A post is written and sent off at once; its deliveries."""
    draft = post.begin(who, now=now)
    done = post_off.send(who, draft, text, [a.public_id for a in to], at=at, now=now)
    return [Delivery.objects.get(public_id=one.delivery) for one in done]


def asked(who: Who, to: Account, text: str = ASKED, **more: Any) -> SecondPair:
    switched_on(ASK)
    draft = post.begin(who, now=NOW)
    (one,) = post_off.send(who, draft, text, [to.public_id], now=NOW, **more)
    return SecondPair.objects.get(public_id=one.ask)


def ids(who: Who, queue: Queue) -> list[str]:
    return [row.public_id for row in desk.listed(who, Place(queue)).rows]
