from django.db import models


class DemoLife(models.Model):
    """How the invented company lives (row 1; gone with it). `people`: who wrote lately and can write again,
    [{thread: public id of the conversation, secret: of her link, name, heard: answers of ours she wrote about}]."""

    alive = models.BooleanField(default=True)
    next_at = models.DateTimeField()
    rush_until = models.DateTimeField(null=True)
    wrote = models.PositiveIntegerField(default=0)  # how many messages since it lives
    people = models.JSONField(default=list)
