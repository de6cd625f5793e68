"""Granting, changing and ending mandates, who holds which, and what that does to an answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_backing import said
from tests.flow.test_reply import switched_on
from tests.flow.test_second_pair import ASK
from zuruf.core.guideline import Verdict
from zuruf.core.mandate import Gap, Risk
from zuruf.core.people import Who
from zuruf.flow import mandate, reply
from zuruf.flow.errors import Declined
from zuruf.flow.mandate import Grant, held
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
    Topic,
)
from zuruf.store.queries.reply import scene

LATER = NOW + timedelta(hours=1)
EVERYDAY = Grant("Everyday", role="desk")
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


# -- granting -----------------------------------------------------------------------------------------


def test_what_is_granted_is_kept_with_who_why_and_on_what_evidence(head: Who, answers: Member) -> None:
    account = builders.account()
    Topic.objects.create(slug="delivery", created_at=NOW)
    said = Grant(
        " Delivery ",
        member=answers.public_id,
        accounts=(account.public_id,),
        topics=("delivery",),
        intents=("question",),
        highest_risk=Risk.DELICATE,
        goodwill_each=2000,
        goodwill_month=10_000,
        ends_at=NOW + timedelta(days=90),
        why="She knows the stock.",
        evidence={"text": "Forty answers, none changed."},
    )
    row = Mandate.objects.get(public_id=mandate.grant(head, said, now=NOW))
    assert (row.name, row.member, row.highest_risk, row.goodwill_each) == (
        "Delivery",
        answers,
        "delicate",
        2000,
    )
    assert (row.granted_by_id, row.granted_at, row.starts_at) == (head.id, NOW, NOW)
    assert (row.why, row.evidence) == ("She knows the stock.", {"text": "Forty answers, none changed."})
    assert list(row.accounts.all()) == [account]
    entry = AuditEntry.objects.get(verb="mandate.granted")
    assert (entry.thing_id, entry.data) == (row.public_id, {})  # ids only, never words


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"name": " "}, "mandate_name"),
        ({"role": ""}, "mandate_holder"),
        ({"member": "somebody"}, "mandate_holder"),
        ({"role": "", "member": "nobody"}, "unknown_person"),
        ({"role": "", "team": "nowhere"}, "unknown_team"),
        ({"role": "partner"}, "partner_holds"),
        ({"role": "guest"}, "partner_holds"),
        ({"accounts": ("nowhere",)}, "unknown_accounts"),
        ({"topics": ("nothing",)}, "unknown_topics"),
        ({"waives": ("nothing",)}, "unknown_guidelines"),
        ({"ends_at": NOW}, "mandate_term"),
        ({"goodwill_each": 2, "goodwill_month": 1}, "goodwill_limits"),
    ],
)
def test_what_makes_no_sense_is_not_granted(head: Who, over: dict[str, object], code: str) -> None:
    with pytest.raises(Declined) as declined:
        mandate.grant(head, replace(EVERYDAY, **over), now=NOW)  # type: ignore[arg-type]
    assert declined.value.code == code
    assert not Mandate.objects.exists()


@pytest.mark.parametrize("role", ["partner", "guest"])
def test_nobody_from_another_house_is_granted_any(head: Who, role: str) -> None:
    outside = builders.member(role=role)
    with pytest.raises(Declined, match="partner_holds"):
        mandate.grant(head, replace(EVERYDAY, role="", member=outside.public_id), now=NOW)


def test_only_who_runs_the_house_grants_changes_ends_and_switches(who: Who, house: Organisation) -> None:
    row = builders.mandate()
    acts = (
        lambda: mandate.grant(who, EVERYDAY, now=NOW),
        lambda: mandate.change(who, row.public_id, EVERYDAY, now=NOW),
        lambda: mandate.end(who, row.public_id, "why", now=NOW),
        lambda: mandate.switch(who, True, now=NOW),
    )
    for act in acts:
        with pytest.raises(Declined, match="not_allowed"):
            act()


def test_a_change_ends_the_old_one_and_keeps_it_readable(head: Who) -> None:
    old = mandate.grant(head, EVERYDAY, now=NOW)
    new = mandate.change(
        head, old, replace(EVERYDAY, highest_risk=Risk.DELICATE, why="It went well."), now=LATER
    )
    was, is_now = Mandate.objects.get(public_id=old), Mandate.objects.get(public_id=new)
    assert (was.ended_at, was.ended_by_id, was.highest_risk) == (LATER, head.id, "everyday")
    assert (is_now.replaces, is_now.role, is_now.starts_at, is_now.why) == (
        was,
        "desk",
        LATER,
        "It went well.",
    )
    assert AuditEntry.objects.get(verb="mandate.changed").data == {
        "replaces": old,
        "fields": ["highest_risk"],
    }


def test_a_change_never_hands_a_mandate_to_somebody_else(head: Who, answers: Member) -> None:
    old = mandate.grant(head, EVERYDAY, now=NOW)
    other = Grant("Everything", member=answers.public_id)
    row = Mandate.objects.get(public_id=mandate.change(head, old, other, now=LATER))
    assert (row.role, row.member) == ("desk", None)


def test_what_begins_later_begins_later_after_a_change_too(head: Who) -> None:
    ahead = NOW + timedelta(days=3)
    old = mandate.grant(head, replace(EVERYDAY, starts_at=ahead), now=NOW)
    new = mandate.change(head, old, replace(EVERYDAY, posts=False), now=LATER)
    assert Mandate.objects.get(public_id=new).starts_at == ahead


def test_a_change_that_changes_nothing_is_none(head: Who) -> None:
    old = mandate.grant(head, EVERYDAY, now=NOW)
    with pytest.raises(Declined, match="mandate_same"):
        mandate.change(head, old, replace(EVERYDAY, why="Only another reason."), now=LATER)
    assert Mandate.objects.get().ended_at is None


def test_it_ends_with_a_reason_and_only_once(head: Who) -> None:
    one = mandate.grant(head, EVERYDAY, now=NOW)
    with pytest.raises(Declined, match="mandate_why"):
        mandate.end(head, one, " ", now=LATER)
    mandate.end(head, one, "The summer is over.", now=LATER)
    row = Mandate.objects.get()
    assert (row.ended_at, row.ended_by_id, row.ended_why) == (LATER, head.id, "The summer is over.")
    for again in (lambda: mandate.end(head, one, "twice"), lambda: mandate.change(head, one, EVERYDAY)):
        with pytest.raises(Declined, match="mandate_over"):
            again()


def test_none_is_put_in_force_while_there_is_none(head: Who, house: Organisation) -> None:
    with pytest.raises(Declined, match="no_mandates"):
        mandate.switch(head, True, now=NOW)
    mandate.grant(head, EVERYDAY, now=NOW)
    mandate.switch(head, True, now=NOW)
    mandate.switch(head, True, now=NOW)  # twice is once
    assert Organisation.objects.get().mandates
    mandate.switch(head, False, now=LATER)
    assert not Organisation.objects.get().mandates
    verbs = AuditEntry.objects.filter(thing="organisation").values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == ["organisation.mandates_on", "organisation.mandates_off"]


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


def test_one_mandate_on_two_accounts_is_one(answers: Member, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
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
