from django.db import models


class Change(models.Model):
    """Says that something changed, for the live pages. Swept after an hour. See store/changes.py."""

    kind = models.CharField(max_length=16)  # conversation | delivery | account | presence | hold
    thing = models.CharField(max_length=16)  # public id
    at = models.DateTimeField()
