"""The page of the hours, and what the desk says of a due time."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import translation

from tests import builders
from zuruf.core.calendar import Due, Special, Why
from zuruf.flow import calendar
from zuruf.store.models import AuditEntry, Member, Organisation
from zuruf.web import due_words, place_words

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = {str(n): [["09:00", "18:00"]] for n in range(5)}
GIVEN = {
    **{f"day{n}": "9–12, 13.00 - 18 Uhr" for n in range(4)},
    "day4": "09:00–14:00",
    "day5": "",
    "day6": "",
    "place": "DE-BY",
    "ask_minutes": "45",
    "rows": "2",
    "c0-day": "24",
    "c0-month": "12",
    "c0-year": "",
    "c0-name": "Heiligabend",
    "c0-until": "12:00",
    "c1-day": "",
    "c1-month": "1",
    "c1-year": "",
    "c1-name": "",
    "c1-until": "",
}


@pytest.fixture
def browser(second_pair: Member, client_of: Callable[[Member], Client]) -> Client:
    return client_of(second_pair)


def test_what_is_written_as_people_write_it_is_kept(browser: Client) -> None:
    assert browser.post("/organisation/hours/", GIVEN).status_code == 302
    house = Organisation.objects.get()
    assert house.hours["0"] == [["09:00", "12:00"], ["13:00", "18:00"]]
    assert set(house.hours) == {"0", "1", "2", "3", "4"}
    assert (house.place, house.ask_minutes) == ("DE-BY", 45)
    assert house.closed == [{"day": "12-24", "name": "Heiligabend", "until": "12:00"}]
    entry = AuditEntry.objects.get(verb="organisation.hours_set")
    assert entry.data["fields"] == ["ask_minutes", "closed", "hours", "place"]
    page = browser.get("/organisation/hours/", headers={"Accept-Language": "en"}).content.decode()
    assert 'value="09:00–12:00, 13:00–18:00"' in page
    assert "Easter Monday" in page
    assert "Working days that are shorter, Bavaria." in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day0", "from nine to five"),
        ("day0", "12–9"),
        ("day0", "9–12, 11–14"),
        ("day0", "25–26"),
        ("place", "DE-XX"),
        ("ask_minutes", "0"),
        ("c0-day", "32"),
        ("c0-until", "noon"),
        ("c0-month", "13"),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_changes(field: str, value: str, browser: Client) -> None:
    page = browser.post("/organisation/hours/", {**GIVEN, field: value})
    assert page.status_code == 422
    assert b"errorlist" in page.content
    assert Organisation.objects.get().hours == {}


def test_the_thirtieth_of_february_is_no_day(browser: Client) -> None:
    page = browser.post("/organisation/hours/", {**GIVEN, "c0-day": "30", "c0-month": "2"})
    assert page.status_code == 422


def test_the_half_days_of_december_are_filled_in_and_saved_only_with_the_rest(browser: Client) -> None:
    page = browser.post("/organisation/hours/", {**GIVEN, "add": "halves"}).content.decode()
    assert page.count('value="12:00"') == 3  # the one that was written stays
    assert 'name="c2-day"' in page
    assert Organisation.objects.get().closed == []


def test_rows_that_are_no_number_are_none(browser: Client) -> None:
    assert browser.post("/organisation/hours/", {**GIVEN, "rows": "many"}).status_code == 302
    assert Organisation.objects.get().closed == []


def test_only_owners_set_hours(answers: Member, client_of: Callable[[Member], Client]) -> None:
    assert client_of(answers).get("/organisation/hours/").status_code == 403


# The desk


def test_the_desk_says_how_a_due_time_came_about_where_the_house_was_closed(browser: Client) -> None:
    since = datetime(2027, 3, 26, 16, 40, tzinfo=BERLIN)  # Good Friday, in a house that keeps Saxony's
    Organisation.objects.update(hours=OFFICE, place="DE-SN", target_minutes=120)
    c = builders.conversation(waiting_since=since, due_at=calendar.due(since))
    page = browser.get(f"/desk/us/{c.public_id}/", headers={"Accept-Language": "en"}).content.decode()
    said = re.sub(r"<[^>]+>", "", page)
    assert re.search(r"due Tuesday, 30 March 11:00: .*is a public holiday \(Easter Monday\)", said)
    assert "waiting for" in page


def test_a_house_that_never_closes_says_its_target_alone(browser: Client) -> None:
    since = builders.NOW
    c = builders.conversation(waiting_since=since, due_at=calendar.due(since))
    page = browser.get(f"/desk/us/{c.public_id}/", headers={"Accept-Language": "en"}).content.decode()
    assert "target 60\xa0min" in page
    assert "→" not in page.split('id="pane"')[-1].split("</header>")[0]


def test_an_explanation_reads_as_a_person_would_say_it() -> None:
    start = datetime(2027, 3, 26, 16, 40, tzinfo=BERLIN)
    end = datetime(2027, 3, 30, 9, 40, tzinfo=BERLIN)
    monday = Special(end.date() - timedelta(days=1), Why.HOLIDAY, "Easter Monday")
    with translation.override("en"):
        told = due_words.told(Due(start, 120, end, (monday,)), BERLIN)
    assert told == (
        "Friday 16:40 + 2\xa0h of being open; Monday is a public holiday (Easter Monday) → Tuesday 9:40"
    )


def test_a_day_that_is_far_away_has_its_date() -> None:
    with translation.override("en"):
        assert due_words.day(datetime(2027, 3, 30, tzinfo=BERLIN).date(), builders.NOW.date()) == (
            "Tuesday, 30 March"
        )


def test_every_place_has_a_name_in_both_languages() -> None:
    for language in ("de", "en"):
        with translation.override(language):
            groups = dict(place_words.choices("none"))
            named = [name for places in groups.values() if not isinstance(places, str) for _, name in places]
            assert len(named) == len(set(named)) == 55
            assert not any("-" in name and name[:2].isupper() for name in named)


def test_the_usual_week_is_filled_in_by_one_button_and_saved_only_with_the_rest(browser: Client) -> None:
    page = browser.get("/organisation/hours/").content.decode()
    assert 'name="add" value="week"' in page
    page = browser.post("/organisation/hours/", {**GIVEN, "add": "week"}).content.decode()
    assert page.count('value="09:00–17:00"') == 5
    assert 'name="c0-day"' in page
    assert Organisation.objects.get().hours == {}
