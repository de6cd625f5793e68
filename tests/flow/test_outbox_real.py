"""Budgets and outages over real servers on loopback, and a machine that slept."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError

from tests import builders
from tests.flow.on_its_way import again, queue
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels import _guard, _xrpc
from zuruf.core.outbox import CLAIM, START_WITHIN
from zuruf.flow import accounts, asking, outbox, recording, sending
from zuruf.flow.clock import clock
from zuruf.ops.lanes import Lanes
from zuruf.store import claims
from zuruf.store.models import Account, Delivery, Member

Servers = Callable[[], Loopback]
ROOM = {"RateLimit-Limit": "100", "RateLimit-Remaining": "90", "RateLimit-Reset": "600"}


def session(request: Request) -> Reply | None:
    if not request.path.endswith("createSession"):
        return None
    handle = json.loads(request.body)["identifier"]
    return Reply(body=json.dumps({"accessJwt": "a", "refreshJwt": "r", "did": f"did:plc:{handle}"}).encode())


def takes(request: Request, headers: dict[str, str] | None = None) -> Reply:
    """What a server answers that takes everything."""
    if (signed_in := session(request)) is not None:
        return signed_in
    record = json.loads(request.body) if request.body else {}
    uri = f"at://{record.get('repo', 'x')}/app.bsky.feed.post/{record.get('rkey', 'x')}"
    return Reply(body=json.dumps({"uri": uri, "cid": "c"}).encode(), headers=headers or {})


@pytest.fixture
def server(settings: LazySettings) -> Iterator[Servers]:
    """Starts servers that take everything until told otherwise."""
    settings.ALLOW_PRIVATE = ("127.0.0.1",)
    _xrpc.forget_sessions()
    running = []

    def start() -> Loopback:
        one = loopback(takes)
        running.append(one)
        return one.__enter__()

    yield start
    for one in running:
        one.__exit__(None, None, None)


_n = count(1)


def account(at: Loopback, owner: Member) -> Account:
    public_id = accounts.connect(
        builders.who(owner), "bluesky", {"handle": f"us{next(_n)}", "server": at.url}, {"password": "x"}
    )
    Account.objects.filter(public_id=public_id).update(recall_seconds=0, next_fetch_at=None)
    return Account.objects.get(public_id=public_id)


def send(author: Member, through: Account) -> Delivery:
    conversation = builders.conversation(through)
    conversation.messages.update(ref={"uri": "at://did:plc:asker/app.bsky.feed.post/1", "cid": "c"})
    return queue(author, to=conversation, now=clock())


def work() -> None:
    while outbox.work("w"):
        pass


def puts(at: Loopback) -> int:
    return len([r for r in at.seen if r.path.endswith("putRecord")])


@pytest.mark.django_db
def test_when_only_the_reserve_is_left_the_others_wait_and_say_until_when(
    server: Servers, answers: Member, second_pair: Member
) -> None:
    network = server()
    left = iter(["5", "3", "2", "1"])
    network.script = lambda request: takes(
        request, {**ROOM, "RateLimit-Remaining": next(left)} if request.path.endswith("putRecord") else None
    )
    us = account(network, second_pair)
    rows = [send(answers, us) for _ in range(4)]
    work()
    assert [again(row).state for row in rows] == ["published", "published", "queued", "queued"]
    us.refresh_from_db()
    assert (us.budget_limit, us.budget_left) == (100, 3)
    assert us.budget_resets_at is not None
    for row in rows[2:]:
        assert (row.why, row.not_before) == (asking.BUDGET, us.budget_resets_at)
    late = send(answers, us)
    assert (late.why, late.not_before) == (asking.BUDGET, us.budget_resets_at)


@pytest.mark.django_db
def test_the_reserve_is_there_for_taking_back(server: Servers, answers: Member, second_pair: Member) -> None:
    network = server()
    network.script = lambda request: takes(request, {**ROOM, "RateLimit-Remaining": "0"})
    us = account(network, second_pair)
    row = send(answers, us)
    work()
    outbox.withdraw(builders.who(answers), row.public_id, why="Falsch")
    work()
    assert again(row).state == "withdrawn"


@pytest.mark.django_db
def test_a_reply_that_became_due_by_another_way_keeps_to_the_budget_too(
    server: Servers, answers: Member, second_pair: Member
) -> None:
    network = server()
    us = account(network, second_pair)
    row, other = send(answers, us), send(answers, us)
    until = clock() + timedelta(minutes=5)
    Account.objects.filter(pk=us.pk).update(budget_limit=100, budget_left=2, budget_resets_at=until)
    work()
    assert puts(network) == 0
    for one in (row, other):
        assert (again(one).state, one.why, one.not_before) == ("queued", asking.BUDGET, until)
        assert one.first_attempt_at is None, "the network saw nothing of it"
    while outbox.work("w", now=until):
        pass
    assert puts(network) == 2


@pytest.mark.django_db(transaction=True)
def test_an_outage_of_one_network_delays_nothing_on_another(
    server: Servers, answers: Member, second_pair: Member
) -> None:
    down, up = server(), server()
    here, there = account(down, second_pair), account(up, second_pair)
    hangs = threading.Event()

    def hang(request: Request) -> Reply:
        if (signed_in := session(request)) is not None:
            return signed_in
        hangs.set()
        return Reply(how="hang")

    down.script = hang
    slow = [send(answers, here) for _ in range(3)]
    fast = [send(answers, there) for _ in range(6)]
    lanes = Lanes("w", threading.Event())
    lanes.turn()
    assert hangs.wait(100)
    for lane in [t for t in threading.enumerate() if t.name == f"outbox-{there.pk}"]:
        lane.join(100)
    assert {again(row).state for row in fast} == {"published"}
    assert {again(row).state for row in slow} == {"sending", "queued"}
    assert puts(down) == 1, "and the one that hangs sees one request at a time"
    down.over.set()
    lanes.stop.set()
    lanes.wait(clock().timestamp())
    for lane in [t for t in threading.enumerate() if t.name == f"outbox-{here.pk}"]:
        lane.join(100)


@pytest.mark.django_db
def test_a_worker_that_slept_after_its_claim_gives_the_reply_back_unsent(
    server: Servers, answers: Member, second_pair: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = server()
    row = send(answers, account(network, second_pair))
    ticks = iter([100.0, 101.0 + START_WITHIN.total_seconds()])
    monkeypatch.setattr(sending, "uptime", lambda: next(ticks))
    outbox.work("w")
    assert puts(network) == 0
    assert (again(row).state, row.why, row.first_attempt_at) == ("queued", sending.SLEPT, None)


@pytest.mark.django_db
def test_a_machine_that_slept_before_the_first_byte_sends_nothing(
    server: Servers, answers: Member, second_pair: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deadline of a request goes on while the machine sleeps, so what a claim covered then is not begun now."""
    network = server()
    row = send(answers, account(network, second_pair))
    passed = [0.0]
    awake = _guard.steady
    monkeypatch.setattr(_guard, "steady", lambda: awake() + passed[0])
    resolve = _guard.resolve

    def sleeps(host: str, port: int, seconds: float) -> list[str]:
        passed[0] += 3600.0
        return resolve(host, port, seconds)

    monkeypatch.setattr(_guard, "resolve", sleeps)
    outbox.work("w")
    assert puts(network) == 0
    assert (again(row).state, row.doubt_at) == ("queued", None)


