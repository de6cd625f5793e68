"""The three test people, and clients signed in as them."""

import os
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.test import Client
from whitenoise.middleware import WhiteNoiseMiddleware

from tests import builders, effort
from tests.both import on_both
from tests.servers import migrated
from tests.servers.pds import appview, mortal_pds, pds, strict_pds
from tests.servers.postgres import postgres_server, postgres_url, template
from zuruf.store.models import Member
from zuruf.store.queries import desk, understood

# Servers that live as long as the run are named here and in no other module: pytest starts one for each module that names them.
__all__ = ["appview", "effort", "mortal_pds", "pds", "postgres_server", "postgres_url", "strict_pds"]


LONGEST = ("torture", "journeys", "channels", "browser", "ops")  # folders


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the product remembers for half a minute, no test has from the one before; and no half minute ends between two
    looks of which the second is counted."""
    monkeypatch.setattr(desk, "_zone", (0.0, desk._zone[1]))
    monkeypatch.setattr(desk, "ZONE_LASTS", 600.0)
    monkeypatch.setattr(understood, "_names", (0.0, {}))
    monkeypatch.setattr(understood, "NAMES_LAST", 600.0)


@pytest.fixture
def answers(db: None) -> Member:
    """The one who answers."""
    builders.organisation()
    return builders.member(name="Answering Person", initials="AP", email="answers@example.org")


@pytest.fixture
def second_pair(db: None) -> Member:
    """The one who is the second pair of eyes, and owner of the house."""
    builders.organisation()
    return builders.member(
        name="Second Person",
        initials="SP",
        email="second@example.org",
        role="owner",
        second_pair=True,
        lifts_holds=True,
    )


@pytest.fixture
def elsewhere(db: None) -> Member:
    """The one from elsewhere: may read."""
    builders.organisation()
    return builders.member(
        name="Elsewhere Person", initials="EP", email="elsewhere@example.org", role="guest"
    )


@pytest.fixture
def agency(db: None) -> Member:
    """The one from an agency: drafts, and never answers for anything."""
    builders.organisation()
    return builders.member(
        name="Agency Person", initials="GP", email="agency@example.org", role="partner", agency="Agentur Nord"
    )


def pytest_itemcollected(item: pytest.Item) -> None:
    if on_both(item):
        item.add_marker("both")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no worker waits for the other at the end."""

    def place(item: pytest.Item) -> int:
        folder = item.nodeid.split("/")[1]
        return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)

    items.sort(key=place)


@pytest.fixture
def client_of() -> Callable[[Member], Client]:
    """A browser signed in as somebody."""

    def make(member: Member) -> Client:
        client = Client()
        client.force_login(member)
        return client

    return make


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """On SQLite Django is given a file and takes it as it is; on PostgreSQL it makes its database from a template."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """The tests' database begins as a copy of a migrated one."""
    test = connection.settings_dict["TEST"]
    if connection.vendor != "sqlite":
        test["TEMPLATE"] = template(os.environ["DATABASE_URL"])
        yield
        return
    file = migrated.sqlite_at(Path(test["NAME"]))
    yield
    connection.close()
    for end in ("", "-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)


@pytest.fixture(autouse=True, scope="session")
def flushable_audit() -> Iterator[None]:
    """Tests with real transactions empty all tables at their end. On SQLite that is DELETE, which the audit's triggers
    refuse, so they are away for that moment (on PostgreSQL it is TRUNCATE)."""
    guard = import_module("zuruf.store.migrations.0002_audit_append_only")
    operations = DatabaseWrapper.ops_class
    flush = operations.execute_sql_flush

    def without_triggers(self: BaseDatabaseOperations, sql_list: Any) -> None:
        with connection.cursor() as cursor:
            for sql in guard.undo("sqlite"):
                cursor.execute(sql)
            flush(self, sql_list)
            for sql in guard.statements("sqlite"):
                cursor.execute(sql)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "execute_sql_flush", without_triggers)
        yield


@pytest.fixture(autouse=True, scope="session")
def static_files_found_once() -> Iterator[None]:
    """Every `Client` is an application of its own, and each would look through all static files anew: longer than most of
    its requests take."""
    found: dict[str, Any] = {}
    find = WhiteNoiseMiddleware.add_files_from_finders

    def once(self: WhiteNoiseMiddleware) -> None:
        if not found:
            find(self)
            found.update(self.files)
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield
