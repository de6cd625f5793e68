"""What if: comparing two sets is judging twice; and minutes come from where they are said to come from."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.test_guideline_lint import rule, said, texts, whens
from zuruf.classifiers import facts
from zuruf.core.guideline import ORDER, Facts, Guideline, Verdict, When, applies, holds, judge
from zuruf.core.guideline_many import Rulebook
from zuruf.core.phrases import Stems
from zuruf.core.verdict import asks
from zuruf.core.what_if import Compared, Comparison, Tally, Waits, minutes_of, waits


def facts_of(text: str, asked: str = "", **over: Any) -> Facts:
    words, found = facts.find(text)
    stated = {"channel": "talk", "public": True, "asked_words": facts.words(asked), **over}
    return Facts(text, words, found, **stated)


def made(slug: str, verdict: Verdict, when: When) -> Guideline:
    return Guideline(slug, {"de": slug}, {"de": "w"}, when, rule("x", verdict).then, ())


verdicts = st.sampled_from([Verdict.LOOK, Verdict.ASK, Verdict.STOP])
rules = st.lists(st.tuples(verdicts, whens), max_size=6).map(
    lambda some: [made(f"g{n}", v, w) for n, (v, w) in enumerate(some)]
)


@given(rules, texts)
def test_the_rulebook_finds_exactly_what_judging_finds(guidelines: list[Guideline], text: str) -> None:
    here = facts_of(text)
    book = Rulebook(guidelines)
    hits = {g.id for g in book.named(book.hits(here))}
    assert hits == {h.guideline.id for h in judge(here, guidelines).hits}


@given(rules, texts, texts)
def test_whether_a_guideline_holds_is_whether_it_says_what_it_hit(
    guidelines: list[Guideline], text: str, asked: str
) -> None:
    here = facts_of(text, asked)
    for g in (*guidelines, made("asked", Verdict.LOOK, When(asked_words=said("erstatten", "*schein")))):
        draft, question = Stems(here.words), Stems(here.asked_words)
        assert holds(here, draft, question, g.when) == (applies(here, draft, question, g) is not None)


@given(rules, rules, texts)
def test_comparing_two_sets_gives_what_judging_each_gives(
    before: list[Guideline], after: list[Guideline], text: str
) -> None:
    here = facts_of(text)
    compared = Comparison(before, after).of(here)
    was, will_be = judge(here, before), judge(here, after)
    assert (compared.before, compared.after) == (was.verdict, will_be.verdict)
    new = {g.id for g in after if g not in before}
    assert set(compared.hits) == new & {h.guideline.id for h in will_be.hits}
    if compared.before is not compared.after:
        assert compared.decided
        asking = next((j for j in (was, will_be) if j.verdict is Verdict.ASK), None)
        wanted = {h.guideline.id for h in asking.hits if asks(h)} if asking else set()
        assert {g.id for g in compared.asks} == wanted


@given(rules, st.tuples(verdicts, whens), texts)
def test_the_strictest_wins_and_one_more_never_makes_it_milder(
    guidelines: list[Guideline], more: tuple[Verdict, When], text: str
) -> None:
    here = facts_of(text)
    alone = [judge(here, [g]).verdict for g in guidelines]
    verdict = judge(here, guidelines).verdict
    assert verdict is max(alone, key=ORDER.index, default=Verdict.GO)
    with_it = judge(here, [*guidelines, made("more", *more)]).verdict
    assert ORDER.index(with_it) >= ORDER.index(verdict)


@given(rules, texts)
def test_a_verdict_does_not_hang_on_the_order_of_guidelines(guidelines: list[Guideline], text: str) -> None:
    here = facts_of(text)
    assert judge(here, guidelines).verdict is judge(here, guidelines[::-1]).verdict


ASKS = rule("asks", Verdict.ASK, words=said("erstatten"))


@pytest.mark.parametrize(
    ("own", "known", "expected"),
    [
        (7.0, waits([("asks", 30.0)] * 9), (7.0, "own")),
        (None, waits([("asks", 30.0)] * 9 + [("b", 3.0)] * 9), (30.0, "guideline")),
        (None, waits([("asks", 30.0)] * 2 + [("b", 3.0)] * 4), (12.0, "all")),
        (None, Waits(), (15.0, "deadline")),
    ],
)
def test_saved_minutes_come_from_the_answers_own_wait_else_its_guidelines_else_all_else_the_deadline(
    own: float | None, known: Waits, expected: tuple[float, str]
) -> None:
    gone = Comparison([ASKS], []).of(facts_of("Wir erstatten es."))
    assert minutes_of(gone, own, known) == expected
    come = Comparison([], [ASKS]).of(facts_of("Wir erstatten es."))
    minutes, source = minutes_of(come, None, known)
    assert minutes == -(expected[0] if source == expected[1] else known.of_one([ASKS])[0])


def test_nothing_is_saved_where_an_answer_would_have_been_stopped() -> None:
    stops = rule("stops", Verdict.STOP, words=said("erstatten"))
    assert minutes_of(Comparison([ASKS], [stops]).of(facts_of("Wir erstatten es.")), 9.0, Waits()) == (
        None,
        "",
    )


def test_a_tally_is_the_same_after_it_was_stored() -> None:
    tally = Tally()
    tally.add(Compared(Verdict.ASK, Verdict.GO, "a", (ASKS,), ("b",)), 12.5, "own")
    tally.add(Compared(Verdict.GO, Verdict.ASK, "a", (ASKS,), ("a",)), -3.0, "all")
    again = Tally.of(tally.as_dict())
    assert again == tally
    assert (again.saved, again.cost, again.moved["ask>go"], again.hits["a"]) == (12.5, 3.0, 1, 1)
    assert Tally.of({}) == Tally()
