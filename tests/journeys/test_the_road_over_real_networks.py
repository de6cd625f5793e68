"""The whole road over a real network: a mention comes in, is answered at the desk, and is out. And what a bad one does."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from tests import builders
from tests.channels.contract import RIGS, tape
from tests.servers.loopback import Loopback, Reply, Request, loopback
from tests.servers.pds import Pds, Person
from zuruf.channels import _xrpc
from zuruf.core.channel import Check
from zuruf.core.desk import State
from zuruf.core.outbox import DeliveryState
from zuruf.flow import accounts, intake, outbox, reply, sending
from zuruf.flow.errors import Declined
from zuruf.store.models import Account, Conversation, Delivery, Member, Message

pytestmark = pytest.mark.django_db
START = datetime.now(UTC)
FAULTS = {
    "500": Reply(500),
    "hangs": Reply(how="hang"),
    "closes in mid-answer": Reply(how="cut", body=b'{"notifications": []}'),
    "wrong JSON": Reply(body=b'{"notifications": 7}'),
    "no JSON": Reply(body=b"<html>"),
}


@pytest.fixture(autouse=True)
def private_hosts(settings: LazySettings) -> None:
    settings.ALLOW_PRIVATE = ("localhost", "127.0.0.1")
    _xrpc.forget_sessions()


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


def connected(owner: Member, url: str, handle: str, password: str) -> Account:
    who = builders.who(owner)
    public_id = accounts.connect(
        who, "bluesky", {"handle": handle, "server": url}, {"password": password}, now=START
    )
    Account.objects.filter(public_id=public_id).update(recall_seconds=0)
    return Account.objects.get(public_id=public_id)


def poll(after: int) -> None:
    intake.poll_due("test", now=START + timedelta(seconds=after))


def mention(text: str, person: Person) -> dict[str, object]:
    start = len(text[: text.index("@")].encode())
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": person.did}
    return {
        "facets": [
            {"index": {"byteStart": start, "byteEnd": start + 1 + len(person.handle)}, "features": [feature]}
        ]
    }


@pytest.mark.pds
def test_a_mention_is_answered_withdrawn_and_deleted_at_its_source(
    appview: Pds, second_pair: Member, answers: Member
) -> None:
    us, asker = appview.person("wasserwerk"), appview.person("asker")
    account = connected(second_pair, appview.url, us.handle, us.app_password)
    text = f"Grüße 👋 @{us.handle}, warum ist das Wasser braun?"
    asked = appview.write(asker, text, **mention(text, us))
    appview.settle()
    poll(60)

    conversation = Conversation.objects.get()
    who = builders.who(answers)
    at = START + timedelta(seconds=90)
    reply.send(
        who,
        conversation.public_id,
        "Ein Rohr wird gespült, bis 18 Uhr ist es klar.",
        seen_answer_seq=0,
        now=at,
    )
    while sending.work("test", now=at + timedelta(seconds=5)):
        pass

    delivery = Delivery.objects.get()
    (record,) = appview.records(us)
    assert delivery.state == DeliveryState.PUBLISHED
    assert delivery.remote_id == record["uri"]
    assert record["value"]["reply"]["parent"] == {"uri": asked["uri"], "cid": asked["cid"]}
    conversation.refresh_from_db()
    assert conversation.state == State.WAITING

    appview.settle()
    poll(120)  # our own answer, read back from the network, is the same message
    assert Message.objects.filter(conversation=conversation).count() == 2
    assert Message.objects.get(remote_id=record["uri"]).ours

    outbox.withdraw(who, delivery.public_id, why="typo", now=at + timedelta(seconds=30))
    while sending.work("test", now=at + timedelta(seconds=31)):
        pass
    assert appview.records(us) == []

    appview.delete(asker, asked["uri"])
    appview.settle()
    poll(240)
    assert Message.objects.get(remote_id=asked["uri"]).gone_at is not None
    account.refresh_from_db()
    assert (account.state, account.failures) == ("ok", 0)


@pytest.mark.pds
def test_an_answer_given_in_the_networks_own_app_ends_the_waiting(appview: Pds, second_pair: Member) -> None:
    us, asker = appview.person("werk"), appview.person("asker")
    connected(second_pair, appview.url, us.handle, us.app_password)
    text = f"@{us.handle} hallo?"
    asked = appview.write(asker, text, **mention(text, us))
    appview.settle()
    poll(60)
    assert Conversation.objects.get().waiting_since is not None

    appview.write(
        us, "Aus der App: ja?", reply={"root": asked, "parent": asked}, createdAt="2026-03-01T10:05:00.000Z"
    )
    poll(120)

    conversation = Conversation.objects.get()
    assert conversation.waiting_since is None
    assert [m.ours for m in conversation.messages.order_by("order_at")] == [False, True]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_server_leaves_a_clear_state_and_loses_nothing(
    fault: str,
    server: Loopback,
    second_pair: Member,
    client_of: Callable[[Member], Client],
    time_is_up: threading.Event,
) -> None:
    bluesky = RIGS["bluesky"]
    server.script = bluesky.well
    account = connected(second_pair, server.url, "wasserwerk.example", "very-secret-password-1")
    poll(60)
    before = set(Message.objects.values_list("remote_id", flat=True))
    cursor = Account.objects.get().cursor

    def script(request: Request) -> Reply:
        if not bluesky.reads(request):
            return bluesky.well(request)
        if FAULTS[fault].how == "hang":
            time_is_up.set()
        return FAULTS[fault]

    server.script = script
    poll(120)
    time_is_up.clear()

    account.refresh_from_db()
    assert (account.state, account.failures, account.cursor) == ("later", 1, cursor)
    assert account.state_why.startswith("127.0.0.1 ")
    assert account.next_fetch_at is not None
    page = client_of(second_pair).get(f"/accounts/{account.public_id}/").content.decode()
    assert "127.0.0.1" in page
    assert "very-secret" not in page
    assert set(Message.objects.values_list("remote_id", flat=True)) == before

    told = json.loads(tape("bluesky/listNotifications.json"))
    told["notifications"][0]["uri"] += "x"
    server.script = lambda r: Reply(body=json.dumps(told).encode()) if bluesky.reads(r) else bluesky.well(r)
    poll(4000)

    account.refresh_from_db()
    assert (account.state, account.state_why, account.failures) == ("ok", "", 0)
    assert set(Message.objects.values_list("remote_id", flat=True)) > before


def test_a_feed_that_is_broken_is_read_and_its_page_says_so(server: Loopback, second_pair: Member) -> None:
    broken = (
        b'<rss version="2.0"><channel><title>Blatt</title><item><guid>1</guid><title>a & b</title></item>'
    )
    server.script = lambda _: Reply(body=broken)
    who = builders.who(second_pair)
    public_id = accounts.connect(who, "feed", {"url": f"{server.url}/feed"}, {}, now=START)
    poll(60)

    account = Account.objects.get(public_id=public_id)
    assert Message.objects.get().title == "a & b"
    assert account.state == "ok"
    assert "not well-formed" in account.state_why


def test_a_feed_of_100_mb_is_refused_when_connecting_and_nothing_is_kept(
    server: Loopback, second_pair: Member
) -> None:
    server.script = lambda _: Reply(body=b"<rss><channel>" * 4096, how="endless")

    with pytest.raises(Declined) as declined:
        accounts.connect(builders.who(second_pair), "feed", {"url": f"{server.url}/feed"}, {}, now=START)

    check = declined.value.data["check"]
    assert isinstance(check, Check)
    assert "5 MB" in check.problem
    assert not Account.objects.exists()


def test_a_network_that_loses_the_answer_gets_the_same_reply_and_shows_one(
    server: Loopback, second_pair: Member, answers: Member
) -> None:
    bluesky, puts = RIGS["bluesky"], []

    def script(request: Request) -> Reply:
        if request.path.endswith("putRecord"):
            puts.append(request.body)
            return Reply(how="close") if len(puts) == 1 else bluesky.well(request)
        return bluesky.well(request)

    server.script = script
    connected(second_pair, server.url, "wasserwerk.example", "very-secret-password-1")
    poll(60)
    conversation = Conversation.objects.exclude(waiting_since=None).get()
    at = START + timedelta(seconds=90)
    reply.send(
        builders.who(answers),
        conversation.public_id,
        "Wir prüfen das.",
        seen_answer_seq=conversation.answer_seq,
        now=at,
    )
    for later in (5, 60):
        while sending.work("test", now=at + timedelta(seconds=later)):
            pass

    assert Delivery.objects.get().state == DeliveryState.PUBLISHED
    assert len(puts) == 2
    assert puts[0] == puts[1]
