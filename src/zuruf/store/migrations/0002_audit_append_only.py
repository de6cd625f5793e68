"""The audit can only grow: the database itself refuses to change or delete what stands in it."""

from django.db import migrations

TABLES = ("store_auditentry", "store_auditseal")
MESSAGE = "the audit is append-only"


def statements(vendor: str) -> list[str]:
    """What makes the audit append-only in a database of this *vendor* ("sqlite" or "postgresql").

    SQLite gets a third trigger: INSERT OR REPLACE deletes a row without firing its delete trigger.
    """
    if vendor == "sqlite":
        return [
            sql
            for table in TABLES
            for sql in (
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
                f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}"
                f" WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
                f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
            )
        ]
    return [
        "CREATE FUNCTION store_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$",
        *(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION store_audit_refuse()"
            for table in TABLES
        ),
    ]


def undo(vendor: str) -> list[str]:
    """The way back of `statements`."""
    if vendor == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {table}_{name}"
            for table in TABLES
            for name in ("no_update", "no_delete", "no_replace")
        ]
    return [
        *(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}" for table in TABLES),
        "DROP FUNCTION IF EXISTS store_audit_refuse()",
    ]


def guard(apps, schema_editor):
    for sql in statements(schema_editor.connection.vendor):
        schema_editor.execute(sql)


def open_up(apps, schema_editor):
    for sql in undo(schema_editor.connection.vendor):
        schema_editor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("store", "0001_first")]
    operations = [migrations.RunPython(guard, open_up)]
