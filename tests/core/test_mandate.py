"""What a mandate reaches, and that a narrower one never reaches further."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.mandate_strategies import MANDATES, MATTERS, NOW, narrowings
from zuruf.core.mandate import RISKS, Gap, Mandate, Matter, Risk, coverage, gaps

EVERYDAY = Mandate(1, "m", "Everyday", goodwill_each=2000, goodwill_month=5000)
DELIVERY = Matter(1, ("delivery",), ("question",))


def test_what_names_nothing_reaches_everything_everyday() -> None:
    assert gaps(EVERYDAY, DELIVERY, NOW) == ()
    assert gaps(EVERYDAY, Matter(7), NOW) == ()


@pytest.mark.parametrize(
    ("mandate", "matter", "why"),
    [
        ({"accounts": {2}}, {}, Gap.ACCOUNT),
        ({"topics": {"prices"}}, {}, Gap.TOPIC),
        ({"topics": {"delivery"}}, {"topics": ("delivery", "prices")}, Gap.TOPIC),
        ({"topics": {"delivery"}}, {"topics": ()}, Gap.TOPIC),
        ({"intents": {"praise"}}, {}, Gap.INTENT),
        ({}, {"risks": ("politics",)}, Gap.RISK),
        ({"highest_risk": Risk.SERIOUS}, {"risks": ("legal", "threat")}, Gap.RISK),
        ({"highest_risk": Risk.SERIOUS}, {"risks": ("never heard of",)}, Gap.RISK),
        ({"posts": False}, {"post": True}, Gap.POST),
        ({}, {"goodwill": 2001}, Gap.GOODWILL),
        ({}, {"goodwill": 1001, "spent": 4000}, Gap.GOODWILL_MONTH),
        ({"starts_at": NOW + timedelta(minutes=1)}, {}, Gap.TERM),
        ({"ends_at": NOW}, {}, Gap.TERM),
    ],
)
def test_it_says_why_it_does_not_reach(mandate: dict[str, Any], matter: dict[str, Any], why: Gap) -> None:
    found = gaps(replace(EVERYDAY, **mandate), replace(DELIVERY, **matter), NOW)
    assert found == (why,)


@pytest.mark.parametrize(
    ("mandate", "matter"),
    [
        ({"accounts": {1, 2}}, {}),
        ({"topics": {"delivery", "prices"}}, {"topics": ("delivery", "prices")}),
        ({"highest_risk": Risk.SERIOUS}, {"risks": ("legal", "politics")}),
        ({"topics": {"prices"}, "intents": {"praise"}}, {"post": True, "topics": (), "intents": ()}),
        ({}, {"goodwill": 1000, "spent": 4000}),
        ({"goodwill_month": 0, "goodwill_each": 0}, {"spent": 4000}),
        ({"starts_at": NOW, "ends_at": NOW + timedelta(seconds=1)}, {}),
    ],
)
def test_up_to_its_edge_it_reaches(mandate: dict[str, Any], matter: dict[str, Any]) -> None:
    assert gaps(replace(EVERYDAY, **mandate), replace(DELIVERY, **matter), NOW) == ()


def test_who_holds_none_hears_so() -> None:
    found = coverage((), DELIVERY, NOW)
    assert (found.covered, found.mandate, found.gaps) == (False, None, (Gap.NONE,))


def test_her_own_backs_it_before_a_deputys_and_the_particular_before_the_general() -> None:
    deputy = replace(EVERYDAY, id=2, topics=frozenset({"delivery"}), deputy_for="Head of Service")
    narrow = replace(EVERYDAY, id=3, topics=frozenset({"delivery"}))
    assert coverage((EVERYDAY, deputy), DELIVERY, NOW).mandate == EVERYDAY
    assert coverage((EVERYDAY, deputy, narrow), DELIVERY, NOW).mandate == narrow


def test_where_none_reaches_the_nearest_is_named_with_what_it_lacks() -> None:
    far = replace(EVERYDAY, id=2, accounts=frozenset({2}), topics=frozenset({"prices"}))
    near = replace(EVERYDAY, id=3, accounts=frozenset({2}))
    found = coverage((far, near), DELIVERY, NOW)
    assert (found.mandate, found.gaps) == (near, (Gap.ACCOUNT,))


def test_what_does_not_reach_waives_nothing() -> None:
    far = replace(EVERYDAY, id=2, accounts=frozenset({2}), waives=frozenset({"a"}))
    assert coverage((far,), DELIVERY, NOW).waives == frozenset()
    reaching = replace(EVERYDAY, waives=frozenset({"b"}))
    assert coverage((far, reaching), DELIVERY, NOW).waives == {"b"}


@settings(deadline=None)
@given(st.data(), MANDATES, MATTERS)
def test_narrowing_a_mandate_never_allows_more(data: st.DataObject, wide: Mandate, matter: Matter) -> None:
    narrow = data.draw(narrowings(wide))
    assert set(gaps(wide, matter, NOW)) <= set(gaps(narrow, matter, NOW))


@settings(deadline=None)
@given(st.lists(MANDATES, max_size=4), MANDATES, MATTERS)
def test_one_more_mandate_never_takes_away(held: list[Mandate], more: Mandate, matter: Matter) -> None:
    before, after = coverage(held, matter, NOW), coverage([*held, more], matter, NOW)
    assert after.covered or not before.covered
    assert before.waives <= after.waives


@settings(deadline=None)
@given(MANDATES, MATTERS, MATTERS)
def test_what_is_riskier_or_dearer_is_never_more_covered(m: Mandate, one: Matter, other: Matter) -> None:
    worse = replace(one, risks=one.risks + other.risks, goodwill=one.goodwill + other.goodwill)
    assert RISKS.index(worse.risk) >= RISKS.index(one.risk)
    assert set(gaps(m, one, NOW)) <= set(gaps(m, worse, NOW))
