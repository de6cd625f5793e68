from django.db import models
from django.db.models import Q

from zuruf.core.ring import State
from zuruf.store.ids import public_id
from zuruf.store.models.intake import Conversation
from zuruf.store.models.people import Member


class Shift(models.Model):
    """Somebody is on duty every week on this day from `starts` until `ends`, minutes since midnight in the house's time zone;
    an end beyond 1440 lies on the next day. `rank`: who is rung first; of two at once the lower one."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    member = models.ForeignKey(Member, models.CASCADE, related_name="shifts")
    weekday = models.PositiveSmallIntegerField()  # Monday 0
    starts = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()
    rank = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["weekday"], name="shift_live", condition=Q(ended_at__isnull=True))]


class DutyChange(models.Model):
    """What is otherwise on one day: an extra shift (`on`), or a time for which somebody's shift does not hold (a pause with
    its end, a swap's other half). Exact times."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    member = models.ForeignKey(Member, models.CASCADE, related_name="duty_changes")
    on = models.BooleanField()
    pause = models.BooleanField(default=False)  # "I'm at lunch": she comes back by herself
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    swapped_with = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+", db_index=False)
    entered_by = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    entered_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["ends_at"], name="duty_change_live", condition=Q(cancelled_at__isnull=True))
        ]


class HandOver(models.Model):
    """What whoever goes off duty tells whoever comes on."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    author = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    at = models.DateTimeField(db_index=True)
    read_by = models.ManyToManyField(Member, related_name="+", blank=True)


class Ring(models.Model):
    """A conversation that must be answered now rings at one person on duty. `turn`: how many it rang at before; `until`: when
    it falls through to the next. `rang`: keys of members that it rang at, twice of who said that she cannot now. `mail`: as with a question for a fact."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="rings")
    since = (
        models.DateTimeField()
    )  # whoever waits has been waiting since; one row for one wait, rung anew where it has to be
    why = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=State.RINGING.value)
    member = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    turn = models.PositiveSmallIntegerField(default=0)
    until = models.DateTimeField(null=True)
    rang = models.JSONField(default=list)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=8, blank=True, default="")
    mail_at = models.DateTimeField(null=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "since"], name="ring_once")]
        indexes = [
            models.Index(fields=["member"], name="ring_live", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["mail_at"], name="ring_mail", condition=Q(mail__in=["due", "sending"])),
        ]


class Wall(models.Model):
    """A link by which a screen on the wall shows who is waiting, without an account. Only its hash is kept."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # to the minute
