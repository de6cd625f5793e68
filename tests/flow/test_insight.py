"""Figures about waiting: what is counted, for whom it is told, and what it costs to read."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from zuruf.core.bulk import Chosen, Verb
from zuruf.core.people import Who
from zuruf.flow import agreement, bulk, bulk_undo, desk, insight
from zuruf.flow.errors import Declined
from zuruf.store.models import (
    Account,
    CountedDay,
    DayFigure,
    Delivery,
    Member,
    MessageAssessment,
)
from zuruf.store.queries import insight as queries

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)  # a Wednesday
MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)  # of the last full week


@pytest.fixture
def house() -> list[Member]:
    builders.organisation(timezone="UTC", target_minutes=60)
    return [builders.member() for _ in range(6)]


@pytest.fixture
def reader(house: list[Member]) -> Who:
    return builders.who(builders.member(role="owner"))


def answer(by: Member, of: Account, at: datetime, minutes: int, **over: object) -> Delivery:
    topic = str(over.pop("topic", ""))
    c = builders.conversation(of, state="waiting", waiting_since=None, due_at=None)
    if topic:
        found = [{"label": "topic", "value": topic, "probability": 1, "reasons": []}]
        MessageAssessment.objects.create(message=c.messages.get(), made_at=at, findings=found)
    draft = builders.draft(c, by, state="sent")
    fields = {
        "draft": draft, "conversation": c, "account": of, "author": by, "accountable": by, "payload": {"text": "x"},
        "state": "published", "queued_at": at, "not_before": at, "recall_until": at, "published_at": at,
        "waited_since": at - timedelta(minutes=minutes), "promised_for": at - timedelta(minutes=minutes - 60), **over,
    }  # fmt: skip
    return Delivery.objects.create(**fields)


def count() -> None:
    while insight.sweep(now=NOW):
        pass


def test_waits_are_counted_by_the_day_on_which_they_ended(house: list[Member], reader: Who) -> None:
    of = builders.account()
    for n, by in enumerate(house):
        answer(by, of, MONDAY + timedelta(hours=n), 10 * (n + 1), topic="repair")
    for by in house:
        answer(by, of, MONDAY, 0, kind="post", waited_since=None, promised_for=None)
    answer(house[0], of, MONDAY, 500, kind="holding")
    count()
    found = insight.read(reader, 4, now=NOW)
    assert found.whole is not None
    assert (found.whole.answered, found.whole.posts, found.whole.median, found.whole.ninth) == (6, 6, 30, 60)
    assert found.whole.dialogue == 0.5
    assert found.whole.kept == 1
    assert [f.answered for _monday, f in found.weeks if f] == [0, 0, 0, 6]
    assert [row.key for row in found.tables[0].rows] == [str(of.pk)]
    assert [row.key for row in found.tables[1].rows] == ["repair"]
    assert found.tables[1].hidden == 0, "nobody answered what has no topic: no secret"
    assert (found.since, found.until) == (date(2026, 2, 16), date(2026, 3, 15))


def test_what_was_closed_counts_as_decided_with_its_reason_and_not_when_it_was_taken_up_again(
    house: list[Member], reader: Who
) -> None:
    of = builders.account()
    for by in house:
        answer(by, of, MONDAY, 10)
    for reason, undone, by in [
        *(("spam", False, by) for by in house),
        *(("", False, by) for by in house),
        ("abuse", True, house[0]),
    ]:
        c = builders.conversation(of, waiting_since=MONDAY, due_at=None)
        desk.close(builders.who(by), c.public_id, reason, now=MONDAY)
        if undone:
            desk.reopen(builders.who(by), c.public_id, undo=True, now=MONDAY)
    count()
    found = insight.read(reader, 4, now=NOW)
    assert found.whole is not None
    assert dict(found.whole.closed) == {"spam": 6, "no_answer": 6}
    assert (found.waiting.count, found.waiting.longest) == (1, MONDAY)
    assert found.share == 18 / 19


def test_what_few_people_stand_behind_is_hidden_until_an_agreement_permits_it(
    house: list[Member], reader: Who
) -> None:
    of = builders.account()
    for by in house[:4]:
        answer(by, of, MONDAY, 10)
    count()
    found = insight.read(reader, 4, now=NOW)
    assert (found.any, found.whole, found.tables, dict(found.spots)) == (True, None, (), {})
    key = agreement.record(reader, "Agreement", ["small_groups"], NOW.date(), now=NOW)
    agreement.confirm(builders.who(builders.member(role="owner")), key, now=NOW)
    assert insight.read(reader, 4, now=NOW).whole is not None


def test_an_account_that_few_answer_on_is_hidden_with_what_it_could_be_told_from(
    house: list[Member], reader: Who
) -> None:
    many, few = builders.account(), builders.account("feed")
    for by in house:
        answer(by, many, MONDAY, 10)
    answer(house[0], few, MONDAY, 10)
    count()
    found = insight.read(reader, 4, now=NOW)
    accounts = found.tables[0]
    assert found.whole is not None
    assert (accounts.rows, accounts.hidden) == ((), 2)


def test_counting_a_day_again_changes_nothing_and_what_came_later_is_counted(house: list[Member]) -> None:
    of = builders.account()
    answer(house[0], of, MONDAY, 10)
    count()
    before = [*DayFigure.objects.values_list("day", "account", "topic", "told")]
    insight.count_day(MONDAY.date(), now=NOW)
    count()
    assert [*DayFigure.objects.values_list("day", "account", "topic", "told")] == before
    answer(house[1], of, NOW - timedelta(minutes=1), 10)
    assert not insight.sweep(now=NOW + timedelta(minutes=5))
    assert DayFigure.objects.count() == 1, "the day that goes on is not counted at every turn"
    insight.sweep(now=NOW + timedelta(minutes=11))
    assert DayFigure.objects.count() == 2
    assert CountedDay.objects.count() == 10


def test_the_days_of_a_week_that_is_over_are_kept_together_and_add_up_as_before(
    house: list[Member], reader: Who
) -> None:
    of = builders.account()
    for n, by in enumerate(house):
        answer(by, of, MONDAY + timedelta(days=n), 10 * (n + 1))
    for day in range(7):
        insight.count_day((MONDAY + timedelta(days=day)).date(), now=NOW)
    assert DayFigure.objects.count() == 6
    before = insight.read(reader, 4, now=NOW)
    assert before.whole is not None
    count()
    assert [*DayFigure.objects.values_list("day", flat=True)] == [MONDAY.date()]
    after = insight.read(reader, 4, now=NOW)
    assert (after.whole, after.weeks, after.spots) == (before.whole, before.weeks, before.spots)


def test_reading_takes_the_same_few_statements_however_much_there_is(
    house: list[Member], reader: Who
) -> None:
    of = builders.account()

    def statements() -> int:
        count()
        with CaptureQueriesContext(connection) as seen:
            insight.read(reader, 52, now=NOW)
        return len(seen)

    for by in house:
        answer(by, of, MONDAY, 10)
    few = statements()
    for week in range(1, 8):
        for by in house:
            answer(by, of, MONDAY - timedelta(weeks=week), 10 * week, topic=f"t{week}")
    CountedDay.objects.all().delete()
    assert statements() == few <= 9


def test_partners_and_guests_read_none(house: list[Member]) -> None:
    with pytest.raises(Declined, match="not_allowed"):
        insight.read(builders.who(builders.member(role="partner")), 4, now=NOW)


def test_a_sunday_is_counted_once_however_often_the_worker_turns_around_its_midnight(
    house: list[Member], reader: Who
) -> None:
    of, sunday = builders.account(), datetime(2026, 3, 15, 9, 0, tzinfo=UTC)
    for n, by in enumerate(house):
        answer(by, of, sunday + timedelta(hours=n), 10)
    for turn in range(30):
        insight.sweep(now=sunday + timedelta(hours=14, minutes=30 + 5 * turn))
    count()
    found = insight.read(reader, 4, now=NOW)
    assert found.whole is not None
    assert found.whole.answered == 6


def test_a_day_that_is_counted_anew_does_not_take_its_week_with_it(house: list[Member], reader: Who) -> None:
    of = builders.account()
    for n, by in enumerate(house):
        answer(by, of, MONDAY + timedelta(days=n), 10)
    count()
    CountedDay.objects.filter(day=MONDAY.date()).delete()
    for _turn in range(3):
        count()
    found = insight.read(reader, 4, now=NOW)
    assert found.whole is not None
    assert found.whole.answered == 6
    assert DayFigure.objects.count() == 1


def test_an_opening_that_is_taken_back_is_no_second_decision(house: list[Member]) -> None:
    who, c = builders.who(house[0]), builders.conversation(waiting_since=MONDAY, due_at=None)
    desk.close(who, c.public_id, "spam", now=MONDAY)
    for at in (MONDAY + timedelta(minutes=1), MONDAY + timedelta(days=1)):
        opened = bulk.do(who, Verb.REOPEN, [Chosen(c.public_id)], now=at)
        assert bulk_undo.undo(who, opened.public_id, now=at).done == 1
    days = [
        list(queries.decisions(at, at + timedelta(hours=1))) for at in (MONDAY, MONDAY + timedelta(days=1))
    ]
    assert [len(told) for told in days] == [1, 0]


def test_what_one_person_posted_or_closed_is_hidden_among_answers_of_many(
    house: list[Member], reader: Who
) -> None:
    of = builders.account()
    for by in house:
        answer(by, of, MONDAY, 10)
        c = builders.conversation(of, waiting_since=MONDAY, due_at=None)
        desk.close(builders.who(by), c.public_id, "", now=MONDAY)
    for n in range(4):
        answer(
            house[0], of, MONDAY + timedelta(hours=n), 0, kind="post", waited_since=None, promised_for=None
        )
    c = builders.conversation(of, waiting_since=MONDAY, due_at=None)
    desk.close(builders.who(house[0]), c.public_id, "spam", now=MONDAY)
    count()
    found = insight.read(reader, 4, now=NOW)
    assert found.whole is not None
    assert (found.whole.answered, found.whole.posts, found.whole.dialogue) == (6, None, None)
    assert dict(found.whole.closed) == {}, "the sum less the one is the other"
    assert [row.figures.posts for row in found.tables[0].rows] == [None]


def test_a_week_of_one_person_cannot_be_told_from_two_looks(house: list[Member], reader: Who) -> None:
    of, first = builders.account(), MONDAY - timedelta(weeks=4)
    for week in range(4):
        for by in house:
            answer(by, of, first + timedelta(weeks=week), 10)
    for _n in range(3):
        answer(house[0], of, MONDAY, 500)
    looks = []
    for now in (MONDAY - timedelta(hours=1), NOW):
        while insight.sweep(now=now):
            pass
        found = insight.read(reader, 4, now=now)
        assert found.whole is not None
        looks.append((found.whole.answered, {monday: f and f.answered for monday, f in found.weeks}))
    (before, then), (after, later) = looks
    assert all(later[monday] == n for monday, n in then.items() if monday in later), "shown stays shown"
    assert (before, after) == (24, 18)
    assert later[MONDAY.date()] is None
