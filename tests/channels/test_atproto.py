"""Record keys, addresses and rich text, held against the conformance cases where they are."""

import gzip
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.channels import _atproto as at

CASES = Path(__file__).resolve().parents[3] / "shared" / "data" / "conformance"
MOMENTS = st.integers(10**12, 7 * 10**15).map(
    lambda us: datetime.fromtimestamp(0, UTC) + timedelta(microseconds=us)
)
NOW = datetime(2026, 3, 2, 8, 15, 30, 123456, tzinfo=UTC)


def cases(name: str) -> list[str]:
    place = CASES / "atproto-syntax" / name
    if not place.is_file():
        pytest.skip(f"The conformance cases are not there: {place}")
    lines = place.read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


# --- record keys


def is_tid(text: str) -> bool:
    return re.fullmatch(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}", text) is not None


@given(st.text(), MOMENTS)
def test_a_record_key_is_always_a_valid_one(key: str, when: datetime) -> None:
    assert is_tid(at.tid(key, when))


@given(
    st.text(),
    MOMENTS,
    st.integers(1, 10**9),
)
def test_record_keys_sort_by_time(key: str, when: datetime, later: int) -> None:
    assert at.tid(key, when) < at.tid(key, when + timedelta(microseconds=later))


def test_deliveries_of_one_microsecond_differ_by_ten_bits_of_their_key() -> None:
    assert len({at.tid(f"delivery-{n}", NOW) for n in range(2000)}) > 800


def test_the_networks_own_cases_of_record_keys() -> None:
    assert all(is_tid(line) for line in cases("tid_syntax_valid.txt"))
    assert not any(is_tid(line) for line in cases("tid_syntax_invalid.txt"))


# --- addresses and times


def test_the_networks_own_cases_of_addresses() -> None:
    records = [u for u in cases("aturi_syntax_valid.txt") if u.startswith("at://did:") and u.count("/") == 4]
    assert len(records) > 10
    assert all(at.record(uri) for uri in records)
    assert not any(at.record(uri) for uri in cases("aturi_syntax_invalid.txt"))


def test_only_posts_have_a_page_for_people() -> None:
    assert (
        at.permalink("at://did:plc:abc/app.bsky.feed.post/3k")
        == "https://bsky.app/profile/did:plc:abc/post/3k"
    )
    assert at.permalink("at://did:plc:abc/app.bsky.feed.like/3k") == ""
    assert at.permalink("javascript:alert(1)") == ""


def test_the_networks_own_cases_of_times() -> None:
    assert all(at.moment(text) for text in cases("datetime_syntax_valid.txt"))
    broken = [t for t in cases("datetime_parse_invalid.txt") if at.moment(t)]
    assert broken == []
    assert at.moment(7) is None
    assert at.moment("2026-03-01") is None


def test_a_time_is_written_in_milliseconds() -> None:
    assert at.written(NOW) == "2026-03-02T08:15:30.123Z"


# --- graphemes


def breaks() -> Iterator[tuple[str, int]]:
    place = CASES / "unicode15" / "GraphemeBreakTest.txt.gz"
    if not place.is_file():
        pytest.skip(f"The conformance cases are not there: {place}")
    for line in gzip.decompress(place.read_bytes()).decode().splitlines():
        marks = line.partition("#")[0].split()
        codes = [chr(int(c, 16)) for c in marks if re.fullmatch("[0-9A-F]+", c)]
        if codes and not any("\ud800" <= c <= "\udfff" for c in codes):
            yield "".join(codes), marks.count("÷") - 1


def test_graphemes_are_counted_as_unicode_says() -> None:
    found = list(breaks())
    wrong = [text for text, expected in found if at.graphemes(text) != expected]
    assert len(found) > 500
    # newer Unicode counts these as two, and so does the network itself (lex-data, ICU 78)
    assert wrong in ([], ["✁\u200d✁"])


# --- facets


def spans(text: str, **known: str) -> list[tuple[str, str]]:
    """(the words under the facet, what it is), by cutting the UTF-8 bytes as the network does."""
    raw = text.encode()
    return [
        (
            raw[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode(),
            next(v for k, v in f["features"][0].items() if k != "$type"),
        )
        for f in at.facets(text, {k.replace("_", "."): v for k, v in known.items()})
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Grüße 👩‍👩‍👧 https://example.org/ü?x=1.",
            [("https://example.org/ü?x=1", "https://example.org/ü?x=1")],
        ),
        ("(siehe https://example.org/a_(b))", [("https://example.org/a_(b)", "https://example.org/a_(b)")]),
        ("auf www.example.org, dort", [("www.example.org", "https://www.example.org")]),
        ("„https://example.org“", [("https://example.org", "https://example.org")]),
        ("mail@www.example.org", []),
        ("http:// https://. www.", []),
        (
            "#Wasser, #Straße! #1 #2026er ##x",
            [("#Wasser", "Wasser"), ("#Straße", "Straße"), ("#2026er", "2026er")],
        ),
        ("#" + "x" * 65, []),
        ("Nr.#5 c#", []),
        ("kein Link", []),
    ],
)
def test_links_and_hashtags_are_marked_by_bytes(text: str, expected: list[tuple[str, str]]) -> None:
    assert spans(text) == expected


def test_only_a_mention_whose_did_is_known_is_marked() -> None:
    text = "Ja 👋 @Asker.Example, und @other.example. mail@asker.example"

    assert spans(text, asker_example="did:plc:asker") == [("@Asker.Example", "did:plc:asker")]


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_facets_never_cut_a_character_and_never_overlap(text: str) -> None:
    raw, before = text.encode(), 0
    for facet in at.facets(text, {}):
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        assert before <= start < end <= len(raw)
        raw[start:end].decode()
        before = end


def test_languages_are_at_most_three_plain_tags() -> None:
    assert at.languages("de", "de", "en", "x y", "", "fr-CH", "it") == ["de", "en", "fr-CH"]


# --- what comes in


def test_a_shortened_link_gets_its_true_address_back() -> None:
    text = "Öl: example.org/a…"
    facet = {"index": {"byteStart": 5, "byteEnd": 21}, "features": [{"uri": 'https://example.org/ab?"x"'}]}

    assert (
        at.with_links(text, [facet])
        == 'Öl: <a href="https://example.org/ab?&quot;x&quot;">example.org/a…</a>'
    )


@pytest.mark.parametrize(
    "facets",
    [
        None,
        7,
        [7],
        [{"index": 7}],
        [{"index": {"byteStart": "0", "byteEnd": 2}, "features": []}],
        [{"index": {"byteStart": 5, "byteEnd": 2}, "features": [{"uri": "https://x.example"}]}],
        [{"index": {"byteStart": 0, "byteEnd": 200}, "features": [{"uri": "https://x.example"}]}],
        [{"index": {"byteStart": 0, "byteEnd": 2}, "features": [{"uri": "javascript:alert(1)"}, 7]}],
    ],
)
def test_broken_facets_are_no_links(facets: object) -> None:
    assert at.with_links("Guten Tag", facets) == ""
