"""Who holds which mandate, and what that does to an answer."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import builders
from tests.builders import NOW
from tests.flow.test_backing import said
from tests.flow.test_reply import switched_on
from tests.flow.test_second_pair import ASK
from zuruf.core.guideline import Verdict
from zuruf.core.mandate import Gap
from zuruf.core.people import Who
from zuruf.flow import mandate, reply
from zuruf.flow.mandate import held
from zuruf.flow.verdict import weigh
from zuruf.store.models import (
    Absence,
    AuditEntry,
    Conversation,
    Delivery,
    Goodwill,
    GuidelineVersion,
    Mandate,
    Member,
    MessageAssessment,
    Organisation,
    SecondPair,
    Team,
)
from zuruf.store.queries.reply import scene

LATER = NOW + timedelta(hours=1)
LEGAL = """id = "law"
title = "Recht"
why = "Es gilt."
about = ["legal"]
[when]
words = ["erstatten"]
[then]
verdict = "look"
say = "„{hit}“ klingt nach Recht."
[[example]]
text = "Wir erstatten alles."
verdict = "look"
[[example]]
text = "Wir prüfen das."
verdict = "go"
"""


@pytest.fixture
def head(second_pair: Member) -> Who:
    return builders.who(second_pair)


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation()


@pytest.fixture
def in_force(house: Organisation) -> None:
    Organisation.objects.filter(pk=1).update(mandates=True)


def found(here: Conversation, **labels: str) -> None:
    """What triage found in the message that is answered."""
    findings = [{"label": k, "value": v, "probability": 0.9, "reasons": []} for k, v in labels.items()]
    MessageAssessment.objects.create(message=here.messages.get(), findings=findings, made_at=NOW)


def send(who: Who, here: Conversation, text: str = "Es ist unterwegs.") -> reply.Sent:
    return reply.send(who, here.public_id, text, seen_answer_seq=here.answer_seq, now=NOW)


# -- holding ------------------------------------------------------------------------------------------


def test_she_holds_her_own_her_teams_and_her_roles(answers: Member) -> None:
    team, other = Team.objects.create(name="Service"), Team.objects.create(name="Sales")
    answers.teams.add(team)
    hers = [builders.mandate(member=answers), builders.mandate(team=team), builders.mandate(role="desk")]
    builders.mandate(team=other)
    builders.mandate(role="owner")
    builders.mandate(member=builders.member())
    ended = builders.mandate(member=answers)
    Mandate.objects.filter(pk=ended.pk).update(ended_at=NOW)
    assert {m.id for m in held(answers.pk, NOW)} == {m.pk for m in hers}


def test_one_mandate_on_two_accounts_is_one(
    answers: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    accounts = [builders.account(), builders.account()]
    builders.mandate(member=answers, accounts=accounts)
    builders.mandate(member=answers)
    with django_assert_num_queries(1):
        narrow, wide = held(answers.pk, NOW)
    assert (set(narrow.accounts), set(wide.accounts)) == ({a.pk for a in accounts}, set())


@pytest.mark.parametrize("standing", [True, False])
def test_a_deputy_holds_what_the_absent_was_granted_in_person_while_she_is_away(
    answers: Member, standing: bool
) -> None:
    away = builders.member(name="Head of Service", deputy=answers if standing else None)
    hers = builders.mandate(member=away, name="Legal")
    Absence.objects.create(
        member=away,
        starts_at=NOW,
        ends_at=LATER,
        deputy=None if standing else answers,
        entered_by=away,
        entered_at=NOW,
    )
    (found,) = held(answers.pk, NOW)
    assert (found.id, found.deputy_for) == (hers.pk, "Head of Service")
    assert held(answers.pk, LATER) == ()
    assert held(answers.pk, NOW - timedelta(seconds=1)) == ()


def test_a_cancelled_absence_leaves_nothing_to_stand_in_for(answers: Member) -> None:
    away = builders.member(deputy=answers)
    builders.mandate(member=away)
    Absence.objects.create(
        member=away, starts_at=NOW, ends_at=LATER, entered_by=away, entered_at=NOW, cancelled_at=NOW
    )
    assert held(answers.pk, NOW) == ()


# -- what it does to an answer ------------------------------------------------------------------------


def test_while_none_are_in_force_guidelines_alone_decide(
    who: Who, here: Conversation, house: Organisation
) -> None:
    assert send(who, here).verdict is Verdict.GO


@pytest.mark.usefixtures("in_force")
def test_what_none_covers_goes_to_the_second_pair_with_what_is_lacking(
    who: Who, head: Who, here: Conversation
) -> None:
    builders.mandate(role="desk")
    found(here, risk="legal")
    Organisation.objects.filter(pk=1).update(ask_minutes=45)
    sent = send(who, here)
    asked = SecondPair.objects.get(public_id=sent.ask)
    assert (sent.verdict, asked.reason, asked.lacks) == (Verdict.ASK, "mandate", [Gap.RISK])
    assert asked.guideline == ""
    assert asked.late == "holding"
    assert not Delivery.objects.exists()
    assert AuditEntry.objects.get(verb="second_pair.asked").why == "mandate:risk"


@pytest.mark.usefixtures("in_force")
def test_what_her_mandate_covers_goes_out_and_names_it(who: Who, here: Conversation) -> None:
    row = builders.mandate(role="desk")
    assert send(who, here).verdict is Verdict.GO
    sent = Delivery.objects.get()
    assert (sent.accountable_id, said(sent)) == (who.id, {"mandate": row.public_id})


@pytest.mark.usefixtures("in_force")
def test_the_answer_itself_may_be_riskier_than_the_question(who: Who, head: Who, here: Conversation) -> None:
    builders.mandate(role="desk")
    switched_on(LEGAL)
    assert send(who, here, "Wir erstatten den Preis.").verdict is Verdict.ASK
    assert SecondPair.objects.get().lacks == [Gap.RISK]


@pytest.mark.usefixtures("in_force")
def test_what_a_mandate_waives_goes_out_and_is_surely_looked_at(
    who: Who, head: Who, here: Conversation
) -> None:
    switched_on(ASK.format(late="holding", holding=""))
    builders.mandate(role="desk", waives=["refunds"])
    judged = reply.judge(who, here.public_id, "Wir erstatten den Preis.", now=NOW)
    assert [(s.id, s.verdict, s.waived) for s in judged.hits] == [("refunds", "look", True)]
    assert send(who, here, "Wir erstatten den Preis.").verdict is Verdict.LOOK
    version = GuidelineVersion.objects.get(slug="refunds", state="active").version
    assert Delivery.objects.get().backing["guidelines"] == [f"refunds@{version}"]


@pytest.mark.usefixtures("in_force")
def test_money_beyond_her_limit_or_what_is_left_of_the_month_is_asked_about(
    who: Who, here: Conversation, answers: Member
) -> None:
    row = builders.mandate(role="desk", goodwill_each=2000, goodwill_month=5000)
    kept = builders.draft(here, answers, state="sent")
    before = NOW.replace(day=1, hour=0) - timedelta(hours=2)  # still the month before in Berlin
    for cents, at, state in ((4000, NOW, "promised"), (5000, before, "promised"), (900, None, "planned")):
        Goodwill.objects.create(
            draft=kept, member=answers, mandate=row, cents=cents, what="Versand", promised_at=at, state=state,
            created_at=NOW,
        )  # fmt: skip
    there = scene(here.public_id)
    assert there is not None

    def lacks(cents: int) -> tuple[Gap, ...]:
        by = mandate.author(who, there, NOW)
        w = weigh(there, "Es ist unterwegs. [AP]", by, goodwill=cents, now=NOW)
        assert w.coverage is not None
        return w.coverage.gaps

    assert lacks(1000) == ()
    assert lacks(1001) == (Gap.GOODWILL_MONTH,)
    assert lacks(2001) == (Gap.GOODWILL, Gap.GOODWILL_MONTH)


@pytest.mark.usefixtures("in_force")
def test_who_stands_in_says_so_inside(who: Who, answers: Member, here: Conversation) -> None:
    away = builders.member(name="Head of Service", deputy=answers)
    row = builders.mandate(member=away)
    Absence.objects.create(member=away, starts_at=NOW, ends_at=LATER, entered_by=away, entered_at=NOW)
    assert send(who, here).verdict is Verdict.GO
    assert said(Delivery.objects.get()) == {"mandate": row.public_id, "deputy_for": "Head of Service"}
