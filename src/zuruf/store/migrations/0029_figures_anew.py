from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def count_anew(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Sundays were counted several times, and people of all kinds as one: the worker makes all of it again."""
    for name in ("DayFigure", "CountedDay"):
        apps.get_model("store", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0028_follow_what_is_said"),
    ]

    operations = [
        migrations.RunPython(count_anew, migrations.RunPython.noop),
        migrations.AddField(
            model_name="dayfigure",
            name="week",
            field=models.BooleanField(default=False),
        ),
    ]
