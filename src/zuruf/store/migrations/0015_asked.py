from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0014_who_answers_for_it"),
    ]

    operations = [
        migrations.AddField(
            model_name="secondpair",
            name="chosen",
            field=models.JSONField(default=dict),
        ),
        # What was decided before anybody was shown what became of her words is not news.
        migrations.RunSQL(
            "UPDATE store_secondpair SET author_saw_at = decided_at WHERE changed AND author_saw_at IS NULL",
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="secondpair",
            index=models.Index(
                condition=models.Q(("author_saw_at__isnull", True), ("changed", True), ("state", "released")),
                fields=["draft"],
                name="ask_unseen",
            ),
        ),
    ]
