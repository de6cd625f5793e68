"""The mail that asks for a fact. Sent by the worker; never says who asked. What was written to us stands behind its link only: a
mail cannot be called back when somebody deletes what she wrote.

Where a mail account is connected its reply is read: it goes there (see flow/fact_reply.py)."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation

from zuruf.core import fact_reply as rules
from zuruf.core.fact_ask import WAITING, State
from zuruf.core.second_pair import HERE, present
from zuruf.flow import calendar, fact_reply, mailing
from zuruf.flow.clock import clock
from zuruf.flow.fact_ask import link
from zuruf.store.models import Account, FactAsk, FactReply, Organisation

ASKS = ("mail/fact_subject.txt", "mail/fact.txt")
OVER = ("mail/fact_over_subject.txt", "mail/fact_over.txt")


def send(*, now: datetime | None = None) -> int:
    """Send every question that is to go out as a mail, and a word to whoever replied when all was over; how many went."""
    now = now or clock()
    asked = mailing.send_due(FactAsk, lambda row: _mail(row, now), now)
    return asked + mailing.send_due(FactReply, lambda row: _over(row, now), now)


def address(public_id: str, number: int) -> str:
    """The signed link, as it stands in a mail or is handed over."""
    return f"{settings.URL.rstrip('/')}/fact/{link(public_id, number)}/"


def reply_to(public_id: str, number: int) -> str:
    """To where a reply to the mail of a question goes; "" where no mail account is connected that would read it."""
    boxes = Account.objects.filter(channel=fact_reply.MAIL, enabled=True, disconnected_at=None).order_by("pk")
    reads = next((box for box in boxes if box.check_result.get("can_read", True)), None)
    if reads is None:
        return ""
    if settings.ANSWERS:
        return rules.address(settings.ANSWERS, fact_reply.sign(public_id, number))
    return reads.handle


def _mail(row: FactAsk, now: datetime) -> EmailMessage | datetime | None:
    """None where it was answered meanwhile; when to look again where it rings at somebody who sits at the desk."""
    if State(row.state) not in WAITING:
        return None
    to = row.asked_of
    if to is not None and to.seen_at is not None and present(to.seen_at, now):
        return to.seen_at + HERE
    back = reply_to(row.public_id, row.link)
    subject, body = _written(ASKS, row, now, reply=back)
    return EmailMessage(
        subject,
        body,
        to=[to.email if to else row.email],
        reply_to=[back] if back else None,
        headers={
            "Message-ID": mailing.message_id("fact", f"{row.public_id}.{row.step}"),
            "Auto-Submitted": "auto-generated",
        },
    )


def _over(row: FactReply, now: datetime) -> EmailMessage:
    """One polite word, to a mail that a person wrote when the question took no answer any more."""
    subject, body = _written(OVER, row.ask, now)
    asked = mailing.message_id("fact", f"{row.ask.public_id}.{row.ask.step}")
    headers = {
        "Message-ID": mailing.message_id("fact-over", row.public_id),
        "In-Reply-To": row.mail_id,
        "References": f"{asked} {row.mail_id}",  # so that what is said to it lies with the question, too
        "Auto-Submitted": "auto-replied",
    }
    return EmailMessage(subject, body, to=[row.sender], headers=headers)


def _written(names: tuple[str, str], ask: FactAsk, now: datetime, **more: str) -> tuple[str, str]:
    """Subject and body in the language of whoever is asked."""
    house = Organisation.objects.filter(pk=1).first()
    language = (ask.asked_of.language if ask.asked_of else "") or (house.language if house else "de")
    with translation.override(language), timezone.override(calendar.house(now).zone):
        words = {
            "house": house.name if house else "",
            "ask": ask,
            "address": address(ask.public_id, ask.link),
            **more,
        }
        subject = " ".join(render_to_string(names[0], words).split())
        return subject, render_to_string(names[1], words)
