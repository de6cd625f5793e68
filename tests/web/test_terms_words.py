"""A network's terms as the composer says them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from zuruf.core.capabilities import Terms
from zuruf.web import terms_words

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def said(under: Terms | None) -> list[tuple[str, bool]]:
    with translation.override("en"), timezone.override("Europe/Berlin"):
        return [(line.text, line.soon) for line in terms_words.lines(under, NOW)]


def test_the_window_is_said_with_its_end_and_seen_when_it_ends_soon() -> None:
    assert said(Terms(until=NOW + timedelta(hours=26))) == [
        ("Answer possible until Tuesday 12:00 (within 26\xa0h).", False)
    ]
    assert said(Terms(until=NOW + timedelta(minutes=119))) == [
        ("Answer possible until Monday 11:59 (within 119\xa0min).", True)
    ]
    assert said(Terms(until=NOW + timedelta(days=9)))[0][0].endswith("(within 9 days).")


def test_the_price_is_said_with_its_reason_and_as_many_digits_as_it_needs() -> None:
    assert said(Terms(cents=20.0, note="Because of the link.")) == [
        ("This answer costs about $0.20. Because of the link.", False)
    ]
    assert said(Terms(cents=1.5)) == [("This answer costs about $0.015.", False)]
    assert said(Terms(note="It is looked at first.")) == [("It is looked at first.", False)]


def test_without_terms_or_with_a_refusal_there_is_no_line() -> None:
    assert said(None) == said(Terms()) == said(Terms(refusal="No.", cents=9)) == []


def test_a_list_says_only_what_ends_soon() -> None:
    with translation.override("en"), timezone.override("Europe/Berlin"):
        assert terms_words.closing(NOW + timedelta(hours=3), NOW) == ""
        assert terms_words.closing(NOW + timedelta(hours=2, minutes=59), NOW) == "answer until 12:59"
        assert terms_words.closing(NOW, NOW) == "too late to answer"
