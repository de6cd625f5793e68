"""Minutes that count only while we are open, and deadlines that never end in an empty house."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zuruf.core.calendar import (
    BadHours,
    Calendar,
    Closing,
    Special,
    Why,
    Window,
    closing,
    minutes_of,
    opening,
    wall,
)

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = {day: (Window(9 * 60, 18 * 60),) for day in range(5)}
LUNCH = {day: (Window(9 * 60, 12 * 60), Window(13 * 60, 17 * 60)) for day in range(5)}
EPIPHANY = date(2027, 1, 6)  # a Wednesday; a holiday in Bavaria, none in Berlin
EASTER_MONDAY = date(2027, 3, 29)


def bavaria(day: date) -> str:
    return {EPIPHANY: "Heilige Drei Könige", EASTER_MONDAY: "Ostermontag"}.get(day, "")


IN_BAVARIA = Calendar(BERLIN, OFFICE, holiday=bavaria)
IN_BERLIN = Calendar(BERLIN, OFFICE)


def at(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=BERLIN).astimezone(UTC)


def shown(moment: datetime) -> str:
    return f"{moment.astimezone(BERLIN):%Y-%m-%d %H:%M}"


def test_two_hours_from_a_friday_afternoon_end_on_the_tuesday_after_a_holiday_and_say_why() -> None:
    due = IN_BAVARIA.add_minutes(at("2027-03-26 16:40"), 120)
    assert shown(due.at) == "2027-03-30 09:40"
    assert due.because == (Special(EASTER_MONDAY, Why.HOLIDAY, "Ostermontag"),)
    assert due.rolled
    assert shown(IN_BERLIN.add_minutes(at("2027-03-26 16:40"), 120).at) == "2027-03-29 09:40"


def test_a_house_without_hours_is_always_open() -> None:
    start = at("2027-01-01 03:00")
    calendar = Calendar(BERLIN, holiday=bavaria)
    due = calendar.add_minutes(start, 90)
    assert (due.at, due.because, due.rolled) == (start + timedelta(minutes=90), (), False)
    assert calendar.before_closing(start + timedelta(hours=1), start) == start + timedelta(hours=1)
    assert calendar.is_open(start)


def test_the_lunch_break_does_not_count() -> None:
    lunch = Calendar(BERLIN, LUNCH)
    assert shown(lunch.add_minutes(at("2027-02-02 11:40"), 60).at) == "2027-02-02 13:40"


def test_minutes_that_end_with_the_day_end_then() -> None:
    assert shown(IN_BERLIN.add_minutes(at("2027-02-02 17:00"), 60).at) == "2027-02-02 18:00"


def test_christmas_eve_is_a_half_day_every_year_and_one_year_can_differ() -> None:
    calendar = Calendar(
        BERLIN, OFFICE, (Closing("12-24", "Heiligabend", 720), Closing("2027-12-24", "Umzug", None))
    )
    assert calendar.windows(date(2026, 12, 24)) == (Window(540, 720),)
    assert calendar.special(date(2026, 12, 24)) == Special(date(2026, 12, 24), Why.HALF, "Heiligabend", 720)
    assert calendar.windows(date(2027, 12, 24)) == ()
    assert shown(calendar.add_minutes(at("2026-12-24 11:30"), 60).at) == "2026-12-25 09:30"


def test_a_holiday_on_a_sunday_is_not_worth_a_word() -> None:
    sunday = Calendar(BERLIN, OFFICE, holiday=lambda day: "Neujahr" if day.weekday() == 6 else "")
    assert sunday.add_minutes(at("2027-02-05 17:30"), 60).because == ()


def test_a_house_that_never_opens_again_counts_by_the_wall() -> None:
    shut = Calendar(BERLIN, OFFICE, holiday=lambda _day: "closed for good")
    start = at("2027-02-05 10:00")
    assert shut.add_minutes(start, 60).at == start + timedelta(hours=1)
    assert shut.opens_after(start) == start


def test_a_window_that_the_clocks_skip_is_no_window() -> None:
    night = Calendar(BERLIN, {6: (Window(120, 180), Window(600, 660))})
    assert shown(night.opens_after(at("2027-03-27 12:00"))) == "2027-03-28 10:00"


def test_open_until_midnight_goes_on_into_a_day_that_opens_at_midnight() -> None:
    round_the_clock = Calendar(BERLIN, {day: (Window(0, 1440),) for day in range(7)})
    start = at("2027-02-05 23:30")
    assert round_the_clock.add_minutes(start, 60).at == start + timedelta(hours=1)
    assert round_the_clock.before_closing(start + timedelta(hours=1), start) == start + timedelta(hours=1)


# Deadlines


def test_before_a_holiday_a_deadline_is_brought_forward_where_it_is_one_and_rolls_on_where_it_is_none() -> (
    None
):
    now, deadline = at("2027-01-05 17:30"), at("2027-01-05 18:25")
    assert shown(IN_BAVARIA.before_closing(deadline, now)) == "2027-01-05 17:55"
    assert shown(IN_BERLIN.before_closing(deadline, now)) == "2027-01-06 09:25"


def test_a_deadline_that_the_day_still_holds_stays() -> None:
    assert shown(IN_BAVARIA.before_closing(at("2027-01-05 17:45"), at("2027-01-05 17:30"))) == (
        "2027-01-05 17:45"
    )


def test_of_a_question_in_the_last_minutes_before_a_weekend_half_of_them_are_left() -> None:
    assert shown(IN_BERLIN.before_closing(at("2027-02-05 18:26"), at("2027-02-05 17:56"))) == (
        "2027-02-05 17:58"
    )


def test_what_is_asked_on_a_sunday_is_answered_on_monday_morning() -> None:
    assert shown(IN_BERLIN.before_closing(at("2027-02-07 14:30"), at("2027-02-07 14:00"))) == (
        "2027-02-08 09:30"
    )


# Laws

DAY = st.lists(st.integers(0, 48), min_size=2, max_size=6, unique=True).map(
    lambda halves: tuple(
        Window(a * 30, b * 30) for a, b in zip(sorted(halves)[::2], sorted(halves)[1::2], strict=False)
    )
)
CALENDARS = st.builds(
    lambda hours, off, zone: Calendar(
        ZoneInfo(zone), hours, holiday=lambda day: "holiday" if day.toordinal() % 11 in off else ""
    ),
    st.dictionaries(st.integers(0, 6), DAY, min_size=1),
    st.sets(st.integers(0, 10), max_size=3),
    st.sampled_from(["Europe/Berlin", "Europe/Vienna", "UTC", "America/New_York"]),
)
MOMENTS = st.datetimes(datetime(2026, 10, 1), datetime(2027, 12, 1)).map(lambda d: d.replace(tzinfo=UTC))  # noqa: DTZ001
MINUTES = st.integers(1, 3000)


@given(CALENDARS, MOMENTS, MINUTES)
def test_between_start_and_due_we_are_open_for_exactly_the_minutes(
    calendar: Calendar, start: datetime, minutes: int
) -> None:
    due = calendar.add_minutes(start, minutes)
    assert due.at - start >= timedelta(minutes=minutes)
    assert calendar.open_minutes(start, due.at) == pytest.approx(minutes)


@given(CALENDARS, MOMENTS, MINUTES, MINUTES)
def test_minutes_add_up(calendar: Calendar, start: datetime, one: int, other: int) -> None:
    first = calendar.add_minutes(start, one).at
    assert calendar.add_minutes(first, other).at == calendar.add_minutes(start, one + other).at


@given(CALENDARS, MOMENTS, MOMENTS, MINUTES)
def test_who_comes_later_is_not_due_earlier(
    calendar: Calendar, one: datetime, other: datetime, minutes: int
) -> None:
    first, second = sorted((one, other))
    assert calendar.add_minutes(first, minutes).at <= calendar.add_minutes(second, minutes).at


@example(  # so seldom open that a year has not minutes enough
    Calendar(ZoneInfo("Europe/Berlin"), {0: (Window(0, 30),)}), datetime(2026, 10, 1, tzinfo=UTC), 2761
)
@given(CALENDARS, MOMENTS, MINUTES)
def test_a_deadline_ends_after_it_began_and_while_we_are_open(
    calendar: Calendar, now: datetime, minutes: int
) -> None:
    kept = calendar.before_closing(now + timedelta(minutes=minutes), now)
    assert kept > now
    _, closes = next(iter(calendar.stretches(kept - timedelta(microseconds=1))))
    assert kept <= closes
    assert calendar.is_open(kept - timedelta(microseconds=1))


@given(CALENDARS, MOMENTS, MINUTES)
def test_a_deadline_never_counts_more_open_minutes_than_were_given(
    calendar: Calendar, now: datetime, minutes: int
) -> None:
    kept = calendar.before_closing(now + timedelta(minutes=minutes), now)
    assert calendar.open_minutes(now, kept) <= minutes + 1e-6


# As it is stored


def test_hours_are_read_in_order() -> None:
    read = opening({"0": [["13:00", "24:00"], ["09:00", "12:00"]], "1": []})
    assert read == {0: (Window(540, 720), Window(780, 1440))}


@pytest.mark.parametrize(
    ("stored", "code"),
    [
        ({"0": [["9", "12:00"]]}, "wall"),
        ({"0": [["12:00", "12:00"]]}, "order"),
        ({"0": [["22:00", "02:00"]]}, "order"),
        ({"0": [["09:00", "12:00"], ["11:30", "13:00"]]}, "overlap"),
        ({"7": [["09:00", "12:00"]]}, "weekday"),
    ],
)
def test_hours_that_cannot_be_meant_are_refused(stored: dict[str, object], code: str) -> None:
    with pytest.raises(BadHours) as refused:
        opening(stored)
    assert refused.value.code == code


@pytest.mark.parametrize("day", ["2027-02-29", "13-01", "24.12.", "2027-12", "02-30", ""])
def test_a_day_that_is_none_is_refused(day: str) -> None:
    with pytest.raises(BadHours):
        closing({"day": day})


def test_a_half_day_of_every_year_is_read() -> None:
    assert closing({"day": "12-31", "name": "Silvester", "until": "12:00"}) == Closing(
        "12-31", "Silvester", 720
    )
    assert closing({"day": "02-29"}) == Closing("02-29")


@given(st.integers(0, 1440))
def test_a_time_on_the_wall_is_read_as_it_is_written(minutes: int) -> None:
    assert minutes_of(wall(minutes)) == minutes
