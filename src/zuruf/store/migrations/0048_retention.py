from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0047_posted_by_hand"),
    ]

    operations = [
        migrations.AddField("account", "retention_days", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("message", "emptied_at", models.DateTimeField(null=True)),
        migrations.AddField("message", "emptied_after", models.PositiveSmallIntegerField(null=True)),
    ]
