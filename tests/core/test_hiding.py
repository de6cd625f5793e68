"""On what ground something is hidden, what is veiled, and what follows when a network does not do it."""

from datetime import UTC, datetime, timedelta

import pytest

from zuruf.core import hiding, veil
from zuruf.core.channel import NotConnected, Refused, TryLater, Unknown
from zuruf.core.hiding import ActState
from zuruf.core.outbox import REPEATS

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def found(label: str, value: str, probability: float = 0.9, by_person: bool = False) -> dict[str, object]:
    reasons = [{"code": "person", "words": []}] if by_person else []
    return {"label": label, "value": value, "probability": probability, "reasons": reasons}


COMPLAINT = found("intent", "complaint")


def test_criticism_alone_is_no_ground() -> None:
    assert hiding.only_criticism([COMPLAINT])
    assert hiding.only_criticism([found("sentiment", "negative")])
    assert not hiding.only_criticism([found("intent", "praise")])
    assert not hiding.only_criticism(None)
    assert not hiding.only_criticism([{**COMPLAINT, "unsure": True}])


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("intent", "abuse"),
        ("intent", "spam"),
        ("risk", "personal_data"),
        ("risk", "threat"),
        ("toxic", "yes"),
    ],
)
def test_what_a_house_rule_is_about_is_not_criticism_alone(label: str, value: str) -> None:
    assert not hiding.only_criticism([COMPLAINT, found(label, value)])


def test_abuse_is_veiled_where_a_judge_is_sure_or_a_person_said_so() -> None:
    assert veil.veiled([COMPLAINT, found("intent", "abuse", 0.85)])
    assert veil.veiled([found("offensive", "yes", 0.7)])
    assert not veil.veiled([found("intent", "abuse", 0.5)])
    assert veil.veiled([found("intent", "abuse", 0.5, by_person=True)])
    assert not veil.veiled([found("toxic", "no", 0.99), COMPLAINT])


def test_a_quote_has_to_stand_in_the_message_whatever_its_case_and_breaks() -> None:
    assert hiding.stands_in("dummer  KERL", "Du bist ein dummer\nKerl!")
    assert not hiding.stands_in("dummer Hund", "Du bist ein dummer Kerl!")


@pytest.mark.parametrize(
    ("quote", "text", "enough"),
    [
        ("u", "Du bist ein dummer Kerl!", False),
        ("Du", "Du bist ein dummer Kerl!", False),
        ("umm", "Du bist ein dummer Kerl!", False),
        ("ummer Kerl", "Du bist ein dummer Kerl!", True),
        ("KERL", "Du bist ein dummer Kerl!", True),
        ("fu", "fu, du", True),
        ("🖕", "🖕", True),
        ("笨蛋", "你是个笨蛋", True),
        ("笨", "你是个笨蛋", False),
    ],
)
def test_a_quote_is_a_whole_word_at_least(quote: str, text: str, enough: bool) -> None:
    assert hiding.stands_in(quote, text)
    assert hiding.says_enough(quote, text) is enough


def test_what_may_be_a_cry_for_help_is_known_as_one() -> None:
    assert hiding.of_life([COMPLAINT, found("risk", "self_harm")])
    assert not hiding.of_life([COMPLAINT, found("risk", "threat")])


def test_only_a_harmless_act_is_repeated_when_nobody_knows_and_not_for_ever() -> None:
    doubt = Unknown("no answer")
    assert hiding.after_error(doubt, 1, True, NOW).state is ActState.QUEUED
    assert hiding.after_error(doubt, REPEATS, True, NOW).state is ActState.UNCLEAR
    assert hiding.after_error(doubt, 1, False, NOW).state is ActState.UNCLEAR
    assert hiding.after_error(Refused("no"), 1, True, NOW).state is ActState.REFUSED
    later = hiding.after_error(TryLater("busy", timedelta(minutes=9)), 1, False, NOW)
    assert (later.state, later.at) == (ActState.QUEUED, NOW + timedelta(minutes=9))
    assert hiding.after_error(NotConnected("out"), 1, False, NOW).state is ActState.QUEUED
