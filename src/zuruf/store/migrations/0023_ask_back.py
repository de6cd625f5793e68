from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0022_search")]

    operations = [
        migrations.AddIndex(
            model_name="secondpair",
            index=models.Index(
                condition=models.Q(
                    ("author_saw_at__isnull", True), ("state__in", ["returned", "late_returned"])
                ),
                fields=["draft"],
                name="ask_back",
            ),
        ),
    ]
