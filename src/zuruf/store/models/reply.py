from django.db import models
from django.db.models import Q

from zuruf.core.reply import AskState, DraftState, Kind
from zuruf.store.ids import public_id
from zuruf.store.models.account import Account
from zuruf.store.models.intake import Conversation, Message
from zuruf.store.models.people import Member


class Draft(models.Model):
    """What somebody writes to the public; saved while typing, one open draft per person and conversation."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="drafts")
    answers = models.ForeignKey(Message, models.SET_NULL, null=True)  # the message that is answered
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, default=Kind.REPLY.value)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=12, default=DraftState.WRITING.value)
    verdict = models.CharField(max_length=8, blank=True)
    hits = models.JSONField(default=list)  # [{id, version, verdict, words}] as judged when it was sent
    updated_at = models.DateTimeField()
    created_at = models.DateTimeField()
    # When it is to go out, as its author chose it: "2027-03-28T09:00 Europe/Berlin"; "" = at once.
    scheduled_as = models.CharField(max_length=80, blank=True, db_default="", default="")
    to = models.ManyToManyField(Account, related_name="+")  # a post, while it is written: where it shall go
    # It goes to whoever is answered alone, although the public sees what it answers.
    privately = models.BooleanField(default=False, db_default=False)
    bundle = models.CharField(max_length=16, blank=True, db_default="", default="")  # posts sent off as one

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "author"], name="draft_open_once", condition=Q(state="writing")
            )
        ]
        indexes = [models.Index(fields=["state", "-id"], name="draft_posts", condition=Q(kind="post"))]


class SecondPair(models.Model):
    """One question to one second pair of eyes, with a deadline that ends in an answer."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="asks")
    asked_at = models.DateTimeField()
    deadline = models.DateTimeField()
    asked_of = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    late = models.CharField(max_length=12)
    holding = models.TextField(blank=True)  # the holding reply that goes out when the deadline passes
    guideline = models.CharField(max_length=80)  # id@version
    state = models.CharField(max_length=16, default=AskState.OPEN.value)
    decided_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    changed = models.BooleanField(default=False)  # did the second pair change the text?
    remark = models.TextField(blank=True)
    reason = models.CharField(max_length=10, default="guideline")  # guideline | mandate | partner | trial
    lacks = models.JSONField(default=list)  # zuruf.core.mandate.Gap, when a mandate does not reach
    first_asked = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    step = models.PositiveSmallIntegerField(default=0)  # 0 whom we asked · 1 her deputy
    next_at = models.DateTimeField(null=True)  # when it goes on to the deputy; None: no more
    due_at = models.DateTimeField(null=True)  # when the asker was to have an answer, as it stood then
    asked_text = models.TextField(blank=True)
    released_text = models.TextField(blank=True)
    words_changed = models.PositiveIntegerField(null=True)
    meaning_changed = models.BooleanField(null=True)  # as a person said; None: nobody did
    meaning_guess = models.BooleanField(null=True)  # as the rules guess: shown to people, never evidence
    mandate = models.CharField(max_length=16, blank=True, default="")  # public id; covered its author
    author_saw_at = models.DateTimeField(null=True)  # what became of it
    chosen = models.JSONField(default=dict)  # why she was asked: zuruf.core.second_pair.Choice.data

    class Meta:
        indexes = [
            models.Index(fields=["state", "deadline"], name="ask_deadline"),
            models.Index(
                fields=["next_at"], name="ask_next", condition=Q(state="open", next_at__isnull=False)
            ),
            models.Index(fields=["asked_of", "state"], name="ask_load"),
            models.Index(fields=["asked_at"], name="ask_time"),
            models.Index(
                fields=["draft"],
                name="ask_unseen",
                condition=Q(state="released", changed=True, author_saw_at__isnull=True),
            ),
            models.Index(
                fields=["draft"],
                name="ask_back",
                condition=Q(state__in=["returned", "late_returned"], author_saw_at__isnull=True),
            ),
        ]


class HoldingText(models.Model):
    """A prepared holding reply. `texts`: language → words. `topics`: slugs for which it is meant; [] = any."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    texts = models.JSONField(default=dict)
    topics = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()


class Attachment(models.Model):
    """A file that belongs to a draft; its bytes lie under `ZURUF_DATA`, named by their hash (store/files.py)."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="attachments")
    position = models.PositiveSmallIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    mime = models.CharField(max_length=80)
    size = models.PositiveIntegerField()  # bytes
    name = models.CharField(max_length=200, blank=True)
    alt = models.TextField(blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    # It is out with an earlier part of a draft of which the rest came back: no longer part of what is written.
    out_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="attachment_file")]
