"""Mails from the worker: a few tries, then it is said; none holds up another."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from tests import builders
from tests.builders import NOW
from tests.flow.test_fact_ask import HOUR, ask
from zuruf.core.people import Who
from zuruf.flow import fact_mail, mailing
from zuruf.store.models import Conversation, FactAsk
from zuruf.store.queries import fact_ask as reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker() -> Who:
    builders.organisation()
    return builders.who(builders.member(name="Asking Person"))


@pytest.fixture
def here(asker: Who) -> Conversation:
    return builders.conversation(text="Passt die Kurbel?")


def test_a_mail_that_cannot_be_written_is_tried_a_few_times_and_holds_up_no_other(
    asker: Who, here: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = ask(asker, here, email="bad@example.org"), ask(asker, here, email="good@example.org")
    send = EmailMessage.send

    def breaks(self: EmailMessage, fail_silently: bool = False) -> int:
        if self.to == ["bad@example.org"]:
            raise ValueError("a header that no mail may have")
        return send(self, fail_silently)

    monkeypatch.setattr(EmailMessage, "send", breaks)
    assert fact_mail.send(now=NOW) == 1
    for n in range(1, 40):
        fact_mail.send(now=NOW + timedelta(minutes=5 * n))
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.mail, bad.mail_tries, good.mail) == ("failed", mailing.TRIES, "sent")
    (shown,) = [a for a in reading.of_conversation(here, asker.id) if a.public_id == bad.public_id]
    assert shown.mail_failed
    assert shown.waits


def test_a_mail_whose_sender_dies_each_time_is_given_up(asker: Who, here: Conversation) -> None:
    row = ask(asker, here)
    FactAsk.objects.update(mail="sending", mail_at=NOW, mail_tries=mailing.TRIES)
    assert fact_mail.send(now=NOW + HOUR) == 0
    row.refresh_from_db()
    assert (row.mail, mail.outbox) == ("failed", [])
