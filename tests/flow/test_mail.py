"""Mails on the desk: what machines write makes nobody wait, what did not arrive comes back, what is quoted is folded.

The last test goes the whole way over a real mail server.
"""

from datetime import timedelta

import pytest
from django.conf import LazySettings

from tests import builders
from tests.builders import NOW
from tests.flow.arriving import LATER, account, at, incoming, receive, the_conversation
from tests.flow.on_its_way import again
from tests.servers.mail import HERE, USERS, MailServer, mail_server
from zuruf.core import mail_fold
from zuruf.core.capabilities import Visibility
from zuruf.core.desk import State
from zuruf.core.message import Author
from zuruf.core.outbox import DeliveryState
from zuruf.core.reply import DraftState, Kind
from zuruf.core.search import Kind as Said
from zuruf.flow import accounts, intake, missing, outbox, triage
from zuruf.store.models import Account, Conversation, Delivery, Draft, Member, Message
from zuruf.store.queries import conversation as reading
from zuruf.store.queries import search_sources
from zuruf.store.search import Due

__all__ = ["mail_server"]
pytestmark = pytest.mark.django_db

QUOTED = "Und wann genau?\n\nAm 03.02.2026 um 10:15 schrieb Werk <hilfe@wasserwerk.example>:\n> Störung im Klärwerk\n\n-- \nPetra"


def test_what_a_machine_wrote_begins_nothing_that_waits_and_is_not_judged() -> None:
    feed = account()
    receive(feed, incoming("1", auto=True, text="Ich bin bis Montag nicht im Haus."))

    here = the_conversation(feed)
    message = Message.objects.get()
    assert (here.state, here.waiting_since, message.auto) == (State.DONE, None, True)
    assert not hasattr(message, "assessment")


def test_an_out_of_office_note_opens_nothing_anew_and_a_person_after_it_does() -> None:
    feed = account()
    receive(feed, incoming("1", at=at(0)))
    Conversation.objects.update(state=State.WAITING, waiting_since=None)
    receive(feed, incoming("2", parent="1", at=at(5), auto=True))
    assert (the_conversation(feed).state, the_conversation(feed).message_count) == (State.WAITING, 2)

    receive(feed, incoming("3", parent="1", at=at(9)))
    assert the_conversation(feed).waiting_since == at(9)


def test_while_somebody_waits_a_note_changes_neither_since_when_nor_whom_an_answer_goes_to() -> None:
    feed = account()
    receive(feed, incoming("1", at=at(0), ref={"reply_to": "petra"}))
    receive(feed, incoming("2", parent="1", at=at(5), auto=True, ref={"reply_to": "daemon"}))
    here = the_conversation(feed)
    writer = builders.member()
    draft = builders.draft(here, writer, state=DraftState.SENT, answers=None)
    Account.objects.filter(pk=feed.pk).update(channel="talk")

    row = outbox.queue(
        builders.who(writer), Draft.objects.get(pk=draft.pk), text="Ja", kind=Kind.REPLY, now=LATER
    )

    assert (here.waiting_since, here.preview) == (at(0), "Wann kommt mein Ersatzteil?")
    assert row.payload["parent"] == {"reply_to": "petra"}
    assert row.payload["automatic"] is False


def _sent(of: Account, writer: Member) -> Delivery:
    """An answer of ours that is out, as <ours>."""
    here = the_conversation(of)
    draft = builders.draft(here, writer, state=DraftState.SENT)
    Account.objects.filter(pk=of.pk).update(channel="talk")
    row = outbox.queue(
        builders.who(writer),
        Draft.objects.get(pk=draft.pk),
        text="Ja",
        kind=Kind.REPLY,
        now=at(10),
        waited_since=at(0),
    )
    Delivery.objects.filter(pk=row.pk).update(
        state=DeliveryState.PUBLISHED, remote_id="<ours>", published_at=at(11), visibility=Visibility.ACCEPTED
    )
    Message.objects.create(
        conversation=here,
        realm=of.realm,
        remote_id="<ours>",
        ours=True,
        text="Ja",
        received_at=at(11),
        order_at=at(11),
    )
    Conversation.objects.filter(pk=here.pk).update(state=State.WAITING, waiting_since=None)
    return row


