from django.db import models
from django.db.models import Q

from zuruf.store.ids import public_id
from zuruf.store.models.duty import Ring
from zuruf.store.models.people import Member


class Device(models.Model):
    """A browser that a member lets ring. `endpoint`: where its maker's push service takes messages; with `p256dh` and `auth`
    (base64url) only that browser can read them, and only who has our key `push` can send any."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    member = models.ForeignKey(Member, models.CASCADE, related_name="devices")
    name = models.CharField(max_length=80)
    endpoint = models.TextField()
    endpoint_hash = models.CharField(max_length=64, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    ok_at = models.DateTimeField(null=True)  # the push service last took a message
    trouble_at = models.DateTimeField(null=True)  # it did not, and nothing went through since
    ended_at = models.DateTimeField(null=True)


class Push(models.Model):
    """What a device is still to be told. The row goes as soon as that is done, so that nobody can read from it who let it ring.
    `ring` None: a test. `until`: afterwards it is of no use. `at`: next try; while somebody sends, when another may."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="pushes")
    ring = models.ForeignKey(Ring, models.CASCADE, null=True, related_name="pushes")
    what = models.CharField(max_length=8)
    at = models.DateTimeField(db_index=True)
    until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "ring"], name="push_once", condition=Q(ring__isnull=False)
            )
        ]
