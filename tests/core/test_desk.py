"""How a wait is told."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.desk import MOVES, State, wait

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SPAN = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400))


def test_half_of_the_target_is_gone_half_way() -> None:
    w = wait(AT, AT + timedelta(hours=1), AT + timedelta(minutes=30))
    assert (w.minutes, w.share, w.late) == (30, 0.5, False)


def test_it_is_late_from_the_moment_of_the_target_on() -> None:
    assert wait(AT, AT + timedelta(hours=1), AT + timedelta(hours=1)).late


def test_without_a_target_nothing_is_late() -> None:
    w = wait(AT, None, AT + timedelta(days=30))
    assert (w.share, w.late) == (None, False)


def test_a_message_from_the_future_has_not_been_waiting() -> None:
    assert wait(AT + timedelta(minutes=5), AT + timedelta(hours=1), AT).minutes == 0


def test_a_target_that_is_no_time_at_all_is_missed_at_once() -> None:
    assert wait(AT, AT, AT).late


@given(target=SPAN, earlier=SPAN, more=SPAN)
def test_a_wait_only_ever_grows(target: timedelta, earlier: timedelta, more: timedelta) -> None:
    a, b = wait(AT, AT + target, AT + earlier), wait(AT, AT + target, AT + earlier + more)
    assert a.minutes <= b.minutes
    assert (a.share or 0) <= (b.share or 0)
    assert b.late or not a.late


def test_what_is_done_can_only_be_taken_up_again() -> None:
    assert MOVES[State.DONE] == {State.OPEN, State.WAITING}
