"""Who may let go what a partner wrote, and with which words: those that she may say herself."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.builders import NOW
from tests.flow.test_second_pair import asking
from tests.there import there
from zuruf.core.people import Who
from zuruf.flow import reply
from zuruf.flow.errors import Declined
from zuruf.flow.second_pair import decide, sweep_late
from zuruf.store.models import (
    Absence,
    AuditEntry,
    Conversation,
    Delivery,
    Mandate,
    Member,
    SecondPair,
    Team,
)  # fmt: skip
from zuruf.store.queries import mandate
from zuruf.store.queries.frame import frame
from zuruf.store.queries.second_pair import bell

TEXT = "Ihr Ersatzteil kommt am Dienstag."
MUCH = "Wir erstatten Ihnen 900 €."
MINUTE = timedelta(minutes=1)


@pytest.fixture
def partner(agency: Member) -> Who:
    return builders.who(agency)


@pytest.fixture
def desk(answers: Member) -> Who:
    builders.organisation(mandates=True)
    return builders.who(answers)


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation()


def handed_in(by: Who, here: Conversation, text: str = TEXT) -> SecondPair:
    sent = reply.send(by, here.public_id, text, seen_answer_seq=here.answer_seq, now=NOW)
    return SecondPair.objects.get(public_id=sent.ask)


def refused(who: Who, question: SecondPair, **said: Any) -> str:
    with pytest.raises(Declined) as why:
        decide(who, question.public_id, "release", now=NOW + MINUTE, **said)
    assert SecondPair.objects.get(pk=question.pk).state == "open"
    assert not Delivery.objects.exists()
    return why.value.code


def test_what_she_may_not_say_herself_she_does_not_say_as_a_change_of_what_a_partner_wrote(
    partner: Who, desk: Who, here: Conversation
) -> None:
    builders.mandate()
    question = handed_in(partner, here)
    assert question.asked_of_id == desk.id
    assert refused(desk, question, text=MUCH) == "not_covered"


def test_nor_what_a_guideline_asks_about(
    partner: Who, desk: Who, second_pair: Member, here: Conversation
) -> None:
    builders.mandate(goodwill_each=100_000, goodwill_month=100_000)
    question = handed_in(partner, here)
    SecondPair.objects.update(asked_of=desk.id)
    asking()
    assert refused(desk, question, text="Wir erstatten das Porto.") == "not_covered"
    decide(builders.who(second_pair), question.public_id, "release", text="Wir erstatten das Porto.", now=NOW)
    assert Delivery.objects.get().accountable_id == second_pair.pk


def test_a_mandate_that_ended_since_it_rang_lets_nothing_go(
    partner: Who, desk: Who, here: Conversation
) -> None:
    granted = builders.mandate()
    question = handed_in(partner, here)
    Mandate.objects.filter(pk=granted.pk).update(ended_at=NOW)
    assert refused(desk, question) == "not_covered"
    decide(desk, question.public_id, "return", remark="Bitte nach dem Datum fragen.", now=NOW + MINUTE)
    assert SecondPair.objects.get().state == "returned"


def test_what_is_released_names_the_mandate_that_covers_it(
    partner: Who, desk: Who, here: Conversation
) -> None:
    granted = builders.mandate()
    decide(desk, handed_in(partner, here).public_id, "release", now=NOW + MINUTE)
    assert Delivery.objects.get().backing["mandate"] == granted.public_id


def test_money_in_a_partners_draft_rings_at_whose_mandate_reaches_to_that_much(
    partner: Who, desk: Who, here: Conversation
) -> None:
    builders.mandate()
    head = builders.member(name="Head of Service")
    builders.mandate(member=head, goodwill_each=100_000, goodwill_month=100_000)
    assert handed_in(partner, here, MUCH).asked_of_id == head.pk


def test_a_month_that_is_spent_does_not_reach(partner: Who, desk: Who, here: Conversation) -> None:
    head = builders.member(name="Head of Service")
    builders.mandate(member=head, goodwill_each=100_000, goodwill_month=100_000)
    decide(builders.who(head), handed_in(partner, here, MUCH).public_id, "release", now=NOW)
    other = builders.conversation(here.account)
    assert handed_in(partner, other, MUCH).asked_of_id is None


def test_who_is_asked_and_loses_her_right_decides_no_longer_about_a_colleagues_answer(
    desk: Who, here: Conversation
) -> None:
    asking()
    builders.organisation(mandates=False)
    head = builders.member(second_pair=True)
    question = handed_in(desk, here, "Wir erstatten den Preis.")
    assert question.asked_of_id == head.pk
    Member.objects.filter(pk=head.pk).update(second_pair=False)
    assert refused(builders.who(Member.objects.get(pk=head.pk)), question) == "not_yours"


def test_a_partners_draft_that_reaches_nobody_rings_at_every_owner_and_she_may_let_it_go(
    partner: Who, desk: Who, here: Conversation
) -> None:
    question = handed_in(partner, here)
    assert question.asked_of_id is None
    owner = builders.who(builders.member(role="owner"))
    assert [ring.public_id for ring in bell(owner).rings] == [question.public_id]
    assert frame(owner, NOW).rings == 1
    assert [a.public_id for a in reply.standing(owner, here.public_id, now=NOW).composer.to_decide] == [
        question.public_id
    ]
    assert bell(desk).rings == ()
    assert refused(desk, question) == "not_yours"
    decide(owner, question.public_id, "release", now=NOW + MINUTE)
    assert Delivery.objects.get().accountable_id == owner.id


def test_it_rings_at_whoever_is_granted_a_mandate_meanwhile(
    partner: Who, desk: Who, here: Conversation
) -> None:
    question = handed_in(partner, here)
    sweep_late(now=NOW + MINUTE)
    assert not AuditEntry.objects.filter(verb="second_pair.handed_on").exists()
    builders.mandate()
    sweep_late(now=NOW + MINUTE)
    assert SecondPair.objects.get(pk=question.pk).asked_of_id == desk.id


def test_after_the_holding_reply_it_goes_on_to_somebody_else_when_she_leaves(
    desk: Who, here: Conversation
) -> None:
    asking()
    builders.organisation(mandates=False)
    pair = [builders.member(name=name, second_pair=True) for name in "AB"]
    question = handed_in(desk, here, "Wir erstatten den Preis.")
    sweep_late(now=question.deadline)
    question.refresh_from_db()
    gone = there(question.asked_of)
    assert (question.state, gone in pair) == ("late_holding", True)
    Member.objects.filter(pk=gone.pk).update(is_active=False)
    sweep_late(now=question.deadline + MINUTE)
    (left,) = [m for m in pair if m != gone]
    assert [r.public_id for r in bell(builders.who(left)).rings] == [question.public_id]


def test_a_message_that_came_in_since_has_to_be_read_before_it_is_released(
    desk: Who, here: Conversation
) -> None:
    asking()
    builders.organisation(mandates=False)
    eyes = builders.who(builders.member(second_pair=True))
    question = handed_in(desk, here, "Wir erstatten den Preis.")
    later = builders.message(here, text="Hat sich erledigt.", received_at=NOW + MINUTE, order_at=NOW + MINUTE)
    assert refused(eyes, question) == "wrote_again"
    assert refused(eyes, question, read=there(question.draft.answers).public_id) == "wrote_again"
    decide(eyes, question.public_id, "release", read=later.public_id, now=NOW + MINUTE)
    assert Delivery.objects.exists()


def test_or_be_passed_over_on_purpose(desk: Who, here: Conversation) -> None:
    asking()
    builders.organisation(mandates=False)
    eyes = builders.who(builders.member(second_pair=True))
    question = handed_in(desk, here, "Wir erstatten den Preis.")
    builders.message(here, text="Danke!", received_at=NOW + MINUTE, order_at=NOW + MINUTE)
    decide(eyes, question.public_id, "release", anyway=True, now=NOW + MINUTE)
    assert Delivery.objects.exists()


def test_how_many_may_be_asked_costs_no_further_statements(
    partner: Who, desk: Who, here: Conversation
) -> None:
    builders.mandate()
    team = Team.objects.create(name="Werkstatt")
    taken = []
    for more in (1, 6):
        for _ in range(more):
            member = builders.member(second_pair=True)
            member.teams.add(team)
        reply.write(partner, here.public_id, MUCH, now=NOW)
        with CaptureQueriesContext(connection) as seen:
            reply.write(partner, here.public_id, f"{MUCH} {more}", now=NOW + MINUTE)
        taken.append(len(seen))
    assert taken[0] == taken[1]


def test_what_several_hold_is_what_each_of_them_holds(db: None) -> None:
    team = Team.objects.create(name="Werkstatt")
    head, deputy, other = (builders.member(name=name) for name in ("Head", "Deputy", "Other"))
    other.teams.add(team)
    builders.mandate(member=head, accounts=[builders.account("talk"), builders.account("talk")])
    builders.mandate(team=team)
    builders.mandate()
    builders.mandate(ended_at=NOW)
    Absence.objects.create(
        member=head, deputy=deputy, starts_at=NOW, ends_at=NOW + MINUTE, entered_by=head, entered_at=NOW
    )
    everybody = [head.pk, deputy.pk, other.pk]
    for at in (NOW, NOW + MINUTE):
        assert mandate.held_by(everybody, at) == {member: mandate.held(member, at) for member in everybody}
    assert [m.deputy_for for m in mandate.held_by(everybody, NOW)[deputy.pk]] == ["Head", ""]
