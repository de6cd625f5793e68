"""What counts as thanks, and for which answer."""

from datetime import UTC, datetime, timedelta

import pytest

from zuruf.core.thanks import WITHIN, counts, thankful

OUT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("intents", "risks", "is_thanks"),
    [
        (["thanks"], [], True),
        (["praise", "question"], [], True),
        (["thanks", "complaint"], [], False),  # "Danke für nichts"
        (["thanks"], ["threat"], False),
        (["question"], [], False),
    ],
)
def test_thanks_beside_a_complaint_or_a_risk_are_none(
    intents: list[str], risks: list[str], is_thanks: bool
) -> None:
    assert thankful(intents, risks) is is_thanks


def test_they_are_for_an_answer_that_was_out_and_not_long_ago() -> None:
    assert counts(OUT, OUT + WITHIN)
    assert not counts(OUT, OUT + WITHIN + timedelta(seconds=1))
    assert not counts(OUT, OUT - timedelta(seconds=1))
    assert not counts(None, OUT)
