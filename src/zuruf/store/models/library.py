"""What is kept ready for writing, what it led to, and what a language model wrote."""

from django.db import models
from django.db.models import Q

from zuruf.store.ids import public_id
from zuruf.store.models.outbox import Delivery
from zuruf.store.models.people import Member
from zuruf.store.models.reply import Draft


class TextBlock(models.Model):
    """Words that are used again and again. `texts`: language → words with placeholders (zuruf.core.library). `topics`: slugs,
    `accounts`: public ids for which it is meant; [] = any."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    title = models.CharField(max_length=120)
    texts = models.JSONField(default=dict)
    topics = models.JSONField(default=list)
    accounts = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    retired_at = models.DateTimeField(null=True)


class TextBlockVersion(models.Model):
    """A block as it stood, each time it was saved."""

    block = models.ForeignKey(TextBlock, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    texts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["block", "number"], name="block_version_once")]


class Fact(models.Model):
    """Something that is so, and that somebody has checked. `claims`: language → sentence. `expires_on`: its last good day."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    claims = models.JSONField(default=dict)
    source = models.CharField(max_length=200, blank=True)  # where it is from, in words
    source_url = models.CharField(max_length=1000, blank=True)
    topics = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    owner = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    checked_by = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    checked_at = models.DateTimeField()
    expires_on = models.DateField()
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["owner", "expires_on"], name="fact_expires", condition=Q(retired_at__isnull=True)
            )
        ]


class ReleaseLink(models.Model):
    """A press release, or another page that answers link to. `name` is what stands in {link:name}. `titles`: language → title."""

    name = models.SlugField(max_length=40, unique=True)
    titles = models.JSONField(default=dict)
    url = models.CharField(max_length=1000)
    topics = models.JSONField(default=list)
    released_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)


class LibraryUse(models.Model):
    """Something was brought into a draft. `kind`: zuruf.core.library.Kind; `thing`: its public id (a link: its name).
    `sent`: was it still there when the draft was sent? None: not sent yet."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="uses", db_index=False)
    kind = models.CharField(max_length=8)
    thing = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    text = models.TextField(blank=True)  # as it was brought in
    at = models.DateTimeField()
    sent = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "kind", "thing"], name="library_use_once")]
        indexes = [models.Index(fields=["kind", "thing"], name="library_use", condition=Q(sent=True))]


class EarlierAnswer(models.Model):
    """A published answer in the index of earlier ones. `length`: different stems of its question; 0: it had none."""

    delivery = models.OneToOneField(Delivery, models.CASCADE, related_name="earlier")
    length = models.PositiveIntegerField(default=0)


class EarlierStem(models.Model):
    """A stem of the question that an earlier answer answers."""

    answer = models.ForeignKey(EarlierAnswer, models.CASCADE, related_name="stems")
    stem = models.CharField(max_length=40)
    times = models.PositiveSmallIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["stem", "-answer"], name="earlier_stem")]


class LanguageModel(models.Model):
    """Row 1: the language model that may help with writing. `url` speaks the protocol of OpenAI's chat completions. Off until
    an owner switches it on. `secrets`: its key, encrypted like those of accounts."""

    on = models.BooleanField(default=False)
    url = models.CharField(max_length=500, blank=True)
    model = models.CharField(max_length=120, blank=True)
    secrets = models.TextField(blank=True)
    private = models.BooleanField(default=False)  # may it also read what was written to us in private?
    incoming = models.BooleanField(default=False)  # may it translate what was written to us for a reader?
    changed_at = models.DateTimeField(null=True)


class MachineText(models.Model):
    """What a language model wrote into a draft. Nothing of it goes out before a person changed it or said that she read it."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="machine_texts")
    kind = models.CharField(max_length=12)  # draft | translation | offered
    model = models.CharField(max_length=120)
    text = models.TextField()
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)  # a person said so
