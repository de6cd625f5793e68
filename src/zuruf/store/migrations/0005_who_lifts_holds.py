"""Whoever owned an installation before holds had named lifters goes on lifting them."""

from django.db import migrations


def name_owners(apps, editor):
    apps.get_model("store", "Member").objects.filter(role="owner").update(lifts_holds=True)


class Migration(migrations.Migration):
    dependencies = [("store", "0004_outbox_whole")]
    operations = [migrations.RunPython(name_owners, migrations.RunPython.noop)]
