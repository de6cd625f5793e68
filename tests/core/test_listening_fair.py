"""Whom a listening search may not be about, how long it keeps, and what is too much."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.listening import Query
from zuruf.core.listening_fair import (
    FEW,
    LONGEST_ALLOWED,
    MANY_A_DAY,
    MOST_DAYS,
    USUAL_DAYS,
    Asked,
    Concerns,
    Kind,
    Marked,
    allowance,
    asked,
    by_kind,
    concerns,
    days,
    precision,
    rate,
    vanishes_in,
)
from zuruf.core.listening_named import Somebody
from zuruf.core.listening_parse import parse

JANA = Somebody("Jana Käßner", ("jana.kaessner@example.org", "jkaessner"))
LI = Somebody("Wei Li")
TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    "word",
    [
        "Käßner",
        "kaessner",
        "KÄSSNER",
        "Jana Käßner",
        "kaess*",
        "kaessner*",
        "@JKaessner",
        "jana.kaessner@example.org",
    ],
)
def test_a_search_for_one_of_ours_is_known_however_it_is_written(word: str) -> None:
    assert concerns(Asked(("lieferung", word)), [JANA]).staff == (word,)


def test_of_a_query_counts_what_it_wants_not_what_it_excludes() -> None:
    query = parse(
        'akku NEAR/5 (brennt OR "fängt feuer") #janakern lief* -kaessner -from:@erika.example from:@blatt.example'
    )
    assert isinstance(query, Query)
    found = asked(query)
    assert set(found.words) == {"akku", "brennt", "fängt feuer", "janakern", "lief*"}
    assert found.authors == ("blatt.example",)
    assert concerns(found, [JANA, Somebody("Jana Kern")]) == Concerns(("janakern",), ("blatt.example",))


@pytest.mark.parametrize("word", ["Jana", "Käse", "kae*", "lieferung", "Kaessnerei", "example.org"])
def test_what_only_resembles_a_name_is_no_search_for_somebody(word: str) -> None:
    assert not concerns(Asked((word,)), [JANA])


def test_names_too_short_to_tell_count_where_the_whole_name_stands() -> None:
    assert concerns(Asked(("Wei", "Li")), [LI]).staff == ("Wei", "Li")
    assert not concerns(Asked(("Li", "Batterie")), [LI])


@pytest.mark.parametrize(
    ("query", "called"),
    [
        ("muller", Somebody("Jana Müller")),  # a search for Muller finds Müller
        ("Müller", Somebody("Jana Mueller")),
        ("mull*", Somebody("Jana Mu\u0308ller")),  # as a Mac writes it
        ("walesa", Somebody("Ewa Wałesa")),
        ("Kerns", Somebody("Jana Kern")),  # and one for Kerns finds Kern
        ('"von kernen"', Somebody("Jana Kern")),
        ("Kernin", Somebody("Jana Kern")),
        ("ker*", Somebody("Jana Kern")),
        ("kern", Somebody("Kern, Jana")),
        ("kern", Somebody("Jana Kern, MBA")),
        ("vogt", Somebody("Jana Vogt-Hollerbach")),
        ("#kernjana", Somebody("Jana Kern")),
        ("jkern@haus.example", Somebody("", ("jkern@haus.example",))),
        ("flotte_lotte", Somebody("Lotte Ott", ("@flotte_lotte",))),
        ("akku @rad.jana.example", Somebody("", ("rad.jana.example",))),
        ("akku from:@jana-kern.example", Somebody("Jana Kern")),
    ],
)
def test_no_other_spelling_form_or_order_gets_past(query: str, called: Somebody) -> None:
    read = parse(query)
    assert isinstance(read, Query)
    marks = [Marked("jana-kern.example", Kind.PRESS, "she says so")]
    assert concerns(asked(read), [called], marks).staff, query


@pytest.mark.parametrize(
    "query", ["kerngehäuse", "jana", "berg", "from:@kern-gmbh.example akku", "haus.example"]
)
def test_what_only_has_letters_of_a_name_is_let_through(query: str) -> None:
    read = parse(query)
    assert isinstance(read, Query)
    ours = [Somebody("Jana Kern", ("jkern@haus.example",)), Somebody("Ute Bergen")]
    assert not concerns(asked(read), ours, [Marked("kern-gmbh.example", Kind.ORGANISATION, "imprint")])


def test_what_stands_in_brackets_behind_a_name_is_no_name() -> None:
    kern = Somebody("Jana Kern (Vertrieb)")
    assert not concerns(Asked(("vertrieb",)), [kern])
    assert concerns(Asked(("kern",)), [kern])


def test_an_author_has_to_be_more_than_herself_and_somebody_has_to_say_how_that_is_known() -> None:
    wished = Asked(("fahrrad",), ("@stadt-lindenau.example", "@erika.example", "@blatt.example"))
    marked = [
        Marked("stadt-lindenau.example", Kind.OFFICE, "the town's own account"),
        Marked("blatt.example", Kind.PRESS, " "),
    ]
    assert concerns(wished, [], marked) == Concerns((), ("@erika.example", "@blatt.example"))


def test_an_author_who_is_one_of_ours_is_never_just_unmarked() -> None:
    found = concerns(
        Asked(("rad",), ("@jkaessner",)), [JANA], [Marked("jkaessner", Kind.PRESS, "a journalist")]
    )
    assert found == Concerns(("@jkaessner",), ())


@given(st.lists(st.text(max_size=12), max_size=5), st.lists(st.text(max_size=12), max_size=3))
def test_it_never_fails_and_more_people_never_concern_fewer(words: list[str], names: list[str]) -> None:
    wished = Asked(tuple(words))
    few = concerns(wished, [Somebody(n) for n in names[:1]])
    many = concerns(wished, [Somebody(n) for n in names])
    assert set(few.staff) <= set(many.staff) <= set(words)


@pytest.mark.parametrize(
    ("n", "why", "runs", "expected"),
    [
        (None, "", False, (USUAL_DAYS, "")),
        (7, "", False, (7, "")),
        (31, "the court case lasts until June", False, (31, "days_owner")),
        (31, "because", True, (31, "days_why")),
        (31, "the court case lasts until June", True, (31, "")),
        (0, "", True, (0, "days")),
        (MOST_DAYS + 1, "the court case lasts until June", True, (MOST_DAYS + 1, "days")),
    ],
)
def test_longer_than_usual_is_for_owners_who_say_why(
    n: int | None, why: str, runs: bool, expected: tuple[int, str]
) -> None:
    assert days(n, why, runs=runs) == expected


def test_an_exception_has_a_reason_and_an_end_that_is_not_far() -> None:
    reason = "threats against our fitters, agreed with the works council"
    made, wrong = allowance(TODAY, reason, TODAY)
    assert made is not None
    assert not wrong
    assert made.holds(TODAY)
    assert not made.holds(TODAY + timedelta(days=1))
    assert allowance(TODAY, "because", TODAY) == (None, "allow_why")
    for until in (None, TODAY - timedelta(days=1), TODAY + LONGEST_ALLOWED + timedelta(days=1)):
        assert allowance(until, reason, TODAY) == (None, "allow_until")


def test_the_rate_warns_of_too_much_and_of_nothing() -> None:
    week = timedelta(days=7)
    assert rate(0, week).warns == "none"
    assert rate(7, week).a_day == 1
    assert rate(7 * MANY_A_DAY, week).warns == ""
    assert rate(7 * MANY_A_DAY + 7, week).warns == "many"
    assert rate(100, timedelta(hours=3), cut_off=True).a_day == 800
    assert rate(5, timedelta(seconds=1)).a_day == 120  # a burst is counted as an hour


def test_what_was_worth_it_is_a_share_of_what_somebody_looked_at() -> None:
    assert precision(0, 0) is None
    assert precision(8, 2) == 80
    assert FEW > 1


def test_a_hit_says_when_it_is_gone() -> None:
    assert vanishes_in(TODAY, 30, TODAY) == 30
    assert vanishes_in(TODAY - timedelta(days=40), 30, TODAY) == 0


def test_marks_that_are_kept_wrongly_are_no_marks() -> None:
    kept = [
        {"handle": "a.example", "kind": "press", "why": "w"},
        {"handle": "b.example", "kind": "friend"},
        {"kind": "press"},
    ]
    assert by_kind(kept) == (Marked("a.example", Kind.PRESS, "w"), Marked("b.example", None, ""))
