"""What waits worst comes first, by a moment that time passing does not change; nothing is ever put later than it is due."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.there import there
from zuruf.core import pressing
from zuruf.core.pressing import Judging, Weights
from zuruf.core.triage import PERSON, RISKS_FOUND, Finding, Reason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SPOKEN = st.sampled_from(["urgent", "deserves", "unsure", *(f"risk:{kind}" for kind in RISKS_FOUND)])
SEVERAL = st.lists(SPOKEN).map(" ".join)
WEIGHTS = st.builds(Weights, *[st.integers(0, pressing.LONGEST)] * 7)


def found(label: str, value: str, p: float = 0.9, *, unsure: bool = False) -> Finding:
    return Finding(label, value, p, (Reason("x"),), unsure)


def test_a_legal_threat_counts_as_four_hours_earlier_and_says_so() -> None:
    codes = pressing.codes(
        [found("risk", "legal"), found("deserves_answer", "yes"), found("risk", "politics")]
    )
    kept = pressing.weighed(codes, Weights())
    assert pressing.parts(kept) == (("risk:legal", 240), ("deserves", 60))
    assert pressing.pressing_at(NOW, None, pressing.ahead(kept)) == NOW - timedelta(minutes=300)


@given(SEVERAL, SEVERAL, WEIGHTS)
def test_what_is_said_in_more_messages_never_weighs_less(one: str, other: str, weights: Weights) -> None:
    weights = Weights(weights.grave + weights.serious + weights.delicate, weights.serious + weights.delicate, weights.delicate, weights.urgent, weights.deserves + weights.unsure, weights.unsure)  # fmt: skip
    alone, together = (
        pressing.ahead(pressing.weighed(w, weights)) for w in (one, pressing.joined(one, other))
    )
    assert 0 <= alone <= together


@given(SEVERAL, WEIGHTS, st.integers(1, 5000), st.booleans())
def test_its_parts_are_its_number_and_can_be_read_again(
    said: str, weights: Weights, messages: int, public: bool
) -> None:
    kept = pressing.weighed(said, weights, messages=messages, public=public)
    assert pressing.ahead(kept) == sum(minutes for _, minutes in pressing.parts(kept))
    assert pressing.weighed(kept, weights, messages=messages, public=public) == kept
    assert there(pressing.pressing_at(NOW, None, pressing.ahead(kept))) <= NOW


def test_reach_weighs_nothing_until_a_house_raises_it() -> None:
    assert pressing.ahead(pressing.weighed("", Weights(), messages=4000)) == 0
    raised = Weights(reach=30)
    assert pressing.parts(pressing.weighed("", raised, messages=9)) == (("reach", 90),)
    assert pressing.parts(pressing.weighed("", raised, messages=9, public=False)) == ()


def test_what_needs_no_answer_is_not_put_behind_what_is_due_later() -> None:
    kept = pressing.weighed(
        pressing.codes([found("deserves_answer", "no"), found("intent", "spam")]), Weights()
    )
    assert pressing.ahead(kept) == 0


def test_unsure_weighs_like_an_answer_that_is_deserved() -> None:
    assert pressing.codes([found("deserves_answer", "no", 0.5, unsure=True)]) == "unsure"
    assert Weights().unsure == Weights().deserves


def test_a_person_has_to_say_what_nobody_is_sure_of_until_she_did() -> None:
    assert pressing.in_doubt([found("intent", "complaint", 0.5, unsure=True)])
    assert pressing.in_doubt([found("sentiment", "negative")])  # nobody knows what they want
    assert not pressing.in_doubt([found("intent", "chat")])
    told = Finding("intent", "", 1.0, (Reason(PERSON),))
    assert not pressing.in_doubt([told, found("risk", "legal", 0.5, unsure=True)])


def test_one_label_may_have_a_confidence_of_its_own() -> None:
    house = pressing.read({"sure": 0.6, "labels": {"topic": 0.8, "shoe size": 0.1, "intent": 7}})
    assert house.labels == {"topic": 0.8}
    assert house.unsure(found("topic", "delivery", 0.75))
    assert not house.unsure(found("intent", "idea", 0.75))


@given(
    st.dictionaries(
        st.text(), st.integers() | st.text() | st.none() | st.dictionaries(st.text(), st.integers())
    )
)
def test_what_is_kept_wrongly_is_as_usual(kept: dict[str, object]) -> None:
    assert isinstance(pressing.read(kept), Judging)
    usual = pressing.read({})
    assert pressing.read(pressing.written(usual)) == usual
