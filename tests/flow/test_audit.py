"""The audit only grows, is sealed, and tells nobody what one person does."""

import inspect
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests import builders
from tests.builders import NOW
from zuruf.core.people import Who
from zuruf.flow import audit, disclosure
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, AuditSeal, Member
from zuruf.store.queries import audit as reading

pytestmark = pytest.mark.django_db
guard = import_module("zuruf.store.migrations.0002_audit_append_only")


@pytest.fixture
def three(answers: Member) -> list[AuditEntry]:
    """Three entries: one by her, one by the program, one by her on something else."""
    who = builders.who(answers)
    audit.record("conversation.taken", "conversation", "conv1", now=NOW, who=who, conversation="conv1")
    audit.record("account.trouble", "account", "acc1", now=NOW + timedelta(minutes=1), why="later")
    audit.record("account.paused", "account", "acc1", now=NOW + timedelta(minutes=2), who=who)
    return list(AuditEntry.objects.order_by("pk"))


@pytest.fixture
def unguarded(db: None) -> Iterator[None]:
    """Somebody with the rights of an operator took the database's guard away."""
    with connection.cursor() as cursor:
        for sql in guard.undo(connection.vendor):
            cursor.execute(sql)
    yield
    with connection.cursor() as cursor:
        for sql in guard.statements(connection.vendor):
            cursor.execute(sql)


def test_the_database_refuses_to_change_an_entry(three: list[AuditEntry]) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=three[0].pk).update(verb="conversation.closed")
    assert AuditEntry.objects.get(pk=three[0].pk).verb == "conversation.taken"


def test_the_database_refuses_to_delete_an_entry(three: list[AuditEntry]) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.all().delete()
    assert AuditEntry.objects.count() == 3


def test_the_database_refuses_to_put_another_entry_in_its_place(three: list[AuditEntry]) -> None:
    if connection.vendor == "sqlite":
        sql = "INSERT OR REPLACE INTO store_auditentry SELECT * FROM store_auditentry WHERE id = %s"
    else:
        sql = (
            "INSERT INTO store_auditentry SELECT * FROM store_auditentry WHERE id = %s"
            " ON CONFLICT (id) DO UPDATE SET verb = 'x'"
        )
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [three[0].pk])


def test_the_database_refuses_to_change_or_delete_a_seal(three: list[AuditEntry]) -> None:
    audit.seal(NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditSeal.objects.update(digest="0" * 64)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditSeal.objects.all().delete()


def test_a_seal_covers_what_is_new_and_nothing_twice(three: list[AuditEntry]) -> None:
    assert audit.seal(NOW) == 3
    assert audit.seal(NOW) == 0
    audit.record("team.created", "team", "t1", now=NOW)
    assert audit.seal(NOW) == 1
    assert audit.verify() == audit.Verified(seals=2, entries=4, unsealed=0)


def test_what_is_not_sealed_yet_is_counted(three: list[AuditEntry]) -> None:
    assert audit.verify() == audit.Verified(seals=0, entries=0, unsealed=3)


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE store_auditentry SET verb = 'conversation.closed' WHERE id = (SELECT min(id) FROM store_auditentry)",
        "UPDATE store_auditentry SET actor = 'somebodyelse' WHERE verb = 'account.paused'",
        "DELETE FROM store_auditentry WHERE verb = 'account.trouble'",
    ],
)
def test_a_row_that_was_tampered_with_is_found(three: list[AuditEntry], unguarded: None, tamper: str) -> None:
    audit.seal(NOW)
    with connection.cursor() as cursor:
        cursor.execute(tamper)
    assert audit.verify().broken is not None


def test_a_seal_cannot_be_mended_alone(three: list[AuditEntry], unguarded: None) -> None:
    audit.seal(NOW)
    audit.record("team.created", "team", "t1", now=NOW)
    audit.seal(NOW)
    AuditEntry.objects.filter(verb="account.trouble").update(why="ok")
    first = AuditSeal.objects.order_by("pk")[0]
    rows = list(AuditEntry.objects.filter(pk__lte=first.last_id).order_by("pk"))
    AuditSeal.objects.filter(pk=first.pk).update(digest=audit._digest("", rows))
    second = AuditSeal.objects.order_by("pk")[1]
    assert audit.verify().broken == (second.first_id, second.last_id)


