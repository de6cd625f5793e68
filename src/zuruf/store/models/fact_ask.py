from django.db import models
from django.db.models import Q

from zuruf.core.fact_ask import State
from zuruf.store.ids import public_id
from zuruf.store.models.intake import Conversation
from zuruf.store.models.people import Member


class FactAsk(models.Model):
    """A question for a fact, to a member or to an e-mail address, with a deadline that ends it. `link`: what stands in its
    signed link, so that a new one makes the old one void. `messages`: ids of those whose words go along, as long as they
    are there: no copy outlives them. `mail`: "" none wanted · due · sending · sent · failed."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="fact_asks")
    asked_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    email = models.EmailField(blank=True)  # of somebody outside
    deputy = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    question = models.TextField()
    messages = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)  # when it goes on to the deputy; None: no more
    deadline = models.DateTimeField()
    link_until = models.DateTimeField()
    link = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=0)  # 0 whom we asked · 1 her deputy
    state = models.CharField(max_length=10, default=State.OPEN.value)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    edits = models.PositiveSmallIntegerField(default=0)
    quoted_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # the asker saw how it ended
    mail = models.CharField(max_length=8, blank=True, default="")
    mail_at = models.DateTimeField(null=True)  # when it may be tried next
    mail_tries = models.PositiveSmallIntegerField(default=0)
    # Who has no account wishes to hear by e-mail when somebody outside is thankful for the answer.
    wants_thanks = models.BooleanField(default=False, db_default=False)
    by_mail = models.BooleanField(default=False, db_default=False)  # the answer came as a mail

    class Meta:
        indexes = [
            models.Index(fields=["deadline"], name="fact_deadline", condition=Q(state="open")),
            models.Index(fields=["mail_at"], name="fact_mail", condition=Q(mail__in=["due", "sending"])),
            models.Index(
                fields=["asked_by"],
                name="fact_news",
                condition=Q(seen_at__isnull=True, state__in=["answered", "late"]),
            ),
        ]


class FactReply(models.Model):
    """A mail that came to a question for a fact (see core.fact_reply), once by its Message-ID. `text`: what its sender wrote, without
    what she quoted. `seen_at` is empty as long as whoever asked is to be told of it. `mail`: of our one polite word to a mail
    that came when all was over, as with the question."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    ask = models.ForeignKey(FactAsk, models.CASCADE, related_name="replies", db_index=False)
    mail_id = models.CharField(max_length=500)
    sender = models.CharField(max_length=320, blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8)
    seen_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=8, blank=True, default="")
    mail_at = models.DateTimeField(null=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ask", "mail_id"], name="fact_reply_once")]
        indexes = [
            models.Index(fields=["ask"], name="fact_reply_news", condition=Q(seen_at__isnull=True)),
            models.Index(
                fields=["mail_at"], name="fact_reply_mail", condition=Q(mail__in=["due", "sending"])
            ),
        ]
