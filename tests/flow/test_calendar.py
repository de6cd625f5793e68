"""Until when, by the hours that the house set, and by the place where somebody works."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests import builders
from tests.flow.arriving import account, incoming, receive, the_conversation
from zuruf.core.guideline import Judgement, Verdict
from zuruf.core.people import Who
from zuruf.core.places import KNOWN
from zuruf.core.reply import Late, Terms
from zuruf.flow import calendar, choosing, desk, hours, people
from zuruf.flow.errors import Declined
from zuruf.flow.public_holidays import named
from zuruf.store.models import AuditEntry, Change, Member, Organisation
from zuruf.store.queries.reply import scene

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = {str(n): [["09:00", "18:00"]] for n in range(5)}
EVE = datetime(2027, 1, 5, 17, 30, tzinfo=BERLIN).astimezone(UTC)  # of Epiphany
EPIPHANY = datetime(2027, 1, 6, 10, tzinfo=BERLIN).astimezone(UTC)
db = pytest.mark.django_db


def shown(at: datetime | None) -> str:
    return f"{at.astimezone(BERLIN):%d.%m. %H:%M}" if at else ""


def open_in(place: str, **over: object) -> None:
    builders.organisation(**{"hours": OFFICE, "place": place, "target_minutes": 60, **over})


@pytest.fixture
def owner(db: None) -> Who:
    return builders.who(builders.member(role="owner"))


# Public holidays


@pytest.mark.parametrize(
    ("place", "day", "name"),
    [
        ("DE-BY", date(2027, 1, 6), "Heilige Drei Könige"),
        ("DE-BE", date(2027, 1, 6), ""),
        ("DE-BE", date(2027, 3, 8), "Frauentag"),
        ("DE-SN", date(2027, 11, 17), "Buß- und Bettag"),
        ("DE-BY", date(2027, 11, 17), ""),
        ("DE-Augsburg", date(2027, 8, 8), "Augsburger Hohes Friedensfest"),
        ("DE-BY", date(2027, 8, 8), ""),
        ("DE-BY", date(2027, 8, 15), ""),
        ("DE-BY-c", date(2027, 8, 15), "Mariä Himmelfahrt"),
        ("DE-BY-c", date(2027, 1, 6), "Heilige Drei Könige"),
        ("AT-9", date(2027, 10, 26), "Nationalfeiertag"),
        ("CH-ZH", date(2027, 8, 1), "Nationalfeiertag"),
        ("CH-TI", date(2027, 3, 19), "Josefstag"),
        ("CH-ZH", date(2027, 3, 19), ""),
        ("", date(2027, 1, 1), ""),
    ],
)
def test_public_holidays_differ_by_place(place: str, day: date, name: str) -> None:
    assert named(place, day) == name


def test_a_holiday_has_a_name_in_the_readers_language() -> None:
    assert named("DE-BY", date(2027, 3, 29), "en") == "Easter Monday"


@pytest.mark.parametrize("place", sorted(KNOWN))
def test_every_place_keeps_christmas(place: str) -> None:
    assert named(place, date(2027, 12, 25))


# Due


@db
def test_the_same_message_is_due_earlier_where_no_holiday_lies_between() -> None:
    open_in("DE-BY")
    assert shown(calendar.due(EVE)) == "07.01. 09:30"
    open_in("DE-BE")
    assert shown(calendar.due(EVE)) == "06.01. 09:30"


@db
def test_a_house_that_said_nothing_yet_counts_by_the_wall() -> None:
    Organisation.objects.all().delete()
    assert calendar.due(EVE) == EVE + timedelta(minutes=60)
    assert calendar.off([1], EVE) == set()


@db
def test_what_comes_in_is_due_by_the_calendar_and_waits_in_real_time() -> None:
    open_in("DE-BY")
    home = account()
    receive(home, incoming(at=EVE), now=EVE)
    c = the_conversation(home)
    assert (c.waiting_since, shown(c.due_at)) == (EVE, "07.01. 09:30")


@db
def test_what_is_taken_up_again_is_due_by_the_calendar(owner: Who) -> None:
    open_in("DE-BY")
    c = builders.conversation(waiting_since=EVE, due_at=EVE)
    desk.close(owner, c.public_id, now=EVE)
    desk.reopen(owner, c.public_id, now=EVE)
    c.refresh_from_db()
    assert shown(c.due_at) == "07.01. 09:30"


# People at other places


@db
def test_somebody_who_works_elsewhere_has_her_own_holidays() -> None:
    open_in("DE-BY")
    here, there = builders.member(), builders.member(place="DE-BE")
    assert calendar.off([here.pk, there.pk], EPIPHANY) == {here.pk}
    assert calendar.off([here.pk, there.pk], EVE) == set()
    deadline = EVE + timedelta(minutes=55)
    assert shown(calendar.hers(here.pk).before_closing(deadline, EVE)) == "05.01. 17:55"
    assert shown(calendar.hers(there.pk).before_closing(deadline, EVE)) == "06.01. 09:25"


@db
def test_a_place_that_is_none_is_refused(owner: Who) -> None:
    with pytest.raises(Declined, match="place"):
        people.set_profile(owner, name="N", initials="N", language="de", place="DE-XX")
    people.set_profile(owner, name="N", initials="N", language="de", place="AT-9")
    assert Member.objects.get(pk=owner.id).place == "AT-9"
    people.set_profile(owner, name="N", initials="N", language="de")
    assert Member.objects.get(pk=owner.id).place == "AT-9", "what is not said stays"


# Setting hours


@db
def test_new_hours_hold_for_everybody_who_is_waiting(owner: Who) -> None:
    builders.organisation(target_minutes=60)
    waits = builders.conversation(waiting_since=EVE, due_at=calendar.due(EVE))
    answered = builders.conversation(waiting_since=None, due_at=None, state="waiting")
    hours.save(owner, hours.Hours(OFFICE, "DE-BY"), now=EVE)
    waits.refresh_from_db()
    answered.refresh_from_db()
    assert (shown(waits.due_at), answered.due_at) == ("07.01. 09:30", None)
    assert waits.waiting_since == EVE
    assert Change.objects.filter(kind="conversation", thing=waits.public_id).exists()
    assert AuditEntry.objects.get(verb="organisation.hours_set").data == {"fields": ["hours", "place"]}


@db
def test_saving_the_same_hours_moves_nobody(owner: Who) -> None:
    open_in("DE-BY")
    waits = builders.conversation(waiting_since=EVE, due_at=EVE)
    hours.save(owner, hours.Hours(OFFICE, "DE-BY"), now=EVE)
    waits.refresh_from_db()
    assert waits.due_at == EVE


@db
@pytest.mark.parametrize(
    ("given", "code"),
    [
        (hours.Hours({"0": [["18:00", "09:00"]]}), "hours"),
        (hours.Hours(OFFICE, "XX"), "place"),
        (hours.Hours(OFFICE, closed=[{"day": "02-30"}]), "hours"),
        (hours.Hours(OFFICE, closed=[{"day": "02-03"}] * 101), "closing_days"),
        (hours.Hours(OFFICE, ask_minutes=0), "ask_minutes"),
    ],
)
def test_hours_that_cannot_be_meant_are_refused(owner: Who, given: hours.Hours, code: str) -> None:
    builders.organisation()
    with pytest.raises(Declined) as declined:
        hours.save(owner, given)
    assert declined.value.code == code
    assert Organisation.objects.get().hours == {}


@db
def test_only_an_owner_sets_hours() -> None:
    with pytest.raises(Declined, match="not_allowed"):
        hours.save(builders.who(builders.member()), hours.Hours())


@db
def test_the_page_gives_examples_and_the_days_that_are_shorter() -> None:
    open_in("DE-BY", closed=[{"day": "12-24", "name": "Heiligabend", "until": "12:00"}])
    page = hours.page("de", now=EVE)
    assert [day.name for day in page.ahead][:2] == ["Heilige Drei Könige", "Karfreitag"]
    assert "Heiligabend" in [day.name for day in page.ahead]
    assert shown(page.examples[0].at) == "07.01. 09:30"
    open_in("", hours={})
    assert hours.page("de", now=EVE).examples == ()


# The second pair of eyes


@db
@pytest.mark.parametrize(("place", "until"), [("DE-BY", "05.01. 17:55"), ("DE-BE", "06.01. 09:25")])
def test_a_question_on_the_eve_ends_by_the_calendar_of_whoever_is_asked(place: str, until: str) -> None:
    builders.organisation(hours=OFFICE, place="DE-HH", ask_minutes=55)
    author = builders.member()
    builders.member(second_pair=True, place=place)
    c = builders.conversation(waiting_since=EVE, due_at=EVE)
    here = scene(c.public_id)
    assert here is not None
    plan = choosing.plan(author.pk, here, Judgement(Verdict.ASK, ()), Terms(55, Late.HOLDING, {}, ""), EVE)
    assert shown(plan.deadline) == until


@db
def test_nobody_is_asked_on_her_holiday_while_somebody_works_elsewhere() -> None:
    open_in("DE-BE")
    author = builders.member()
    off, works = (builders.member(second_pair=True, place=place) for place in ("DE-BY", ""))
    here = scene(builders.conversation().public_id)
    assert here is not None
    asked = choosing.choice(author.pk, here, Judgement(Verdict.ASK, ()), EPIPHANY)
    assert asked is not None
    assert asked.eyes.id == works.pk
    Member.objects.filter(pk=works.pk).update(is_active=False)
    asked = choosing.choice(author.pk, here, Judgement(Verdict.ASK, ()), EPIPHANY)
    assert asked is not None
    assert asked.eyes.id == off.pk, "better somebody on holiday than nobody"
