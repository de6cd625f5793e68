"""The audit is append-only on PostgreSQL too; sealing waits for whoever is still writing; a flush still works."""

import threading
from collections.abc import Iterator

import dj_database_url
import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from pytest_django import DjangoDbBlocker

from tests.builders import NOW
from tests.servers.postgres import migrated_database
from tests.there import there
from zuruf.flow import audit
from zuruf.store.models import AuditEntry


@pytest.fixture
def on_postgres(postgres_server: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Everything below runs on a fresh, migrated PostgreSQL."""
    usual = connections["default"]
    url = migrated_database(postgres_server)
    fields = {**usual.settings_dict, **dj_database_url.parse(url), "OPTIONS": {}, "CONN_MAX_AGE": 0}
    with django_db_blocker.unblock():
        connections["default"] = DatabaseWrapper(fields, "default")
        try:
            yield url
        finally:
            connections["default"].close()
            connections["default"] = usual


@pytest.mark.postgres
def test_postgresql_refuses_to_change_or_delete_an_entry(on_postgres: str) -> None:
    audit.record("team.created", "team", "t1", now=NOW)
    for act in (lambda: AuditEntry.objects.update(verb="x"), lambda: AuditEntry.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
    assert AuditEntry.objects.get().verb == "team.created"


@pytest.mark.postgres
def test_sealing_waits_for_an_entry_that_has_its_id_but_is_not_committed(on_postgres: str) -> None:
    audit.record("team.created", "team", "before", now=NOW)
    sealed: list[int] = []
    with psycopg.connect(on_postgres) as writer:
        writer.execute(
            "INSERT INTO store_auditentry (at, verb, thing, thing_id, conversation, actor, why, data)"
            " VALUES (now(), 'team.created', 'team', 'late', '', '', '', '{}')"
        )
        audit_thread = threading.Thread(target=lambda: sealed.append(_seal_and_close()))
        audit_thread.start()
        with psycopg.connect(on_postgres, autocommit=True) as watcher:
            query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'ShareLock'"
            while not there(watcher.execute(query).fetchone())[0]:
                assert audit_thread.is_alive(), "it did not wait"
        writer.commit()
    audit_thread.join(30)
    assert sealed == [2]
    assert audit.verify().broken is None


def _seal_and_close() -> int:
    """In a thread of its own, with a connection of its own."""
    connections["default"] = DatabaseWrapper(_settings, "default")
    try:
        return audit.seal(NOW)
    finally:
        connections["default"].close()


_settings: dict[str, object] = {}


@pytest.fixture(autouse=True)
def remember_settings(request: pytest.FixtureRequest) -> None:
    """The thread's connection goes where the test's goes."""
    if "on_postgres" in request.fixturenames:
        request.getfixturevalue("on_postgres")
        _settings.clear()
        _settings.update(connections["default"].settings_dict)


@pytest.mark.django_db(transaction=True)
def test_a_test_database_can_still_be_emptied() -> None:
    audit.record("team.created", "team", "t1", now=NOW)
    call_command("flush", verbosity=0, interactive=False)
    assert not AuditEntry.objects.exists()
    audit.record("team.created", "team", "t2", now=NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.all().delete()
