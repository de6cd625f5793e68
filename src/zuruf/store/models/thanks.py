"""Thanks from outside, and who of ours heard of them."""

from django.db import models
from django.db.models import Q

from zuruf.store.ids import public_id
from zuruf.store.models.fact_ask import FactAsk
from zuruf.store.models.intake import Conversation, Message
from zuruf.store.models.people import Member


class Thanks(models.Model):
    """Somebody outside was thankful (`message`), and somebody of ours hears of it: a `member`, or by e-mail who gave a fact
    without an account (`fact_ask`). `part`: zuruf.core.thanks.Part, what her share in it was. `by`: a colleague passed it on,
    with a `sentence`. Read by whom it is for and by nobody else. `mail`: as with a question for a fact."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+", db_index=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="thanks")
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+", db_index=False)
    fact_ask = models.ForeignKey(FactAsk, models.CASCADE, null=True, related_name="+", db_index=False)
    part = models.CharField(max_length=10)
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+", db_index=False)
    sentence = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=8, blank=True, default="")
    mail_at = models.DateTimeField(null=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "member"], name="thanks_once", condition=Q(member__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["message", "fact_ask"], name="thanks_mail_once", condition=Q(fact_ask__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="thanks_mine"),
            models.Index(fields=["mail_at"], name="thanks_mail", condition=Q(mail__in=["due", "sending"])),
        ]
