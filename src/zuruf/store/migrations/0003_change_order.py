"""On PostgreSQL a change knows its transaction: ids are given out in another order than transactions commit."""

from django.db import migrations


def add(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "ALTER TABLE store_change ADD COLUMN xid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)"
        )
        editor.execute("CREATE INDEX change_xid ON store_change (xid, id)")


def remove(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE store_change DROP COLUMN xid")


class Migration(migrations.Migration):
    dependencies = [("store", "0002_audit_append_only")]
    operations = [migrations.RunPython(add, remove)]
