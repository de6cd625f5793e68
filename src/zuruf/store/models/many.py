"""One answer that is written once and said to many, and what became of it for each."""

from django.db import models
from django.db.models import Q

from zuruf.core.many import BatchState, Fate
from zuruf.store.ids import public_id
from zuruf.store.models.intake import Conversation, Message
from zuruf.store.models.people import Member
from zuruf.store.models.reply import Draft


class ManyAnswer(models.Model):
    """The text, with placeholders (zuruf.core.library), and how far it is. `block`: the text block that it began with (public
    id). `claim_until`: a worker is making its answers."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    block = models.CharField(max_length=16, blank=True, default="")
    state = models.CharField(max_length=10, default=BatchState.WRITING.value)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["sent_at", "id"], name="many_going", condition=Q(state="going")),
            models.Index(fields=["author", "-id"], name="many_mine"),
        ]


class ManyAddressee(models.Model):
    """One conversation of a batch: once in each, however often its sending is begun. `message`: the one that its author had
    before her, and `seen`: the conversation's `answer_seq` then. `own`: a text for this one alone. `why`: a code that says why
    it stayed, with `said`: what helps to say it. `draft`: what it became; its deliveries and questions hang there."""

    batch = models.ForeignKey(ManyAnswer, models.CASCADE, related_name="addressees", db_index=False)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+", db_index=False)
    seen = models.PositiveIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)
    own = models.TextField(blank=True, default="")
    fate = models.CharField(max_length=10, default=Fate.WANTED.value)
    why = models.CharField(max_length=40, blank=True, default="")
    said = models.JSONField(default=dict)
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="many")
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "conversation"], name="many_once")]
