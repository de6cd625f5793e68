from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Until now whoever wrote an answer answered for it, and nothing was drawn for review."""
    apps.get_model("store", "Delivery").objects.filter(accountable=None).update(
        accountable=F("author"), drawn="old"
    )


class Migration(migrations.Migration):
    dependencies = [("store", "0013_mandates")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
