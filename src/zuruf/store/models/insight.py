from django.db import models

from zuruf.store.models.account import Account


class DayFigure(models.Model):
    """What happened on one day of the house's calendar, or from this Monday on in a week that is over, with one account about
    one topic ("" none), counted together so that the figures of a year are read from some hundred rows. `told`: core.insight.Cell as it is stored. Made anew at will."""

    day = models.DateField()
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    topic = models.CharField(max_length=40, blank=True)
    told = models.JSONField(default=dict)
    week = models.BooleanField(default=False)  # of the whole week from this Monday on

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "account", "topic"], name="day_figure_once")]


class CountedDay(models.Model):
    """A day whose figures are made, and when that was: of a day that was not over then they are made again."""

    day = models.DateField(unique=True)
    made_at = models.DateTimeField()
