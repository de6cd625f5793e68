"""What goes out when it rings: to her devices and chats, and by e-mail to whoever does not sit at the desk. Each way for itself: one that
fails stops no other.
"""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from zuruf.core.ring import AT_DESK, State, Turn
from zuruf.flow import chats, mailing, push
from zuruf.flow.clock import clock
from zuruf.store.models import Member, Organisation, Ring
from zuruf.store.queries.duty import rota


def begins(row: Ring, member: int, until: datetime, now: datetime) -> None:
    """It begins to ring, at *member*. These four are called in the transaction that moves the ring."""
    push.tell(row, member, until, now)
    chats.tell(row, member, until, now, begins=True)


def moves(row: Ring, before: int | None, to: Turn, now: datetime) -> None:
    """It rings no more at the member *before*, but where *to* says; or nobody is left."""
    _no_more(row, before, now)
    if to.member is None:
        chats.unheard(row, now)
    else:
        push.tell(row, to.member, to.until or now, now)
        chats.tell(row, to.member, to.until or now, now)


def rests(row: Ring, keeps: int | None, now: datetime, *, again: bool) -> None:
    """Everybody was rung: it makes no more noise, and stays on the bell of *keeps* (None: of nobody). *again*: that was told already."""
    _no_more(row, row.member_id if row.member_id != keeps else None, now)
    if not again:
        chats.unheard(row, now)


def over(row: Ring, before: int | None, now: datetime) -> None:
    """It rings at nobody any more."""
    push.withdraw(row, before, now)
    chats.withdraw(row)


def _no_more(row: Ring, member: int | None, now: datetime) -> None:
    push.withdraw(row, member, now)
    if member is not None:
        chats.withdraw(row, member)


def send(*, now: datetime | None = None) -> int:
    """Tell by e-mail whoever is rung and does not sit at the desk; how many mails went out."""
    now = now or clock()
    return mailing.send_due(Ring, lambda row: _mail(row, now), now)


def _mail(row: Ring, now: datetime) -> EmailMessage | datetime | None:
    """None where it was picked up meanwhile; when to look again where she sits at the desk, where the bell rings."""
    to: Member | None = row.member
    if row.state != State.RINGING or to is None:
        return None
    if to.seen_at is not None and now - to.seen_at < AT_DESK:
        return to.seen_at + AT_DESK
    house = Organisation.objects.filter(pk=1).first()
    with translation.override(to.language or (house.language if house else "de")):
        address = f"{settings.URL.rstrip('/')}/desk/us/{row.conversation.public_id}/"
        words = {
            "account": row.conversation.account.name,
            "why": row.why,
            "address": address,
            "rota": rota(now).exists,
        }
        subject = " ".join(render_to_string("mail/ring_subject.txt", words).split())
        body = render_to_string("mail/ring.txt", words)
    headers = {
        "Message-ID": mailing.message_id("ring", f"{row.public_id}.{row.turn}"),
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(subject, body, to=[to.email], headers=headers)
