from django.db import models

from zuruf.store.ids import public_id
from zuruf.store.models.account import Account
from zuruf.store.models.people import Member
from zuruf.store.models.reply import SecondPair


class Trial(models.Model):
    """A trial run beside the old way: for some weeks everything is approved as before, and Zuruf notes what it would have
    said. At most one runs at a time."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    started_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), name="trial_runs_once", condition=models.Q(ended_at__isnull=True)
            )
        ]


class TrialNote(models.Model):
    """One approval of the old way, and beside it what Zuruf would have said. `ask` None: it was approved elsewhere and
    told us afterwards (a line of a file); then `before` and `after` hold the texts.

    `covered`: would a mandate that somebody holds have backed it? `topics`, `risks` as found when it was asked.
    """

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="notes")
    ask = models.OneToOneField(SecondPair, models.CASCADE, null=True, related_name="trial_note")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=8)
    hits = models.JSONField(default=list)
    covered = models.BooleanField(default=False)
    topics = models.JSONField(default=list)
    intents = models.JSONField(default=list)
    risks = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    words_changed = models.PositiveIntegerField(null=True)
    meaning_changed = models.BooleanField(null=True)
    source_key = models.CharField(max_length=64, blank=True)  # of an imported line: twice is once

    class Meta:
        indexes = [models.Index(fields=["trial", "asked_at"], name="trial_notes")]
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "source_key"], name="trial_line_once", condition=~models.Q(source_key="")
            )
        ]
