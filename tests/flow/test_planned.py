"""Answers planned for later, when the ground on which they stand is taken away."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import Network
from tests.flow.on_its_way import OUT, work
from zuruf.core.people import Role, Who
from zuruf.flow import mandate, outbox, people, planned, reply
from zuruf.store.models import AuditEntry, Delivery, Mandate, Member

SOON = NOW + timedelta(minutes=5)
LATER = "2026-03-20T10:00"


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
    assert work(network, row.scheduled_for) == 0
    outbox.say_yes(owner, row.public_id, now=SOON)
    assert (after(row).wants_yes, row.why) == (False, "")
    assert work(network, row.scheduled_for - timedelta(seconds=1)) == 0
    assert work(network, row.scheduled_for) == 1
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
