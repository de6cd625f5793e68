"""Who may knock, and when nobody calls any more."""

from datetime import UTC, datetime, timedelta

from zuruf.core.calling import MOST_REFUSED, MOST_SENDERS, TRUSTED, WITHIN, Door, silent

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_after_many_refusals_a_sender_waits_until_the_oldest_is_a_minute_old() -> None:
    door = Door()
    for second in range(MOST_REFUSED):
        assert not door.wait("a", NOW)
        door.refused("a", NOW + timedelta(milliseconds=second))
    assert door.wait("a", NOW + WITHIN / 2) == WITHIN / 2
    assert not door.wait("a", NOW + WITHIN)
    assert not door.wait("b", NOW)


def test_whoever_was_let_in_is_not_shut_out_for_an_hour_by_others_at_the_same_address() -> None:
    door = Door()
    door.let_in("a", NOW)
    late = NOW + TRUSTED
    for _ in range(MOST_REFUSED):
        door.refused("a", late)
    assert not door.wait("a", late - timedelta(seconds=1))
    assert door.wait("a", late) == WITHIN


def test_a_crowd_of_senders_does_not_fill_the_memory() -> None:
    door = Door()
    for n in range(MOST_SENDERS + 10):
        door.refused(str(n), NOW)
        door.let_in(str(n), NOW)
    assert max(len(door._refused), len(door._let_in)) == MOST_SENDERS


def test_silence_is_told_only_where_asking_brings_what_nobody_called_for() -> None:
    assert silent(NOW, None, NOW) == timedelta()
    assert silent(NOW, NOW + timedelta(hours=23), NOW - 9 * DAY) == timedelta()
    assert silent(NOW, NOW + 3 * DAY, NOW - 9 * DAY) == 3 * DAY
    assert silent(None, NOW + 2 * DAY, NOW) == timedelta()  # nobody has set up that it calls
    assert silent(NOW - 30 * DAY, NOW + 2 * DAY, NOW) == 2 * DAY  # connected again since
