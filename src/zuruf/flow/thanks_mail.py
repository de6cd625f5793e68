"""The mail to whoever gave a fact without an account, and wished to hear of thanks. It quotes nobody: what is thanked for stands
where everybody can read it, or is left out."""

from datetime import datetime

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation

from zuruf.flow import calendar, mailing
from zuruf.flow.clock import clock
from zuruf.store.models import Organisation, Thanks


def send(*, now: datetime | None = None) -> int:
    """Send every mail of thanks that is due; how many went."""
    now = now or clock()
    return mailing.send_due(Thanks, lambda row: _mail(row, now), now)


def _mail(row: Thanks, now: datetime) -> EmailMessage | None:
    """None where the thanks were deleted, or she does not wish to hear of them any more."""
    ask, message = row.fact_ask, row.message
    if ask is None or not ask.wants_thanks or message.gone_at is not None:
        return None
    house = Organisation.objects.filter(pk=1).first()
    link = (
        message.permalink if message.public and message.permalink.startswith(("https://", "http://")) else ""
    )
    with (
        translation.override(house.language if house else "de"),
        timezone.override(calendar.house(now).zone),
    ):
        words = {"house": house.name if house else "", "ask": ask, "link": link}
        subject = " ".join(render_to_string("mail/thanks_subject.txt", words).split())
        body = render_to_string("mail/thanks.txt", words)
    return EmailMessage(
        subject,
        body,
        to=[ask.email],
        headers={
            "Message-ID": mailing.message_id("thanks", row.public_id),
            "Auto-Submitted": "auto-generated",
        },
    )
