"""Hours as people choose them, without a clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core import schedule
from zuruf.core.schedule import BadTime, BadZone, Past, Soon, TooFar, choose

BERLIN = "Europe/Berlin"
ZONES = st.sampled_from(
    ["UTC", BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca"]
)  # fmt: skip
FIRST, LAST = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (2011, 2040))
WALLS = st.datetimes(FIRST, LAST).map(lambda d: d.replace(second=0, microsecond=0))


@given(WALLS, ZONES)
def test_the_wall_shows_what_was_chosen_unless_the_clocks_skip_it(wall: datetime, zone: str) -> None:
    chosen = choose(wall.isoformat(), zone)
    shown = chosen.shown.replace(tzinfo=None)
    assert (shown == wall) != chosen.moved
    assert shown >= wall


@given(WALLS, ZONES)
def test_of_an_hour_that_comes_twice_the_first_is_meant(wall: datetime, zone: str) -> None:
    chosen = choose(wall.isoformat(), zone)
    places = [
        at
        for minutes in range(-180, 181, 15)
        if (at := chosen.at + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall
    ]  # fmt: skip
    assert chosen.ambiguous == (len(places) > 1)
    assert chosen.moved or chosen.at == min(places)


@given(WALLS, ZONES)
def test_what_is_stored_is_read_again(wall: datetime, zone: str) -> None:
    chosen = choose(wall.isoformat(), zone)
    assert schedule.stored(str(chosen)) == chosen


def test_a_time_that_the_clocks_skip_moves_forward_by_the_gap() -> None:
    chosen = choose("2027-03-28T02:30", BERLIN)
    assert chosen.at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert (chosen.moved, chosen.ambiguous) == (True, False)
    assert chosen.shown.strftime("%H:%M") == "03:30"


def test_a_time_that_comes_twice_is_the_first_and_says_so() -> None:
    chosen = choose("2027-10-31T02:30", BERLIN)
    assert chosen.at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert (chosen.moved, chosen.ambiguous) == (False, True)


@pytest.mark.parametrize(
    "wall", ["", "tomorrow", "2027-03-28", "2027-03-28T02:30Z", "2027-13-01T00:00", "0001-01-01T00:00"]
)
def test_what_is_no_time_on_a_wall_is_refused(wall: str) -> None:
    with pytest.raises(BadTime):
        choose(wall, BERLIN)


@pytest.mark.parametrize("zone", ["", "Berlin", "Europe", "../etc/passwd", "Europe/Berlin\x00", "x" * 5000])
def test_a_zone_that_nobody_knows_is_refused(zone: str) -> None:
    with pytest.raises(BadZone):
        choose("2027-03-28T09:00", zone)


def test_neither_the_past_nor_the_far_future_can_be_chosen() -> None:
    now = datetime(2027, 3, 1, 12, tzinfo=UTC)
    with pytest.raises(Past):
        schedule.check(choose("2027-03-01T13:00", BERLIN), now)
    with pytest.raises(TooFar):
        schedule.check(choose("2028-03-03T13:00", BERLIN), now)
    schedule.check(choose("2027-03-01T13:01", BERLIN), now)


def test_quick_choices_are_hours_of_the_organisation() -> None:
    wednesday = datetime(2027, 3, 24, 12, tzinfo=UTC)
    assert {name: str(chosen) for name, chosen in schedule.soon(wednesday, BERLIN).items()} == {
        Soon.EVENING: "2027-03-24T18:00 Europe/Berlin",
        Soon.TOMORROW: "2027-03-25T09:00 Europe/Berlin",
        Soon.MONDAY: "2027-03-29T09:00 Europe/Berlin",
    }


def test_an_evening_that_has_begun_is_not_offered_and_monday_only_once() -> None:
    sunday = datetime(2027, 3, 28, 16, tzinfo=UTC)  # 18:00 there
    assert list(schedule.soon(sunday, BERLIN)) == [Soon.TOMORROW]


@given(WALLS.map(lambda d: d.replace(tzinfo=UTC)), ZONES)
def test_quick_choices_lie_ahead_in_order(now: datetime, zone: str) -> None:
    hours = [chosen.at for chosen in schedule.soon(now, zone).values()]
    assert hours == sorted(hours)
    assert all(hour > now for hour in hours)


def test_in_the_night_this_mornings_nine_is_offered_too() -> None:
    night = datetime(2027, 3, 25, 1, 30, tzinfo=UTC)  # 02:30 in Berlin
    assert str(schedule.soon(night, BERLIN)[Soon.TODAY]) == "2027-03-25T09:00 Europe/Berlin"
    assert Soon.TODAY not in schedule.soon(night + timedelta(hours=3), BERLIN)
