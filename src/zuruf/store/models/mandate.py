"""Mandates, who stands in for whom, and money that was promised under them."""

from django.db import models
from django.db.models import Q

from zuruf.core.mandate import Risk
from zuruf.store.ids import public_id
from zuruf.store.models.account import Account
from zuruf.store.models.people import Member, Team
from zuruf.store.models.reply import Draft


class Mandate(models.Model):
    """What somebody may say without asking. Never changed: a change ends this row and makes one that `replaces` it, so what
    once backed an answer stays readable. Held by exactly one of member, team and role.

    Empty `accounts`, `topics` (slugs), `intents`: all of them. Goodwill in cents. `waives`: slugs of guidelines.
    """

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    name = models.CharField(max_length=120)
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="mandates")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="mandates")
    role = models.CharField(max_length=12, blank=True)
    accounts = models.ManyToManyField(Account, related_name="+", blank=True)
    topics = models.JSONField(default=list)
    intents = models.JSONField(default=list)
    highest_risk = models.CharField(max_length=12, default=Risk.EVERYDAY.value)
    goodwill_each = models.PositiveIntegerField(default=0)
    goodwill_month = models.PositiveIntegerField(default=0)
    own_name = models.BooleanField(default=False)
    posts = models.BooleanField(default=True)
    waives = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    granted_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    why = models.TextField(blank=True)
    evidence = models.JSONField(default=dict)  # {proposal: public id, reviews, fine, lower} or {text}
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mandate_held_by_one",
                condition=Q(member__isnull=False, team__isnull=True, role="")
                | Q(member__isnull=True, team__isnull=False, role="")
                | (Q(member__isnull=True, team__isnull=True) & ~Q(role="")),
            )
        ]
        indexes = [models.Index(fields=["id"], name="mandate_live", condition=Q(ended_at__isnull=True))]


class Absence(models.Model):
    """Somebody is not there. Meanwhile `deputy` (else her standing deputy) holds what she herself was granted."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    member = models.ForeignKey(Member, models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    deputy = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    entered_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["ends_at"], name="absence_now", condition=Q(cancelled_at__isnull=True))
        ]


class Goodwill(models.Model):
    """Money that an answer promises, booked against a mandate's limit; a slip for whoever fulfils it. `cents` is counted
    from the moment the answer is sent off until it turns out that it never went out.

    `state`: planned (with the draft) | promised (the answer is on its way or out) | fulfilled | cancelled.
    """

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="goodwill")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")  # who answers for it
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="+")
    cents = models.PositiveIntegerField()
    what = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="planned")
    promised_at = models.DateTimeField(null=True)
    fulfil_by = models.DateTimeField(null=True)
    fulfilled_at = models.DateTimeField(null=True)
    fulfilled_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["member", "promised_at"], name="goodwill_spent"),
            models.Index(fields=["fulfil_by", "id"], name="goodwill_open", condition=Q(state="promised")),
        ]
