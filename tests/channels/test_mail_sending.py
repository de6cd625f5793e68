"""E-mail against a real server: what goes out."""

from dataclasses import replace

import pytest

from tests.channels.bench import assert_no_secret
from tests.channels.mailbox import ASKED, NOW, OURS, first, made, mail, reply
from tests.servers.mail import HERE, PASSWORD, USERS, MailServer
from zuruf.channels import _mail_message as letters
from zuruf.channels import _mail_wire as wire
from zuruf.core.channel import ChannelError, Refused, TryLater, Unknown
from zuruf.core.message import Incoming


def test_an_answer_goes_to_who_wrote_into_their_thread_and_a_copy_lies_among_the_sent(
    box: MailServer,
) -> None:
    net = made(box.link(OURS))
    asked = first(net, box, Reply_To=f"Petra <{USERS[2]}>")

    receipt = net.publish(reply(asked))
    again = net.find(reply(asked))

    [(sender, to, raw)] = box.handed_in
    assert (sender, to) == (OURS, [USERS[2]])
    assert b"Auto-Submitted" not in raw
    assert b"In-Reply-To: <1@home.example>" in raw
    assert b"Subject: Re: Wasser" in raw
    assert again == receipt
    client = box.box(USERS[2])
    client.select("INBOX")
    body = client.fetch("1", "(BODY[TEXT])")[1][0]
    assert isinstance(body, tuple)
    assert b"Ihr Werk" in body[1]
    client.logout()
    assert {m.remote_id for m in net.fetch(net.fetch(None).cursor).incoming} == {receipt.remote_id}


def test_the_same_delivery_is_the_same_mail_byte_for_byte() -> None:
    asked = Incoming(
        "<1@home.example>",
        ASKED.author,
        "",
        ref={"id": "<1@home.example>", "reply_to": "a@b.example", "subject": "S"},
    )

    assert letters.written(reply(asked), OURS, "Werk") == letters.written(reply(asked), OURS, "Werk")
    assert letters.message_id(reply(asked), OURS) != letters.message_id(reply(asked, "other"), OURS)


def test_a_holding_reply_says_what_it_is_and_never_answers_a_machine(box: MailServer) -> None:
    net = made(box.link(OURS))
    asked = first(net, box)
    net.publish(reply(asked, automatic=True))
    machine = Incoming("<9@x>", asked.author, "", ref={**asked.ref, "quiet": "1"})

    assert b"Auto-Submitted: auto-replied" in box.handed_in[0][2]
    with pytest.raises(Refused):
        net.publish(reply(machine, automatic=True))
    net.publish(reply(machine, "by-hand"))
    assert len(box.handed_in) == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("450 later", TryLater),
        ("421 going down", TryLater),
        ("550 no such user", Refused),
        ("554 spam", Refused),
    ],
)
def test_an_answer_of_the_server_becomes_the_right_error_after_one_request(
    answer: str, error: type[ChannelError], outbox: MailServer
) -> None:
    for where in ("MAIL", "RCPT", "DATA"):
        outbox.script = {where: f"{answer} {PASSWORD}"}
        outbox.asked.clear()
        with pytest.raises(ChannelError) as caught:
            made(outbox.link(OURS)).publish(reply(ASKED))
        assert type(caught.value) is error
        assert answer[:3] in str(caught.value)
        assert outbox.asked[where] == 1
        assert_no_secret(caught.value)
    assert outbox.handed_in == []


def test_a_connection_cut_in_the_middle_of_a_mail_leaves_it_unknown_and_nobody_can_tell(
    outbox: MailServer,
) -> None:
    outbox.script["DATA"] = "cut"
    net = made(outbox.link(OURS))

    with pytest.raises(Unknown):
        net.publish(reply(ASKED, "cut"))
    assert outbox.asked["DATA"] == 1
    with pytest.raises(Refused):  # None would say that it is not out
        net.find(reply(ASKED, "cut"))


@pytest.mark.parametrize(
    ("smtp", "imap", "known"),
    [
        ("smtp.gmail.com", "imap.gmail.com", True),
        ("smtp.relay.example", "imap.gmail.com", False),
        ("smtp.gmail.com", "imap.else.example", False),
        ("smtp.office365.com", "outlook.office365.com", False),  # gives mails ids of its own
    ],
)
def test_that_a_mail_did_not_go_out_is_known_only_where_one_provider_sends_and_keeps_it(
    smtp: str, imap: str, known: bool, box: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = wire.dial
    monkeypatch.setattr(wire, "dial", lambda to, deadline: real(replace(to, host=HERE), deadline))
    allowed = (f"mail://{smtp}:{box.smtp_port}", f"mail://{imap}:{box.imap_port}", smtp, imap)
    net = made(box.link(OURS, smtp=smtp, imap=imap), allowed=allowed)

    if known:
        assert net.find(reply(ASKED)) is None
    else:
        with pytest.raises(Refused):
            net.find(reply(ASKED))


def test_what_the_provider_gave_another_id_is_known_by_ours() -> None:
    raw = mail(5, "Heute", In_Reply_To="<1@x>", **{"X-Microsoft-Original-Message-ID": "<zuruf.1@x>"})
    sent, theirs = (letters.incoming(raw, NOW, own=OURS, sent=s, size=len(raw)) for s in (True, False))

    assert sent is not None
    assert theirs is not None
    assert (sent.remote_id, theirs.remote_id) == ("<zuruf.1@x>", "<5@home.example>")


def test_that_the_copy_fails_is_no_reason_to_doubt_the_mail(outbox: MailServer) -> None:
    receipt = made(outbox.link(OURS, imap_port="9")).publish(reply(ASKED))

    assert receipt.remote_id == letters.message_id(reply(ASKED), OURS)
