"""A deadlock costs nobody her click, nor the worker what the network said."""

import sqlite3
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, transaction

from tests.flow.model_network import Network
from tests.flow.on_its_way import OUT, Queued, again, work
from tests.flow.test_reply_races import at_once
from zuruf.core.outbox import CLAIM
from zuruf.core.people import Who
from zuruf.flow import outbox, outcome
from zuruf.flow.errors import Declined
from zuruf.flow.twice import twice
from zuruf.store import claims
from zuruf.store.models import Conversation, Delivery

pytestmark = pytest.mark.django_db(transaction=True)


class Victim(Exception):
    """As a driver says that this transaction was ended."""

    sqlstate = "40P01"


def fails(times: int, error: Callable[[], OperationalError]) -> tuple[Callable[[], str], list[int]]:
    calls: list[int] = []

    def verb() -> str:
        calls.append(1)
        if len(calls) <= times:
            raise error()
        return "done"

    return twice(verb), calls


def deadlock() -> OperationalError:
    error = OperationalError("deadlock detected")
    error.__cause__ = Victim()
    return error


def locked() -> OperationalError:
    error = OperationalError("database is locked")
    error.__cause__ = sqlite3.OperationalError("database is locked")
    return error


def test_a_verb_that_was_the_victim_of_a_deadlock_is_done_once_more() -> None:
    verb, calls = fails(1, deadlock)
    assert (verb(), len(calls)) == ("done", 2)


@pytest.mark.parametrize(("error", "tried"), [(deadlock, 2), (locked, 1)])
def test_when_that_does_not_help_she_is_asked_to_try_again(
    error: Callable[[], OperationalError], tried: int
) -> None:
    verb, calls = fails(9, error)
    with pytest.raises(Declined, match="busy"):
        verb()
    assert len(calls) == tried


def test_any_other_trouble_of_the_database_is_not_hidden() -> None:
    verb, calls = fails(9, lambda: OperationalError("the disk is full"))
    with pytest.raises(OperationalError):
        verb()
    assert len(calls) == 1


def test_inside_somebody_elses_transaction_nothing_is_repeated() -> None:
    verb, calls = fails(9, deadlock)
    with pytest.raises(OperationalError), transaction.atomic():
        verb()
    assert len(calls) == 1


def test_a_recall_that_met_a_deadlock_recalls(
    queued: Queued, who: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, tell = queued(), outcome.tell
    met: list[int] = []

    def once(*args: Any, **how: Any) -> None:
        if not met:
            met.append(1)
            raise deadlock()
        tell(*args, **how)

    monkeypatch.setattr(outcome, "tell", once)
    assert outbox.recall(who, row.public_id) == "recalled"
    assert again(row).state == "recalled"


@pytest.mark.parametrize("step", ["look_up", "withdraw", "read_back"])
def test_what_the_network_said_is_written_down_at_once_after_a_deadlock(
    queued: Queued, network: Network, who: Who, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    row = queued("traceable" if step == "look_up" else "harmless")
    network.plan = ["accepts"] if step == "look_up" else ["ok"]
    work(network, OUT)
    if step == "withdraw":
        outbox.withdraw(who, row.public_id, why="Falsch", now=OUT)
    if step == "read_back":
        Delivery.objects.filter(pk=row.pk).update(read_next_at=OUT)
    finish = claims.finish
    met: list[int] = []

    def once(*args: Any) -> bool:
        if not met:
            met.append(1)
            raise deadlock()
        return finish(*args)

    monkeypatch.setattr(claims, "finish", once)
    network.settle()
    work(network, OUT + CLAIM / 10)
    row = again(row)
    assert met
    assert row.claim_token == ""
    assert row.state == ("withdrawn" if step == "withdraw" else "published")
    assert row.reads == (step == "read_back")


def test_who_recalls_while_intake_holds_the_conversation_is_not_thrown_out(queued: Queued, who: Who) -> None:
    """Intake's order is conversation, then delivery; a recall's is the other."""
    for _round in range(4):
        row = queued()

        def intake(row: Delivery = row) -> None:
            with transaction.atomic():
                Conversation.objects.filter(pk=row.conversation_id).update(preview="Und?")
                Delivery.objects.filter(pk=row.pk).update(attempts=0)

        def recall(row: Delivery = row) -> object:
            return outbox.recall(who, row.public_id)

        recalled, _intake = at_once(recall, intake)
        assert recalled == "recalled"
