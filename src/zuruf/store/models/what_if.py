from django.db import models

from zuruf.store.ids import public_id
from zuruf.store.models.outbox import Delivery
from zuruf.store.models.people import Member


class WhatIf(models.Model):
    """A change of guidelines tried over past answers. `kind`: "change" (somebody asked) or "lint" (each guideline by
    itself over last month, for the linter). `changes`: [{slug, toml, version}]; toml "" = it would not be there.

    Worked off in steps by the worker: `cursor` is the last delivery that was looked at, `result` what was counted so far.
    """

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    kind = models.CharField(max_length=8, default="change")
    state = models.CharField(max_length=10, default="waiting")  # zuruf.core.what_if.RunState
    changes = models.JSONField(default=list)
    since = models.DateTimeField(null=True)  # None: from the first answer on
    until = models.DateTimeField()
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    result = models.JSONField(default=dict)
    stamp = models.CharField(max_length=64, blank=True)  # which guidelines were in force
    claim_token = models.CharField(max_length=32, blank=True)
    claim_until = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], name="what_if_open", condition=models.Q(state__in=["waiting", "running"])
            )
        ]


class WhatIfAnswer(models.Model):
    """A past answer on which the verdict would have changed. `minutes`: waiting that it would have saved (positive) or
    cost (negative); None when neither verdict asks."""

    run = models.ForeignKey(WhatIf, models.CASCADE, related_name="answers", db_index=False)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="+")
    before = models.CharField(max_length=8)
    after = models.CharField(max_length=8)
    guideline = models.CharField(max_length=64, blank=True)  # which of the changed ones decided
    minutes = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "before", "after", "-id"], name="what_if_answers")]
