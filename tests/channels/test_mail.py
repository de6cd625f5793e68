"""E-mail against a real server: Dovecot and aiosmtpd. What every channel promises, and what only this one does."""

import json
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.channels.contract import AT, SECRETS
from tests.channels.test_contract import assert_no_secret
from tests.servers.lines import lines
from tests.servers.mail import HERE, PASSWORD, USERS, MailServer
from zuruf.channels import _mail_folders as folders
from zuruf.channels import _mail_message as letters
from zuruf.channels import _mail_wire as wire
from zuruf.channels._http import Http
from zuruf.channels._mail_imap import Mailbox
from zuruf.channels.mail import Mail
from zuruf.core.channel import ChannelError, Link, NotConnected, Outgoing, Refused, TryLater, Unknown
from zuruf.core.mail_header import addresses, header
from zuruf.core.message import Author, Incoming

OURS = USERS[0]
NOW = datetime.now(UTC).replace(microsecond=0)
ASKED = Incoming("<1@x>", Author("a@b.example"), "", ref={"id": "<1@x>", "reply_to": "a@b.example"})
LINK = Link(
    {"address": OURS, "user": OURS, "imap": HERE, "smtp": HERE, "imap_port": "9", "smtp_port": "9"},
    {"password": SECRETS[0]},
)


@pytest.fixture
def outbox(mail_server: MailServer) -> MailServer:
    """The server as it was; whatever lies in its mailboxes."""
    mail_server.script.clear()
    mail_server.handed_in.clear()
    mail_server.asked.clear()
    return mail_server


@pytest.fixture
def box(outbox: MailServer, mail_server: MailServer) -> MailServer:
    """The server with empty mailboxes."""
    for user in (OURS, USERS[2]):
        client = mail_server.box(user)
        for folder in ("INBOX", "Gesendet"):
            if client.select(folder)[1] != [b"0"]:
                client.store("1:*", "+FLAGS", "\\Deleted")
                client.expunge()
        client.logout()
    return mail_server


def made(link: Link, deadline: float = 5.0, allowed: tuple[str, ...] = (HERE,)) -> Mail:
    return Mail(link, Http(allowed, link.secrets.values(), deadline=deadline))


def mail(n: int = 1, text: str = "Wann kommt das Wasser?", **heads: str) -> bytes:
    given_ = {
        "From": f"Petra <{USERS[2]}>",
        "To": OURS,
        "Subject": "Wasser",
        "Message-ID": f"<{n}@home.example>",
        **heads,
    }
    return (
        "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in given_.items()).encode()
        + b"\r\n"
        + text.encode()
    )


def reply(
    to: Incoming, key: str = "delivery-0001", text: str = "Morgen früh.\n.\nIhr Werk", automatic: bool = False
) -> Outgoing:
    return Outgoing(
        key, text, NOW, letters.local_part(key), parent=to.ref, root=to.ref, public=False, automatic=automatic
    )


def first(net: Mail, server: MailServer, **heads: str) -> Incoming:
    server.deliver(OURS, mail(1, "Wann kommt das Wasser?", **heads))
    return net.fetch(None).incoming[0]


# --- what comes in


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
    assert b"\\Seen" not in client.fetch("1", "(FLAGS)")[1][0]  # type: ignore[operator]
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

    [message] = made(box.link(OURS), 20.0).fetch(None).incoming

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


def test_whoever_waits_hears_at_once(box: MailServer) -> None:
    net = made(box.link(OURS))
    cursor = net.fetch(None).cursor
    began = threading.Timer(0.3, box.deliver, (OURS, mail()))
    began.start()

    assert net.wait(cursor, 20.0, lambda: False)
    assert net.wait(cursor, 20.0, lambda: False)  # it is there still, whoever read it meanwhile
    assert not net.wait(net.fetch(cursor).cursor, 0.6, lambda: False)
    assert not net.wait(net.fetch(cursor).cursor, 20.0, lambda: True)


# --- what goes out


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
    assert b"Ihr Werk" in client.fetch("1", "(BODY[TEXT])")[1][0][1]  # type: ignore[index, operator]
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


# --- connecting, and what goes wrong


def test_a_revoked_password_a_missing_folder_and_dead_servers_are_told_in_plain_words(
    box: MailServer,
) -> None:
    net = made(box.link(OURS))
    cursor = net.fetch(None).cursor
    assert net.check().problem == ""
    half = made(box.link(OURS, smtp_port="9")).check()
    assert (half.can_read, half.can_publish, half.problem) == (True, False, "127.0.0.1 could not be reached.")
    lost = made(box.link(OURS, folder="Wünsche & mehr"))
    with pytest.raises(Refused, match="There is no folder Wünsche & mehr in this mailbox"):
        lost.fetch(None)

    revoked = made(Link(box.link(OURS).settings, {"password": SECRETS[1]}))
    for act in (lambda: revoked.fetch(cursor), revoked.check, lambda: revoked.publish(reply(ASKED))):
        with pytest.raises(NotConnected, match="does not accept user name and password") as caught:
            act()
        assert_no_secret(caught.value)


