from datetime import timedelta

from django.db import models

from zuruf.store.ids import public_id
from zuruf.store.models.intake import Conversation
from zuruf.store.models.people import Member

RETENTION = 30  # days that a hit is kept which nobody touched, unless the house gave a reason for more


class ListeningSearch(models.Model):
    """What we listen for among what others write to each other: a query (core.listening) with a purpose and an owner."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)
    purpose = models.CharField(max_length=20)  # core.listening_fair.Purpose
    purpose_why = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(Member, models.PROTECT, related_name="+")
    authors = models.JSONField(default=list)  # [{handle, kind, why}]: who of those it is limited to is what
    author_ids = models.JSONField(default=dict)  # handle in from: → her id at the network, once it is known
    retention_days = models.PositiveSmallIntegerField(default=RETENTION, db_default=RETENTION)
    retention_why = models.CharField(max_length=300, blank=True, db_default="")
    # An owner's exception for what is refused by default: until the end of this day, by whom, what for.
    allowed_until = models.DateField(null=True)
    allowed_why = models.CharField(max_length=300, blank=True, db_default="")
    allowed_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    paused_at = models.DateTimeField(null=True)
    paused_why = models.CharField(max_length=12, blank=True, db_default="")  # "" = a person did it
    right = models.PositiveIntegerField(default=0, db_default=0)  # hits that were kept or answered
    wrong = models.PositiveIntegerField(default=0, db_default=0)  # not relevant
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()  # of anything: whoever listens reads anew
    gone_at = models.DateTimeField(null=True)  # deleted; undone by taking this away

    class Meta:
        indexes = [models.Index(fields=["changed_at"], name="listening_changed")]

    @property
    def retention(self) -> timedelta:
        return timedelta(days=self.retention_days)


class Heard(models.Model):
    """What a search found on a network: one post, once for each search. Goes when the network says that it is gone, or when
    nobody touched it within the search's retention."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    search = models.ForeignKey(ListeningSearch, models.CASCADE, related_name="heard", db_index=False)
    channel = models.CharField(max_length=32)  # the kind of network: who may be able to answer it
    realm = models.CharField(max_length=190)
    remote_id = models.CharField(max_length=500)
    author_id_remote = models.CharField(max_length=255)
    author_handle = models.CharField(max_length=255, blank=True, db_default="")
    author_name = models.CharField(max_length=255, blank=True, db_default="")
    text = models.TextField()
    places = models.JSONField(default=list)  # [[start, end], …] of `text`, in its order: what made it fit
    language = models.CharField(max_length=8, blank=True, db_default="")
    permalink = models.CharField(max_length=1000, blank=True, db_default="")
    parent_id_remote = models.CharField(max_length=500, blank=True, db_default="")
    ref = models.JSONField(default=dict)  # what the channel needs to answer it; opaque
    at = models.DateTimeField()  # the author's or the network's time
    heard_at = models.DateTimeField()
    touched_at = models.DateTimeField(null=True)  # by a person; None: it goes after the search's retention
    state = models.CharField(max_length=8, blank=True, db_default="")  # "" = new | kept | no | answered
    conversation = models.ForeignKey(Conversation, models.SET_NULL, null=True, related_name="+")
    findings = models.JSONField(null=True)  # of triage, as an assessment keeps them
    deserves = models.PositiveSmallIntegerField(
        default=0, db_default=0
    )  # an answer, in percent; 100 and more: may do harm
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["search", "realm", "remote_id"], name="heard_once")]
        indexes = [
            models.Index(fields=["search", "-at", "-id"], name="heard_newest"),
            models.Index(fields=["realm", "remote_id"], name="heard_post"),
            models.Index(fields=["realm", "author_id_remote"], name="heard_author"),
            models.Index(
                fields=["search", "heard_at"],
                name="heard_untouched",
                condition=models.Q(touched_at__isnull=True),
            ),
            models.Index(fields=["id"], name="heard_judge", condition=models.Q(judged_at__isnull=True)),
        ]


class ListeningStream(models.Model):
    """How far one network's stream was read, by whom it is read now, and how it goes. One row for each address."""

    name = models.CharField(max_length=190, unique=True)  # its address without what may be secret
    realm = models.CharField(max_length=190)
    cursor = models.CharField(max_length=100, blank=True)  # as the stream counts; "" = from now on
    event_at = models.DateTimeField(null=True)  # the network's time of the last event
    read_at = models.DateTimeField(null=True)  # ours, when it was read: what lies between is the lag
    per_second = models.FloatField(default=0.0, db_default=0.0)  # events, over the last while
    events = models.BigIntegerField(default=0, db_default=0)
    hits = models.BigIntegerField(default=0, db_default=0)
    broken = models.BigIntegerField(default=0, db_default=0)  # frames that could not be read
    missed_at = models.DateTimeField(null=True)  # the network could not go back as far as we had read
    problem = models.CharField(max_length=300, blank=True)  # why it does not flow; "" = it flows
    problem_since = models.DateTimeField(null=True)
    token = models.CharField(max_length=32, blank=True)  # who reads it now
    until = models.DateTimeField(null=True)