def test_of_two_sealers_one_wins(three: list[AuditEntry], monkeypatch: pytest.MonkeyPatch) -> None:
    counted = audit._digest

    def slowly(previous: str, rows: list[AuditEntry], found: list[int] | None = None) -> str:
        """The other sealer is through while this one still counts."""
        monkeypatch.setattr(audit, "_digest", counted)
        assert audit.seal(NOW) == 3
        return counted(previous, rows, found)

    monkeypatch.setattr(audit, "_digest", slowly)
    assert audit.seal(NOW) == 0
    assert AuditSeal.objects.count() == 1
    assert audit.verify().broken is None


def test_what_there_is_to_filter_by_stands_there_once_and_in_order(db: None) -> None:
    assert reading.kinds() == reading.Kinds((), ())
    for verb in ("note.written", "hold.placed", "note.written", "hold.lifted"):
        audit.record(verb, verb.partition(".")[0], "x", now=NOW)
    assert reading.kinds() == reading.Kinds(("hold", "note"), ("hold.lifted", "hold.placed", "note.written"))


def test_no_query_takes_a_person() -> None:
    words = {"actor", "alias", "member", "person", "by"}
    for function in (reading.entries, reading.exported, reading.kinds):
        assert not words & set(inspect.signature(function).parameters)
    assert not words & set(reading.Filter.__dataclass_fields__)
    with pytest.raises(TypeError):
        reading.Filter(actor="x")  # type: ignore[call-arg]  # wrong on purpose
    with pytest.raises(TypeError):
        reading.entries({"actor": "x"})  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(TypeError):
        list(reading.exported({"actor": "x"}))  # type: ignore[arg-type]  # wrong on purpose


def test_a_person_is_not_a_thing_to_filter_by(answers: Member) -> None:
    with pytest.raises(ValueError, match="member"):
        reading.Filter(thing="member", thing_id=answers.public_id)
    with pytest.raises(ValueError, match="member"):
        reading.Filter(thing_id=answers.public_id)


def test_a_list_over_many_things_shows_pseudonyms_that_cannot_be_joined(
    three: list[AuditEntry], answers: Member
) -> None:
    for thing in ("hold", "topic"):
        audit.record(f"{thing}.made", thing, "x", now=NOW, who=builders.who(answers))
    shown = {e.thing: e.actor for e in reading.entries(reading.Filter()) if e.actor}
    assert shown.keys() == {"conversation", "account", "hold", "topic"}
    assert answers.alias not in shown.values()
    assert answers.name not in shown.values()
    # Of three letters some are the same by chance, on two things now and then, on all four never.
    assert len(set(shown.values())) > 1, "one person would be followed from thing to thing"


def test_the_history_of_one_thing_names_who_did_it(three: list[AuditEntry], answers: Member) -> None:
    history = reading.entries(reading.Filter(thing="account", thing_id="acc1"))
    assert [e.actor for e in history] == [answers.name, ""]


def test_an_entry_about_a_person_does_not_say_which(answers: Member) -> None:
    audit.record("person.link_used", "member", answers.public_id, now=NOW)
    assert answers.public_id not in str(reading.entries(reading.Filter()))
    assert answers.public_id not in str(list(reading.exported(reading.Filter())))


def test_an_export_has_no_actor(three: list[AuditEntry], answers: Member) -> None:
    rows = list(reading.exported(reading.Filter()))
    assert [row.actor for row in rows] == ["", "", ""]
    assert answers.alias not in str(rows)


def test_it_is_asked_by_thing_time_and_kind(three: list[AuditEntry]) -> None:
    def verbs(**wanted: Any) -> list[str]:
        return [e.verb for e in reading.entries(reading.Filter(**wanted))]

    assert verbs(thing="account") == ["account.paused", "account.trouble"]
    assert verbs(verb="account.paused") == ["account.paused"]
    assert verbs(since=NOW + timedelta(minutes=1), until=NOW + timedelta(minutes=2)) == ["account.trouble"]
    assert verbs(thing="conversation", thing_id="conv1") == ["conversation.taken"]


