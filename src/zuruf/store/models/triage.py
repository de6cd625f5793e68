from django.db import models

from zuruf.store.models.intake import Message


class MessageAssessment(models.Model):
    """What triage found (judges and versions kept). `findings`: as `core.triage.as_kept` makes them, {label, value, probability, reasons,
    unsure}; under a label of which a person spoke hers, of which the first keeps as "before" what had stood there. `made_at`: when judges
    last spoke. Who changes `findings` holds the conversation, and reads them only then."""

    message = models.OneToOneField(Message, models.CASCADE, related_name="assessment")
    findings = models.JSONField(default=list)
    judges = models.JSONField(default=list)
    made_at = models.DateTimeField()


class Topic(models.Model):
    """Something that people write to this organisation about. `name`: language → name. `words`: words and phrases by which
    it is known, with their inflections. `changed_at`: when its words last changed; older assessments are made anew."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.JSONField(default=dict)
    words = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)


class Example(models.Model):
    """What a person said of a message under one label, for triage to learn from. No text and nobody's name is in it: the words are the
    message's own, and the example goes when they go. `values`: what it is, [] for none of them; `was`: what judges had said, null where
    nobody knows any more."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="examples")
    label = models.CharField(max_length=20)
    values = models.JSONField(default=list)
    was = models.JSONField(null=True)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "label"], name="example_once")]
