from django.db import models
from django.db.models import Q

from zuruf.store.models.people import Member


class GuidelineVersion(models.Model):
    """One version of a guideline as TOML. At most one version per guideline is active."""

    slug = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    toml = models.TextField()
    digest = models.CharField(max_length=64)  # sha256 of toml: what is read once is known by it ever after
    state = models.CharField(max_length=8, default="draft")  # draft | active | retired
    author = models.ForeignKey(Member, models.PROTECT, null=True)  # None: came with the product
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="guideline_version_once"),
            models.UniqueConstraint(
                fields=["slug"], name="guideline_active_once", condition=Q(state="active")
            ),
        ]
