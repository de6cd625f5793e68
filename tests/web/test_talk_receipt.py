"""Whoever writes of harming herself finds on the receipt of our own page where there is help, and nobody else does."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.web.talk_page import now_written
from zuruf.classifiers.risk import Risk
from zuruf.flow import talk_help
from zuruf.flow.clock import clock
from zuruf.store.models import Organisation, TalkPost

pytestmark = pytest.mark.django_db
SELF_HARM = "Ich kann nicht mehr, ich will mich heute Nacht umbringen."
NUMBERS = ('href="tel:112"', 'href="tel:116123"')


def receipt(client: Client, secret: str, more: str = "?new&lang=en") -> str:
    return client.get(f"/talk/mine/{secret}/{more}").content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "If things are very hard right now"), ("de", "Wenn gerade alles sehr schwer ist")],
)
def test_whoever_writes_of_harming_herself_has_the_numbers_on_her_receipt(
    public: Client, language: str, words: str
) -> None:
    posted = now_written(SELF_HARM)
    for page in (
        receipt(public, posted.secret, f"?new&lang={language}"),
        public.get(f"/talk/embed/?thanks={posted.secret}&lang={language}").content.decode(),
    ):
        assert words in page
        assert all(number in page for number in NUMBERS)
        assert page.index(words) < page.index("/talk/mine/"), "before the secret link"


def test_the_numbers_are_those_of_the_country_where_the_house_is(public: Client) -> None:
    Organisation.objects.update(place="AT-9")
    page = receipt(public, now_written(SELF_HARM).secret)
    assert 'href="tel:142"' in page
    assert 'href="tel:116123"' not in page


@pytest.mark.parametrize(
    "text",
    ["When does my spare part come?", "Ich komme morgen vorbei und bringe euch alle um.", "Zum Totlachen!"],
)
def test_nobody_else_has_them_not_even_who_threatens(public: Client, text: str) -> None:
    assert "tel:" not in receipt(public, now_written(text).secret)


def test_they_stand_on_the_receipt_alone_and_not_for_long(
    public: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted = now_written(SELF_HARM)
    for path in (f"/talk/mine/{posted.secret}/", f"/talk/{posted.thread}/", "/talk/", "/talk/embed/"):
        assert "tel:" not in public.get(path).content.decode(), path
    assert "tel:" in receipt(public, posted.secret)
    later = clock() + timedelta(hours=2)
    monkeypatch.setattr(talk_help, "clock", lambda: later)
    assert "tel:" not in receipt(public, posted.secret)


def test_what_she_added_decides_and_not_what_she_wrote_before(public: Client) -> None:
    first = now_written(SELF_HARM)
    now_written("Thank you, I am better.", secret=first.secret)
    assert "tel:" not in receipt(public, first.secret)


def test_a_rule_that_breaks_down_loses_neither_message_nor_receipt_and_logs_no_words(
    public: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    posted = now_written(SELF_HARM)

    def broken(*_args: object) -> object:
        raise ValueError(SELF_HARM)

    monkeypatch.setattr(Risk, "judge", broken)
    page = receipt(public, posted.secret)
    assert "Thank you, it has arrived." in page
    assert "tel:" not in page
    assert "umbringen" not in caplog.text
    assert "ValueError" in caplog.text
    assert TalkPost.objects.count() == 1