@pytest.mark.django_db(transaction=True)
def test_a_receipt_is_not_lost_because_the_database_is_away_for_a_moment(
    server: Servers, answers: Member, second_pair: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = server()
    row = send(answers, account(network, second_pair))
    finish, away = claims.finish, [OperationalError("the database is locked")] * 2

    def busy(*args: Any) -> bool:
        if away:
            raise away.pop()
        return finish(*args)

    monkeypatch.setattr(claims, "finish", busy)
    outbox.work("w")
    assert away == []
    assert (again(row).state, puts(network)) == ("published", 1)


@pytest.mark.django_db(transaction=True)
def test_when_the_database_stays_away_the_claim_is_left_to_run_out(
    server: Servers, answers: Member, second_pair: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = server()
    row = send(answers, account(network, second_pair))

    def away(*args: Any) -> bool:
        raise OperationalError("the database is away")

    monkeypatch.setattr(recording, "INSIST_FOR", 0.5)
    with monkeypatch.context() as meanwhile, pytest.raises(OperationalError):
        meanwhile.setattr(claims, "finish", away)
        outbox.work("w")
    assert again(row).state == "sending"
    while outbox.work("w", now=clock() + CLAIM + timedelta(minutes=1)):
        pass
    assert again(row).state == "queued", "nobody knows; a repeat is harmless here"
