"""The mail that asks for a fact. Sent by the worker; never says who asked. What was written to us stands behind its link only: a
mail cannot be called back when somebody deletes what she wrote."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation

from zuruf.core.fact_ask import WAITING, State
from zuruf.core.second_pair import HERE, present
from zuruf.flow import calendar, mailing
from zuruf.flow.clock import clock
from zuruf.flow.fact_ask import link
from zuruf.store.models import FactAsk, Organisation


def send(*, now: datetime | None = None) -> int:
    """Send every question that is to go out as a mail; how many went."""
    now = now or clock()
    return mailing.send_due(FactAsk, lambda row: _mail(row, now), now)


def address(public_id: str, number: int) -> str:
    """The signed link, as it stands in a mail or is handed over."""
    return f"{settings.URL.rstrip('/')}/fact/{link(public_id, number)}/"


def _mail(row: FactAsk, now: datetime) -> EmailMessage | datetime | None:
    """None where it was answered meanwhile; when to look again where it rings at somebody who sits at the desk."""
    if State(row.state) not in WAITING:
        return None
    to = row.asked_of
    if to is not None and to.seen_at is not None and present(to.seen_at, now):
        return to.seen_at + HERE
    house = Organisation.objects.filter(pk=1).first()
    language = (to.language if to else "") or (house.language if house else "de")
    with translation.override(language), timezone.override(calendar.house(now).zone):
        words = {
            "house": house.name if house else "",
            "ask": row,
            "address": address(row.public_id, row.link),
        }
        subject = " ".join(render_to_string("mail/fact_subject.txt", words).split())
        body = render_to_string("mail/fact.txt", words)
    return EmailMessage(
        subject,
        body,
        to=[to.email if to else row.email],
        headers={
            "Message-ID": mailing.message_id("fact", f"{row.public_id}.{row.step}"),
            "Auto-Submitted": "auto-generated",
        },
    )
