"""Duty and ringing: on real rows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries

from tests import builders
from tests.builders import NOW
from zuruf.core.people import Who
from zuruf.flow import absence, desk, duty, ring_out, ringing
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Conversation, DutyChange, Member, Organisation, Ring
from zuruf.store.queries import duty as reading

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
MORNING = (8 * 60, 13 * 60)  # on the wall in Berlin; NOW is 10 o'clock there, a Monday


@pytest.fixture
def owner() -> Who:
    builders.organisation()
    return builders.who(builders.member(role="owner", name="Owner"))


def on(owner: Who, of: Member, span: tuple[int, int] = MORNING, **over: Any) -> str:
    return duty.add_shift(
        owner, of.public_id, over.pop("weekday", 0), *span, now=NOW - timedelta(days=1), **over
    )


def rings_at() -> int | None:
    return Ring.objects.get().member_id


def urgent(**over: Any) -> Conversation:
    return builders.conversation(urgent=True, **over)


def test_it_rings_at_one_and_falls_through_to_the_next_until_everybody_had_it(owner: Who) -> None:
    first, second = builders.member(), builders.member()
    on(owner, first)
    on(owner, second, rank=1)
    urgent()
    assert ringing.sweep(now=NOW) == 1
    assert ringing.sweep(now=NOW + MINUTE) == 0
    assert rings_at() == first.pk
    ringing.sweep(now=NOW + 3 * MINUTE)
    assert rings_at() == second.pk
    ringing.sweep(now=NOW + 6 * MINUTE)
    assert (Ring.objects.get().state, rings_at()) == ("unheard", None)
    ringing.sweep(now=NOW + 22 * MINUTE)
    assert rings_at() == first.pk, "after a while it begins anew"


def test_nothing_rings_outside_a_shift_in_a_pause_or_at_who_is_away(owner: Who) -> None:
    hers = builders.member(seen_at=NOW)
    on(owner, hers, (14 * 60, 18 * 60))
    urgent()
    assert ringing.sweep(now=NOW) == 0
    assert not Ring.objects.exists()
    afternoon = NOW + timedelta(hours=4)
    duty.pause(builders.who(hers), 30, now=afternoon)
    assert ringing.sweep(now=afternoon + MINUTE) == 0
    assert ringing.sweep(now=afternoon + 31 * MINUTE) == 1, "a pause ends by itself"
    absence.enter(builders.who(hers), hers.public_id, afternoon, afternoon + timedelta(days=1), now=afternoon)
    ringing.sweep(now=afternoon + 32 * MINUTE)
    assert rings_at() is None


def test_without_a_rota_whoever_sits_at_the_desk_is_rung(owner: Who) -> None:
    there = builders.member(seen_at=NOW - MINUTE)
    builders.member(seen_at=NOW - timedelta(hours=1))
    urgent()
    ringing.sweep(now=NOW)
    assert rings_at() == there.pk


def test_one_hand_picks_up_and_the_conversation_is_hers(owner: Who) -> None:
    first, faster = builders.member(), builders.member()
    on(owner, first)
    c = urgent()
    ringing.sweep(now=NOW)
    row = Ring.objects.get().public_id
    ringing.pick_up(builders.who(faster), row, now=NOW + MINUTE)
    c.refresh_from_db()
    assert c.owner == faster
    with pytest.raises(Declined, match="picked_up"):
        ringing.pick_up(builders.who(first), row, now=NOW + MINUTE)
    assert ringing.sweep(now=NOW + 9 * MINUTE) == 0
    kept = AuditEntry.objects.filter(thing="ring")
    assert [e.verb for e in kept.order_by("id")] == ["ring.began", "ring.picked_up"]
    assert first.public_id not in str(list(kept.values())), "who let it ring is nowhere"
    assert Ring.objects.get().rang == []


def test_what_is_taken_or_closed_at_the_desk_rings_no_more(owner: Who) -> None:
    hers = builders.member()
    on(owner, hers)
    taken, closed = urgent(), urgent()
    ringing.sweep(now=NOW)
    desk.take(builders.who(hers), taken.public_id, now=NOW)
    desk.close(builders.who(hers), closed.public_id, now=NOW)
    ringing.sweep(now=NOW + MINUTE)
    assert sorted(Ring.objects.values_list("state", flat=True)) == ["over", "picked_up"]


def test_what_is_due_soon_and_nobody_has_begun_rings_and_what_somebody_writes_does_not(owner: Who) -> None:
    hers = builders.member(seen_at=NOW)
    on(owner, hers)
    builders.conversation(due_at=NOW + timedelta(hours=2))
    begun = builders.conversation(due_at=NOW + MINUTE)
    builders.draft(begun, hers)
    soon = builders.conversation(due_at=NOW + MINUTE)
    ringing.sweep(now=NOW)
    assert Ring.objects.get().conversation == soon


def test_who_cannot_now_passes_it_on_at_once(owner: Who) -> None:
    first, second = builders.member(), builders.member()
    on(owner, first)
    on(owner, second, rank=1)
    urgent()
    ringing.sweep(now=NOW)
    row = Ring.objects.get().public_id
    ringing.pass_on(builders.who(first), row, now=NOW)
    assert rings_at() == second.pk
    with pytest.raises(Declined, match="gone"):
        ringing.pass_on(builders.who(first), row, now=NOW)


def test_a_mail_goes_to_who_is_rung_and_does_not_sit_at_the_desk(owner: Who) -> None:
    hers = builders.member(email="duty@example.org")
    on(owner, hers)
    c = urgent()
    ringing.sweep(now=NOW)
    assert ring_out.send(now=NOW) == 1
    (out,) = mail.outbox
    assert out.to == ["duty@example.org"]
    assert c.public_id in out.body
    assert c.preview not in out.body
    Member.objects.filter(pk=hers.pk).update(seen_at=NOW)
    urgent()
    ringing.sweep(now=NOW)
    assert ring_out.send(now=NOW) == 0


def test_duty_out_of_hours_and_too_little_rest_are_refused(owner: Who) -> None:
    hers = builders.member()
    open_ = {str(day): [["08:00", "18:00"]] for day in range(5)}
    Organisation.objects.update(hours=open_)
    with pytest.raises(Declined, match="duty_outside"):
        on(owner, hers, (18 * 60, 23 * 60))
    duty.settle(owner, ring_minutes=3, outside=True, now=NOW)
    on(owner, hers, (18 * 60, 23 * 60))
    with pytest.raises(Declined, match="duty_rest"):
        on(owner, hers, (8 * 60, 12 * 60), weekday=1)
    on(owner, hers, (10 * 60, 12 * 60), weekday=1)
    with pytest.raises(Declined, match="duty_rest"):
        early = datetime(2026, 3, 3, 5, 0, tzinfo=NOW.tzinfo)
        duty.otherwise(owner, hers.public_id, on=True, starts_at=early, ends_at=early + 30 * MINUTE, now=NOW)
    assert DutyChange.objects.count() == 0


def test_one_takes_over_anothers_shift_and_both_halves_are_cancelled_together(owner: Who) -> None:
    hers, other = builders.member(), builders.member()
    on(owner, hers)
    duty.take_over(builders.who(other), hers.public_id, NOW, now=NOW)
    assert [d.member for d in reading.rota(NOW).on_duty(NOW)] == [other.pk]
    with pytest.raises(Declined, match="duty_none"):
        duty.take_over(builders.who(other), hers.public_id, NOW + timedelta(hours=9), now=NOW)
    half = DutyChange.objects.filter(on=True).get().public_id
    duty.cancel(builders.who(other), half, now=NOW)
    assert [d.member for d in reading.rota(NOW).on_duty(NOW)] == [hers.pk]


def test_what_is_told_at_a_hand_over_is_unread_until_it_is_read(owner: Who) -> None:
    made = duty.hand_over(owner, "Die Rückrufe zur Charge 7 laufen noch.", now=NOW)
    reader = builders.who(builders.member())
    assert [t.read for t in reading.told(reader)] == [False]
    duty.read(reader, made)
    assert [t.read for t in reading.told(reader)] == [True]
    assert "Charge" not in str(list(AuditEntry.objects.values()))


def test_the_page_costs_the_same_however_many_are_on_it(
    owner: Who, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(6):
        on(owner, builders.member())
    with django_assert_max_num_queries(10):
        page = reading.page(owner, NOW)
    assert len(page.people) == 6


def test_a_shift_taken_back_is_hers_again_and_when_that_is_cancelled_the_others(owner: Who) -> None:
    hers, other = builders.member(), builders.member()
    on(owner, hers)
    duty.take_over(builders.who(other), hers.public_id, NOW, now=NOW)
    duty.take_over(builders.who(hers), other.public_id, NOW + MINUTE, now=NOW + MINUTE)
    soon = NOW + 2 * MINUTE
    assert [d.member for d in ringing.on_duty(soon)] == [hers.pk]
    back = DutyChange.objects.filter(member=hers, on=True).get().public_id
    duty.cancel(builders.who(hers), back, now=soon)
    assert [d.member for d in ringing.on_duty(soon)] == [other.pk]


def test_whoever_was_off_or_at_lunch_and_takes_over_is_on_duty(owner: Who) -> None:
    hers, other = builders.member(), builders.member()
    on(owner, hers)
    end = NOW + timedelta(hours=8)
    duty.otherwise(owner, other.public_id, on=False, starts_at=NOW, ends_at=end, now=NOW - MINUTE)
    duty.pause(builders.who(other), 60, now=NOW - MINUTE)
    duty.take_over(builders.who(other), hers.public_id, NOW, now=NOW)
    assert [d.member for d in ringing.on_duty(NOW)] == [other.pk]


@pytest.mark.parametrize("at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_a_moment_beyond_all_calendars_is_nobodys_shift(owner: Who, at: datetime) -> None:
    hers = builders.member()
    on(owner, hers)
    with pytest.raises(Declined, match="duty_none"):
        duty.take_over(owner, hers.public_id, at, now=NOW)


def test_nobody_is_on_duty_on_a_holiday_or_after_closing_unless_the_house_wants_it(owner: Who) -> None:
    hers = builders.member()
    on(owner, hers, (9 * 60, 16 * 60), weekday=4)
    christmas = datetime(2026, 12, 25, 10, tzinfo=NOW.tzinfo)  # a Friday
    assert ringing.on_duty(christmas), "no hours are set: nothing is ever closed"
    hours = {str(day): [["09:00", "14:00"]] for day in range(5)}
    Organisation.objects.update(hours=hours, place="DE-BY", timezone="Europe/Berlin")
    friday = christmas - timedelta(days=7)
    (there,) = ringing.on_duty(friday)
    assert there.until == friday.replace(hour=13), "until we close, at 14 o'clock on the wall"
    assert ringing.on_duty(friday.replace(hour=14)) == []
    assert ringing.on_duty(christmas) == []
    duty.settle(owner, ring_minutes=3, outside=True, now=NOW)
    assert [d.member for d in ringing.on_duty(christmas)] == [hers.pk]


def test_rest_is_kept_a_month_ahead_and_by_both_whose_swap_is_cancelled(owner: Who) -> None:
    hers, other = builders.member(), builders.member()
    far = NOW.replace(hour=6) + timedelta(days=32)

    def extra(of: Member, start: datetime, hours: int) -> None:
        end = start + timedelta(hours=hours)
        duty.otherwise(owner, of.public_id, on=True, starts_at=start, ends_at=end, now=NOW)

    extra(hers, far, 8)
    with pytest.raises(Declined, match="duty_rest"):
        extra(hers, far.replace(hour=18), 8)
    with pytest.raises(Declined, match="duty_rest"):
        on(owner, hers, (18 * 60, 23 * 60), weekday=far.weekday())
    tuesday = NOW.replace(hour=8) + timedelta(days=1)
    on(owner, other, (9 * 60, 17 * 60), weekday=1)
    taker = builders.member()
    duty.take_over(builders.who(taker), other.public_id, tuesday, now=NOW)
    extra(other, tuesday.replace(hour=20), 3)
    half = DutyChange.objects.get(member=taker, on=True).public_id
    with pytest.raises(Declined, match="duty_rest"):
        duty.cancel(builders.who(taker), half, now=NOW)
