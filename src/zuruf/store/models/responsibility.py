from django.db import models
from django.db.models import Q

from zuruf.store.ids import public_id
from zuruf.store.models.account import Account
from zuruf.store.models.people import Member, Team


class Responsibility(models.Model):
    """Who answers what: exactly one owner for a topic, an account and a language, each of which may be left open ("" or
    None: any). Never changed: a change ends this row and makes one that `replaces` it, so that it can be undone."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    topic = models.CharField(max_length=40, blank=True)  # slug
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    language = models.CharField(max_length=8, blank=True)
    owner = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    deputy = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="+", db_index=False)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "account", "language"],
                name="responsible_once",
                condition=Q(ended_at__isnull=True, account__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["topic", "language"],
                name="responsible_once_anywhere",
                condition=Q(ended_at__isnull=True, account__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="responsible_live", condition=Q(ended_at__isnull=True)),
        ]
