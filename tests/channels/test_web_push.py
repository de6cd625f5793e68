"""What goes to a push service: the worked example of RFC 8291, and a signature that can be checked."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from tests.servers.loopback import Reply, loopback
from tests.servers.push import Browser
from zuruf.channels import _push_crypto as crypto
from zuruf.channels.web_push import WebPush, public_key
from zuruf.core.channel import NotConnected, Refused, TryLater
from zuruf.store import keys

# RFC 8291, section 5 and appendix A
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
THEIRS = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
NOW = 1_800_000_000.0
KEY = keys._new_push_key()


def test_the_worked_example_of_the_standard_comes_out_to_the_byte() -> None:
    sender = ec.derive_private_key(int.from_bytes(crypto.unb64(SENDER), "big"), ec.SECP256R1())
    found = crypto.encrypt(
        b"When I grow up, I want to be a watermelon", THEIRS, AUTH, salt=crypto.unb64(SALT), sender=sender
    )
    assert crypto.b64(found) == BODY


def test_what_is_said_can_be_read_by_that_browser_only_and_its_length_tells_nothing() -> None:
    browser, other = Browser(), Browser()
    short, long = (crypto.encrypt(b"x" * n, browser.p256dh, browser.auth, size=400) for n in (1, 399))
    assert (browser.read(short), browser.read(long)) == (b"x", b"x" * 399)
    assert len(short) == len(long)
    with pytest.raises(Exception, match=r"^$"):  # InvalidTag says no more
        other.read(short)


def test_the_push_service_can_check_who_sends() -> None:
    said = crypto.authorization(KEY, "https://push.example", "https://desk.example", 1_800_000_000)
    token, _, known = said.removeprefix("vapid t=").partition(", k=")
    assert known == public_key(KEY)
    signed, _, signature = token.rpartition(".")
    raw = crypto.unb64(signature)
    pair = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), crypto.unb64(known))
    theirs.verify(pair, signed.encode(), ec.ECDSA(SHA256()))
    assert json.loads(crypto.unb64(signed.split(".")[1])) == {
        "aud": "https://push.example", "exp": 1_800_000_000, "sub": "https://desk.example",
    }  # fmt: skip


@pytest.mark.parametrize(("status", "taken"), [(201, True), (404, False), (410, False)])
def test_a_push_service_takes_it_or_says_that_the_browser_is_gone(status: int, taken: bool) -> None:
    browser = Browser()
    with loopback(lambda _: Reply(status)) as service:
        wire = WebPush(KEY, "https://desk.example", (service.host,))
        to = (f"{service.url}/send/1", browser.p256dh, browser.auth)
        assert wire.send(to, {"title": "Ü"}, topic="ring1", seconds=180, now=NOW) is taken
        (seen,) = service.seen
    assert json.loads(browser.read(seen.body)) == {"title": "Ü"}
    assert [seen.headers[h] for h in ("ttl", "topic", "urgency", "content-encoding")] == [
        "180", "ring1", "high", "aes128gcm",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "error"), [(400, Refused), (401, NotConnected), (429, TryLater), (500, TryLater)]
)
def test_other_answers_are_said_as_everywhere(status: int, error: type[Exception]) -> None:
    browser = Browser()
    with loopback(lambda _: Reply(status)) as service:
        wire = WebPush(KEY, "https://desk.example", (service.host,))
        with pytest.raises(error):
            wire.send((service.url, browser.p256dh, browser.auth), {}, topic="a", seconds=1, now=NOW)


@pytest.mark.parametrize(
    "endpoint", ["http://push.example/1", "ftp://push.example/1", "https://a:b@push.example/", "", "https://"]
)
def test_only_an_https_address_without_a_password_can_be_rung(endpoint: str) -> None:
    browser, wire = Browser(), WebPush(KEY, "https://desk.example")
    assert wire.fits("https://push.example/1", browser.p256dh, browser.auth)
    assert not wire.fits(endpoint, browser.p256dh, browser.auth)


@pytest.mark.parametrize(
    ("p256dh", "auth"), [("", AUTH), (THEIRS, ""), (THEIRS[:-4], AUTH), (THEIRS, "AAAA")]
)
def test_keys_that_are_none_are_refused(p256dh: str, auth: str) -> None:
    assert not WebPush(KEY, "https://desk.example").fits("https://push.example/1", p256dh, auth)


def test_a_private_address_is_not_rung() -> None:
    browser = Browser()
    with loopback(lambda _: Reply(201)) as service, pytest.raises(Refused):
        to = (service.url.replace("http:", "https:"), browser.p256dh, browser.auth)
        WebPush(KEY, "https://desk.example").send(to, {}, topic="a", seconds=1, now=NOW)
    assert service.seen == []


def test_keys_that_cannot_be_read_end_in_a_refusal_and_not_in_the_worker() -> None:
    with pytest.raises(Refused):
        WebPush(KEY, "https://desk.example").send(
            ("https://push.example/1", "x", "x"), {}, topic="a", seconds=1, now=NOW
        )
