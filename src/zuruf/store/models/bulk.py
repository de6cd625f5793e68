from django.db import models

from zuruf.store.ids import public_id
from zuruf.store.models.intake import Conversation
from zuruf.store.models.people import Member


class Bulk(models.Model):
    """One thing that somebody did to many conversations at once (also: joined them, or split one), so that it can be told and
    taken back. `data` says how, in codes and public ids: {reason} | {to} | {team} | {topics} | {into}."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    verb = models.CharField(max_length=12)  # zuruf.core.bulk.Verb
    data = models.JSONField(default=dict)
    by = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    chosen = models.PositiveIntegerField()  # conversations
    finished_at = models.DateTimeField(null=True)  # None: it is under way, or was interrupted
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["by", "-id"], name="bulk_mine")]


class BulkItem(models.Model):
    """One conversation of a bulk. `left`: the code of why nothing was done with it, "" = it was done. `was`: what it was before and
    what it became, as far as the verb touches it. `back`: "" = not taken back, "yes", else why that was left."""

    bulk = models.ForeignKey(Bulk, models.CASCADE, related_name="items")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="bulk_items")
    left = models.CharField(max_length=24, blank=True)
    was = models.JSONField(default=dict)
    back = models.CharField(max_length=24, blank=True)
