from django.db import models

from zuruf.store.ids import public_id
from zuruf.store.models.people import Member


class AuditEntry(models.Model):
    """Who did what to which thing when and why. Append-only (a trigger refuses the rest); ids and pseudonyms, never text."""

    at = models.DateTimeField()
    verb = models.CharField(max_length=40)  # e.g. "conversation.taken"; the words for people are in web
    thing = models.CharField(max_length=24)  # kind of thing: conversation, delivery, account, guideline …
    thing_id = models.CharField(max_length=64, blank=True)  # its public id
    conversation = models.CharField(max_length=16, blank=True)  # public id, when it belongs to one
    actor = models.CharField(max_length=16, blank=True)  # Member.alias; "" = the program itself
    why = models.CharField(max_length=120, blank=True)  # a code such as "guideline:personal-data@1"
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_at"),
            models.Index(fields=["conversation", "id"], name="audit_conversation"),
            models.Index(fields=["thing", "thing_id", "id"], name="audit_thing"),
            models.Index(fields=["verb", "id"], name="audit_verb"),
            models.Index(fields=["actor", "id"], name="audit_own"),
        ]


class AuditSeal(models.Model):
    """Seals entries up to `last_id`: sha256 over the previous seal and those entries."""

    first_id = models.BigIntegerField(unique=True)  # two sealers after the same seal: the second one fails
    last_id = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()


class Disclosure(models.Model):
    """Two named people open the audit of one member, for a stated reason and a while."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    subject = models.ForeignKey(Member, models.PROTECT, related_name="+")
    reason = models.TextField()
    asked_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
