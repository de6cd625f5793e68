"""E-mail against a real server: what comes in."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest

from tests.channels.mailbox import OURS, first, made, mail
from tests.servers.mail import USERS, MailServer
from zuruf.channels import _mail_imap
from zuruf.core.message import Incoming


def test_a_mail_comes_in_once_private_and_nothing_in_the_mailbox_is_touched(box: MailServer) -> None:
    net = made(box.link(OURS))
    start = net.fetch(None)
    box.deliver(OURS, mail())

    batch = net.fetch(json.loads(json.dumps(start.cursor)))
    again = net.fetch(batch.cursor)

    [message] = batch.incoming
    assert (message.remote_id, message.title, message.text) == (
        "<1@home.example>",
        "Wasser",
        "Wann kommt das Wasser?",
    )
    assert (message.author.remote_id, message.author.name, message.public) == (USERS[2], "Petra", False)
    assert again.incoming == ()
    assert again.cursor is None
    client = box.box(OURS)
    client.select("INBOX")
    flags = client.fetch("1", "(FLAGS)")[1][0]
    assert isinstance(flags, bytes)
    assert b"\\Seen" not in flags
    client.logout()


def test_threads_follow_references_and_what_colleagues_sent_is_ours(box: MailServer) -> None:
    net = made(box.link(OURS))
    box.deliver(OURS, mail())
    client = box.box(OURS)
    client.append(
        "Gesendet", "", "", mail(2, "Heute", From=OURS, To=USERS[2], In_Reply_To="<1@home.example>")
    )
    client.append("Gesendet", "", "", mail(3, "Werbung", From=OURS, To=USERS[2]))
    client.logout()
    box.deliver(
        OURS, mail(4, "Danke", References="<1@home.example> <2@home.example>", In_Reply_To="<2@home.example>")
    )

    found: list[Incoming] = []
    cursor = None
    for _ in range(3):
        batch = net.fetch(cursor)
        found += batch.incoming
        cursor = batch.cursor or cursor
    told = {m.remote_id: m for m in found}

    assert list(told) == ["<1@home.example>", "<4@home.example>", "<2@home.example>"]
    assert (told["<4@home.example>"].root, told["<4@home.example>"].parent) == (
        "<1@home.example>",
        "<2@home.example>",
    )
    assert told["<2@home.example>"].ours
    assert told["<2@home.example>"].ref["reply_to"] == USERS[2]


def test_many_mails_come_in_page_by_page_and_all_of_them(box: MailServer) -> None:
    client = box.box(OURS)
    for n in range(60):
        client.append("INBOX", "", "", mail(n))
    client.logout()
    net = made(box.link(OURS))

    ids: list[str] = []
    cursor, more = None, True
    while more:
        batch = net.fetch(cursor)
        ids += [m.remote_id for m in batch.incoming]
        cursor, more = batch.cursor or cursor, batch.more

    assert ids == [f"<{n}@home.example>" for n in range(60)]


def test_when_the_server_numbers_its_mails_anew_nothing_is_missed(box: MailServer) -> None:
    net = made(box.link(OURS))
    box.deliver(OURS, mail())
    cursor = dict(net.fetch(None).cursor or {})
    cursor["folder"] = ["INBOX", 7, 4000, "on"]
    box.deliver(OURS, mail(2))

    assert {m.remote_id for m in net.fetch(cursor).incoming} == {"<1@home.example>", "<2@home.example>"}
    for broken in ({"folder": 7}, {"folder": [1, 2]}, {"folder": ["INBOX", "x", "y", "z"]}, {"sent": None}):
        assert len(net.fetch(broken).incoming) == 2


def test_the_first_look_leaves_alone_what_was_answered(box: MailServer) -> None:
    client = box.box(OURS)
    client.append("INBOX", "\\Answered", "", mail())
    old = datetime.now(UTC) - timedelta(days=40)
    client.append("INBOX", "", old, mail(2))
    client.logout()

    assert made(box.link(OURS)).fetch(None).incoming == ()


def test_of_a_huge_mail_the_beginning_is_read_and_it_says_so(box: MailServer) -> None:
    head = mail(
        Content_Type="multipart/mixed; boundary=B",
        text="--B\r\n\r\nSiehe Anhang\r\n--B\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n",
    )
    client = box.box(OURS)
    client.append("INBOX", "", "", head + b"QUJD" * 2_500_000)
    client.logout()

    [message] = made(box.link(OURS)).fetch(None).incoming

    assert message.text == "Siehe Anhang"
    assert message.ref["cut"] == "1"
    assert "a.pdf" in message.ref["attached"]


def test_a_wrong_clock_does_not_move_a_mail(box: MailServer) -> None:
    wrong = first(made(box.link(OURS)), box, Date="Mon, 2 Mar 1998 10:00:00 +0000")

    assert wrong.at is not None
    assert abs(wrong.at - datetime.now(UTC)) < timedelta(minutes=5)


def test_what_a_form_on_our_own_page_sends_is_theirs(box: MailServer) -> None:
    got = first(made(box.link(OURS)), box, From=OURS, Reply_To="kunde@home.example")

    assert not got.ours
    assert got.author.remote_id == "kunde@home.example"
    assert got.ref["reply_to"] == "kunde@home.example"


def test_our_own_address_above_a_mail_makes_it_no_answer_of_ours_unless_it_was_sent(box: MailServer) -> None:
    forged = mail(7, "Alles erledigt", From=OURS, In_Reply_To="<1@home.example>")
    odd = mail(8, "x", From=OURS, In_Reply_To="<1@home.example>", **{"Message-ID": '<a"@x>'})
    copied = mail(9, "Heute", From=OURS, To=USERS[2], In_Reply_To="<1@home.example>")
    for one in (forged, odd, copied):
        box.deliver(OURS, one)
    client = box.box(OURS)
    client.append("Gesendet", "", "", copied)
    client.logout()

    got = {m.remote_id: m.ours for m in made(box.link(OURS)).fetch(None).incoming}

    assert got == {"<7@home.example>": False, '<a"@x>': False, "<9@home.example>": True}


def test_whoever_waits_hears_at_once(box: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_mail_imap, "LEAVE", 100.0)
    net = made(box.link(OURS))
    cursor = net.fetch(None).cursor
    began = threading.Timer(0.3, box.deliver, (OURS, mail()))
    began.start()

    assert net.wait(cursor, 200.0, lambda: False)
    began.join()
    assert net.wait(cursor, 200.0, lambda: False)  # it is there still, whoever read it meanwhile
    assert not net.wait(net.fetch(cursor).cursor, 0.6, lambda: False)
    assert not net.wait(net.fetch(cursor).cursor, 200.0, lambda: True)
