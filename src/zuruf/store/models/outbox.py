from django.db import models

from zuruf.core.outbox import DeliveryState
from zuruf.core.reply import Kind
from zuruf.store.ids import public_id
from zuruf.store.models.account import Account
from zuruf.store.models.incident import Incident
from zuruf.store.models.intake import Conversation
from zuruf.store.models.people import Member, Team
from zuruf.store.models.reply import Draft


class Delivery(models.Model):
    """One reply on its way out. `payload` is frozen when it is queued; a repeat is the same request."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="deliveries")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="deliveries")
    account = models.ForeignKey(Account, models.PROTECT)
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    # Who of ours answers for it: never a partner. None only on rows older than this field.
    accountable = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    backing = models.JSONField(
        default=dict
    )  # {mandate, deputy_for, guidelines: [id@version], ask}: public ids
    drawn = models.CharField(
        max_length=4, blank=True, default="", db_default=""
    )  # for review: "" | yes | no | old
    kind = models.CharField(max_length=12, default=Kind.REPLY.value)
    payload = models.JSONField()  # zuruf.core.channel.Outgoing
    state = models.CharField(max_length=12, default=DeliveryState.QUEUED.value)
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField()  # end of the recall window, or of a wait
    recall_until = models.DateTimeField()
    wait_for_account = models.BooleanField(default=False)
    claim_token = models.CharField(max_length=32, blank=True)
    claim_until = models.DateTimeField(null=True)
    first_attempt_at = models.DateTimeField(
        null=True
    )  # when the network may have seen our key for the first time
    attempts = models.PositiveIntegerField(default=0)
    doubt_at = models.DateTimeField(null=True)  # the last attempt of which nobody knows whether it arrived
    doubts = models.PositiveIntegerField(default=0)  # how many of those in a row
    cents = models.FloatField(default=0.0, db_default=0.0)  # what its network asks for it, in US cents
    next_at = models.DateTimeField(
        null=True
    )  # look an unclear one up, or withdraw a published one, not before
    why = models.CharField(max_length=500, blank=True)  # the network's last answer in words
    remote_id = models.CharField(max_length=500, blank=True)
    permalink = models.CharField(max_length=1000, blank=True)
    ref = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True)
    withdraw_asked_at = models.DateTimeField(null=True)
    withdraw_why = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    waited_since = models.DateTimeField(null=True)  # the conversation's waiting_since; restored when recalled
    promised_for = models.DateTimeField(null=True)  # the conversation's due_at when this answered it
    scheduled_for = models.DateTimeField(null=True)  # not before this hour, because somebody chose it
    scheduled_as = models.CharField(max_length=80, blank=True)  # as chosen: "2027-03-28T09:00 Europe/Berlin"
    wants_yes = models.BooleanField(
        default=False
    )  # overdue when a hold was lifted: goes out when a person says so
    # Nothing takes it but a person who posts it there: in place of sending, one has it ("posting") and says what became of it.
    by_hand = models.BooleanField(default=False, db_default=False)
    hand = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    hand_at = models.DateTimeField(null=True)  # since when
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="next_parts", db_index=False)
    part = models.PositiveSmallIntegerField(default=1)  # of an answer in parts
    parts = models.PositiveSmallIntegerField(default=1)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections", db_index=False
    )
    # What the public sees: zuruf.core.channel.Visibility, "" before it is published.
    visibility = models.CharField(max_length=12, blank=True)
    seen_at = models.DateTimeField(null=True)  # the last look that was answered
    seen_text = models.TextField(blank=True)  # what the network shows, where it is not what we sent
    reactions = models.PositiveIntegerField(default=0)
    read_next_at = models.DateTimeField(null=True)  # read it back not before; None: no more
    reads = models.PositiveSmallIntegerField(default=0)
    missing_since = models.DateTimeField(
        null=True
    )  # hidden or gone there, and nobody here has dealt with it yet

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before", "id"], name="delivery_queue", condition=models.Q(state="queued")
            ),
            models.Index(fields=["claim_until"], name="delivery_claims", condition=models.Q(state="sending")),
            models.Index(fields=["next_at"], name="delivery_next", condition=models.Q(next_at__isnull=False)),
            models.Index(
                fields=["read_next_at"], name="delivery_read", condition=models.Q(read_next_at__isnull=False)
            ),
            models.Index(
                fields=["missing_since"],
                name="delivery_missing",
                condition=models.Q(missing_since__isnull=False),
            ),
            models.Index(
                fields=["follows"], name="delivery_follows", condition=models.Q(follows__isnull=False)
            ),
            models.Index(
                fields=["corrects"], name="delivery_corrects", condition=models.Q(corrects__isnull=False)
            ),
            # Whole: SQLite would take one of "not empty" alone only for a statement that says so itself.
            models.Index(fields=["account", "remote_id"], name="delivery_remote"),
            models.Index(
                fields=["published_at"], name="delivery_out", condition=models.Q(published_at__isnull=False)
            ),
            models.Index(fields=["conversation", "id"], name="delivery_thread"),
            models.Index(
                fields=["account", "published_at"], name="delivery_cost", condition=models.Q(cents__gt=0)
            ),
            models.Index(fields=["state", "-id"], name="delivery_state"),
            models.Index(fields=["state", "-id"], name="delivery_posts", condition=models.Q(kind="post")),
            models.Index(
                fields=["id"], name="delivery_draw", condition=models.Q(state="published", drawn="")
            ),
        ]


class Hold(models.Model):
    """Nothing goes out while a hold lies on it. Overlapping holds are normal. At most one of account, team and incident
    is set; none of them = everything. `covers`: "posts", or "all" (posts and answers).

    `in_flight`: what was claimed before it was placed and could not be stopped any more.
    """

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    covers = models.CharField(max_length=8, default="all")
    account = models.ForeignKey(Account, models.CASCADE, null=True)
    team = models.ForeignKey(Team, models.CASCADE, null=True, db_index=False)
    incident = models.ForeignKey(Incident, models.CASCADE, null=True, db_index=False)
    in_flight = models.ManyToManyField(Delivery, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    placed_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="hold_live", condition=models.Q(lifted_at__isnull=True))]
