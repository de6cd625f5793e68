"""Answers planned for later, when the ground on which they stand is taken away."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import Network
from tests.flow.on_its_way import OUT, work
from tests.flow.test_reply import switched_on
from tests.there import there
from zuruf.core.people import Role, Who
from zuruf.flow import absence, mandate, outbox, people, planned, planned_ground, reply, teams
from zuruf.store.models import AuditEntry, Delivery, Mandate, Member, Team

SOON = NOW + timedelta(minutes=5)
LATER = "2026-03-20T10:00"
WAIVED = """id = "dates"
title = "Termine"
why = "Ein Termin gilt."
[when]
words = ["ist"]
[then]
verdict = "ask"
say = "Ein Termin?"
[[example]]
text = "Es ist so."
verdict = "ask"
[[example]]
text = "Wir freuen uns."
verdict = "go"
"""


@pytest.fixture
def owner(db: None) -> Who:
    builders.organisation(mandates=True)
    return builders.who(builders.member(role="owner", lifts_holds=True))


@pytest.fixture
def granted(owner: Who) -> Mandate:
    return builders.mandate(name="Everyday")


def plan(answers: Member, at: str = LATER) -> Delivery:
    here = builders.conversation(builders.account("harmless"))
    sent = reply.send(builders.who(answers), here.public_id, "Es ist da.", seen_answer_seq=0, at=at, now=NOW)
    return Delivery.objects.get(public_id=sent.delivery)


def after(row: Delivery) -> Delivery:
    row.refresh_from_db()
    return row


def test_what_is_planned_asks_a_person_when_its_mandate_ends(
    owner: Who, granted: Mandate, answers: Member, network: Network
) -> None:
    row = plan(answers)
    mandate.end(owner, granted.public_id, "Sie ist weg.", now=SOON)
    assert (after(row).wants_yes, row.why) == (True, planned.MANDATE_OVER)
    assert work(network, there(row.scheduled_for)) == 0
    outbox.say_yes(owner, row.public_id, now=SOON)
    assert (after(row).wants_yes, row.why) == (False, "")
    assert work(network, there(row.scheduled_for) - timedelta(seconds=1)) == 0
    assert work(network, there(row.scheduled_for)) == 1
    assert AuditEntry.objects.filter(verb="delivery.asks_for_yes", why=planned.MANDATE_OVER).count() == 1


def test_what_is_planned_asks_a_person_when_its_mandate_is_changed(
    owner: Who, granted: Mandate, answers: Member, network: Network
) -> None:
    row = plan(answers)
    less = mandate.Grant("Everyday", role="desk", goodwill_each=100, goodwill_month=100)
    mandate.change(owner, granted.public_id, less, now=SOON)
    assert after(row).wants_yes


def test_what_goes_out_at_once_and_what_another_mandate_covers_goes_out(
    owner: Who, granted: Mandate, answers: Member, network: Network
) -> None:
    other = builders.mandate(name="Prices")
    row = plan(answers, at="")
    waiting = plan(answers)
    mandate.end(owner, other.public_id, "Nicht mehr.", now=NOW)
    assert not after(waiting).wants_yes
    mandate.end(owner, granted.public_id, "Nicht mehr.", now=NOW)
    assert not after(row).wants_yes
    assert work(network, OUT) == 1


def test_what_somebody_planned_asks_when_she_is_let_go_and_somebody_else_answers_for_it(
    owner: Who, granted: Mandate, answers: Member, network: Network
) -> None:
    row, going = plan(answers), plan(answers, at="")
    people.deactivate(owner, answers.public_id, now=SOON)
    assert (after(row).wants_yes, row.why) == (True, planned.AUTHOR_GONE)
    assert row.accountable_id == after(going).accountable_id == owner.id
    assert not going.wants_yes


def test_what_somebody_planned_asks_when_she_becomes_a_partner(
    owner: Who, granted: Mandate, answers: Member, network: Network
) -> None:
    row = plan(answers)
    people.change(owner, answers.public_id, role=Role.PARTNER, second_pair=False, teams=(), now=SOON)
    assert (after(row).wants_yes, row.accountable_id) == (True, owner.id)


def test_switching_mandates_on_asks_about_what_none_covers(
    answers: Member, network: Network, second_pair: Member
) -> None:
    builders.organisation(mandates=False)
    owner = builders.who(builders.member(role="owner"))
    other = builders.member(name="Ole", role="desk")
    builders.mandate(role="", member=other)
    bare, covered = plan(answers), plan(other)
    mandate.switch(owner, True, now=SOON)
    assert (after(bare).wants_yes, bare.why) == (True, planned.NOT_COVERED)
    assert not after(covered).wants_yes
    assert covered.backing["mandate"]


def test_switching_mandates_off_asks_about_what_one_waived(
    owner: Who, answers: Member, network: Network
) -> None:
    switched_on(WAIVED)
    builders.mandate(waives=["dates"])
    row = plan(answers)
    assert row.backing["mandate"]
    mandate.switch(owner, False, now=SOON)
    assert after(row).wants_yes


def test_leaving_the_team_that_held_the_mandate_asks(owner: Who, answers: Member, network: Network) -> None:
    team = Team.objects.create(name="Versand")
    team.members.add(answers)
    builders.mandate(role="", team=team)
    row = plan(answers)
    teams.change(owner, team.public_id, name="Versand", members=[answers.public_id], now=SOON)
    assert not after(row).wants_yes
    teams.change(owner, team.public_id, name="Versand", members=[], now=SOON)
    assert (after(row).wants_yes, row.why) == (True, planned.NOT_COVERED)


def test_another_role_with_a_mandate_of_its_own_backs_it_from_then_on(
    owner: Who, granted: Mandate, answers: Member, network: Network
) -> None:
    builders.mandate(role="owner", name="Lead")
    row = plan(answers)
    people.change(owner, answers.public_id, role=Role.OWNER, second_pair=False, teams=(), now=SOON)
    assert not after(row).wants_yes
    assert row.backing["mandate"] == Mandate.objects.get(name="Lead").public_id


@pytest.mark.parametrize("how", ["ended", "run out", "other deputy"])
def test_what_a_deputy_planned_asks_when_she_stands_in_no_more(
    owner: Who, answers: Member, network: Network, how: str
) -> None:
    away = builders.member(name="Weg", role="desk", deputy=answers)
    builders.mandate(role="", member=away)
    until = NOW + timedelta(days=1)
    gone = absence.enter(owner, away.public_id, NOW, until, now=NOW)
    row = plan(answers)
    assert row.backing["deputy_for"]
    assert planned_ground.sweep(now=SOON) == 0
    if how == "ended":
        absence.end(owner, gone, now=SOON)
    elif how == "run out":
        assert planned_ground.sweep(now=until) == 1
    else:
        absence.stand_in(owner, away.public_id, "", now=SOON)
    assert (after(row).wants_yes, row.why) == (True, planned.NOT_COVERED)


def test_what_a_mandate_backs_whose_term_ran_out_asks(owner: Who, answers: Member, network: Network) -> None:
    builders.mandate(ends_at=NOW + timedelta(hours=2))
    row = plan(answers)
    assert planned_ground.sweep(now=NOW + timedelta(hours=1)) == 0
    assert planned_ground.sweep(now=NOW + timedelta(hours=2)) == 1
    assert after(row).wants_yes
