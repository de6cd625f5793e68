from django.db import models
from django.db.models import Q

from zuruf.core.hiding import ActState
from zuruf.store.ids import public_id
from zuruf.store.models.account import Account
from zuruf.store.models.intake import Contact, Message
from zuruf.store.models.people import Member


class Act(models.Model):
    """One measure against abuse: who decided it, on what ground, and what became of it at the network.

    `target` is what it is about ("m:" and a message, "c:" and a contact; "b:" and an act that is taken back): of one
    measure there is at most one at a time for one target (`ended_at` None). `payload` is frozen when it is decided
    (zuruf.core.measure.Ordered). On our own page it is done at once, and there is nothing to send.
    """

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    account = models.ForeignKey(Account, models.PROTECT)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="acts")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True)
    measure = models.CharField(max_length=8)  # zuruf.core.measure.Measure
    target = models.CharField(max_length=80)
    takes_back = models.ForeignKey("self", models.PROTECT, null=True, related_name="takings", db_index=False)
    rule = models.CharField(max_length=300, blank=True)
    quote = models.TextField(blank=True)  # the words that break the rule
    reason = models.TextField(blank=True)
    kind = models.CharField(max_length=12, blank=True)  # zuruf.core.talk.ReportKind, of a report
    criticism = models.BooleanField(default=False)  # triage found criticism and nothing else
    by = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default=ActState.QUEUED.value)
    next_at = models.DateTimeField()  # not before
    claim_token = models.CharField(max_length=40, blank=True)
    claim_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    in_doubt = models.BooleanField(default=False, db_default=False)  # the network may have done it already
    why = models.CharField(max_length=500, blank=True)  # the network's last answer in words
    done_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # taken back, refused, called off
    look = models.CharField(max_length=8, blank=True)  # zuruf.core.hiding.Look
    looked_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["target", "measure"], name="act_once", condition=Q(ended_at__isnull=True)
            )
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], name="act_queue", condition=Q(state="queued")),
            models.Index(fields=["claim_until"], name="act_claims", condition=Q(state="doing")),
            models.Index(fields=["-at", "-id"], name="act_latest"),
        ]


class Proof(models.Model):
    """A message kept as evidence: frozen as it was received, for a purpose, by a named person, until a day.

    `record` is canonical JSON; `digest` is over the digest of the row before it (`number` - 1) and the record. When its
    time is over the record is emptied and the digest stays, so that the chain still holds.
    """

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    number = models.PositiveIntegerField(unique=True)  # two at once: the second one tries again
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="proofs")
    conversation = models.CharField(max_length=16, blank=True)  # public id
    purpose = models.CharField(max_length=8)  # zuruf.core.proof.Purpose
    note = models.TextField(blank=True)
    owner = models.ForeignKey(Member, models.PROTECT, related_name="+")
    kept_by = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    kept_at = models.DateTimeField()
    keep_until = models.DateTimeField()
    record = models.TextField(blank=True)
    before = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["keep_until"], name="proof_until", condition=Q(ended_at__isnull=True)),
        ]
