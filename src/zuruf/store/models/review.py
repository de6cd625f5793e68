"""Looking at answers after they went out, what that teaches, and what follows for mandates."""

from django.db import models
from django.db.models import Q

from zuruf.store.ids import public_id
from zuruf.store.models.mandate import Mandate
from zuruf.store.models.outbox import Delivery
from zuruf.store.models.people import Member


class Review(models.Model):
    """An answer that was drawn to be looked at. `share` is the probability with which it was drawn, `because` the rule of
    the sampling plan. `result`: fine | lesson | correct. A lesson is filed against a guideline ("id@version") or a mandate,
    never against whoever wrote the answer."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    delivery = models.OneToOneField(Delivery, models.CASCADE, related_name="review")
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=16)
    share = models.FloatField()
    drawn_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="open")  # open | done | dropped
    result = models.CharField(max_length=8, blank=True)
    reviewer = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    claimed_until = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    lesson = models.TextField(blank=True)
    against = models.CharField(max_length=100, blank=True)  # guideline:id@version | mandate:public id | ""
    shared_at = models.DateTimeField(null=True)  # the lesson was put before everybody, without names

    class Meta:
        indexes = [
            models.Index(fields=["drawn_at", "id"], name="review_open", condition=Q(state="open")),
            models.Index(fields=["mandate", "decided_at"], name="review_mandate"),
            models.Index(fields=["-shared_at"], name="review_lessons", condition=Q(shared_at__isnull=False)),
        ]


class Proposal(models.Model):
    """That a mandate grow or shrink, with the figures behind it. It goes to the person herself first, who passes it on;
    whoever granted the mandate decides.

    `state`: with_person | passed_on | granted | declined | dropped. `figures`: {reviews, fine, lower, upper, line}.
    """

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="proposals")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)  # widen | narrow
    figures = models.JSONField(default=dict)
    suggests = models.JSONField(default=dict)  # fields of a mandate as they would be
    state = models.CharField(max_length=12, default="with_person")
    made_at = models.DateTimeField()
    sentence = models.CharField(max_length=500, blank=True)  # what she adds when she passes it on
    passed_on_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_why = models.CharField(max_length=500, blank=True)
    became = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="+")


class Agreement(models.Model):
    """A recorded agreement (with the works council, say) that permits figures which are otherwise hidden. Two owners: one
    records it, another confirms it. `permits`: codes of zuruf.core.evidence.Permit."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    title = models.CharField(max_length=200)
    permits = models.JSONField(default=list)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    recorded_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
