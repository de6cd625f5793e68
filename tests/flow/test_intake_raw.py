"""What came in is stored first; what cannot be read takes nothing else with it."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.builders import NOW
from tests.flow.arriving import LATER, account, at, incoming, receive
from zuruf.core.message import Author, Batch
from zuruf.flow import arrivals, intake
from zuruf.store.models import (
    AuditEntry,
    Message,
    RawArrival,
)

pytestmark = pytest.mark.django_db


def test_what_is_no_message_does_not_take_the_others_with_it() -> None:
    of = account()
    done = receive(of, incoming(""), incoming("1"), "nonsense", incoming("2"))  # type: ignore[arg-type]  # no message, on purpose

    assert done.new == 2
    assert [one.why for one in done.left] == [
        "the message has no id; without one the same message could come in twice",
        "not a message: AttributeError",
    ]


def test_one_message_that_the_database_refuses_does_not_take_the_others_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from django.db import DataError

    from zuruf.store import intake as rows

    real = rows.add_messages

    def refuses(realm: str, values: Any, now: datetime) -> Any:
        if any(m.remote_id == "2" for m, *_ in values):
            raise DataError("no")
        return real(realm, values, now)

    monkeypatch.setattr(rows, "add_messages", refuses)
    of = account()
    done = receive(of, *(incoming(str(i)) for i in range(1, 5)))

    assert (done.new, [one.remote_id for one in done.left]) == (3, ["2"])


def test_a_judge_that_fails_does_not_lose_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    from zuruf.classifiers.urgency import Urgency

    def fails(self: Urgency, subjects: Any) -> Any:
        if any("boom" in s.text for s in subjects):
            raise RuntimeError("boom")
        return [()] * len(subjects)

    monkeypatch.setattr(Urgency, "judge", fails)
    of = account()
    done = receive(of, incoming("1", text="boom"), incoming("2", text="Dringend?"))

    assert done.new == 2
    judges = Message.objects.get(remote_id="1").assessment.judges
    assert {"language@1", "question@1"} <= set(judges)
    assert [j for j in judges if j.endswith("!")] == ["urgency@1!"]
    assert "urgency@1" in Message.objects.get(remote_id="2").assessment.judges


def test_a_big_batch_is_written_in_steps_of_fifty_with_one_audit_entry() -> None:
    of = account()
    done = receive(of, *(incoming(str(i), at=at(i), parent=str(i // 7)) for i in range(1, 211)))

    assert done.new == 210
    entry = AuditEntry.objects.get(verb="intake.received")
    assert (entry.thing, entry.thing_id, entry.data) == ("account", of.public_id, {"new": 210})


def test_fifty_messages_take_as_few_statements_as_five() -> None:
    def statements(number: int) -> int:
        of = account()
        messages = [incoming(str(i), author=Author(str(i))) for i in range(number)]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            receive(of, *messages)
        return len(seen)

    statements(1)  # loads what is loaded once
    # What triage has to be sure of and what weighs how much, our names: three. What was posted by hand where a feed is read:
    # one. On PostgreSQL also the lock, and telling who listens.
    most = 25 if connection.vendor == "postgresql" else 23
    assert statements(50) == statements(5) <= most


def test_what_came_in_is_stored_before_it_is_read() -> None:
    of = account()

    def parse() -> Batch:
        assert RawArrival.objects.get().state == "new"
        return Batch((incoming(),))

    done = intake.take(of.pk, "webhook", '{"a": "\x00\ud83d"}', parse, now=LATER)

    assert done.new == 1
    assert (RawArrival.objects.get().state, RawArrival.objects.get().received_at) == ("done", LATER)


def test_what_cannot_be_read_is_kept_with_the_reason() -> None:
    of = account()
    done = intake.take(of.pk, "webhook", "{", lambda: json.loads("{"), now=LATER)

    arrival = RawArrival.objects.get()
    assert (arrival.state, arrival.body) == ("broken", "{")
    assert done.problem == arrival.why
    assert "JSONDecodeError" in arrival.why


def test_what_a_crash_left_unread_is_finished_at_the_next_start() -> None:
    talk = builders.account("talk")
    post = {"id": "p1", "thread": "p1", "author": "g1", "text": "Hallo?", "at": NOW.isoformat()}
    body = json.dumps({"v": 1, "posts": [post]})
    line = '{"id": "9", "author": "Anna", "text": "Aus der\u2028Datei"}\n{"id": "10", "author": "Anna", "text": "!"}\n'
    for of, kind, raw in (
        (talk, "webhook", body),
        (account(), "import", line),
        (account(), "fetch", "<rss/>"),
    ):
        RawArrival.objects.create(account=of, received_at=LATER, kind=kind, body=raw, state="new")

    assert arrivals.resume(now=LATER) == 3
    assert arrivals.resume(now=LATER) == 0
    assert set(Message.objects.values_list("remote_id", flat=True)) == {"p1", "9", "10"}
