"""A question goes out over a real mail server, the expert replies with her own mail program, and her words stand in the thread."""

import email
import email.policy
import smtplib
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests import builders
from tests.servers.mail import HERE, PASSWORD, MailServer, mail_server
from zuruf.flow import accounts, fact_ask, fact_mail, intake
from zuruf.store.models import Conversation, FactAsk, Message

__all__ = ["mail_server"]
pytestmark = pytest.mark.django_db
OURS, EXPERT = "hilfe@wasserwerk.example", "frage@home.example"


def test_an_expert_replies_by_her_own_mail_program_and_it_stands_in_the_thread(
    mail_server: MailServer, settings: Any, tmp_path: Path
) -> None:
    settings.ALLOW_PRIVATE, settings.DATA = (HERE,), tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = HERE, mail_server.smtp_port, False
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = OURS, PASSWORD
    builders.organisation()
    owner = builders.who(builders.member(role="owner", name="Asking Person"))
    link = mail_server.link(OURS)
    accounts.connect(owner, "mail", link.settings, link.secrets)
    c = builders.conversation(text="Passt die Kurbel?")
    row = FactAsk.objects.get(public_id=fact_ask.ask(owner, c.public_id, "Passt sie?", email=EXPERT))

    assert fact_mail.send() == 1
    asked = newest(mail_server, EXPERT)
    assert asked["Reply-To"] == OURS
    reply(mail_server, asked, "Ja, ab 2012.\n\n-- \nDie Werkstatt\n")
    assert intake.poll_due("w") == 1

    row.refresh_from_db()
    assert (row.answer, row.state, row.by_mail) == ("Ja, ab 2012.", "answered", True)
    assert (Conversation.objects.count(), Message.objects.count()) == (1, 1)


def newest(server: MailServer, user: str) -> EmailMessage:
    box = server.box(user)
    box.select("INBOX")
    number = box.search(None, "ALL")[1][0].split()[-1].decode()
    (part, *_) = box.fetch(number, "(RFC822)")[1]
    box.logout()
    assert isinstance(part, tuple)
    found = email.message_from_bytes(part[1], policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def reply(server: MailServer, to: EmailMessage, text: str) -> None:
    """As a mail program replies: to Reply-To, with what was quoted below."""
    asked = to.get_content().replace("\n", "\n> ")
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = EXPERT, to["Reply-To"], f"Re: {to['Subject']}"
    made["In-Reply-To"] = made["References"] = to["Message-ID"]
    made["Message-ID"] = "<a-reply@home.example>"
    made.set_content(f"{text}\nAm 02.03.2026 um 10:00 schrieb {to['From']}:\n> {asked}\n")
    with smtplib.SMTP(HERE, server.smtp_port) as out:
        out.login(EXPERT, PASSWORD)
        out.send_message(made)
