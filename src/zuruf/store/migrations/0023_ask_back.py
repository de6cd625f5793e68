from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0022_search")]

    operations = [
        migrations.AddIndex(
            model_name="secondpair",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ["returned", "late_returned"]), ("author_saw_at__isnull", True)
                ),
                fields=["draft"],
                name="ask_back",
            ),
        ),
    ]
