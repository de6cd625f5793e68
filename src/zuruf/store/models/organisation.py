from django.db import models


class Organisation(models.Model):
    """The one organisation of this installation (row 1) and its public face on `talk`."""

    name = models.CharField(max_length=120)
    colour = models.CharField(max_length=7, default="#0b5c8a")  # #rrggbb
    timezone = models.CharField(max_length=64, default="Europe/Berlin")
    language = models.CharField(max_length=8, default="de")
    contact_point = models.TextField(blank=True)  # shown on talk: e-mail or address for authorities and users
    imprint_url = models.URLField(blank=True)
    privacy_url = models.URLField(blank=True)
    house_rules = models.JSONField(default=dict)  # language → text
    holding = models.JSONField(default=dict)  # language → holding reply
    talk_shows = models.CharField(max_length=12, default="at_once")  # at_once | after_look
    target_minutes = models.PositiveIntegerField(default=60)  # first response, until the calendar comes
    competitors = models.JSONField(default=list)  # names that guidelines know as competitors
    customer_numbers = models.JSONField(
        default=list
    )  # how our customer numbers look: "KD-######" (# digit, @ letter)
    our_names = models.JSONField(default=list)  # people who may be named though they do not work at the desk
    keeps_back_percent = models.PositiveSmallIntegerField(default=10)  # above this share the linter speaks up
    first_run_done = models.BooleanField(default=False)
    demo = models.BooleanField(default=False)
    steps_away = models.BooleanField(default=False)  # the list of first steps was put away
    mandates = models.BooleanField(
        default=False
    )  # are mandates in force? Else everybody at the desk may answer
    widen_line = models.PositiveSmallIntegerField(
        default=95
    )  # percent fine, lower bound: above it mandates may grow
    narrow_line = models.PositiveSmallIntegerField(
        default=85
    )  # percent fine, upper bound: below it they may shrink
    review = models.JSONField(default=dict)  # zuruf.core.review.Plan
    hours = models.JSONField(default=dict)  # weekday 0..6 → [["09:00", "17:00"], …]; {} = always open
    place = models.CharField(max_length=12, blank=True)  # for public holidays: "DE-BY"; "" = none are kept
    closed = models.JSONField(
        default=list
    )  # own closing days: [{day: "2026-12-24", name, until: "" | "12:00"}]
    ask_minutes = models.PositiveSmallIntegerField(
        default=30
    )  # for a second pair where no guideline says how long
    tone = models.JSONField(default=dict)  # {off: [kinds], texts: [what the organisation says in print]}
    help_line = models.CharField(
        max_length=300, blank=True, db_default=""
    )  # where one of ours finds help after abuse
    ring_minutes = models.PositiveSmallIntegerField(default=3)  # until a ring falls through to the next
    duty_outside = models.BooleanField(default=False)  # may anybody be on duty while the house is closed?
    judging = models.JSONField(
        default=dict
    )  # zuruf.core.pressing.Judging: how sure triage has to be, what weighs how much
    ordered_up_to = models.BigIntegerField(
        null=True
    )  # a conversation's key: up to it lists follow new weights; None: all do
    taught = models.PositiveIntegerField(
        default=0
    )  # drawn anew whenever examples come or go; 0: there is none
    spread = models.PositiveIntegerField(
        default=0
    )  # that of `taught` by which what is open was last looked at
    staff_names = models.JSONField(
        default=list, db_default=[]
    )  # who works here and does not sign in: one line each; no listening search may be about them
