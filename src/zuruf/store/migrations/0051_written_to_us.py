"""Whether a message of a file was written to us stood in its `ref`, which belongs to the network. It gets a column of its own."""

from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KEY, SAID = "to_us", {"yes": True, "no": False}
AT_ONCE = 500


def out_of_ref(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    messages = apps.get_model("store", "Message").objects
    for row in _rows(messages.filter(ref__to_us__in=[*SAID])):
        row.to_us = SAID[row.ref.pop(KEY)]
        row.save(update_fields=["to_us", "ref"])


def back_into_ref(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    messages = apps.get_model("store", "Message").objects
    for row in _rows(messages.filter(to_us__isnull=False)):
        row.ref = {**row.ref, KEY: "yes" if row.to_us else "no"}
        row.save(update_fields=["ref"])


def _rows(found: Any) -> Iterator[Any]:
    """Some at a time: there may be as many as were ever imported."""
    last = 0
    while rows := list(found.filter(pk__gt=last).order_by("pk").only("ref", "to_us")[:AT_ONCE]):
        yield from rows
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0050_sweeps_and_tries"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="to_us",
            field=models.BooleanField(null=True),
        ),
        migrations.RunPython(out_of_ref, back_into_ref),
    ]
