"""E-mail against a real server: connecting, and what goes wrong."""

from email import message_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.channels.bench import assert_no_secret
from tests.channels.contract import AT, SECRETS
from tests.channels.mailbox import ASKED, LINK, OURS, made, mail, reply
from tests.servers.lines import lines
from tests.servers.mail import PASSWORD, USERS, MailServer
from zuruf.channels import _mail_folders as folders
from zuruf.channels import _mail_message as letters
from zuruf.channels._mail_imap import Mailbox
from zuruf.core.channel import ChannelError, Link, NotConnected, Outgoing, Refused, TryLater
from zuruf.core.mail_header import addresses, header
from zuruf.core.message import Incoming


def test_a_revoked_password_a_missing_folder_and_dead_servers_are_told_in_plain_words(
    box: MailServer,
) -> None:
    net = made(box.link(OURS))
    cursor = net.fetch(None).cursor
    assert net.check().problem == ""
    half = made(box.link(OURS, smtp_port="9")).check()
    assert (half.can_read, half.can_publish, half.problem) == (True, False, "127.0.0.1 could not be reached.")
    lost = made(box.link(OURS, folder="Bücher & mehr"))
    with pytest.raises(Refused, match="There is no folder Bücher & mehr in this mailbox"):
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
        made(Link({**LINK.settings, **changed}, LINK.secrets)).fetch(None)
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


@pytest.mark.timeout(100)  # without a deadline it goes on for ever
def test_time_is_not_waited_for_when_a_server_drips() -> None:
    with lines(lambda line: b"* OK" if not line else b"x") as server:
        net = made(Link({**LINK.settings, "imap_port": str(server.port)}, LINK.secrets), 0.2)
        with pytest.raises(TryLater):
            net.fetch(None)