def test_pages_follow_each_other_without_gap_or_repeat(db: None) -> None:
    for n in range(120):
        audit.record("team.created", "team", str(n), now=NOW)
    seen: list[int] = []
    before = None
    while page := reading.entries(reading.Filter(), before=before, limit=50):
        seen += [e.id for e in page]
        before = page[-1].id
    assert len(seen) == len(set(seen)) == 120


def test_she_herself_sees_all_that_she_did_and_only_that(
    three: list[AuditEntry], answers: Member, elsewhere: Member
) -> None:
    assert [e.verb for e in reading.mine(builders.who(answers))] == ["account.paused", "conversation.taken"]
    assert reading.mine(builders.who(elsewhere)) == []


@pytest.fixture
def owners(second_pair: Member) -> tuple[Who, Who, Who]:
    """Three who run the house."""
    more = [builders.member(role="owner", name=f"Owner {n}") for n in (2, 3)]
    return builders.who(second_pair), builders.who(more[0]), builders.who(more[1])


REASON = "A complaint says that answers were deleted on Monday."


def test_two_owners_together_open_one_audit_for_a_day(
    three: list[AuditEntry], answers: Member, owners: tuple[Who, Who, Who]
) -> None:
    asks, confirms, third = owners
    asked = disclosure.ask(asks, answers.public_id, REASON, now=NOW)
    assert reading.disclosed(asked, asks, NOW) is None, "one alone opened it"
    disclosure.confirm(confirms, asked, now=NOW)
    for who in (asks, confirms):
        assert [e.verb for e in reading.disclosed(asked, who, NOW) or []] == [
            "account.paused",
            "conversation.taken",
        ]
    assert reading.disclosed(asked, third, NOW) is None
    assert reading.disclosed(asked, asks, NOW + timedelta(hours=24)) is None


def test_asking_confirming_and_reading_are_audited(answers: Member, owners: tuple[Who, Who, Who]) -> None:
    asks, confirms, _third = owners
    asked = disclosure.ask(asks, answers.public_id, REASON, now=NOW)
    disclosure.confirm(confirms, asked, now=NOW)
    disclosure.opened(asks, asked, now=NOW)
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", "actor"))
    assert verbs == [
        ("disclosure.asked", asks.alias),
        ("disclosure.confirmed", confirms.alias),
        ("disclosure.read", asks.alias),
    ]


def test_she_is_told_who_opened_her_audit_and_why(answers: Member, owners: tuple[Who, Who, Who]) -> None:
    asks, confirms, _third = owners
    disclosure.confirm(confirms, disclosure.ask(asks, answers.public_id, REASON, now=NOW), now=NOW)
    (told,) = reading.disclosures_about(builders.who(answers), NOW)
    assert (told.asked_by, told.confirmed_by, told.reason) == (asks.name, confirms.name, REASON)


def test_nobody_confirms_what_she_asked_or_what_is_about_her(owners: tuple[Who, Who, Who]) -> None:
    asks, subject, _third = owners
    asked = disclosure.ask(asks, subject.public_id, REASON, now=NOW)
    for who in (asks, subject):
        with pytest.raises(Declined, match="second_needed"):
            disclosure.confirm(who, asked, now=NOW)


def test_what_was_refused_or_confirmed_is_decided(answers: Member, owners: tuple[Who, Who, Who]) -> None:
    asks, confirms, third = owners
    asked = disclosure.ask(asks, answers.public_id, REASON, now=NOW)
    disclosure.refuse(confirms, asked, now=NOW)
    with pytest.raises(Declined, match="already_decided"):
        disclosure.confirm(third, asked, now=NOW)
    assert reading.disclosed(asked, asks, NOW) is None


def test_a_reason_is_needed_and_the_desk_cannot_ask(
    answers: Member, elsewhere: Member, owners: tuple[Who, Who, Who]
) -> None:
    with pytest.raises(Declined, match="reason_short"):
        disclosure.ask(owners[0], answers.public_id, "  because   ", now=NOW)
    with pytest.raises(Declined, match="not_allowed"):
        disclosure.ask(builders.who(answers), elsewhere.public_id, REASON, now=NOW)
    with pytest.raises(Declined, match="own_audit"):
        disclosure.ask(owners[0], owners[0].public_id, REASON, now=NOW)
