"""By when they have an answer, in their language."""

from datetime import UTC, date, datetime, timedelta

import pytest

from zuruf.core.until import filled, hour, past, worth

TODAY = date(2026, 3, 2)  # a Monday


@pytest.mark.parametrize(
    ("at", "language", "said"),
    [
        (datetime(2026, 3, 2, 16, 40, tzinfo=UTC), "de", "heute, 16:40 Uhr"),
        (datetime(2026, 3, 3, 9, 37, tzinfo=UTC), "de", "Dienstag, 9:40 Uhr"),
        (datetime(2026, 3, 3, 9, 58, tzinfo=UTC), "en", "Tuesday, 10:00"),
        (datetime(2026, 3, 10, 9, 0, tzinfo=UTC), "de", "Dienstag, 10. März, 9:00 Uhr"),
        (datetime(2026, 3, 10, 9, 0, tzinfo=UTC), "fr", "Tuesday 10 March, 9:00"),
    ],
)
def test_the_hour_is_told_as_one_says_it_and_never_earlier(at: datetime, language: str, said: str) -> None:
    assert hour(at, TODAY, language) == said


def test_only_what_is_far_off_is_worth_a_word() -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert not worth(now + timedelta(hours=4), now)
    assert worth(now + timedelta(hours=4, minutes=1), now)
    assert not worth(None, now)


def test_the_hour_takes_the_place_of_the_mark() -> None:
    assert filled("Bis {until}!", "morgen") == "Bis morgen!"


@pytest.mark.parametrize(
    ("text", "over_at", "words"),
    [
        ("Guten Tag! Wir melden uns heute bis 14 Uhr.", "14:00", "heute bis 14 Uhr"),
        ("Die Leitung war weg. Wir melden uns heute noch vor 9.30 Uhr!", "09:30", "heute noch vor 9.30 Uhr"),
        ("Wir melden uns bis heute, 16:40 Uhr hier bei Ihnen.", "16:40", "bis heute, 16:40 Uhr"),
        ("You hear from us today before 11 am.", "11:00", "today before 11 am."),
        ("We will reply by 4 today.", "16:00", "by 4 today"),
        ("We will reply by today, 14:00.", "14:00", "by today, 14:00"),
    ],
)
def test_a_promise_for_an_hour_of_today_that_is_over_is_found(text: str, over_at: str, words: str) -> None:
    minute = int(over_at[:2]) * 60 + int(over_at[3:])
    assert (past(text, minute), past(text, minute - 1), past(text, None)) == (words, "", "")


@pytest.mark.parametrize(
    "text",
    [
        "Morgen bis 9 Uhr wissen wir mehr.",
        "Unsere Werkstatt ist werktags bis 18 Uhr offen.",
        "Heute bis 14 Uhr war die Leitung gestört.",
        "Ihre Nachricht kam heute um 9 Uhr an.",
        "It was down today until 2 pm.",
        "Heute bis 77 Uhr.",
        "",
    ],
)
def test_what_is_for_another_day_or_told_of_the_past_promises_nothing(text: str) -> None:
    assert past(text, 23 * 60 + 59) == ""
