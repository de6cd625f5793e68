from django.db import models
from django.db.models import Q

from zuruf.store.ids import public_id
from zuruf.store.models.account import Account


class ServiceTarget(models.Model):
    """Until when what fits all conditions is to have an answer; a condition that is "" or None fits everything. Never
    changed: a change ends this row and makes one that `replaces` it, so that it can be undone."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    topic = models.CharField(max_length=40, blank=True)  # slug
    risk = models.CharField(max_length=16, blank=True)  # one of core.triage.RISKS_FOUND, or core.target.ANY
    language = models.CharField(max_length=8, blank=True)
    first_minutes = models.PositiveIntegerField()  # of being open, until our first answer
    next_minutes = models.PositiveIntegerField()  # until each answer after that
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="target_live", condition=Q(ended_at__isnull=True))]
