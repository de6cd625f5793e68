"""What X lets one answer, and what it bills, said before one writes."""

from datetime import UTC, datetime

import pytest

from zuruf.channels import _x_terms as money
from zuruf.core.capabilities import Asked, Terms

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)


def asked(summoned: str, access: str = "self-serve") -> Asked:
    return Asked({"id": "7", "summoned": summoned, "access": access}, public=True, at=NOW, last_at=NOW)


@pytest.mark.parametrize(
    ("summoned", "text", "terms"),
    [
        ("mention", "Guten Tag", Terms(cents=1.0)),
        ("quote", "Guten Tag", Terms(cents=1.0)),
        ("mention", "Siehe wasserwerk.de", Terms(cents=20.0, note=money.A_LINK)),
        ("mention", "Siehe datei.txt", Terms(cents=1.0)),
        ("", "Guten Tag", Terms(refusal=money.NOT_SUMMONED)),
        ("mention", "$ABC steigt", Terms(cents=1.0)),
        ("mention", "$ABC und $DEF", Terms(refusal=money.CASHTAGS)),
        ("mention", "5 $ und 7 $", Terms(cents=1.0)),
    ],
)
def test_an_answer_has_a_price_or_a_refusal(summoned: str, text: str, terms: Terms) -> None:
    assert money.terms(asked(summoned), text, NOW) == terms


def test_with_access_of_its_own_contract_anybody_can_be_answered() -> None:
    assert money.terms(asked("", "enterprise"), "Siehe a.de", NOW) == Terms(note=money.BY_CONTRACT)


def test_a_post_of_our_own_answers_nobody_and_costs_more() -> None:
    assert money.judged({}, "Guten Tag", access="") == Terms(cents=1.5)
    assert money.judged({}, "Siehe wasserwerk.de", access="") == Terms(cents=20.0)
