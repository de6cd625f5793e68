from django.db import models


class HeardGone(models.Model):
    """Something that a network said is gone, remembered for a while: where several processes match one stream, one may hear of the
    deletion before another has stored what was deleted. `what`: the remote id of a post, or of an account. `at`: the
    network's time, `kept_at` ours."""

    realm = models.CharField(max_length=190)
    what = models.CharField(max_length=500)
    at = models.DateTimeField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["realm", "what"], name="heard_gone_once")]
        indexes = [models.Index(fields=["kept_at"], name="heard_gone_old")]
