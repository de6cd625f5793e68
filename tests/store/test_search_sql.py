"""The index's triggers: there after every migration, put back where one is lost, and no entry without its source."""

import inspect
from importlib import import_module

import pytest
from django.db import connection

from tests.builders import conversation
from zuruf.flow import search_index
from zuruf.store import search_sql
from zuruf.store.models import Conversation, SearchDoc, SearchDue

pytestmark = pytest.mark.django_db


def test_all_triggers_are_there_after_the_last_migration() -> None:
    assert search_sql.keep(connection) == 0


def test_a_lost_trigger_comes_back_and_what_it_missed_is_found_by_a_rebuild() -> None:
    with connection.cursor() as cursor:
        on = " ON store_message" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER search_message_new{on}")
    conversation(text="Unbemerkt.")
    assert not SearchDue.objects.exists()
    assert search_sql.keep(connection) == 1
    assert search_index.rebuild() == 1
    assert SearchDoc.objects.count() == 1


def test_a_trigger_that_is_not_ours_any_more_goes() -> None:
    make_trigger("search_old", "store_message")
    assert search_sql.keep(connection) == 1
    assert search_sql.keep(connection) == 0


@pytest.mark.both
def test_a_trigger_of_another_program_in_the_same_database_stays() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE somebody_elses (id integer)")
        make_trigger("search_vector_update", "somebody_elses")
        if (
            connection.vendor == "postgresql"
        ):  # there another Zuruf may live beside us, with triggers of the same names
            cursor.execute("CREATE SCHEMA beside")
            cursor.execute("CREATE TABLE beside.store_message (id integer)")
            make_trigger("search_old", "beside.store_message")
    assert search_sql.keep(connection) == 0


def make_trigger(name: str, table: str) -> None:
    """One that does nothing."""
    with connection.cursor() as cursor:
        do = "BEGIN SELECT 1; END"
        if connection.vendor == "postgresql":
            body = "$$ BEGIN RETURN NULL; END $$"
            cursor.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS {body}")
            do = f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        cursor.execute(f"CREATE TRIGGER {name} AFTER INSERT ON {table} {do}")


def test_the_migration_that_made_the_index_says_itself_what_it_made() -> None:
    made = import_module("zuruf.store.migrations.0022_search")
    assert "search_sql" not in inspect.getsource(made)
    frozen = inspect.getsource(made._search_0022)
    assert "import" not in frozen


def test_whoever_deletes_a_message_takes_it_out_of_the_index_too() -> None:
    conversation(text="Bald weg.")
    waits = conversation(text="Noch nicht im Verzeichnis.")
    search_index.step()
    conversation(text="Danach.")
    assert (SearchDoc.objects.count(), SearchDue.objects.count()) == (2, 1)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM store_message")
    assert (SearchDoc.objects.count(), SearchDue.objects.count()) == (0, 0)
    assert Conversation.objects.filter(pk=waits.pk).exists()


def test_the_index_agrees_with_what_it_is_made_of() -> None:
    conversation(text="Wo bleibt die Lieferung?")
    search_index.step()
    SearchDoc.objects.all().delete()
    conversation(text="Und wo die Rechnung?")
    search_index.step()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # raises when entries and index disagree
            cursor.execute(
                "INSERT INTO store_searchindex (store_searchindex, rank) VALUES ('integrity-check', 1)"
            )
    assert SearchDoc.objects.count() == 1
