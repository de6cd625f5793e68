"""The query language: what is understood, what is said about the rest, and that nothing makes it raise."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.search import Filter, Kind, Sought, bound, composed, parse, place, span

TODAY = date(2026, 3, 2)
BEGAN = datetime(2000, 1, 1, tzinfo=UTC)


def test_words_phrases_exclusions_and_beginnings_are_told_apart() -> None:
    read = parse('liefer* "keine Antwort" -gutschein -"nie wieder"', TODAY)
    assert read.sought == (
        Sought("liefer", begins=True),
        Sought("keine Antwort", exact=True),
        Sought("gutschein", without=True),
        Sought("nie wieder", exact=True, without=True),
    )


def test_german_and_english_filters_mean_the_same() -> None:
    german = parse("von:anna konto:blog thema:versand ist:offen nach:2026-03-01 vor:gestern", TODAY)
    english = parse("from:anna account:blog topic:versand is:open after:1.3.2026 before:yesterday", TODAY)
    assert german == english
    assert german.filters[3] == Filter("is", "open")
    assert (german.since, german.until) == (date(2026, 3, 1), date(2026, 3, 1))


def test_what_only_looks_like_a_filter_is_looked_for_as_words() -> None:
    read = parse("https://example.org Achtung:heute", TODAY)
    assert [s.text for s in read.sought] == ["https://example.org", "Achtung:heute"]
    assert not read.problems


def test_german_quotes_are_quotes_and_one_that_is_open_ends_with_the_text() -> None:
    assert parse("„keine Antwort“", TODAY).sought == (Sought("keine Antwort", exact=True),)
    assert parse('"keine Antwort', TODAY).sought == (Sought("keine Antwort", exact=True),)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("-nur", "only_without"),
        ("von:", "no_value"),
        ("vor:neulich", "no_date"),
        ("vor:31.2.2026", "no_date"),
        ("ist:grün", "no_is"),
        ("ab*", "prefix"),
        ("…", "empty"),
        ("wort " * 30, "too_many"),
    ],
)
def test_what_is_not_understood_is_named(query: str, code: str) -> None:
    assert [p.code for p in parse(query, TODAY).problems] == [code]


@pytest.mark.parametrize(
    ("value", "first", "beyond"),
    [
        ("2026", "2026-01-01", "2027-01-01"),
        ("2025-12", "2025-12-01", "2026-01-01"),
        ("2026-03-01", "2026-03-01", "2026-03-02"),
        ("1.3.26", "2026-03-01", "2026-03-02"),
        ("24.12.", "2025-12-24", "2025-12-25"),
        ("heute", "2026-03-02", "2026-03-03"),
        ("7t", "2026-02-23", "2026-02-24"),
    ],
)
def test_a_day_can_be_said_in_many_ways(value: str, first: str, beyond: str) -> None:
    assert span(value, TODAY) == (date.fromisoformat(first), date.fromisoformat(beyond))


@given(st.text(max_size=500))
def test_no_text_makes_it_raise(text: str) -> None:
    read = parse(text, TODAY)
    assert read.nothing == (not text.translate({0: " "}).split())


@given(
    st.lists(
        st.tuples(
            st.integers(-(10**9), 10**9),
            st.sampled_from(Kind),
            st.integers(1, 2**29),
        ),
        max_size=20,
    )
)
def test_ids_are_in_the_order_of_time_and_each_has_its_own(said: list[tuple[int, Kind, int]]) -> None:
    known = {(BEGAN + timedelta(seconds=at), kind, n) for at, kind, n in said}
    ids = {place(*one): one for one in known}
    assert len(ids) == len(known)
    assert [one[0] for _id, one in sorted(ids.items())] == sorted(one[0] for one in known)
    assert all(
        -(2**63) <= i < 2**63 and bound(one[0]) <= i < bound(one[0] + timedelta(seconds=1))
        for i, one in ids.items()
    )


def test_the_fields_of_the_page_become_part_of_the_query() -> None:
    text = composed("paket", {"from": "Anna Berg", "is": "open", "topic": ""})
    assert text == 'paket from:"Anna Berg" is:open'
    assert parse(text, TODAY).filters == (Filter("from", "Anna Berg"), Filter("is", "open"))
