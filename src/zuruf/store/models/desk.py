from django.db import models

from zuruf.store.ids import public_id
from zuruf.store.models.intake import Conversation
from zuruf.store.models.people import Member


class Note(models.Model):
    """Something written for us, never for the public."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="notes")
    author = models.ForeignKey(Member, models.PROTECT)
    text = models.TextField()
    at = models.DateTimeField()


class Presence(models.Model):
    """Who has a conversation open right now; stale after 40 s."""

    conversation = models.ForeignKey(Conversation, models.CASCADE)
    member = models.ForeignKey(Member, models.CASCADE)
    writing = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "member"], name="presence_once")]
