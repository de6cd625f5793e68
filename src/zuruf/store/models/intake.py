from django.db import models

from zuruf.core.desk import State
from zuruf.store.ids import public_id
from zuruf.store.models.account import Account
from zuruf.store.models.incident import Incident
from zuruf.store.models.people import Member, Team
from zuruf.store.models.responsibility import Responsibility


class RawArrival(models.Model):
    """What came in, as it came in: one page, webhook body or import chunk. Stored before anything is acknowledged."""

    account = models.ForeignKey(Account, models.CASCADE)
    received_at = models.DateTimeField()
    kind = models.CharField(max_length=12)  # fetch | webhook | hand | core.importing.kind
    body = models.TextField()
    state = models.CharField(max_length=8, default="new")  # new | done | broken
    why = models.CharField(max_length=500, blank=True)
    # From then on a worker may read it; claimed by putting it off. None: whoever stored it reads it, and a start finishes what it left.
    read_from = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)  # begun to be read and never ended

    class Meta:
        indexes = [models.Index(fields=["received_at"]), models.Index(fields=["state", "id"])]


class Contact(models.Model):
    """An outside person within one realm. People are linked across realms by rows, never merged."""

    realm = models.CharField(max_length=190)
    remote_id = models.CharField(max_length=255)
    handle = models.CharField(max_length=255, blank=True)
    name = models.CharField(max_length=255, blank=True)
    url = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["realm", "remote_id"], name="contact_once")]


