"""What strangers send is made fit to keep, and nothing readable is lost."""

import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core import clean

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANYTHING = st.text(alphabet=st.characters(exclude_categories=()), max_size=200)


@pytest.mark.parametrize(
    "text",
    [
        "Wann kommt mein Ersatzteil?",
        "👩\u200d💻 ❤\ufe0f\u200d🔥 👍🏽 🏳\ufe0f\u200d🌈",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # the flag of Scotland
        "می\u200cخواهم",  # Persian needs its non-joiner
        "क्\u200dष",
        "متى يصل طلبي؟",
        "מתי תגיע ההזמנה שלי?",
        "שָׁלוֹם",  # stacked points
        "Việt Nam, cà phê sữa đá",
        "Привет и hello und Grüße",
        "A\n\nB",
        "👍👍👍",
        "\u2067עברית\u2069 und mehr",
    ],
)
def test_readable_text_stays_as_it_was_written(text: str) -> None:
    assert clean.text(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("Hal\x00lo", "Hallo"),
        ("a\u200bb\u2060c\ufeffd", "abcd"),
        ("Pass\u00adwort", "Passwort"),
        ("\u202egnp.exe", "gnp.exe"),
        ("H\u200de\u200cllo", "Hello"),
        ("e\u0301", "é"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\n\n \n\n\nb", "a\n\nb"),
        ("Z" + "\u0327" * 300, "Z" + "\u0327" * 4),
        ("\u2067offen", "\u2067offen\u2069"),
        ("zu\u2069", "zu"),
        ("hidden\U000e0068\U000e0069", "hidden"),
        ("\ud83d\ude00", "😀"),
        ("\ud83d allein", "\ufffd allein"),
        ("\u200b\u200d\u2060 \ufeff", ""),
        ("a" + "\u3164" * 50 + "b", "ab"),
        ("x\x1b[31mred", "x[31mred"),
    ],
)
def test_what_is_invisible_or_harmful_goes(given_: str, kept: str) -> None:
    assert clean.text(given_) == kept


@given(ANYTHING)
def test_every_text_ends_up_canonical_storable_and_stable(raw: str) -> None:
    kept = clean.text(raw)

    assert clean.text(kept) == kept
    assert kept.encode() is not None
    assert "\x00" not in kept
    assert unicodedata.is_normalized("NFC", kept)
    assert len(kept) <= clean.LONGEST


def test_text_that_is_too_long_is_cut_with_a_sign_and_never_within_a_letter() -> None:
    kept = clean.text("ä👩\u200d💻" * 50_000)

    assert len(kept) <= clean.LONGEST
    assert kept.endswith(("👩\u200d💻" + clean.CUT, "ä" + clean.CUT))


def test_a_name_stays_on_one_line() -> None:
    assert clean.line("Anna\n\tvon  \u202eSaalfeld", 40) == "Anna von Saalfeld"
    assert clean.line("x" * 50, 10) == "x" * 9 + "…"


def test_ids_that_no_key_can_hold_get_a_fingerprint_and_stay_apart() -> None:
    long, longer = clean.remote_id("x" * 900), clean.remote_id("x" * 901)

    assert len(long) <= clean.LONGEST_ID
    assert long != longer
    assert clean.remote_id("x" * 900) == long
    assert clean.remote_id("a\x00b") != clean.remote_id("ab")
    assert (
        clean.remote_id("at://did:plc:abc/app.bsky.feed.post/3k") == "at://did:plc:abc/app.bsky.feed.post/3k"
    )
    assert clean.remote_id(" \n ") == ""


@given(ANYTHING)
def test_every_id_is_short_and_its_key_is_its_own_key(raw: str) -> None:
    key = clean.remote_id(raw)

    assert len(key) <= clean.LONGEST_ID
    assert "\x00" not in key
    assert clean.remote_id(key) == key


@pytest.mark.parametrize(
    "bad",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://x", "", "https://" + "x" * 2000],
)
def test_only_web_addresses_become_links(bad: str) -> None:
    assert clean.address(bad) == ""


def test_a_web_address_stays() -> None:
    assert clean.address("https://example.org/a b") == "https://example.org/a%20b"


@pytest.mark.parametrize(
    "far",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime.min,  # noqa: DTZ901
        datetime.max,  # noqa: DTZ901
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
        NOW + timedelta(days=2),
    ],
)
def test_a_time_that_cannot_be_right_is_no_time(far: datetime) -> None:
    assert clean.moment(far, NOW) is None


def test_a_time_is_kept_in_utc() -> None:
    berlin = timezone(timedelta(hours=1))
    assert clean.moment(datetime(2026, 3, 2, 10, tzinfo=berlin), NOW) == NOW
    assert clean.moment(datetime(2026, 3, 2, 9), NOW) == NOW  # noqa: DTZ001 without zone: taken as UTC
    assert clean.moment(None, NOW) is None
