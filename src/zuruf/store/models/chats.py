from django.db import models

from zuruf.store.ids import public_id
from zuruf.store.models.duty import Ring
from zuruf.store.models.people import Member


class Chat(models.Model):
    """A chat in which it rings: a member's own, or the house's (`member` None). `secrets`: its address, encrypted by `store.keys`, as
    it mostly carries a password; empty when it ended. `service`: what kind of chat, as its library names it."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="chats")
    name = models.CharField(max_length=80)
    service = models.CharField(max_length=60)
    secrets = models.TextField()
    made_by = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    ok_at = models.DateTimeField(null=True)  # it last took a message
    trouble = models.CharField(
        max_length=12, blank=True, default=""
    )  # what went wrong since (core.chats.Trouble)
    trouble_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)


class ChatCall(models.Model):
    """What a chat is still to be told of a ring; the row goes as soon as that was tried, so that nobody can read from it who let it
    ring. `began_at` is set before anything is sent: a row found with it long ago may have rung or not, and never rings again."""

    chat = models.ForeignKey(Chat, models.CASCADE, related_name="calls")
    ring = models.ForeignKey(Ring, models.CASCADE, null=True, related_name="chat_calls")  # None: a test ring
    what = models.CharField(max_length=8)
    at = models.DateTimeField(db_index=True)
    until = models.DateTimeField()
    began_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chat", "ring"], name="chat_call_once")]
