"""What if over mandates: the same road, the same figures."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_what_if import LATER, REFUNDS, answered, asked
from zuruf.core.mandate import Risk
from zuruf.core.people import Who
from zuruf.flow import mandate, what_if
from zuruf.flow.errors import Declined
from zuruf.flow.mandate import Grant
from zuruf.flow.what_if_mandates import MandateChange
from zuruf.store.models import (
    Goodwill,
    Mandate,
    Member,
    MessageAssessment,
    Organisation,
    Team,
    WhatIf,
    WhatIfAnswer,
)

EVERYDAY = Grant("Everyday", role="desk")


@pytest.fixture
def who(second_pair: Member) -> Who:
    builders.organisation(mandates=True, ask_minutes=20)
    return builders.who(second_pair)


@pytest.fixture(autouse=True)
def _laid_out_anew() -> Iterator[None]:
    what_if._LAST.clear()
    yield
    what_if._LAST.clear()


def run(who: Who, *changes: MandateChange, in_force: bool = True) -> WhatIf:
    made = what_if.ask_mandates(who, changes, 0, in_force=in_force, now=LATER)
    while what_if.work("test", now=LATER):
        pass
    return WhatIf.objects.get(public_id=made)


def risky(answers: Member, topic: str = "delivery") -> None:
    row = answered("Das klären wir.", answers)
    findings = [("risk", "legal"), ("topic", topic)]
    MessageAssessment.objects.create(
        message=row.conversation.messages.get(),
        findings=[{"label": k, "value": v, "probability": 0.9, "reasons": []} for k, v in findings],
        made_at=NOW,
    )


def test_a_wider_mandate_counts_what_would_have_gone(who: Who, answers: Member) -> None:
    row = builders.mandate(role="desk")
    answered("Es ist unterwegs.", answers)
    risky(answers)
    found = run(who, MandateChange(row.public_id, replace(EVERYDAY, highest_risk=Risk.SERIOUS)))
    assert found.state == "done"
    assert found.result["before"] == {"go": 1, "ask": 1}
    assert found.result["after"] == {"go": 2}
    assert found.result["saved"] == 20.0
    assert WhatIfAnswer.objects.get().guideline == "mandate:Everyday"


def test_its_own_question_says_how_long_it_took(who: Who, answers: Member) -> None:
    row = builders.mandate(role="desk", topics=["prices"])
    asked(answered("Es ist unterwegs.", answers), 7, name="")
    found = run(who, MandateChange(row.public_id, EVERYDAY))
    assert (found.result["saved"], found.result["sources"]) == (7.0, {"own": 1})


def test_without_it_all_that_it_covered_would_be_asked_about(who: Who, answers: Member) -> None:
    row = builders.mandate(role="desk")
    answered("Es ist unterwegs.", answers)
    answered("Es kommt morgen.", answers)
    found = run(who, MandateChange(row.public_id))
    assert found.result["moved"] == {"go>ask": 2}
    assert found.result["cost"] == 40.0
    assert set(WhatIfAnswer.objects.values_list("guideline", flat=True)) == {"gap:none"}


def test_one_for_a_team_reaches_its_members_only(who: Who, answers: Member) -> None:
    team = Team.objects.create(name="Service")
    answers.teams.add(team)
    builders.mandate(role="owner")
    answered("Es ist unterwegs.", answers)
    answered("Es kommt morgen.", builders.member())
    found = run(who, MandateChange("", Grant("Service", team=team.public_id)))
    assert found.result["after"] == {"go": 1, "ask": 1}


def test_money_that_was_promised_counts(who: Who, answers: Member) -> None:
    row = builders.mandate(role="desk", goodwill_each=5000, goodwill_month=9000)
    sent = answered("Wir erstatten den Versand.", answers)
    Goodwill.objects.create(
        draft=sent.draft, member=answers, cents=3000, what="Versand", state="promised", created_at=NOW
    )
    less = replace(EVERYDAY, goodwill_each=2000, goodwill_month=9000)
    assert run(who, MandateChange(row.public_id, less)).result["moved"] == {"go>ask": 1}


def test_before_they_are_in_force_it_says_what_that_would_mean(who: Who, answers: Member) -> None:
    Organisation.objects.update(mandates=False)
    builders.mandate(role="desk")
    answered("Es ist unterwegs.", answers)
    risky(answers)
    found = run(who)
    assert (found.result["before"], found.result["after"]) == ({"go": 2}, {"go": 1, "ask": 1})


def test_a_change_of_guidelines_counts_the_mandates_that_are_in_force(who: Who, answers: Member) -> None:
    builders.mandate(role="desk", topics=["prices"])
    answered("Wir erstatten es.", answers)
    made = what_if.ask(who, [what_if.Change("refunds", REFUNDS)], 0, now=LATER)
    while what_if.work("test", now=LATER):
        pass
    found = WhatIf.objects.get(public_id=made)
    assert (found.result["before"], found.result["after"]) == ({"ask": 1}, {"ask": 1})


def test_what_changes_nothing_or_nobody_knows_is_not_counted(who: Who, answers: Member) -> None:
    row = builders.mandate(role="desk")
    with pytest.raises(Declined, match="no_change"):
        what_if.ask_mandates(who, [], 0, now=LATER)
    with pytest.raises(Declined, match="unknown_mandate"):
        what_if.ask_mandates(who, [MandateChange("nowhere", EVERYDAY)], 0, now=LATER)
    with pytest.raises(Declined, match="not_allowed"):
        what_if.ask_mandates(builders.who(answers), [MandateChange(row.public_id)], 0, now=LATER)


def test_a_run_begins_anew_when_what_is_in_force_changes_meanwhile(who: Who, answers: Member) -> None:
    row = builders.mandate(role="desk")
    answered("Es ist unterwegs.", answers)
    made = what_if.ask_mandates(who, [MandateChange(row.public_id)], 0, now=LATER)
    mandate.grant(who, Grant("Mine", member=answers.public_id), now=LATER)
    while what_if.work("test", now=LATER):
        pass
    assert WhatIf.objects.get(public_id=made).result["after"] == {"go": 1}
    assert Mandate.objects.count() == 2
