from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core import demo as rules

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def pulse(alive: bool = True, rush: int | None = None, seen: int | None = 1, waiting: int = 3) -> rules.Pulse:
    """*rush* and *seen*: minutes from now on, and ago."""
    until = None if rush is None else NOW + timedelta(minutes=rush)
    looked = None if seen is None else NOW - timedelta(minutes=seen)
    return rules.Pulse(alive, until, looked, waiting)


def test_nobody_writes_to_a_desk_that_nobody_looks_at() -> None:
    assert pulse().writes(NOW)
    assert not pulse(seen=21).writes(NOW)
    assert not pulse(seen=None).writes(NOW)


def test_a_rush_that_was_asked_for_comes_even_while_nobody_looks() -> None:
    assert pulse(seen=None, rush=3).writes(NOW)
    assert not pulse(seen=None, rush=-1).writes(NOW)


def test_whoever_sleeps_does_not_write_not_even_in_a_rush() -> None:
    assert not pulse(alive=False, rush=3).writes(NOW)


def test_a_full_desk_is_not_filled_any_further() -> None:
    assert not pulse(rush=3, waiting=rules.MOST_OPEN).writes(NOW)


@given(st.booleans(), st.floats(0, 1))
def test_a_rush_is_quicker_than_any_quiet_day(rushes: bool, chance: float) -> None:
    pause = rules.pause(rushes, chance)
    assert rules.RUSH[0] <= pause <= rules.QUIET[1]
    assert rules.pause(True, chance) < rules.pause(False, chance)


@given(st.floats(0, 1))
def test_nobody_answers_back_before_she_could_have_read(chance: float) -> None:
    assert rules.reacts_after(chance) >= timedelta(seconds=20)
