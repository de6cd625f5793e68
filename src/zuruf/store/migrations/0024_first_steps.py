from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0023_ask_back")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="steps_away",
            field=models.BooleanField(default=False),
        ),
    ]
