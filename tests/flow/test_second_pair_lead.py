"""Whoever leads an incident as the second pair of eyes: asked where a guideline wants that, and never made one by leading."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_reply import switched_on
from tests.flow.test_second_pair import ASK, ask, asking
from zuruf.core.people import Who
from zuruf.flow import incident, presence, reply, second_pair
from zuruf.flow.errors import Declined
from zuruf.store.models import (
    Conversation,
    Incident,
    Member,
    SecondPair,
)  # fmt: skip
from zuruf.store.queries import incident as incidents


@pytest.fixture
def author(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation()


def eyes(name: str, **over: object) -> Member:
    return builders.member(name=name, second_pair=True, **over)


def seen(member: Member) -> None:
    presence.looked(builders.who(member), now=NOW - timedelta(minutes=1))


def after(question: SecondPair) -> SecondPair:
    question.refresh_from_db()
    return question


def lead_asks() -> None:
    switched_on(ASK.format(late="holding", holding='asks = "incident_lead"'))


def test_during_an_incident_its_lead_is_asked_where_the_guideline_wants_that_and_may_decide(
    author: Who, here: Conversation
) -> None:
    lead_asks()
    seen(eyes("Head of Service"))
    lead = builders.member(name="Crisis Lead", lifts_holds=True)
    storm = incident.begin_with(author, here.public_id, "Sturm", now=NOW)
    assert storm == "Sturm"
    incident.lead(builders.who(lead), Incident.objects.get().public_id, lead.public_id, now=NOW)
    question = ask(author, here)
    assert (question.asked_of, question.chosen["way"]) == (lead, "lead")
    assert reply.standing(builders.who(lead), here.public_id, now=NOW).to_decide
    second_pair.decide(builders.who(lead), question.public_id, "release", now=NOW)
    assert after(question).decided_by == lead


def test_without_an_incident_whoever_is_best_is_asked(author: Who, here: Conversation) -> None:
    lead_asks()
    head = eyes("Head of Service")
    assert ask(author, here).asked_of == head


def test_the_lead_of_another_incident_may_not_decide(author: Who, here: Conversation) -> None:
    asking()
    eyes("Head of Service")
    lead = builders.member(name="Crisis Lead", lifts_holds=True)
    other = builders.conversation(here.account)
    incident.begin_with(author, other.public_id, "Sturm", now=NOW)
    incident.lead(builders.who(lead), Incident.objects.get().public_id, lead.public_id, now=NOW)
    question = ask(author, here)
    with pytest.raises(Declined) as refused:
        second_pair.decide(builders.who(lead), question.public_id, "release", now=NOW)
    assert refused.value.code == "not_yours"


def test_a_partner_leads_no_incident(author: Who, here: Conversation) -> None:
    incident.begin_with(author, here.public_id, "Sturm", now=NOW)
    owner, partner = builders.who(builders.member(role="owner")), builders.member(role="partner")
    with pytest.raises(Declined) as refused:
        incident.lead(owner, Incident.objects.get().public_id, partner.public_id, now=NOW)
    assert refused.value.code == "unknown_person"


def test_nobody_at_the_desk_makes_herself_the_second_pair_of_eyes_by_leading_an_incident(
    author: Who, here: Conversation
) -> None:
    incident.begin_with(author, here.public_id, "Sturm", now=NOW)
    storm = Incident.objects.get()
    colleague = builders.member()
    for named in (author.public_id, colleague.public_id, ""):
        with pytest.raises(Declined) as refused:
            incident.lead(author, storm.public_id, named, now=NOW)
        assert refused.value.code == "incident_lead"
    with pytest.raises(Declined) as refused:
        incident.lead(builders.who(eyes("Press Officer")), storm.public_id, colleague.public_id, now=NOW)
    assert refused.value.code == "incident_leads"
    storm.refresh_from_db()
    assert storm.lead is None


@pytest.mark.parametrize("right", [{"role": "owner"}, {"second_pair": True}, {"lifts_holds": True}])
def test_whoever_is_trusted_with_as_much_already_leads_and_says_who_leads(
    author: Who, here: Conversation, right: dict[str, object]
) -> None:
    incident.begin_with(author, here.public_id, "Sturm", now=NOW)
    member = builders.member(**right)
    storm = Incident.objects.get()
    assert incident.lead(builders.who(member), storm.public_id, member.public_id, now=NOW) == member.name
    assert [public_id for public_id, _ in incidents.leaders()] == [member.public_id]
