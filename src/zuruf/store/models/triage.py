from django.db import models

from zuruf.store.models.intake import Message


class MessageAssessment(models.Model):
    """What triage found, as made (judges and versions kept). `findings`: [{label, value, probability, reasons}]."""

    message = models.OneToOneField(Message, models.CASCADE, related_name="assessment")
    findings = models.JSONField(default=list)
    judges = models.JSONField(default=list)
    made_at = models.DateTimeField()
