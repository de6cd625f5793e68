"""A question for a fact and who is there: it never goes to a deputy who cannot answer, and its mail waits for who has just left."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.people import Who
from zuruf.flow import absence, fact_ask, fact_mail
from zuruf.store.models import FactAsk, Member

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def asker() -> Who:
    builders.organisation()
    return builders.who(builders.member(role="owner"))


def ask(asker: Who, expert: Member, deputy: Member | None = None) -> FactAsk:
    there = deputy.public_id if deputy else ""
    made = fact_ask.ask(
        asker,
        builders.conversation().public_id,
        "Passt 3471?",
        member=expert.public_id,
        deputy=there,
        now=NOW,
    )
    return FactAsk.objects.get(public_id=made)


@pytest.mark.parametrize("gone", ["away", "left"])
def test_at_half_time_it_stays_where_it_is_when_the_deputy_is_not_there(asker: Who, gone: str) -> None:
    expert, deputy = builders.member(), builders.member()
    row = ask(asker, expert, deputy)
    assert row.next_at is not None
    half = row.next_at
    if gone == "away":
        absence.enter(asker, deputy.public_id, NOW, NOW + timedelta(days=3), now=NOW)
    else:
        Member.objects.filter(pk=deputy.pk).update(is_active=False)
    assert fact_ask.sweep(now=half) == 1
    assert fact_ask.sweep(now=half) == 0
    row.refresh_from_db()
    assert (row.asked_of, row.state) == (expert, "open")
    assert row.next_at is None


def test_who_cannot_answer_and_whose_deputy_is_not_there_either_ends_it(asker: Who) -> None:
    expert, deputy = builders.member(), builders.member()
    row = ask(asker, expert, deputy)
    absence.enter(asker, deputy.public_id, NOW, NOW + timedelta(days=3), now=NOW)
    fact_ask.not_mine(builders.who(expert), row.public_id, now=NOW)
    row.refresh_from_db()
    assert (row.asked_of, row.state) == (expert, "late")


def test_whoever_left_the_desk_a_moment_ago_gets_the_mail_minutes_later(asker: Who) -> None:
    ask(asker, builders.member(seen_at=NOW))
    assert fact_mail.send(now=NOW + timedelta(minutes=1)) == 0
    assert fact_mail.send(now=NOW + timedelta(minutes=6)) == 1
    assert fact_mail.send(now=NOW + HOUR) == 0
