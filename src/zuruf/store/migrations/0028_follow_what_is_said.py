from django.db import migrations, models


def name_the_messages(apps, editor):
    """Questions knew a copy of what was written to us; now they name the messages, and words that are gone are gone here, too."""
    ask, message = apps.get_model("store", "FactAsk"), apps.get_model("store", "Message")
    for row in ask.objects.exclude(excerpt="").iterator(200):
        theirs = message.objects.filter(conversation_id=row.conversation_id, ours=False, gone_at=None)
        said = theirs.order_by("order_at", "id").values_list("pk", "text")
        row.messages = [pk for pk, text in said if text.strip() and text.strip() in row.excerpt]
        row.save(update_fields=["messages"])


def forget_what_is_gone(apps, editor):
    """Earlier answers are not found any more by the words of questions that were deleted."""
    stems = apps.get_model("store", "EarlierStem").objects
    stems.filter(answer__delivery__draft__answers__gone_at__isnull=False).delete()


class Migration(migrations.Migration):
    dependencies = [("store", "0027_push")]

    operations = [
        migrations.AddField("factask", "messages", models.JSONField(default=list)),
        migrations.RunPython(name_the_messages, migrations.RunPython.noop),
        migrations.RunPython(forget_what_is_gone, migrations.RunPython.noop),
        migrations.RemoveField("factask", "excerpt"),
        migrations.AddField("searchdue", "stuck", models.PositiveIntegerField(null=True)),
        migrations.AddField("searchdue", "reached", models.BigIntegerField(null=True)),
        migrations.AddField("searchdue", "reached_turn", models.PositiveIntegerField(null=True)),
    ]
