"""An expert replies to the mail that asked her: her words are the answer, and nobody else's are."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from django.core import mail

from tests import builders
from tests.builders import NOW
from tests.flow.mails import arrive, raw
from tests.flow.test_fact_ask import HOUR, ask
from zuruf.core.people import Who
from zuruf.flow import fact_ask, fact_mail
from zuruf.store.models import Account, AuditEntry, Conversation, FactAsk, FactReply, Message
from zuruf.store.queries import fact_ask as reading

pytestmark = pytest.mark.django_db
EXPERT = "workshop@example.org"
QUOTED = (
    "\n\nAm 02.03.2026 um 10:00 schrieb Radwerk Lindenau <hallo@radwerk.example>:\n> Passt 3471 an 2015?\n"
)
SIGNED = "\n\n-- \nWerkstatt Lindenau\nTel. 0000 1111\n"


@pytest.fixture
def asker() -> Who:
    builders.organisation(language="en")
    return builders.who(builders.member(name="Asking Person", email="asking@example.org"))


@pytest.fixture
def here(asker: Who) -> Conversation:
    return builders.conversation(text="Passt die Kurbel?")


@pytest.fixture
def box() -> Account:
    return builders.account("mail", realm="mail:radwerk.example", handle="hallo@radwerk.example")


def sent(row: FactAsk) -> str:
    """Its mail goes out; its Message-ID."""
    fact_mail.send(now=NOW)
    row.refresh_from_db()
    return str(mail.outbox[-1].extra_headers["Message-ID"])


def outcomes(row: FactAsk) -> list[str]:
    return list(row.replies.order_by("pk").values_list("outcome", flat=True))


def test_a_reply_is_the_answer_without_what_it_quotes_and_no_conversation(
    asker: Who, here: Conversation, box: Account
) -> None:
    row = ask(asker, here, messages=[here.messages.get().public_id])
    question = sent(row)
    (out,) = mail.outbox
    assert out.reply_to == ["hallo@radwerk.example"]
    assert "reply to this mail" in out.body
    for secret in (asker.name, "asking@example.org", "Kurbel"):
        assert secret not in str(out.message())
    reply = raw(EXPERT.title(), "Ja, ab 2012." + SIGNED + QUOTED, to=out.reply_to[0], answers=question)
    for _ in range(2):  # the same mail again, in two folders or after a crash
        arrive(box, reply)
    row.refresh_from_db()
    assert (row.answer, row.state, row.by_mail, row.edits) == ("Ja, ab 2012.", "answered", True, 1)
    assert Message.objects.count() == 1
    assert Conversation.objects.count() == 1
    assert outcomes(row) == ["answer"]
    (shown,) = reading.bell(asker, NOW).news
    assert (shown.by_mail, shown.answer, shown.mails) == (True, "Ja, ab 2012.", ())
    arrive(box, raw(EXPERT, "Nein, ab 2014.", answers="<other@x>", also=question, id="<put-right@x>"))
    row.refresh_from_db()
    assert row.answer == "Nein, ab 2014."


def test_a_signed_address_names_the_question_where_the_mail_server_gives_other_ids(
    asker: Who, here: Conversation, box: Account, settings: Any
) -> None:
    settings.ANSWERS = "answers@radwerk.example"
    row = ask(asker, here)
    sent(row)
    (to,) = mail.outbox[0].reply_to
    assert to.startswith("answers+")
    assert len(to.partition("@")[0]) <= 64
    local, _, host = to.partition("@")
    forged = f"{local[:-1]}{'0' if local[-1] != '0' else '1'}@{host}"
    arrive(box, raw(EXPERT, "Forged.", to=forged, id="<forged@x>"))
    assert Conversation.objects.count() == 2  # it names no question of ours
    arrive(box, raw(EXPERT, "Ja.", to=to.upper(), id="<signed@x>"))
    row.refresh_from_db()
    assert (row.answer, Conversation.objects.count()) == ("Ja.", 2)


def test_somebody_else_is_shown_to_whoever_asked_and_taken_for_nobodys_answer(
    asker: Who, here: Conversation, box: Account
) -> None:
    row = ask(asker, here)
    question = sent(row)
    arrive(box, raw("stranger@example.net", "Ich glaube, nein." + QUOTED, answers=question))
    row.refresh_from_db()
    assert (row.state, row.answer, outcomes(row)) == ("open", "", ["other"])
    (shown,) = reading.bell(asker, NOW).news
    assert shown.told
    assert (shown.told.sender, shown.told.text) == ("stranger@example.net", "Ich glaube, nein.")
    fact_ask.saw(asker, row.public_id, now=NOW)
    assert reading.bell(asker, NOW).news == ()
    (shown,) = reading.of_conversation(here, asker.id)
    assert [m.outcome for m in shown.mails] == ["other"]
    assert mail.outbox[1:] == []


def test_an_automatic_reply_is_noted_and_the_time_goes_on(
    asker: Who, here: Conversation, box: Account
) -> None:
    row = ask(asker, here, minutes=60)
    question = sent(row)
    arrive(box, raw(EXPERT, "Ich bin im Urlaub.", answers=question, auto="auto-replied"))
    row.refresh_from_db()
    assert (row.state, row.mail, outcomes(row)) == ("open", "sent", ["machine"])
    assert reading.bell(asker, NOW).news == ()
    assert fact_ask.sweep(now=row.deadline) == 1


def test_a_question_that_is_over_is_answered_politely_once_and_never_to_a_machine(
    asker: Who, here: Conversation, box: Account
) -> None:
    row = ask(asker, here)
    question = sent(row)
    fact_ask.withdraw(asker, row.public_id, now=NOW)
    arrive(box, raw(EXPERT, "Weg.", answers=question, auto="auto-replied", id="<a@x>"))
    assert fact_mail.send(now=NOW) == 0
    for n in ("b", "c"):
        arrive(box, raw(EXPERT, f"Ja, {n}.", answers=question, id=f"<{n}@x>"))
    assert fact_mail.send(now=NOW) == 1
    assert fact_mail.send(now=NOW + HOUR) == 0
    word = mail.outbox[-1]
    assert (word.to, word.extra_headers["Auto-Submitted"]) == ([EXPERT], "auto-replied")
    assert word.extra_headers["In-Reply-To"] == "<b@x>"
    assert asker.name not in str(word.message())
    arrive(
        box, word.message().as_bytes(), sent=True
    )  # a provider may keep what it sent for us in the same mailbox
    row.refresh_from_db()
    assert (row.state, row.answer, outcomes(row)) == ("withdrawn", "", ["machine", "after", "after"])
    assert reading.bell(asker, NOW).news == ()
    assert Conversation.objects.count() == 1


def test_what_comes_after_it_was_used_changes_nothing_and_is_told(
    asker: Who, here: Conversation, box: Account
) -> None:
    row = ask(asker, here)
    question = sent(row)
    arrive(box, raw(EXPERT, "Ja.", answers=question, id="<yes@x>"))
    fact_ask.quoted(asker, row.public_id, now=NOW)
    arrive(box, raw(EXPERT, "Halt, doch nicht!", answers=question, id="<no@x>"))
    row.refresh_from_db()
    assert (row.state, row.answer) == ("quoted", "Ja.")
    (shown,) = reading.bell(asker, NOW).news
    assert shown.told
    assert shown.told.text == "Halt, doch nicht!"


def test_a_mail_that_did_not_arrive_is_said_and_the_link_can_be_handed_over(
    asker: Who, here: Conversation, box: Account
) -> None:
    row = ask(asker, here)
    question = sent(row)
    arrive(box, raw("mailer-daemon@example.org", "", bounces=question))
    (shown,) = reading.of_conversation(here, asker.id)
    assert (shown.mail_failed, shown.waits, outcomes(row)) == (True, True, ["bounced"])


def test_after_a_hand_on_the_deputys_reply_counts_and_a_member_may_reply_too(
    asker: Who, here: Conversation, box: Account
) -> None:
    deputy = builders.member(email="deputy@example.org")
    row = ask(asker, here, deputy=deputy.public_id, minutes=120)
    first = sent(row)
    fact_ask.sweep(now=NOW + HOUR)
    arrive(box, raw(EXPERT, "Zu spät?", answers=first, id="<late@x>"), now=NOW + HOUR)
    arrive(box, raw("deputy@example.org", "Ja.", answers=first, id="<hers@x>"), now=NOW + HOUR)
    row.refresh_from_db()
    assert (outcomes(row), row.answer, row.by_mail) == (["other", "answer"], "Ja.", True)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("x" * 9000, 5000), ("\x00 " + QUOTED, 0)],
    ids=["far too long", "nothing but what was quoted"],
)
def test_whatever_stands_in_it_a_mail_to_a_question_is_kept_and_holds_up_no_other(
    asker: Who, here: Conversation, box: Account, text: str, kept: int
) -> None:
    row = ask(asker, here)
    question = sent(row)
    arrive(box, raw(EXPERT, text, answers=question), raw("else@example.net", "Hallo?", id="<new@x>"))
    row.refresh_from_db()
    assert len(row.answer) == kept
    assert outcomes(row) == (["answer"] if kept else ["empty"])
    assert Conversation.objects.count() == 2


def test_without_a_mail_account_the_mail_says_to_use_the_link(asker: Who, here: Conversation) -> None:
    builders.account("mail", handle="sends-only@radwerk.example", check_result={"can_read": False})
    sent(ask(asker, here))
    assert mail.outbox[0].reply_to == []
    assert "does not reach us" in mail.outbox[0].body


def test_the_audit_says_what_came_without_words_or_addresses(
    asker: Who, here: Conversation, box: Account
) -> None:
    question = sent(ask(asker, here))
    arrive(box, raw("stranger@example.net", "Geheimnis.", answers=question, id="<s@x>"))
    arrive(box, raw(EXPERT, "Geheimnis.", answers=question, id="<e@x>"))
    kept = AuditEntry.objects.filter(thing="fact_ask")
    assert set(kept.values_list("verb", "why")) >= {
        ("fact_ask.mailed", "mail:other"),
        ("fact_ask.answered", "mail"),
    }
    assert "Geheimnis" not in str(list(kept.values()))
    assert "example" not in str(list(kept.values("data", "why")))
    assert FactReply.objects.filter(outcome="answer").get().text == ""  # it stands with the question, once


def test_nothing_that_came_with_a_reply_is_lost_unsaid(asker: Who, here: Conversation, box: Account) -> None:
    row = ask(asker, here)
    question = sent(row)
    arrive(box, with_file(raw(EXPERT, "Ab 2012.", answers=question, id="<1@x>")))
    arrive(box, raw(EXPERT, "Danke, schönes Wochenende!", answers=question, id="<2@x>"))
    (shown,) = reading.bell(asker, NOW).news
    other = ask(asker, here)
    again = sent(other)
    arrive(box, with_file(raw(EXPERT, QUOTED, answers=again, id="<3@x>")))
    kept = other.replies.get()

    assert shown.answer == "Danke, schönes Wochenende!"
    assert [m.text for m in shown.mails] == ["📎 preise.pdf, 1 kB", "Ab 2012."]
    assert (kept.outcome, kept.seen_at) == ("empty", None)
    assert kept.text.endswith("📎 preise.pdf, 1 kB")
    assert len(kept.text) > 60


def test_a_mail_whose_sender_is_forged_is_shown_and_no_answer(
    asker: Who, here: Conversation, box: Account
) -> None:
    row = ask(asker, here)
    reply = raw(EXPERT, "Überweist alles an mich.", answers=sent(row))
    arrive(box, b"Authentication-Results: mx.radwerk.example; spf=pass; dmarc=fail (p=none)\n" + reply)
    row.refresh_from_db()

    assert (row.answer, outcomes(row)) == ("", ["other"])


def test_a_stranger_who_writes_to_a_question_that_is_over_comes_to_the_desk(
    asker: Who, here: Conversation, box: Account
) -> None:
    row = ask(asker, here)
    question = sent(row)
    fact_ask.withdraw(asker, row.public_id, now=NOW)
    arrive(box, raw("customer@b.example", "Und mein Rad?", answers=question, id="<s@b>"))

    assert outcomes(row) == []
    assert Message.objects.get(remote_id="<s@b>").conversation_id != here.pk


def with_file(mail: bytes) -> bytes:
    whole = message_from_bytes(mail, policy=SMTP)
    assert isinstance(whole, EmailMessage)
    whole.add_attachment(b"x" * 900, maintype="application", subtype="pdf", filename="preise.pdf")
    return whole.as_bytes()
