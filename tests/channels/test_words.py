"""What our channels say when something is wrong reaches people in their own language."""

import re
from collections.abc import Callable

import pytest
from django.utils import translation

from tests.channels.contract import RIGS
from tests.servers.loopback import Loopback, Reply, Request
from zuruf import channels
from zuruf.channels import bluesky, make
from zuruf.core.channel import ChannelError, Link
from zuruf.web import account_words

FAULTS: dict[str, Callable[[Request], Reply]] = {
    "a status": lambda _: Reply(503),
    "a status with words": lambda _: Reply(400, b'{"error": "Oops", "message": "no"}'),
    "wrong": lambda r: Reply(body=b"[]") if "xrpc" in r.path else Reply(body=b"<html></html>"),
    "closed": lambda _: Reply(how="close"),
    "not gzip": lambda _: Reply(body=b"x", headers={"content-encoding": "gzip"}),
    "hangs": lambda _: Reply(how="hang"),
    "too much": lambda _: Reply(body=b"x" * 65536, how="endless"),
    "circle": lambda _: Reply(301, headers={"location": "/"}),
    "inwards": lambda _: Reply(301, headers={"location": "http://10.0.0.1/"}),
    "outlandish": lambda _: Reply(301, headers={"location": "ftp://x.example/"}),
    "bomb": lambda _: Reply(body=b'<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel/></rss>'),
    "markup": lambda _: Reply(body=b"<a>" * 500_000),
}


def said(act: Callable[[], object]) -> str:
    with pytest.raises(ChannelError) as caught:
        act()
    return str(caught.value)


def assert_german(sentence: str) -> None:
    with translation.override("de"):
        assert account_words.problem(sentence) != sentence, sentence


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("channel", ["bluesky", "feed"])
def test_every_trouble_of_the_wire_is_told_in_german(channel: str, fault: str, server: Loopback) -> None:
    server.script = FAULTS[fault]
    assert_german(said(lambda: RIGS[channel].make(server.url, deadline=0.5).fetch(None)))


@pytest.mark.parametrize(
    ("channel", "settings", "secrets"),
    [
        ("feed", {"url": "http://nowhere.invalid/"}, {}),
        ("feed", {"url": "http://127.0.0.1/"}, {}),
        ("feed", {"url": "http://a:b@x.example/"}, {}),
        ("feed", {"url": "http://["}, {}),
        ("feed", {"url": "x"}, {}),
        ("bluesky", {"handle": ""}, {}),
        ("mail", {"address": ""}, {}),
        ("wordpress", {"url": "https://x.example"}, {}),
        ("wordpress", {"url": "http://127.0.0.1:9", "user": "u"}, {"password": "p"}),
        ("discourse", {"url": "http://x.example", "user": "u"}, {"key": "k"}),
        ("discourse", {"url": "https://x.example"}, {}),
        ("mail", {"address": "a@b.example", "imap": "x y", "smtp": "x"}, {"password": "x"}),
        ("mail", {"address": "a@b.example", "imap": "127.0.0.1", "smtp": "x"}, {"password": "x"}),
        ("bluesky", {"handle": "a.example", "server": "http://x.example"}, {"password": "x"}),
    ],
)
def test_what_is_wrong_with_the_settings_is_told_in_german(
    channel: str, settings: dict[str, str], secrets: dict[str, str]
) -> None:
    assert_german(said(make(channel, Link(settings, secrets)).check))


def test_what_is_told_beside_success_is_told_in_german(server: Loopback) -> None:
    server.script = lambda r: Reply(502) if "app.bsky" in r.path else RIGS["bluesky"].well(r)
    assert_german(RIGS["bluesky"].make(server.url).check().problem)
    server.script = lambda _: Reply(body=b"<rss version='2.0'><channel><title>a & b</title>")
    assert_german(RIGS["feed"].make(server.url).check().problem)
    assert_german(bluesky.TOO_MANY)


def test_numbers_are_written_as_the_reader_writes_them(server: Loopback) -> None:
    server.script = RIGS["youtube"].well
    seen = RIGS["youtube"].make(server.url).check()
    with translation.override("de"):
        assert account_words.limits({"limits": list(seen.limits)}) == [
            "10.000 Zeichen",
            "10.000 Einheiten am Tag: 159 Antworten neben dem Lesen",
        ]


@pytest.mark.parametrize("name", ["telegram", "youtube", "google_business", "whatsapp"])
def test_what_a_channel_brings_along_is_german(name: str) -> None:
    for line in channels.can(name).says:
        assert_german(re.sub(r"%\(\w+\)s", "1,234", line))


@pytest.mark.parametrize("channel", ["bluesky", "feed"])
def test_limits_and_fields_are_told_in_german(channel: str, server: Loopback) -> None:
    server.script = RIGS[channel].well
    seen = RIGS[channel].make(server.url).check()
    with translation.override("de"):
        told = account_words.limits({"limits": list(seen.limits)})
        fields = [translation.gettext(f.label) for f in RIGS[channel].make().can.fields]
    assert not {
        "read only",
        *(line for line in seen.limits if "graphemes" in line or "entries" in line),
    } & set(told)
    assert not {"App password", "Address of the feed"} & set(fields)
