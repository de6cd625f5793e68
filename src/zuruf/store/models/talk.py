from django.db import models

from zuruf.store.ids import public_id
from zuruf.store.models.people import Member


class TalkPost(models.Model):
    """What the public page needs beside the message (joined by remote_id in the realm "talk").

    state: waiting (for a look) · shown · removed (by us, with reason) · deleted (by its author).
    """

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    remote_id = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, default="shown")
    secret_hash = models.CharField(max_length=64)
    rule = models.CharField(max_length=300, blank=True)
    reason = models.TextField(blank=True)
    removed_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    sender_hash = models.CharField(max_length=64, blank=True)  # keyed, daily salt; for the spam guard only

    class Meta:
        indexes = [models.Index(fields=["sender_hash", "created_at"], name="talk_sender")]


class TalkReport(models.Model):
    """Somebody reports a public message. A person decides; the reporter sees what was decided by her link."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    post = models.ForeignKey(TalkPost, models.CASCADE, related_name="reports")
    reason = models.TextField()
    contact = models.CharField(max_length=254, blank=True)
    secret_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    decision = models.CharField(max_length=8, blank=True)  # "" | kept | removed
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)


class TalkObjection(models.Model):
    """The author of removed words objects."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    post = models.ForeignKey(TalkPost, models.CASCADE, related_name="objections")
    text = models.TextField()
    created_at = models.DateTimeField()
    decision = models.CharField(max_length=8, blank=True)  # "" | upheld | rejected
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
