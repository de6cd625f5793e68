"""What must be answered now finds somebody: rung anew, past old drafts and other rings, and by mail as soon as she has left."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.builders import NOW
from zuruf.core.people import Who
from zuruf.flow import desk, duty, ring_out, ringing
from zuruf.store.models import AuditEntry, Conversation, Member, Organisation, Ring, Team
from zuruf.store.queries import duty as ring_queries

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LATER = NOW + 20 * MINUTE  # what somebody picked up is no longer left to her unseen


@pytest.fixture
def owner() -> Who:
    builders.organisation()
    return builders.who(builders.member(role="owner", name="Owner"))


def on_rota(owner: Who, rank: int = 0, until: int = 13, **over: object) -> Member:
    """On duty this Monday from 8 on the wall in Berlin; NOW is 10 there."""
    hers = builders.member(**over)
    duty.add_shift(owner, hers.public_id, 0, 8 * 60, until * 60, rank=rank, now=NOW - timedelta(days=1))
    return hers


def picked_up(hers: Member) -> Conversation:
    c = builders.conversation(urgent=True)
    ringing.sweep(now=NOW)
    ringing.pick_up(builders.who(hers), Ring.objects.get().public_id, now=NOW)
    return c


def test_what_was_picked_up_rings_anew_when_it_is_given_to_a_team(owner: Who) -> None:
    hers = on_rota(owner)
    c = picked_up(hers)
    team = Team.objects.create(name="Repairs")
    desk.give(builders.who(hers), c.public_id, team=team.public_id, now=NOW)
    assert ringing.sweep(now=NOW + MINUTE) == 1
    row = Ring.objects.get()
    assert (row.state, row.member, row.ended_at, row.turn) == ("ringing", hers, None, 1)
    ringing.pick_up(builders.who(hers), row.public_id, now=NOW + MINUTE)
    assert ringing.sweep(now=NOW + 2 * MINUTE) == 0
    assert AuditEntry.objects.filter(verb="ring.began").count() == 2


def test_what_comes_back_from_a_second_pair_too_late_rings_anew(owner: Who) -> None:
    on_rota(owner)
    c = builders.conversation(urgent=True)
    ringing.sweep(now=NOW)
    Conversation.objects.filter(pk=c.pk).update(ask_until=NOW + 5 * MINUTE)
    ringing.sweep(now=NOW + MINUTE)
    assert Ring.objects.get().state == "over"
    Conversation.objects.filter(pk=c.pk).update(ask_until=None)
    builders.draft(c, builders.member(), state="asked", updated_at=NOW)
    ringing.sweep(now=NOW + 6 * MINUTE)
    assert Ring.objects.get().state == "ringing"


def test_what_somebody_has_who_went_off_duty_rings_at_who_is_on_and_is_left_to_who_sits_there(
    owner: Who,
) -> None:
    early, late = on_rota(owner, until=11), on_rota(owner, rank=1, until=18)
    picked_up(early)
    noon = NOW + timedelta(hours=2)
    Member.objects.filter(pk=early.pk).update(seen_at=noon)
    assert ringing.sweep(now=noon) == 0, "off duty, but she still sits there"
    ringing.sweep(now=noon + 6 * MINUTE)
    assert (Ring.objects.get().state, Ring.objects.get().member) == ("ringing", late)
    Member.objects.filter(pk=early.pk).update(seen_at=noon + 7 * MINUTE)
    ringing.sweep(now=noon + 7 * MINUTE)
    assert Ring.objects.get().state == "picked_up", "she is back, and it is hers"


def test_twenty_that_are_due_keep_nothing_urgent_silent_and_make_room_when_nobody_heard_them(
    owner: Who,
) -> None:
    on_rota(owner)
    for _ in range(22):
        builders.conversation(due_at=NOW)
    ringing.sweep(now=NOW)
    assert Ring.objects.filter(state="ringing").count() == 20
    c = builders.conversation(urgent=True)
    ringing.sweep(now=NOW + MINUTE)
    assert Ring.objects.get(conversation=c).state == "ringing"
    ringing.sweep(now=NOW + 3 * MINUTE)
    ringing.sweep(now=NOW + 4 * MINUTE)
    assert Ring.objects.count() == 23


def test_what_is_only_late_keeps_no_danger_off_the_bell(owner: Who) -> None:
    hers = on_rota(owner)
    hour = timedelta(hours=1)
    for n in range(6):
        builders.conversation(waiting_since=NOW - (n + 2) * hour, due_at=NOW - (n + 1) * hour)
    law = builders.conversation(urgent=True, pressing_at=NOW - 5 * hour)
    life = builders.conversation(urgent=True, pressing_at=NOW - 23 * hour)
    ringing.sweep(now=NOW)
    card = ring_queries.ringing(builders.who(hers))
    assert [r.conversation for r in card[:2]] == [life.public_id, law.public_id]
    assert len(card) == ring_queries.MOST < Ring.objects.filter(member=hers).count()


def test_only_a_draft_that_somebody_of_ours_works_on_now_keeps_it_silent(owner: Who) -> None:
    hers = on_rota(owner, seen_at=NOW)
    old, partners, left, begun = (builders.conversation(urgent=True) for _ in range(4))
    builders.draft(old, hers, updated_at=NOW - timedelta(days=3))
    builders.draft(partners, builders.member(role="partner", seen_at=NOW))
    builders.draft(left, builders.member(seen_at=NOW - 6 * MINUTE), updated_at=NOW - 6 * MINUTE)
    builders.draft(begun, hers)
    ringing.sweep(now=NOW)
    assert {r.conversation for r in Ring.objects.all()} == {old, partners, left}


def test_without_a_rota_nothing_rings_at_who_is_at_lunch_and_the_mail_says_nothing_of_duty(
    owner: Who,
) -> None:
    lunch, there = builders.member(seen_at=NOW), builders.member(seen_at=NOW - MINUTE, language="en")
    duty.pause(builders.who(lunch), 30, now=NOW)
    assert [d.member for d in ringing.on_duty(NOW)] == [there.pk]
    builders.conversation(urgent=True)
    ringing.sweep(now=NOW)
    assert ring_out.send(now=NOW + 2 * MINUTE) == 1
    (out,) = mail.outbox
    assert out.to == [there.email]
    assert "on duty" not in str(out.body)
    assert "at the desk" in str(out.body)


def test_without_a_rota_whoever_is_on_duty_for_once_is_rung_before_who_sits_there(owner: Who) -> None:
    there, extra = builders.member(seen_at=NOW), builders.member()
    duty.otherwise(owner, extra.public_id, on=True, starts_at=NOW, ends_at=NOW + timedelta(hours=2), now=NOW)
    assert [d.member for d in ringing.on_duty(NOW)] == [extra.pk, there.pk]


def test_whoever_left_the_desk_a_moment_ago_gets_the_mail_as_long_as_it_rings(owner: Who) -> None:
    on_rota(owner, seen_at=NOW)
    builders.conversation(urgent=True)
    ringing.sweep(now=NOW)
    assert ring_out.send(now=NOW + MINUTE) == 0
    assert ring_out.send(now=NOW + 2 * MINUTE) == 1
    assert ring_out.send(now=NOW + 3 * MINUTE) == 0


@pytest.mark.django_db(transaction=True)  # what is announced is heard once it is committed
def test_as_long_as_nothing_is_announced_a_look_costs_one_statement_and_what_falls_through_is_not_late(
    owner: Who,
) -> None:
    first, second = on_rota(owner), on_rota(owner, rank=1)
    builders.conversation(urgent=True)
    looks = ringing.Looks()
    assert looks.turn(now=NOW) == 1
    assert looks.turn(now=NOW) == 0
    with CaptureQueriesContext(connection) as seen:
        for second_ in range(0, 10, 2):
            assert looks.turn(now=NOW + timedelta(seconds=second_)) == 0
    assert len(seen) == 5, "it rings, and nothing is to be done"
    duty.pause(builders.who(first), 30, now=NOW + timedelta(seconds=3))
    assert looks.turn(now=NOW + timedelta(seconds=4)) == 1, "heard at once"
    assert Ring.objects.get().member == second
    looks.turn(now=NOW + 3 * MINUTE)
    assert looks.turn(now=NOW + 3 * MINUTE + timedelta(seconds=5)) == 1, "its time is over"
    assert Ring.objects.get().state == "unheard"


def test_whoever_has_a_holiday_where_she_works_is_not_rung_and_whoever_has_none_is(owner: Who) -> None:
    """Corpus Christi is kept in Bavaria and not in Berlin."""
    corpus_christi = NOW.replace(month=6, day=4)
    hours = {str(day): [["08:00", "18:00"]] for day in range(5)}
    Organisation.objects.update(hours=hours, place="DE-BY")
    there, away = builders.member(place="DE-BE"), builders.member()
    for rank, member in enumerate((away, there)):
        duty.add_shift(owner, member.public_id, 3, 9 * 60, 17 * 60, rank=rank, now=NOW)
    assert [d.member for d in ringing.on_duty(corpus_christi)] == [there.pk]
    Organisation.objects.update(place="DE-BE")
    Member.objects.filter(pk=away.pk).update(place="DE-BY")
    assert [d.member for d in ringing.on_duty(corpus_christi)] == [there.pk]
    assert [d.member for d in ringing.on_duty(corpus_christi + timedelta(days=7))] == [away.pk, there.pk]
