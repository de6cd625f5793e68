import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0039_fact_reply"),
    ]

    operations = [
        migrations.AlterField(
            model_name="chatcall",
            name="ring",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="chat_calls",
                to="store.ring",
            ),
        ),
    ]
