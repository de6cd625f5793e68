"""What strangers wrote is taken whatever it holds, and shown as harmless words."""

import pytest

from tests.flow.arriving import account, incoming, receive
from zuruf.core.message import Author, Gone
from zuruf.store.models import (
    Contact,
    Message,
)

pytestmark = pytest.mark.django_db


BAD = {
    "over-long": "Wort " * 200_000,
    "empty": "",
    "emoji only": "👍🏽👩\u200d💻🎉",
    "right-to-left": "متى يصل طلبي؟ \u202emoc.live",
    "zero-width": "\u200b\u200c\u200d\ufeff" * 500,
    "mixed scripts": "Привет γειά שלום hello 你好",
    "control characters": "".join(map(chr, range(32))),
    "lone surrogates": "\ud83d hallo \udc00",
    "markup": "<b>" * 10_000,
    "combining": "Z" + "\u0301" * 50_000,
    "NUL": "\x00",
}


def test_html_is_sanitised_and_gives_the_text_where_there_is_none() -> None:
    of = account()
    evil = (
        '<p onclick="x()">Hallo <b>Welt</b><script>alert(1)</script><img src=x onerror=alert(1)>'
        '<a href="javascript:alert(1)">a</a><a href="https://example.org" style="x">b</a></p><style>p{}</style>'
        "<iframe src=//evil></iframe><svg/onload=alert(1)><p>Zwei &amp; drei</p>"
    )
    receive(of, incoming(text="", html=evil))

    message = Message.objects.get()
    for bad in ("script", "onclick", "onerror", "javascript", "<img", "<svg", "iframe", "style"):
        assert bad not in message.html
    assert '<a href="https://example.org" rel="nofollow noopener noreferrer">b</a>' in message.html
    assert message.text == "Hallo Weltab\n\nZwei & drei"


@pytest.mark.parametrize(
    "href",
    ["java&#x200b;script:alert(1)", "&#xad;javascript:alert(1)", "java&#8203;script&colon;alert(1)", "/outbox/", "//evil"],
)  # fmt: skip
def test_no_link_in_html_leads_to_a_script_or_into_our_own_house(href: str) -> None:
    receive(account(), incoming(html=f'<p><a href="{href}">a</a></p>'))
    assert Message.objects.get().html == '<p><a rel="nofollow noopener noreferrer">a</a></p>'


def test_html_that_is_too_long_is_not_cut_within_a_tag() -> None:
    link = f'<a href="https://example.org/{"x" * 300}">a</a>'
    receive(account(), incoming(html=link * 1300))
    html = Message.objects.get().html
    assert html.count("<a ") == html.count("</a>") == html.count(">") / 2 > 1000


def test_html_that_is_nested_without_end_is_taken_as_plain_text() -> None:
    of = account()
    receive(of, incoming(text="", html="<div>" * 20_000 + "Hallo &amp; <" + "<" * 1000))
    assert (Message.objects.get().html, Message.objects.get().text[:7]) == ("", "Hallo &")


def test_markup_in_every_other_field_stays_plain_text() -> None:
    evil = "<script>alert(1)</script>"
    of = account()
    receive(of, incoming(evil, text=evil, title=evil, permalink=evil, author=Author(evil, evil, evil, evil)))

    message = Message.objects.get()
    assert (message.text, message.title, message.html, message.permalink) == (evil, evil, "", "")
    assert (Contact.objects.get().name, Contact.objects.get().url) == (evil, "")


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_any_text_in_any_field_is_taken(text: str) -> None:
    of = account()
    author = Author("a" + text, text, text, text)
    whole = incoming(
        "i" + text, author=author, text=text, html=text, title=text, permalink=text, parent=text, root=text,
        languages=(text,), ref={"k" + text: text},
    )  # fmt: skip

    done = receive(of, whole, incoming("other"), gone=[Gone("g" + text)])

    assert (done.new, done.left) == (2, ())
    assert (
        len(Message.objects.get(contact__remote_id__startswith="a", remote_id__startswith="i").text)
        <= 100_000
    )
    assert receive(of, whole).known == 1
