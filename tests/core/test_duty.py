"""Duty and ringing: the laws."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.duty import DAY, REST, Change, OnDuty, Span, Weekly, on_duty, spans, too_little_rest
from zuruf.core.ring import ENDED, LIVE, MOVES, State, must_ring, turn

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 3, 23)  # the clock goes forward on the Sunday after
minutes = st.integers(0, DAY - 1)
moments = st.integers(0, 14 * DAY).map(lambda n: datetime(2026, 3, 23, tzinfo=UTC) + timedelta(minutes=n))
weekly = st.builds(
    lambda m, d, s, n, r: Weekly(m, d, s, s + n, r),
    st.sampled_from((1, 2, 3)), st.integers(0, 6), minutes, st.integers(1, 960), st.integers(0, 2),
)  # fmt: skip
changes = st.builds(
    lambda m, on, a, n, lunch: Change(m, on and not lunch, a, a + timedelta(minutes=n), lunch),
    st.sampled_from((1, 2, 3)), st.booleans(), moments, st.integers(1, 3000), st.booleans(),
)  # fmt: skip
spanned = st.lists(
    st.tuples(moments, st.integers(1, 900)).map(lambda t: (t[0], t[0] + timedelta(minutes=t[1])))
)


@given(
    st.lists(weekly, max_size=8),
    st.lists(changes, max_size=6),
    moments,
    st.frozensets(st.sampled_from((1, 2, 3))),
)
def test_nobody_is_on_duty_outside_her_shifts_on_a_day_off_or_while_absent(
    rota: list[Weekly], also: list[Change], now: datetime, away: frozenset[int]
) -> None:
    for one in on_duty(rota, also, now, BERLIN, away):
        mine = [c for c in also if c.member == one.member]
        assert one.member not in away
        assert one.until > now
        holding = [c for c in mine if c.starts_at <= now < c.ends_at]
        assert not any(c.pause for c in holding)
        assert not holding or holding[-1].on, "what was entered last holds"
        extra = bool(holding)
        today = now.astimezone(BERLIN).date()
        shift = spans(rota, [], one.member, today - timedelta(days=1), 2, BERLIN)
        assert extra or any(a <= now < b for a, b in shift)


@given(st.lists(weekly, max_size=6), st.lists(changes, max_size=6))
def test_times_on_duty_are_in_order_and_apart(rota: list[Weekly], also: list[Change]) -> None:
    found = spans(rota, also, 1, MONDAY, 14, BERLIN)
    assert all(a < b for a, b in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))


@given(spanned)
def test_where_rest_is_enough_every_beginning_is_followed_by_the_whole_rest_within_13_hours(
    taken: list[Span],
) -> None:
    if too_little_rest(taken) is not None:
        return
    for start, _ in taken:
        free = [e for _, e in taken if not any(a < e + REST and b > e for a, b in taken)]
        assert any(start < e <= start + timedelta(hours=13) for e in free)


def test_an_evening_before_a_morning_is_too_little_rest_and_a_lunch_break_is_none() -> None:
    def at(day: int, hour: int) -> datetime:
        return datetime(2026, 3, day, hour, tzinfo=UTC)

    assert too_little_rest([(at(2, 14), at(2, 22)), (at(3, 8), at(3, 12))]) == (at(2, 22), at(3, 8))
    assert too_little_rest([(at(2, 14), at(2, 21)), (at(3, 8), at(3, 12))]) is None
    assert too_little_rest([(at(2, 8), at(2, 12)), (at(2, 13), at(2, 17))]) is None
    assert too_little_rest([(at(2, 8), at(2, 23))]) is not None


def test_a_night_shift_reaches_into_the_next_day_and_over_the_change_of_clocks() -> None:
    night = [Weekly(1, 5, 22 * 60, DAY + 6 * 60)]  # Saturday evening until Sunday morning
    (span,) = spans(night, [], 1, date(2026, 3, 28), 2, BERLIN)
    assert span[1] - span[0] == timedelta(hours=7), "the clock goes forward in it"
    assert [d.member for d in on_duty(night, [], datetime(2026, 3, 29, 3, tzinfo=UTC), BERLIN)] == [1]


@given(
    st.lists(st.builds(OnDuty, st.integers(1, 6), st.just(0), moments), unique_by=lambda d: d.member),
    moments,
    st.integers(0, 60),
)
def test_it_rings_at_everybody_once_never_beyond_a_shift_and_ends(
    duty: list[OnDuty], now: datetime, wait: int
) -> None:
    rang: list[int] = []
    while (to := turn(duty, rang, wait, now)).member is not None:
        hers = next(d for d in duty if d.member == to.member)
        assert to.until is not None
        assert now < to.until <= hers.until
        assert to.member not in rang
        rang.append(to.member)
    assert set(rang) == {d.member for d in duty if d.until > now}


def test_what_ended_can_only_ring_anew_and_whose_it_is_is_rung_first() -> None:
    assert LIVE == (State.RINGING, State.UNHEARD)
    assert all(MOVES[s] == {State.RINGING} for s in ENDED)
    assert {*LIVE, *ENDED} == set(State)
    now = datetime(2026, 3, 2, tzinfo=UTC)
    duty = [OnDuty(1, 0, now + timedelta(hours=1)), OnDuty(2, 1, now + timedelta(hours=1))]
    assert turn(duty, [], 3, now, first=2).member == 2
    assert turn(duty, [], 3, now, first=9).member == 1
    assert must_ring(False, now + timedelta(hours=2), now) is None