def test_what_comes_in_is_read_although_the_folder_of_sent_mails_cannot_be(
    box: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Mailbox, "sent_folder", lambda _: "Nirgends")
    net = made(box.link(OURS))
    box.deliver(OURS, mail())

    came = net.fetch(None)
    after = net.fetch(came.cursor)

    assert [m.remote_id for m in came.incoming] == ["<1@home.example>"]
    assert "Nirgends" in after.problem
    assert folders.sent([rb'(\Noselect \Sent) "/" Sent', b'() "/" Gesendet']) == "Gesendet"


def test_a_folder_with_a_name_beyond_ascii_is_read(box: MailServer) -> None:
    client = box.box(OURS)
    client.create('"W&APw-nsche &- mehr"')
    client.append('"W&APw-nsche &- mehr"', "", "", mail())
    client.logout()

    assert len(made(box.link(OURS, folder="Wünsche & mehr")).fetch(None).incoming) == 1


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"imap": ""}, NotConnected), ({"imap_port": "x"}, NotConnected), ({"imap_port": "99999"}, NotConnected),
        ({"address": "keine"}, NotConnected), ({"user": "a\r\nb"}, NotConnected), ({"imap": "a b"}, NotConnected),
        ({"imap": "10.0.0.1"}, Refused), ({"imap": "169.254.169.254"}, Refused), ({"imap": "nowhere.invalid"}, TryLater),
    ],
)  # fmt: skip
def test_settings_that_cannot_work_are_told_before_a_password_leaves(
    changed: dict[str, str], error: type[ChannelError]
) -> None:
    with pytest.raises(error) as caught:
        made(Link({**LINK.settings, **changed}, LINK.secrets), 2.0).fetch(None)
    assert_no_secret(caught.value)


def test_no_password_goes_to_a_public_server_without_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zuruf.channels._guard.public", lambda address: True)
    for which, greeting in (("imap", b"* OK hello\r\n"), ("smtp", b"220 hello\r\n")):

        def script(line: bytes, greeting: bytes = greeting) -> bytes:
            if not line:
                return greeting
            if b"CAPABILITY" in line:
                return b"* CAPABILITY IMAP4rev1\r\n" + line.split()[0] + b" OK done\r\n"
            return b"250 fine\r\n"

        with lines(script) as server:
            net = made(Link({**LINK.settings, f"{which}_port": str(server.port)}, LINK.secrets), allowed=())
            with pytest.raises(NotConnected, match="no encryption"):
                net._look() if which == "imap" else net._greet()
            assert not any(SECRETS[0].encode() in line for line in server.seen)


@pytest.mark.parametrize("which", ["imap", "smtp"])
@pytest.mark.parametrize(
    "greeting",
    [
        None,
        b"",
        b"garbage\r\n",
        b"* BYE no\r\n",
        b"x" * 2_000_000,
        b"\xff\xfe\x00\r\n",
        b"421 later\r\n",
        b"* OK\r\n" * 50,
    ],
    ids=[
        "closes",
        "hangs",
        "garbage",
        "bye",
        "a line without end",
        "no charset",
        "later",
        "says it again and again",
    ],
)
def test_a_server_that_behaves_badly_is_asked_later(which: str, greeting: bytes | None) -> None:
    with lines(lambda line: greeting) as server:
        net = made(Link({**LINK.settings, f"{which}_port": str(server.port)}, LINK.secrets), 0.3)
        with pytest.raises(TryLater) as caught:
            net._look() if which == "imap" else net._greet()
    assert_no_secret(caught.value)


ANSWERS = st.sampled_from(
    [b"* 3 EXISTS", b"* OK [UIDVALIDITY x]", b"* OK [UIDNEXT 99999999999999999999]", b"* SEARCH 1 2 x", b"* SEARCH",
     b"* 1 FETCH (UID 1 BODY[] {9999999999}", b"* 1 FETCH (UID 1 RFC822.SIZE 3 BODY[] {3}\r\nabc)", b"* LIST (\\Sent) \"/\" {4}\r\nSent",
     b"* LIST () NIL &&&-", b"* BYE", b"+ go on", b"* 1 FETCH (", b"* CAPABILITY AUTH=PLAIN IDLE STARTTLS"]
) | st.binary(max_size=30)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ANSWERS, max_size=4), st.sampled_from([b"OK", b"NO", b"BAD", b"OK [READ-ONLY]", b""]))
def test_whatever_a_server_answers_only_declared_errors_leave_the_adapter(
    said: list[bytes], end: bytes
) -> None:
    def script(line: bytes) -> bytes:
        if not line:
            return b"* OK [CAPABILITY IMAP4rev1] hello\r\n"
        tag = (line.split() or [b"x"])[0]
        if b"LOGIN" in line or b"CAPABILITY" in line:
            return b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n"
        return b"".join(one + b"\r\n" for one in said) + tag + b" " + end + b" done\r\n"

    with lines(script) as server:
        net = made(Link({**LINK.settings, "imap_port": str(server.port)}, LINK.secrets), 0.05)
        for act in (
            lambda: net.fetch(None),
            lambda: net.find(Outgoing("k", "t", AT)),
            lambda: net.wait(None, 0.1, lambda: False),
        ):
            try:
                act()
            except ChannelError as error:
                assert_no_secret(error)