class Conversation(models.Model):
    """A thread. `root_id` is the remote id of its first message. What lists show is kept here, so that a list is one query."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    account = models.ForeignKey(Account, models.PROTECT)
    realm = models.CharField(max_length=190)
    root_id = models.CharField(max_length=500)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True)
    public = models.BooleanField(default=True)
    permalink = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=8, default=State.OPEN.value)
    # No index of their own where one below begins with the same column: each costs intake time on every message.
    owner = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False)
    # By which responsibility it came to its owner; None as soon as a person decided whose it is.
    placed_by = models.ForeignKey(
        Responsibility, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    waiting_since = models.DateTimeField(null=True)  # the first message that nobody answered yet
    due_at = models.DateTimeField(null=True)
    # What waits worst: `due_at` less `ahead` minutes, which `weighs` (codes of core.pressing) give. Time passing by moves no two.
    weighs = models.CharField(max_length=200, blank=True, default="", db_default="")
    ahead = models.PositiveIntegerField(default=0, db_default=0)
    pressing_at = models.DateTimeField(null=True)
    unsure = models.BooleanField(
        default=False, db_default=False
    )  # triage is not sure: a person says what it is
    last_at = models.DateTimeField()
    preview = models.CharField(max_length=200, blank=True)
    message_count = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=8, blank=True)
    question = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    answer_seq = models.PositiveIntegerField(default=0)  # counts our answers: who answers second notices it
    unclear = models.PositiveSmallIntegerField(default=0)  # deliveries nobody knows about
    missing = models.PositiveSmallIntegerField(
        default=0, db_default=0
    )  # answers of ours that the network hid or removed
    incident = models.ForeignKey(Incident, models.SET_NULL, null=True, db_index=False)
    ask_until = models.DateTimeField(null=True)  # a second pair of eyes has it until then
    closes_at = models.DateTimeField(
        null=True
    )  # from then on its network takes no answer, as far as it is known
    created_at = models.DateTimeField()
    # People joined it with another one, which has all its messages; it is kept empty, so that what comes in finds its way.
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="merged", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["realm", "root_id"], name="conversation_once")]
        indexes = [
            models.Index(fields=["state", "waiting_since", "id"], name="conv_us"),
            models.Index(fields=["owner", "state", "waiting_since", "id"], name="conv_owner"),
            models.Index(fields=["team", "state", "waiting_since", "id"], name="conv_team"),
            models.Index(fields=["state", "-last_at", "-id"], name="conv_last"),
            models.Index(
                fields=["team", "state", "waiting_since", "id"],
                name="conv_unowned",
                condition=models.Q(owner__isnull=True),
            ),
            models.Index(fields=["state", "pressing_at", "id"], name="conv_pressing"),
            models.Index(fields=["owner", "state", "pressing_at", "id"], name="conv_owner_pressing"),
            models.Index(fields=["team", "state", "pressing_at", "id"], name="conv_team_pressing"),
            models.Index(
                fields=[
                    "team",
                    "state",
                    "pressing_at",
                    "id",
                ],  # as conv_team_pressing begins, or SQLite takes that
                name="conv_unowned_pressing",
                condition=models.Q(owner__isnull=True),
            ),
            models.Index(
                fields=["state", "pressing_at", "id"],  # with state first, or SQLite walks conv_pressing
                name="conv_unsure",
                condition=models.Q(unsure=True),
            ),
            models.Index(fields=["ask_until"], name="conv_ask", condition=models.Q(ask_until__isnull=False)),
            models.Index(fields=["id"], name="conv_unclear", condition=models.Q(unclear__gt=0)),
            models.Index(fields=["id"], name="conv_missing", condition=models.Q(missing__gt=0)),
            models.Index(
                fields=["merged_into"],
                name="conv_merged",
                condition=models.Q(merged_into__isnull=False),
            ),
            models.Index(
                fields=["incident", "id"], name="conv_incident", condition=models.Q(incident__isnull=False)
            ),
        ]


class Message(models.Model):
    """What somebody wrote, them or us. Never twice: (realm, remote_id) is unique. Order in a thread: (order_at, id)."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    conversation = models.ForeignKey(
        Conversation,
        models.CASCADE,
        related_name="messages",
        db_index=False,  # see message_thread
    )
    realm = models.CharField(max_length=190)
    remote_id = models.CharField(max_length=500)
    parent_id_remote = models.CharField(max_length=500, blank=True)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True)  # None: ours
    ours = models.BooleanField(default=False)
    auto = models.BooleanField(
        default=False, db_default=False
    )  # a machine wrote it: nobody waits for an answer
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)  # sanitised
    permalink = models.CharField(max_length=1000, blank=True)
    public = models.BooleanField(default=True)
    to_us = models.BooleanField(null=True)  # was it written to us? None: nobody said, as its account tells
    ref = models.JSONField(default=dict)
    network_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    order_at = models.DateTimeField()  # the earlier of network time and receipt
    edited_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)  # deleted at its source
    emptied_at = models.DateTimeField(null=True)  # we kept its words as long as we may, and no longer
    emptied_after = models.PositiveSmallIntegerField(null=True)  # days
    # Where it came in, when people joined conversations or split one; None: where it is.
    home = models.ForeignKey(
        Conversation, models.SET_NULL, null=True, related_name="moved_messages", db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["realm", "remote_id"], name="message_once")]
        indexes = [
            models.Index(fields=["home"], name="message_home", condition=models.Q(home__isnull=False)),
            models.Index(fields=["conversation", "order_at", "id"], name="message_thread"),
            models.Index(
                fields=["conversation", "order_at"], name="message_ours", condition=models.Q(ours=True)
            ),
            models.Index(  # whose words are still here: the sweep looks for the oldest every few minutes
                fields=["realm", "received_at", "id"],
                name="message_kept",
                condition=models.Q(ours=False, emptied_at__isnull=True),
            ),
        ]


class GoneEarly(models.Model):
    """A deletion that came before its message: when the message comes, it is gone already."""

    realm = models.CharField(max_length=190)
    remote_id = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["realm", "remote_id"], name="gone_early_once")]


class Sighting(models.Model):
    """Which of our accounts saw a message."""

    message = models.ForeignKey(Message, models.CASCADE, db_index=False)  # see sighting_once
    account = models.ForeignKey(Account, models.CASCADE, db_index=False)  # accounts are not deleted

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "account"], name="sighting_once")]
