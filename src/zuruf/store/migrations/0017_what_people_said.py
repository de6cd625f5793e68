from django.db import migrations, models
from django.db.models import F


def told_apart(apps, schema_editor):
    """Until now what the rules guessed was kept as if a person had said it: which of the two nobody can tell any more, so
    it stays as a guess."""
    asks = apps.get_model("store", "SecondPair").objects
    asks.filter(changed=True, meaning_changed__isnull=False).update(
        meaning_guess=F("meaning_changed"), meaning_changed=None
    )


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0016_topic_changed"),
    ]

    operations = [
        migrations.AddField(
            model_name="secondpair",
            name="mandate",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
        migrations.AddField(
            model_name="secondpair",
            name="meaning_guess",
            field=models.BooleanField(null=True),
        ),
        migrations.RunPython(told_apart, migrations.RunPython.noop),
    ]
