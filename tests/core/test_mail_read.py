"""Reading a mail whatever is broken in it: nothing raises, no mail is lost."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.mail_read import Mail, read, root

PLAIN = (
    b'From: =?utf-8?Q?Petra_M=C3=BCller?= <Petra@Home.example>\r\nTo: hilfe@werk.example, "Werk, zwei" <zwei@werk.example>\r\n'
    b"Subject: =?iso-8859-1?Q?Gr=FC=DFe?= vom Land\r\nMessage-ID: <3@home.example>\r\nIn-Reply-To: <2@werk.example>\r\n"
    b"References: <1@home.example>\r\n <2@werk.example>\r\nDate: Mon, 2 Mar 2026 10:00:00 +0100\r\n\r\nHallo, wann?\r\n"
)
REPORT = b"""From: Mail Delivery System <MAILER-DAEMON@werk.example>
To: hilfe@werk.example
Subject: Undelivered
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

It did not work.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; werk.example

Final-Recipient: rfc822; petra@home.example
Action: %s
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown
--B
Content-Type: %s

From: hilfe@werk.example
Message-ID: <zuruf.1@werk.example>

Morgen.
--B--
"""


def test_a_plain_mail_is_read_whole() -> None:
    mail = read(PLAIN)

    assert mail == Mail(
        message_id="<3@home.example>",
        subject="Grüße vom Land",
        sender="petra@home.example",
        sender_name="Petra Müller",
        to=("hilfe@werk.example", "zwei@werk.example"),
        in_reply_to="<2@werk.example>",
        references=("<1@home.example>", "<2@werk.example>"),
        date=datetime(2026, 3, 2, 9, tzinfo=UTC),
        text="Hallo, wann?",
    )
    assert root(mail) == "<1@home.example>"


@pytest.mark.parametrize("inner", [b"message/rfc822", b"text/rfc822-headers"])
def test_a_report_names_what_did_not_arrive(inner: bytes) -> None:
    mail = read(REPORT % (b"failed", inner))

    assert (mail.bounce_of, mail.bounce_why) == ("<zuruf.1@werk.example>", "smtp; 550 5.1.1 User unknown")
    assert mail.auto
    assert mail.quiet


@pytest.mark.parametrize("action", [b"delayed", b"delivered", b"relayed"])
def test_what_is_only_late_did_not_bounce(action: bytes) -> None:
    mail = read(REPORT % (action, b"message/rfc822"))

    assert mail.bounce_of == ""
    assert mail.auto


@pytest.mark.parametrize(
    ("header", "auto", "quiet"),
    [
        (b"Auto-Submitted: auto-replied", True, True),
        (b"Auto-Submitted: auto-generated (vacation); x=y", True, True),
        (b"Auto-Submitted: no", False, False),
        (b"Precedence: bulk", True, True),
        (b"Precedence: auto_reply", True, True),
        (b"X-Autoreply: yes", True, True),
        (b"Return-Path: <>", True, True),
        (b"List-Unsubscribe-Post: List-Unsubscribe=One-Click", True, True),
        (b"List-Id: <hilfe.werk.example>", False, True),
        (b"Precedence: list", False, True),
        (b"X-Auto-Response-Suppress: OOF, AutoReply", False, True),
        (b"X-Auto-Response-Suppress: None", False, False),
    ],
)
def test_a_machine_is_known_by_what_it_says_and_a_list_is_none(
    header: bytes, auto: bool, quiet: bool
) -> None:
    mail = read(header + b"\r\n" + PLAIN)

    assert (mail.auto, mail.quiet) == (auto, quiet)


@pytest.mark.parametrize(
    ("charset", "raw", "read_as"),
    [
        (b"x-unknown-1", "Grüße".encode(), "Grüße"),
        (b"us-ascii", "Grüße".encode(), "Grüße"),
        (b"utf-8", "Grüße".encode("latin-1"), "Grüße"),
        (b"iso-8859-15", "5 €".encode("iso-8859-15"), "5 €"),
        (b"punycode", b"abc", "abc"),
        (b"base64", b"abc", "abc"),
        (b"", b"\xff\xfe\x00", "ÿþ\x00"),
    ],
)
def test_no_charset_loses_a_mail(charset: bytes, raw: bytes, read_as: str) -> None:
    head = b"Content-Type: text/plain; charset=" + charset + b"\r\n" if charset else b""
    assert read(head + PLAIN.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + raw).text.strip() == read_as


def test_a_mail_without_an_id_gets_one_that_stays_the_same() -> None:
    bare = PLAIN.replace(b"Message-ID: <3@home.example>\r\n", b"")
    first = read(bare).message_id

    assert first == read(b"Received: from elsewhere\r\n" + bare).message_id
    assert first != read(bare.replace(b"wann?", b"wo?")).message_id
    assert read(PLAIN.replace(b"<3@home.example>", b"none")).message_id.endswith("@no-message-id.invalid>")


def test_html_alone_is_handed_over_raw_and_plain_text_comes_first() -> None:
    both = (
        b"From: a@b.example\r\nContent-Type: multipart/alternative; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\n"
        b"schlicht\r\n--B\r\nContent-Type: text/html\r\n\r\n<p>bunt</p>\r\n--B--\r\n"
    )
    assert (read(both).text, read(both).html) == ("schlicht", "")
    alone = both.replace(b"text/plain", b"text/html").replace(b"schlicht", b"<b>fett</b>")
    assert "<b>fett</b>" in read(alone).html


def test_attached_files_are_named_and_a_mail_cut_off_in_the_middle_is_read_as_far_as_it_goes() -> None:
    raw = (
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nSiehe Anhang\r\n"
        b'--B\r\nContent-Type: application/pdf; name="Rechnung.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + b"QUJD"
        * 4000
    )
    mail = read(raw)

    assert mail.text == "Siehe Anhang"
    assert mail.attached == (("Rechnung.pdf", 12000),)


def test_lines_broken_for_the_way_are_one_again() -> None:
    flowed = b"Content-Type: text/plain; format=flowed\r\n" + PLAIN.partition(b"\r\n\r\n")[0]
    assert read(flowed + b"\r\n\r\nWann kommt \r\ndas Wasser?\r\n> Zitat \r\nNeu\r\n-- \r\nPetra").text == (
        "Wann kommt das Wasser?\n> Zitat \nNeu\n-- \nPetra"
    )


def test_a_line_broken_for_the_way_into_a_million_pieces_is_one_again_and_takes_no_time() -> None:
    head = b"From: a@b.example\r\nContent-Type: text/plain; format=flowed\r\n\r\n"
    assert read(head + b"a \n" * 330_000).text == ("a " * 330_000).strip()


def test_thousands_of_brackets_in_the_name_of_a_sender_cost_the_sender_alone() -> None:
    nested = b"(" * 5_000 + b")" * 5_000
    found = read(b"From: " + nested + b" a@b.example\r\nSubject: Hallo\r\n\r\nGuten Tag")
    assert (found.subject, found.text) == ("Hallo", "Guten Tag")


def test_a_mail_made_to_break_the_reader_is_read_all_the_same() -> None:
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(1100)
    )
    mail = read(b"From: a@b.example\r\nSubject: tief\r\nMessage-ID: <1@b.example>\r\n" + deep + b"unten")

    assert (mail.sender, mail.subject, mail.message_id) == ("a@b.example", "tief", "<1@b.example>")
    assert not mail.auto


@pytest.mark.parametrize(
    "value", ["a@b.example\r\nBcc: x@y.example", "a b@c.example", "<a@b>", "a@", "@b", "", "a@b.example, c"]
)
def test_an_address_smuggles_nothing(value: str) -> None:
    mail = read(f"From: {value}\r\n\r\n".encode())

    assert "\n" not in mail.sender
    assert " " not in mail.sender


HEADERS = st.sampled_from(
    [b"From", b"To", b"Subject", b"Date", b"Message-ID", b"References", b"In-Reply-To", b"Content-Type", b"Reply-To",
     b"Content-Transfer-Encoding", b"Content-Disposition", b"MIME-Version", b"Auto-Submitted", b"List-Id"]
)  # fmt: skip
VALUES = st.binary(max_size=40) | st.sampled_from(
    [b"multipart/mixed; boundary=B", b"multipart/report; boundary=\"B", b"message/rfc822", b"text/plain; charset=utf-7",
     b"=?utf-8?B?!!?=", b"=?x?Q?=FF?= <@>", b"base64", b"quoted-printable", b"attachment; filename*=utf-8''%FF", b"<a@b> <c",
     b"Mon, 99 Foo 99999 99:99:99 +9999", b"message/delivery-status", b"a@b.example", b"(((", b"text/plain; format=flowed; charset=\"\x00"]
)  # fmt: skip
MAILS = st.builds(
    lambda heads, body: b"".join(h + b": " + v + b"\r\n" for h, v in heads) + b"\r\n" + body,
    st.lists(st.tuples(HEADERS, VALUES), max_size=8),
    st.binary(max_size=60)
    | st.sampled_from([b"--B\r\n\r\nx\r\n--B--", b"--B\r\nContent-Type: message/rfc822\r\n\r\n\r\n--B"]),
)


@given(MAILS | st.binary(max_size=200))
def test_whatever_comes_is_a_mail(raw: bytes) -> None:
    mail = read(raw)

    assert mail.message_id.startswith("<")
    assert mail.message_id == read(raw).message_id


def made(kind: str, *parts: EmailMessage) -> EmailMessage:
    whole = EmailMessage()
    whole["Content-Type"] = f"multipart/{kind}"
    whole.set_payload(list(parts))
    return whole


def part(kind: str, words: str) -> EmailMessage:
    one = EmailMessage()
    main, _, sub = kind.partition("/")
    if main == "text":
        one.set_content(words, subtype=sub)
    else:
        one.set_content(words.encode(), maintype=main, subtype=sub)
    return one


def test_words_in_html_are_read_also_where_something_plain_stands_beside_them() -> None:
    footer, page = part("text/plain", "Virus <checked>"), part("text/html", "<p>Mein Rad brennt</p>")
    mail = read(made("mixed", page, footer).as_bytes())

    assert mail.text == ""
    assert "Mein Rad brennt" in mail.html
    assert "Virus &lt;checked&gt;" in mail.html


def test_of_alternatives_the_plain_words_are_read_once_and_what_lies_in_any_of_them_is_named() -> None:
    plain, page = part("text/plain", "Hallo"), part("text/html", "<p>Hallo</p>")
    apple = made("alternative", plain, made("mixed", page, part("application/pdf", "x"), page))
    nested = made("alternative", made("mixed", plain, part("image/png", "x")), page)
    empty = made("alternative", part("text/plain", " "), page)
    meeting = made("alternative", plain, page, part("text/calendar", "BEGIN:VCALENDAR"))

    assert [(m.text, m.html, [n for n, _ in m.attached]) for m in (read(one.as_bytes()) for one in (
        apple, nested, meeting,
    ))] == [("Hallo", "", ["application/pdf"]), ("Hallo", "", ["image/png"]), ("Hallo", "", ["text/calendar"])]  # fmt: skip
    assert read(empty.as_bytes()).html.strip() == "<p>Hallo</p>"


def test_what_says_that_it_has_parts_and_has_none_is_shown_as_it_is() -> None:
    mail = read(
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=none\r\n\r\nWann kommt mein Rad?\r\n"
    )

    assert (mail.text, mail.attached) == ("Wann kommt mein Rad?", ())


def test_a_report_without_our_mail_names_it_by_what_it_answers() -> None:
    head = REPORT.partition(b"--B\nContent-Type: %s")[0] % b"failed" + b"--B--\n"
    report = head.replace(b"Subject: Undelivered", b"Subject: Undelivered\nIn-Reply-To: <a@werk.example>")

    assert read(report).bounce_of == "<a@werk.example>"
