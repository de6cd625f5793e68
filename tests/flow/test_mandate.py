"""Granting, changing and ending mandates, putting them in force, and the first ones of a house."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.mandate import Risk
from zuruf.core.people import Who
from zuruf.flow import first_run, mandate
from zuruf.flow.errors import Declined
from zuruf.flow.mandate import Grant
from zuruf.flow.organisation import Settings
from zuruf.store.models import (
    AuditEntry,
    Mandate,
    Member,
    Organisation,
    Team,
    Topic,
)

LATER = NOW + timedelta(hours=1)
EVERYDAY = Grant("Everyday", role="desk")


@pytest.fixture
def head(second_pair: Member) -> Who:
    return builders.who(second_pair)


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
def test_what_makes_no_sense_is_not_granted(head: Who, over: dict[str, Any], code: str) -> None:
    with pytest.raises(Declined) as declined:
        mandate.grant(head, replace(EVERYDAY, **over), now=NOW)
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


# -- the first ones -----------------------------------------------------------------------------------


def test_a_new_house_begins_with_two_in_force(head: Who, house: Organisation) -> None:
    mandate.begin(head, "en", now=NOW)
    mandate.begin(head, "en", now=LATER)  # twice is once
    rows = Mandate.objects.order_by("pk").values_list("name", "role", "highest_risk", "granted_by_id")
    assert list(rows) == [("Everyday", "desk", "everyday", head.id), ("Lead", "owner", "serious", head.id)]
    assert Organisation.objects.get().mandates


def test_the_invented_houses_mandates_go_with_it_and_the_real_one_begins_with_its_own(
    head: Who, house: Organisation
) -> None:
    Organisation.objects.update(demo=True)
    invented = builders.member(email="desk@radwerk.invalid")
    team = Team.objects.create(name="Service")
    for over in ({"member": invented}, {"team": team}, {"role": "desk"}):
        one = builders.mandate(granted_by=Member.objects.get(pk=head.id), **over)
        mandate.change(head, one.public_id, Grant("Changed"), now=NOW)
    first_run.finish(
        head,
        Settings("Radwerk"),
        first_run.Person("Anna", "AN", "anna@example.org", "correct horse battery"),
        [],
        clear=True,
        now=LATER,
    )
    assert list(Mandate.objects.values_list("role", flat=True).order_by("pk")) == ["desk", "owner"]
    assert not Mandate.objects.exclude(ended_at=None).exists()
    assert not Team.objects.exists()
