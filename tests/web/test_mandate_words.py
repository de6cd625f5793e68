"""What a mandate allows, in plain sentences."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from tests.core.mandate_strategies import MANDATES, MATTERS, narrowings
from tests.core.mandate_strategies import NOW as AT
from zuruf.core.evidence import evidence
from zuruf.core.mandate import Gap, Mandate, Matter, Risk, gaps
from zuruf.core.triage import INTENTS
from zuruf.store.queries.mandate_page import Terms
from zuruf.web import mandate_words as words
from zuruf.web.limits import record

NAMES = words.Names({"a": "Ask us"}, {"prices": "Preise", "parts": "Ersatzteile"}, {"law": "Recht"})
BEGINS = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
PLAIN = Terms("Everyday", starts_at=BEGINS)


def test_a_guideline_that_need_not_ask_is_named_whole() -> None:
    with translation.override("de"):
        said = words.sentences(Terms("x", waives=("law",), starts_at=BEGINS), "member", "Vertrieb", NAMES)
    assert (
        "Die Leitlinie „Recht“ fragt hier nicht nach: Solche Antworten gehen hinaus und werden danach angesehen."
        in said
    )


@pytest.mark.parametrize(
    ("language", "kind", "first"),
    [
        ("de", "desk", "Alle am Pult dürfen ohne Rückfrage antworten, auf Ask us."),
        ("de", "owner", "Die Leitung darf ohne Rückfrage antworten, auf Ask us."),
        ("de", "member", "Jule darf ohne Rückfrage antworten, auf Ask us."),
        ("de", words.SELF, "Sie dürfen ohne Rückfrage antworten, auf Ask us."),
        ("en", words.SELF, "You may answer without asking on Ask us."),
    ],
)
def test_the_first_sentence_fits_whoever_holds_it(language: str, kind: str, first: str) -> None:
    with translation.override(language):
        assert words.sentences(Terms("x", accounts=("a",), starts_at=BEGINS), kind, "Jule", NAMES)[0] == first


def test_the_last_day_is_the_one_before_the_midnight_at_which_it_ends() -> None:
    with timezone.override("Europe/Berlin"), translation.override("de"):
        midnight = datetime(2027, 3, 31, 22, 0, tzinfo=UTC)  # midnight in Berlin
        assert (
            words.term(Terms("x", starts_at=BEGINS, ends_at=midnight))
            == "Sie gilt vom 1. März 2027 bis 31. März 2027."
        )


@pytest.mark.parametrize(
    ("before", "after", "wider"),
    [
        ({}, {"topics": ("prices",)}, False),
        ({"topics": ("prices",)}, {}, True),
        ({"topics": ("prices",)}, {"topics": ("prices", "parts")}, True),
        ({"topics": ("prices",)}, {"topics": ("parts",)}, None),
        ({"waives": ("law",)}, {}, False),
        ({"highest_risk": Risk.DELICATE}, {"highest_risk": Risk.GRAVE}, True),
        ({}, {"ends_at": BEGINS + timedelta(days=9)}, False),
        ({"goodwill_month": 5}, {"goodwill_month": 4}, False),
        ({"posts": False}, {"posts": True}, True),
    ],
)
def test_a_change_says_whether_it_is_wider(
    before: dict[str, Any], after: dict[str, Any], wider: bool | None
) -> None:
    a, b = (Terms("x", starts_at=BEGINS, **fields) for fields in (before, after))
    (changed,) = words.differences(a, b, NAMES)
    assert changed.wider is wider
    assert changed.before != changed.after


def test_where_nothing_changed_nothing_is_said() -> None:
    assert words.differences(PLAIN, PLAIN, NAMES) == []


@pytest.mark.parametrize(
    ("cents", "german", "english"),
    [(2000, "20 €", "€20"), (1250, "12,50 €", "€12.50"), (123400, "1.234 €", "€1,234")],
)
def test_money_is_written_as_the_reader_writes_it(cents: int, german: str, english: str) -> None:
    with translation.override("de"):
        assert words.money(cents) == german
    with translation.override("en"):
        assert words.money(cents) == english


def test_every_gap_risk_and_kind_of_message_has_words() -> None:
    with translation.override("de"):
        assert all(words.gap(gap) and words.gap(gap) != gap for gap in Gap)
        assert all(words.risk(step) and words.risk_means(step) for step in Risk)
        assert set(words.intents()) == set(INTENTS)


def test_a_record_judges_nobody_by_a_few_answers() -> None:
    assert "too few to judge, it takes 50" in record(evidence([True] * 49))
    assert "with 95 % confidence at least 94 %" in record(evidence([True] * 50))
    assert record(evidence([])) == "None of these answers has been looked at yet."


def terms_of(m: Mandate) -> Terms:
    """What a mandate of the rules says, as the page has it."""
    return Terms(
        m.name,
        tuple(map(str, sorted(m.accounts))),
        tuple(sorted(m.topics)),
        tuple(sorted(m.intents)),
        m.highest_risk,
        m.goodwill_each,
        m.goodwill_month,
        m.own_name,
        m.posts,
        tuple(sorted(m.waives)),
        BEGINS,
        m.ends_at,
    )


@given(MANDATES, MANDATES, MATTERS)
def test_a_change_that_allows_more_is_never_called_narrower_in_each_line(
    before: Mandate, after: Mandate, matter: Matter
) -> None:
    after = replace(after, starts_at=before.starts_at)
    more = bool(gaps(before, matter, AT)) and not gaps(after, matter, AT)
    if more or after.waives - before.waives:
        changes = words.differences(terms_of(before), terms_of(after), NAMES)
        assert any(c.wider is not False for c in changes)


@given(MANDATES, st.data())
def test_what_the_rules_call_narrower_the_page_never_calls_wider(
    before: Mandate, data: st.DataObject
) -> None:
    after = data.draw(narrowings(before))
    changes = words.differences(terms_of(before), terms_of(after), NAMES)
    assert not any(c.wider for c in changes)
