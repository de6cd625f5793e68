import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import zuruf.store.ids


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0024_first_steps"),
    ]

    operations = [
        migrations.CreateModel(
            name="FactAsk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(default=zuruf.store.ids.public_id, max_length=16, unique=True),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("question", models.TextField()),
                ("excerpt", models.TextField(blank=True)),
                ("asked_at", models.DateTimeField()),
                ("next_at", models.DateTimeField(null=True)),
                ("deadline", models.DateTimeField()),
                ("link_until", models.DateTimeField()),
                ("link", models.PositiveSmallIntegerField(default=0)),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("state", models.CharField(default="open", max_length=10)),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("edits", models.PositiveSmallIntegerField(default=0)),
                ("quoted_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("mail", models.CharField(blank=True, default="", max_length=8)),
                ("mail_at", models.DateTimeField(null=True)),
                ("mail_tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fact_asks",
                        to="store.conversation",
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["deadline"], name="fact_deadline"
                    ),
                    models.Index(
                        condition=models.Q(("mail__in", ["due", "sending"])),
                        fields=["mail_at"],
                        name="fact_mail",
                    ),
                    models.Index(
                        condition=models.Q(("seen_at__isnull", True), ("state__in", ["answered", "late"])),
                        fields=["asked_by"],
                        name="fact_news",
                    ),
                ],
            },
        ),
    ]
