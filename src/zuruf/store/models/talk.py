from django.db import models

from zuruf.store.ids import public_id
from zuruf.store.models.people import Member


class TalkPost(models.Model):
    """What the public page needs beside the message (joined by remote_id in the realm "talk").

    state: waiting (for a look) · shown · removed (by us, with reason) · deleted (by its author). A message of the
    realm "talk" without such a row is never shown to the public.
    """

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    remote_id = models.CharField(max_length=64, unique=True)
    thread = models.CharField(max_length=64)  # remote_id of the thread's first post; its own for that one
    first = models.BooleanField(default=True)  # starts a thread
    state = models.CharField(max_length=8, default="shown")
    guard = models.CharField(max_length=120, blank=True)  # why it waits for a look: codes of core.talk.Doubt
    shown_at = models.DateTimeField(null=True)  # None: the public never saw it
    secret_hash = models.CharField(max_length=64)  # one link may belong to several posts of one person
    rule = models.CharField(max_length=300, blank=True)
    reason = models.TextField(blank=True)
    removed_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    sender_hash = models.CharField(
        max_length=64, blank=True
    )  # keyed, daily salt; emptied after a day; for the spam guard only
    text_hash = models.CharField(
        max_length=64, blank=True
    )  # keyed; finds repeated text; emptied with sender_hash

    class Meta:
        indexes = [
            models.Index(fields=["sender_hash", "created_at"], name="talk_sender"),
            models.Index(fields=["text_hash", "created_at"], name="talk_text"),
            models.Index(fields=["thread", "id"], name="talk_thread"),
            models.Index(fields=["secret_hash"], name="talk_secret"),
            models.Index(
                fields=["-created_at", "-id"],
                name="talk_latest",
                condition=models.Q(first=True, state="shown"),
            ),
            models.Index(fields=["created_at"], name="talk_look", condition=models.Q(state="waiting")),
            models.Index(fields=["-removed_at"], name="talk_removed", condition=models.Q(state="removed")),
        ]


class TalkReport(models.Model):
    """Somebody reports a public message. A person decides; the reporter sees what was decided by her link."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    post = models.ForeignKey(TalkPost, models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=12, default="other")  # core.talk.ReportKind
    reason = models.TextField()
    contact = models.CharField(max_length=254, blank=True)
    secret_hash = models.CharField(
        max_length=64, unique=True
    )  # of the form's key too: a double click is one report
    created_at = models.DateTimeField()
    sender_hash = models.CharField(max_length=64, blank=True)
    decision = models.CharField(max_length=8, blank=True)  # "" | kept | removed | gone (deleted meanwhile)
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="talk_reports", condition=models.Q(decision="")),
            models.Index(fields=["sender_hash", "created_at"], name="talk_reporter"),
        ]


class TalkObjection(models.Model):
    """The author of removed words objects; once for each removal."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    post = models.ForeignKey(TalkPost, models.CASCADE, related_name="objections")
    text = models.TextField()
    created_at = models.DateTimeField()
    decision = models.CharField(max_length=8, blank=True)  # "" | upheld | rejected
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="talk_objections", condition=models.Q(decision=""))]
        constraints = [
            models.UniqueConstraint(
                fields=["post"], name="talk_objection_open_once", condition=models.Q(decision="")
            )
        ]
