from django.db import models

from zuruf.store.ids import public_id
from zuruf.store.models.people import Member


class Incident(models.Model):
    """Something that many talk about at once. Its conversations name it; a hold may lie on it alone."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    name = models.CharField(max_length=120)
    lead = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    opened_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
