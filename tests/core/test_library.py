"""Placeholders, freshness, what fits, and until when an answer is due."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.there import there
from zuruf.core import library
from zuruf.core.library import Candidate, Freshness
from zuruf.core.library_file import Block, Unreadable, as_csv, as_json, read

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # a Monday


def test_what_is_known_is_filled_and_all_else_stays_to_be_typed() -> None:
    known = {"name": "Petra", "link:bericht": "Bericht: https://example.org", "topic": ""}
    text = "Hallo {name}, {topic} {due} {link:bericht} {link:karte} {anything}"
    filled = library.fill(text, known)
    assert filled == "Hallo Petra, {topic} {due} Bericht: https://example.org {link:karte} {anything}"
    assert library.left_open(filled) == ("{topic}", "{due}", "{link:karte}")


@given(st.text(), st.text())
def test_what_is_filled_in_is_never_taken_for_a_placeholder(name: str, rest: str) -> None:
    rest = rest.replace("{", "")
    assert library.fill("{name}" + rest, {"name": name or "N", "due": "heute"}) == (name or "N") + rest


@pytest.mark.parametrize(
    ("days", "is_"),
    [(-1, Freshness.EXPIRED), (0, Freshness.SOON), (14, Freshness.SOON), (15, Freshness.FRESH)],
)
def test_a_fact_holds_through_its_last_day_and_asks_two_weeks_before(days: int, is_: Freshness) -> None:
    assert library.freshness(date(2026, 3, 2) + timedelta(days=days), date(2026, 3, 2)) is is_


@pytest.mark.parametrize(
    ("sent", "there"),
    [
        ("Ersatzteile brauchen zurzeit etwa zehn Werktage.", True),
        ("Ersatzteile brauchen leider zwanzig Tage, etwa.", True),
        ("Es kommt morgen.", False),
    ],
)
def test_words_count_as_used_as_long_as_half_of_them_are_still_there(sent: str, there: bool) -> None:
    assert library.still_there("Ersatzteile brauchen etwa zehn Werktage.", sent) is there


def test_what_is_meant_for_the_topic_comes_first_and_what_is_meant_for_another_only_when_asked_for() -> None:
    general, fits, other = (Candidate("Preis", "", topics=t) for t in ((), ("lieferung",), ("jobs",)))

    def score(one: Candidate, *typed: str) -> float | None:
        return library.wanted(one, typed, ["lieferung"])

    assert there(score(fits)) > there(score(general))
    assert score(other) is None
    assert score(other, "pre") is not None
    assert score(other, "reis") is None  # not the beginning of a word
    assert library.wanted(Candidate("Preis", "", accounts=("a",)), ["preis"], (), "b") is None


@pytest.mark.parametrize(
    ("due", "german", "english"),
    [
        (NOW + timedelta(hours=2), "heute 12:00 Uhr", "today 12:00"),
        (NOW + timedelta(days=1), "Dienstag 10:00 Uhr", "Tuesday 10:00"),
        (NOW + timedelta(days=9), "Mittwoch (11.3.) 10:00 Uhr", "Wednesday (11 Mar) 10:00"),
        (NOW - timedelta(hours=1), "", ""),
        (None, "", ""),
    ],
)
def test_until_when_is_said_as_one_says_it(due: datetime | None, german: str, english: str) -> None:
    assert library.due_words(due, NOW, "de") == german
    assert library.due_words(due, NOW, "en") == english


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip)
BLOCKS = st.lists(
    st.builds(
        Block,
        title=TEXT.map(lambda t: " ".join(t.split())).filter(bool),
        texts=st.dictionaries(st.sampled_from(["de", "en"]), TEXT, min_size=1),
        topics=st.lists(st.sampled_from(["lieferung", "preise"])).map(tuple),
    ),
    min_size=1,
)


@given(BLOCKS)
def test_what_goes_out_as_a_file_comes_in_again_as_it_was(blocks: list[Block]) -> None:
    assert read(as_json(blocks).encode()) == blocks
    assert read(as_csv(blocks).encode()) == blocks


def test_a_spreadsheet_never_runs_a_text_block() -> None:
    (line,) = as_csv([Block("=HYPERLINK(1)", {"de": "+49 30"})]).splitlines()[1:]
    assert line == "'=HYPERLINK(1),'+49 30,,"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\xff\xfe\x00", 0),
        (b"{", 0),
        (b'{"text_blocks": 1}', 0),
        (b'[{"title": "", "texts": {"de": "x"}}]', 1),
        (b'[{"title": "x", "texts": {"de": "x"}}, {"title": "x"}]', 2),
        (b"name,text\r\nx,y\r\n", 0),
        (b"title,text_de\r\nx,\r\n", 2),
    ],
)
def test_a_file_that_is_none_of_ours_says_where(content: bytes, line: int) -> None:
    with pytest.raises(Unreadable) as error:
        read(content)
    assert error.value.line == line


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("Gern geschehen. [JK]", "Gern geschehen."),
        ("Gern geschehen.\n\n[Das Team]\n", "Gern geschehen."),
        ("[JK]", ""),
        ("Gern [siehe oben] geschehen.", "Gern [siehe oben] geschehen."),
        ("Gern geschehen. ", "Gern geschehen. "),
        (f"Gern [{'a' * 61}]", f"Gern [{'a' * 61}]"),
        (
            f"a{' ' * 30_000}b",
            f"a{' ' * 30_000}b",
        ),  # half a minute where each blank began a search of its own
    ],
)
def test_an_earlier_answer_comes_without_the_signature_at_its_end(sent: str, said: str) -> None:
    assert library.bare(sent) == said
