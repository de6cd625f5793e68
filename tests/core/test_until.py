"""By when they have an answer, in their language."""

from datetime import UTC, date, datetime, timedelta

import pytest

from zuruf.core.until import filled, hour, worth

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
