from django.db import models

from zuruf.store.ids import public_id


class Account(models.Model):
    """One presence of ours on a channel."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    channel = models.CharField(max_length=32)
    realm = models.CharField(max_length=190)  # the network or instance whose message ids are unique
    name = models.CharField(max_length=160)
    handle = models.CharField(max_length=255, blank=True)
    remote_id = models.CharField(max_length=255, blank=True)
    url = models.CharField(max_length=500, blank=True)
    settings = models.JSONField(default=dict)
    secrets = models.TextField(blank=True)  # encrypted JSON, see store/keys.py
    enabled = models.BooleanField(default=True)
    state = models.CharField(max_length=16, default="new")  # new | ok | later | not_connected | unknown
    state_why = models.CharField(max_length=500, blank=True)
    state_since = models.DateTimeField(null=True)
    last_ok_at = models.DateTimeField(null=True)
    cursor = models.JSONField(default=dict)
    next_fetch_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    fetch_token = models.CharField(max_length=32, blank=True)  # who reads it now
    fetch_until = models.DateTimeField(null=True)
    recall_seconds = models.PositiveIntegerField(default=20)
    # What the network's own headers left us at `budget_seen_at`: requests or points until `budget_resets_at`.
    budget_limit = models.PositiveIntegerField(null=True)
    budget_left = models.PositiveIntegerField(null=True)
    budget_resets_at = models.DateTimeField(null=True)
    budget_seen_at = models.DateTimeField(null=True)
    tone = models.JSONField(default=dict)  # {off: [kinds], address, gender, greets}: how we speak here
    signs = models.JSONField(
        default=list
    )  # which of zuruf.core.signing.Signs may be chosen here; [] = the usual ones
    called_at = models.DateTimeField(null=True)  # the network last called us, signed
    found_at = models.DateTimeField(null=True)  # asking brought something that nobody had called for
    renew_token = models.CharField(max_length=32, blank=True, default="")  # who gets new secrets now
    renew_until = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)  # our access ends then, if nobody does anything
    retention_days = models.PositiveSmallIntegerField(null=True)  # None: as long as the network lets us
    checked_at = models.DateTimeField(null=True)
    check_result = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    disconnected_at = models.DateTimeField(null=True)  # by us; its conversations stay

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "realm", "remote_id"], name="account_once")]