@pytest.mark.parametrize("text", ["", " \n", "x" * 100_001])
def test_what_cannot_be_sent_is_refused_before_any_request(text: str) -> None:
    with pytest.raises(Refused):
        made(LINK).publish(Outgoing("k", text, AT, parent={"reply_to": "a@b.example"}))
    with pytest.raises(Refused):
        made(LINK).publish(Outgoing("k", "Text", AT, parent={"reply_to": "a@b\r\nBcc: x@y.example"}))


@pytest.mark.parametrize(
    "text", ["👍🏽👩‍👩‍👧", "مرحبا", "<b>&amp;", ".\n..\n.", "\ud800 half", "From here\n\nFrom there"]
)
def test_odd_texts_arrive_as_they_are_or_are_refused(text: str, box: MailServer) -> None:
    net = made(box.link(OURS))
    asked = Incoming("<1@x>", ASKED.author, "", ref={"id": "<1@x>", "reply_to": USERS[2]})
    try:
        net.publish(reply(asked, text=text))
    except Refused:
        assert "\ud800" in text
        return
    theirs = Link({**box.link(USERS[2]).settings}, {"password": PASSWORD})
    assert made(theirs).fetch(None).incoming[0].text.rstrip("\n") == text


def test_no_repr_shows_a_secret(outbox: MailServer) -> None:
    net = made(outbox.link(OURS))
    shown = f"{net!r} {vars(net)!r} {net.check()!r}"

    assert PASSWORD not in shown


def test_a_name_and_a_subject_smuggle_no_header_in() -> None:
    asked = Incoming(
        "<1@x>",
        ASKED.author,
        "",
        ref={
            "id": "<1@x>\r\nBcc: x@y.example",
            "reply_to": "a@b.example",
            "subject": "S\r\nBcc: x@y.example",
        },
    )
    raw = letters.written(reply(asked), OURS, "Werk\r\nBcc: x@y.example")

    assert not any(line.startswith(b"Bcc") for line in raw.split(b"\r\n"))


@pytest.mark.parametrize(
    "evil", ["=?utf-8?q?a=0d=0aBcc:_x@y.de=0d=0a=0d=0abody?=", "=?utf-8?b?YQ0KQmNjOiB4QHkuZGU=?="]
)
def test_encoded_words_within_what_a_stranger_chose_are_never_read_into_our_headers(evil: str) -> None:
    ref = {"id": f"<{evil}@x>", "references": f"<{evil}@y>", "reply_to": "a@b.example", "subject": evil}
    raw = letters.written(reply(Incoming("<1@x>", ASKED.author, "", ref=ref)), OURS, evil)
    told = message_from_bytes(raw)

    assert set(told.keys()) <= {
        "From", "To", "Subject", "Date", "Message-ID", "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip
    assert header(told, "Subject") == f"Re: {evil}"
    with pytest.raises(Refused):
        letters.addressee(reply(Incoming("<1@x>", ASKED.author, "", ref={"reply_to": f"{evil}@x.example"})))


def test_long_message_ids_stand_in_an_answer_as_they_are() -> None:
    ids = [f"<{n}{'A' * 90}@EURP195.PROD.OUTLOOK.example>" for n in range(3)]
    ref = {**ASKED.ref, "id": ids[2], "references": " ".join(ids[:2])}
    raw = letters.written(reply(Incoming("<1@x>", ASKED.author, "", ref=ref)), OURS, "Werk, Nord")

    assert f"In-Reply-To: {ids[2]}\r\nReferences: {ids[0]}\r\n {ids[1]}\r\n {ids[2]}\r\n".encode() in raw
    assert addresses(message_from_bytes(raw), "From") == [(OURS, "Werk, Nord")]


def test_time_is_not_waited_for_when_a_server_drips() -> None:
    with lines(lambda line: b"* OK" if not line else b"x") as server:
        net = made(Link({**LINK.settings, "imap_port": str(server.port)}, LINK.secrets), 0.2)
        began = time.monotonic()
        with pytest.raises(TryLater):
            net.fetch(None)
    assert time.monotonic() - began < 5
