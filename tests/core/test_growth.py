"""A step is what it is called: a narrower one never allows more, a wider one never less."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.growth import narrower, wider
from zuruf.core.mandate import RISK_OF, Gap, Mandate, Matter, Risk, gaps

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SETS = {"accounts", "topics", "intents", "waives"}
words = st.frozensets(st.sampled_from(["a", "b"]))
mandates = st.builds(
    Mandate,
    id=st.just(1),
    public_id=st.just("m"),
    name=st.just("M"),
    accounts=st.frozensets(st.integers(1, 3)),
    topics=words,
    intents=words,
    highest_risk=st.sampled_from(list(Risk)),
    goodwill_each=st.integers(0, 9000),
    goodwill_month=st.integers(0, 50000),
    posts=st.booleans(),
    waives=words,
)
matters = st.builds(
    Matter,
    account=st.integers(1, 3),
    topics=st.tuples(st.sampled_from(["a", "b", "c"])),
    intents=st.tuples(st.sampled_from(["a", "b", "c"])),
    risks=st.lists(st.sampled_from(sorted(RISK_OF)), max_size=2).map(tuple),
    post=st.booleans(),
    goodwill=st.integers(0, 20000),
    spent=st.integers(0, 60000),
)
lacks = st.dictionaries(st.sampled_from([str(g) for g in Gap]), st.integers(1, 9))


def stepped(m: Mandate, step: dict[str, Any]) -> Mandate:
    fields: dict[str, Any] = {
        k: frozenset(v) if k in SETS else Risk(v) if k == "highest_risk" else v for k, v in step.items()
    }
    return replace(m, **fields)


@given(mandates, matters)
def test_a_narrower_step_never_allows_more(m: Mandate, matter: Matter) -> None:
    after = stepped(m, narrower(m))
    assert set(gaps(m, matter, NOW)) <= set(gaps(after, matter, NOW))
    assert after.waives <= m.waives


@given(mandates, matters, lacks)
def test_a_wider_step_never_allows_less(m: Mandate, matter: Matter, lacked: dict[str, int]) -> None:
    after = stepped(m, wider(m, lacked))
    assert set(gaps(after, matter, NOW)) <= set(gaps(m, matter, NOW))


@given(mandates, lacks)
def test_nothing_grave_is_ever_suggested(m: Mandate, lacked: dict[str, int]) -> None:
    assert wider(m, lacked).get("highest_risk") != "grave"


def test_what_she_asked_about_most_is_what_grows() -> None:
    m = Mandate(1, "m", "M", topics=frozenset({"a"}))
    assert wider(m, {"topic": 9, "risk": 2}) == {"topics": []}
    assert wider(m, {}) == {"highest_risk": "delicate"}
