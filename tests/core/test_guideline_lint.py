"""The linter: what can never hit, what is covered, what contradicts; and only where that is certain."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.classifiers import facts
from zuruf.core.guideline import Example, Facts, Guideline, Then, Verdict, When, judge
from zuruf.core.guideline_facts import KINDS, House
from zuruf.core.guideline_lint import Place, implies, keeps_back, lint
from zuruf.core.phrases import Phrases, phrase
from zuruf.flow.guideline import read, shipped

HERE = Place(frozenset({"talk"}), frozenset({"question", "urgent", "language"}))


def rule(
    slug: str, verdict: Verdict = Verdict.LOOK, examples: tuple[Example, ...] = (), **when: Any
) -> Guideline:
    then = Then(verdict, {"de": "s"})
    return Guideline(slug, {"de": slug}, {"de": "w"}, When(**when), then, examples)


def said(*words: str) -> Phrases:
    return Phrases(tuple(phrase(w, facts.words, ("de",)) for w in words))


def found(*rules: Guideline, place: Place = HERE) -> list[tuple[str, str, str, str]]:
    return [(s.code, s.slug, s.why, s.other) for s in lint(rules, place, facts.find)]


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ({"longer_than": 50, "shorter_than": 51}, "length"),
        ({"channel": ("pigeon",)}, "channel"),
        ({"hours": (480, 600), "outside_hours": (420, 660)}, "hours"),
        ({"contains": ("competitor",)}, "no_competitors"),
        ({"topic": ("delivery",)}, "not_found"),
    ],
)
def test_what_can_never_hit_here_is_named(when: dict[str, Any], why: str) -> None:
    assert found(rule("a", **when)) == [("never", "a", why, "")]


def test_it_can_hit_once_competitors_are_named_and_triage_speaks_of_topics() -> None:
    place = Place(frozenset({"talk"}), frozenset({"topic"}), House(competitors=("Nordrad",)))
    assert found(rule("a", contains=("competitor",)), rule("b", topic=("delivery",)), place=place) == []
    assert found(rule("c", longer_than=50, shorter_than=52)) == []


def test_a_guideline_under_a_wider_and_stricter_one_never_decides() -> None:
    wide = rule("wide", Verdict.ASK, words=said("erstatten", "Gutschein"))
    narrow = rule("narrow", public=True, words=said("Kosten erstatten"))
    assert found(wide, narrow) == [("covered", "narrow", "wider", "wide")]


def test_a_milder_one_does_not_cover_and_a_narrower_one_neither() -> None:
    assert (
        found(rule("a", Verdict.LOOK, public=True), rule("b", Verdict.ASK, public=True, contains=("iban",)))
        == []
    )


def test_of_two_alike_the_later_is_named() -> None:
    assert found(rule("b", contains=("iban",)), rule("a", contains=("iban",))) == [
        ("covered", "b", "same", "a")
    ]


def test_a_holding_reply_that_another_stops_contradicts() -> None:
    asks = rule("asks", Verdict.ASK, words=said("Haftung"))
    asks = replace(asks, then=replace(asks.then, holding={"de": "Wir melden uns bis morgen."}))
    assert found(asks, rule("dates", Verdict.STOP, contains=("promise",))) == [
        ("contradicts", "asks", "holding", "dates")
    ]


def test_an_example_that_one_calls_fine_and_another_stops_contradicts() -> None:
    fine = rule(
        "fine", Verdict.STOP, (Example("Schreiben Sie an jo@example.org.", Verdict.GO),), words=said("Fax")
    )
    assert ("contradicts", "fine", "example", "mail") in found(
        fine, rule("mail", Verdict.STOP, contains=("email",))
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"crisis": True}, {"crisis": False}),
        ({"longer_than": 20}, {"shorter_than": 30}),
        ({"hours": (480, 600)}, {"outside_hours": (480, 600)}),
    ],
)
def test_two_that_stop_everything_between_them_contradict(one: dict[str, Any], other: dict[str, Any]) -> None:
    pair = (rule("a", Verdict.STOP, **one), rule("b", Verdict.STOP, **other))
    assert found(*pair) == [("contradicts", "a", "nothing_left", "b")]
    apart = (pair[0], rule("b", Verdict.STOP, **other, contains=("iban",)))
    assert found(*apart) == []


def test_above_the_line_it_keeps_back_too_much_and_at_the_line_not() -> None:
    asks = rule("a", Verdict.ASK, public=True)
    assert keeps_back(asks, 10, 100, 10) is None
    smell = keeps_back(asks, 11, 100, 10)
    assert smell is not None
    assert smell.data["share"] == "11"
    assert keeps_back(rule("a", Verdict.LOOK, public=True), 100, 100, 10) is None
    assert keeps_back(asks, 0, 0, 10) is None


def test_what_is_shipped_is_clean_but_for_names_of_competitors() -> None:
    rules = [read(toml) for toml in shipped()]
    assert found(*rules) == [("never", "competitor-names", "no_competitors", "")]


def when_of(stated: dict[str, Any]) -> When:
    return When(**stated)


WORDS = ("erstatten", "Kosten", "Gutschein", "*schein", "Gut*", "sofort")
whens = st.fixed_dictionaries(
    {},
    optional={
        "public": st.booleans(),
        "channel": st.lists(st.sampled_from(["talk", "bluesky"]), min_size=1, unique=True).map(tuple),
        "contains": st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True).map(tuple),
        "words": st.lists(
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(" ".join), min_size=1, max_size=3
        ).map(lambda some: said(*some)),
        "longer_than": st.integers(0, 60),
        "shorter_than": st.integers(10, 90),
        "crisis": st.booleans(),
        "asked_urgent": st.booleans(),
        "links_outside": st.sampled_from([(), ("example.org",), ("shop.example.org",)]),
        "risk": st.lists(st.sampled_from(["low", "legal"]), min_size=1, unique=True).map(tuple),
        "hours": st.sampled_from([(480, 600), (1200, 300)]),
    },
).map(when_of)
texts = st.lists(
    st.sampled_from([*("erstatten", "Kosten", "Gutschein", "Schein", "sofort"), "5 €", "bis morgen", "jo@example.org", "https://shop.example.org/a", "https://evil.example"]),
    max_size=8,
).map(" ".join)  # fmt: skip


@given(
    whens,
    whens,
    texts,
    st.booleans(),
    st.booleans(),
    st.sampled_from([(), ("legal",)]),
    st.sampled_from([None, 500, 1300]),
)
def test_where_one_implies_the_other_no_text_says_otherwise(
    a: When, b: When, text: str, public: bool, crisis: bool, risk: tuple[str, ...], minute: int | None
) -> None:
    words, things = facts.find(text)
    here = Facts(text, words, things, channel="talk", public=public, crisis=crisis, risk=risk, minute=minute)
    first, second = (judge(here, [rule("g") if w is None else replace(rule("g"), when=w)]) for w in (a, b))
    assert implies(a, a)
    if implies(a, b) and first.hits:
        assert second.hits