def test_a_mail_that_came_back_brings_its_conversation_back_once_with_the_reason() -> None:
    feed = account()
    receive(feed, incoming("1", at=at(0)))
    row = _sent(feed, builders.member())
    report = incoming(
        "2", parent="<ours>", bounce_of="<ours>", auto=True, at=at(20), ref={"bounce_why": "550 unknown"}
    )
    receive(feed, report)
    receive(feed, report)

    row = again(row)
    here = row.conversation
    assert (row.visibility, row.why, row.missing_since) == (Visibility.BOUNCED, "550 unknown", LATER)
    assert (here.state, here.missing, here.message_count) == (State.OPEN, 1, 2)
    pane = reading.pane(builders.who(builders.member()), here.public_id)
    assert pane is not None
    [view] = [i.delivery for i in pane.items if isinstance(i, reading.Sent)]
    assert view.phase == "bounced"

    missing.leave(builders.who(row.author), again(row), LATER)
    assert (again(row).conversation.missing, again(row).conversation.state) == (0, State.WAITING)


def test_a_report_about_what_is_not_ours_brings_nothing_back() -> None:
    feed = account()
    receive(feed, incoming("2", parent="<theirs>", bounce_of="<theirs>", auto=True))

    assert the_conversation(feed).state == State.DONE


def test_the_whole_mail_is_kept_and_desk_judges_and_search_see_what_was_said_anew() -> None:
    box = builders.account("mail", realm="mail")
    receive(box, incoming("<1@home>", text=QUOTED, public=False, ref={"attached": "a.pdf, 1 kB", "cut": "1"}))
    message = Message.objects.get()
    pane = reading.pane(builders.who(builders.member()), message.conversation.public_id)
    assert pane is not None
    [said] = [i for i in pane.items if isinstance(i, reading.Said)]
    [source] = search_sources.sources([Due(1, Said.MESSAGE, message.pk, 1)])

    assert message.text == QUOTED
    assert said.text == "Und wann genau?"
    assert "Störung im Klärwerk" in said.folded
    assert (said.attached, said.cut) == ("a.pdf, 1 kB", True)
    assert source.text == "Und wann genau?"
    assert triage.subject(incoming(text=QUOTED), "mail").text == "Und wann genau?"
    assert mail_fold.said("> nur zitiert") == "> nur zitiert"


def test_the_desk_shows_which_address_wrote_and_where_an_answer_goes_and_hides_nothing_alone() -> None:
    box = builders.account("mail", realm="mail")
    by = Author("petra@home.example", handle="petra@home.example", name="Ihre Bank")
    quoted = "Am 03.02.2026 um 10:15 schrieb Werk <hilfe@wasserwerk.example>:\n> Störung"
    mails = (
        incoming(
            "<1@home>", author=by, text=quoted, public=False, ref={"reply_to": "elsewhere@evil.example"}
        ),
        incoming(
            "<2@home>",
            author=by,
            parent="<1@home>",
            at=at(5),
            public=False,
            ref={"reply_to": "petra@home.example"},
        ),
    )
    receive(box, *mails)
    pane = reading.pane(builders.who(builders.member()), the_conversation(box).public_id)
    assert pane is not None
    said = [i for i in pane.items if isinstance(i, reading.Said)]

    assert [(s.name, s.address, s.goes_to) for s in said] == [
        ("Ihre Bank", "petra@home.example", "elsewhere@evil.example"),
        ("Ihre Bank", "petra@home.example", ""),
    ]
    assert "Störung" in said[0].text


def test_over_a_real_server_a_mail_is_answered_and_its_answer_comes_in_the_same_thread(
    mail_server: MailServer, settings: LazySettings
) -> None:
    settings.ALLOW_PRIVATE = (HERE,)
    owner = builders.member(role="owner")
    link = mail_server.link(USERS[1])
    key = accounts.connect(builders.who(owner), "mail", link.settings, link.secrets)
    mail_server.deliver(
        USERS[1], b"From: frage@home.example\r\nSubject: Wasser\r\nMessage-ID: <q1@home.example>\r\n\r\nWann?"
    )
    intake.poll_due("w")
    here = Conversation.objects.get(account__public_id=key)
    draft = builders.draft(here, owner, state=DraftState.SENT, text="Morgen.")
    row = outbox.queue(
        builders.who(owner), Draft.objects.get(pk=draft.pk), text="Morgen.", kind=Kind.REPLY, now=NOW
    )
    Delivery.objects.update(not_before=NOW - timedelta(days=1))
    while outbox.work("w"):
        pass

    sent = again(row)
    assert (sent.state, sent.why) == (DeliveryState.PUBLISHED, "")
    answer = f"From: frage@home.example\r\nMessage-ID: <q2@home.example>\r\nIn-Reply-To: {sent.remote_id}\r\n\r\nDanke"
    mail_server.deliver(USERS[1], answer.encode())
    for _ in range(3):
        Account.objects.update(next_fetch_at=None)
        intake.poll_due("w")
    told = Message.objects.filter(conversation=here).order_by("pk").values_list("remote_id", "ours")
    assert list(told) == [("<q1@home.example>", False), (sent.remote_id, True), ("<q2@home.example>", False)]
    assert Conversation.objects.count() == 1
