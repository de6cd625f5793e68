"""What second pairs of eyes cost, and what is advised."""

from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.price import (
    EDGES,
    Advice,
    Became,
    Question,
    advice,
    by,
    figures,
    quantile,
    spread,
)
from zuruf.core.reply import AskState

T = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def question(minutes: float = 30, **over: Any) -> Question:
    fields: dict[str, Any] = {
        "guideline": "versand",
        "reason": "guideline",
        "account": 1,
        "team": None,
        "author": 1,
        "eyes": 2,
        "asked_at": T,
        "ended_at": T + timedelta(minutes=minutes),
        "deadline": T + timedelta(hours=24),
        "due_at": None,
        "state": AskState.RELEASED,
        **over,
    }
    return Question(**fields)


def at(minutes: float) -> datetime:
    return T + timedelta(minutes=minutes)


def test_an_answer_that_was_in_time_but_for_the_question_came_after_due_because_of_it() -> None:
    assert question(74, due_at=at(60)).after_due == 14


def test_an_answer_that_was_late_before_anybody_was_asked_is_not_laid_to_the_question() -> None:
    assert question(74, due_at=at(-1)).after_due == 0
    assert question(74, due_at=at(0)).after_due == 0


def test_an_answer_that_still_came_in_time_is_not_after_due() -> None:
    assert question(60, due_at=at(60)).after_due == 0


def test_a_change_of_words_alone_does_not_matter_and_one_that_nobody_noted_does() -> None:
    assert not question(changed=True, meaning=False).mattered
    assert question(changed=True, meaning=True).mattered
    assert not question(changed=True, meaning=None).mattered
    assert question(state=AskState.RETURNED).mattered


def test_the_figures_of_one_step() -> None:
    asked = [
        question(10),
        question(20, changed=True, words=3, meaning=False),
        question(90, changed=True, words=9, meaning=True, due_at=at(60)),
        question(30, state=AskState.RETURNED),
        question(60, state=AskState.LATE_RELEASED, deadline=at(60), became=Became.CORRECTED),
        question(60, state=AskState.LATE_HOLDING, deadline=at(60)),
    ]
    f = figures(asked)
    assert (f.asked, f.waits.total, f.waits.median) == (6, 270, 30)
    assert (f.waits.late, f.waits.late_by, f.waits.ran_out, f.waits.released) == (1, 30, 2, 1)
    assert f.waits.of(Became.CORRECTED) == 1
    c = f.changes
    assert (c.decided, c.unchanged, c.changed, c.words, c.meaning, c.returned) == (4, 1, 2, 3, 1, 1)
    assert c.mattered == 2


def test_figures_of_nothing_are_nothing() -> None:
    f = figures([])
    assert (f.asked, f.waits.total, f.changes.decided, advice(f)) == (0, 0, 0, Advice.TOO_FEW)


def test_the_step_of_the_example_is_dropped() -> None:
    """212 answers, median 74 min, 3 changed, none in meaning."""
    asked = [question(74, changed=n < 3, meaning=False if n < 3 else None, words=2) for n in range(212)]
    f = figures(asked)
    assert (f.asked, f.waits.median, f.changes.changed, f.changes.meaning) == (212, 74, 3, 0)
    assert advice(f) is Advice.DROP


def test_fifty_answers_without_a_change_do_not_yet_prove_that_a_step_is_idle_but_sixty_do() -> None:
    assert advice(figures([question()] * 50)) is Advice.WATCH
    assert advice(figures([question()] * 60)) is Advice.DROP


def test_few_answers_lead_to_no_advice() -> None:
    assert advice(figures([question()] * 49)) is Advice.TOO_FEW


def test_what_changes_words_and_never_meaning_is_looked_at_afterwards() -> None:
    wording = question(changed=True, words=4, meaning=False)
    assert advice(figures([wording] * 30 + [question()] * 70)) is Advice.WORDING


def test_what_changes_the_meaning_of_every_third_answer_stays() -> None:
    meant = question(changed=True, words=4, meaning=True)
    assert advice(figures([meant] * 30 + [question()] * 70)) is Advice.KEEP


def test_where_the_clock_answers_there_are_too_few_eyes() -> None:
    late = question(60, state=AskState.LATE_HOLDING, deadline=at(60))
    assert advice(figures([late] * 60 + [question()] * 10)) is Advice.RUNS_OUT


def released(bad: int, fine: int, authors: int = 5) -> list[Question]:
    """What went out because nobody looked, by this many authors."""
    kinds = [Became.LESSON] * bad + [Became.FINE] * fine
    return [
        question(60, state=AskState.LATE_RELEASED, became=of, author=n % authors)
        for n, of in enumerate(kinds)
    ]


def test_what_had_to_be_put_right_after_releases_on_time_out_comes_first() -> None:
    assert advice(figures(released(3, 7) + [question()] * 200)) is Advice.HARM
    assert advice(figures(released(3, 50) + [question()] * 200)) is Advice.HARM


def test_one_release_that_had_to_be_put_right_proves_no_harm() -> None:
    assert advice(figures(released(1, 0) + [question()] * 200)) is Advice.DROP
    assert advice(figures(released(1, 19) + [question()] * 200)) is Advice.DROP


def test_what_fewer_than_five_wrote_is_no_harm_of_a_step() -> None:
    assert advice(figures(released(9, 1, authors=4) + [question()] * 200)) is Advice.DROP


def test_a_guideline_about_something_delicate_is_never_to_be_dropped() -> None:
    assert advice(figures([question()] * 100), delicate=True) is Advice.WORDING


def test_of_what_is_no_step_nothing_follows() -> None:
    assert advice(figures([question()] * 100), step=False) is Advice.NONE


def test_the_dearest_group_stands_first() -> None:
    asked = [question(5, account=1), question(50, account=2), question(20, account=1)]
    assert list(by(asked, lambda q: q.account)) == [2, 1]


MINUTES = st.integers(0, 5000)
ANY = st.builds(
    question,
    MINUTES,
    state=st.sampled_from([AskState.RELEASED, AskState.RETURNED, AskState.LATE_HOLDING]),
    changed=st.booleans(),
    meaning=st.sampled_from([None, True, False]),
    due_at=st.none() | MINUTES.map(at),
    account=st.integers(1, 4),
)


@given(st.lists(ANY))
def test_groups_add_up_to_the_whole(asked: list[Question]) -> None:
    whole, parts = figures(asked), by(asked, lambda q: q.account).values()
    assert sum(p.asked for p in parts) == whole.asked
    assert sum(p.waits.total for p in parts) == whole.waits.total
    assert sum(p.waits.late for p in parts) == whole.waits.late
    assert sum(p.changes.mattered for p in parts) == whole.changes.mattered
    assert sum(spread(asked)) == whole.asked


@given(st.lists(ANY))
def test_no_wait_after_due_is_longer_than_the_wait_itself(asked: list[Question]) -> None:
    assert all(0 <= q.after_due <= q.minutes for q in asked)


@given(st.lists(ANY), st.integers(1, 3))
def test_one_more_change_that_matters_never_makes_dropping_likelier(asked: list[Question], more: int) -> None:
    meant = question(changed=True, meaning=True)
    after = advice(figures(asked + [meant] * more))
    grew = advice(figures(asked)) not in (Advice.DROP, Advice.TOO_FEW, Advice.RUNS_OUT)
    assert not (grew and after is Advice.DROP)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_a_quantile_is_one_of_the_values_and_enough_lie_at_or_below_it(
    values: list[float], share: float
) -> None:
    q = quantile(values, share)
    assert q in values
    assert sum(v <= q for v in values) >= share * len(values) - 1e-6


@given(st.lists(st.floats(0, 1e6), min_size=1).filter(lambda v: len(v) % 2 == 1))
def test_the_middle_quantile_is_the_median(values: list[float]) -> None:
    assert quantile(values, 0.5) == median(values)


def test_the_strip_counts_each_answer_in_the_part_whose_edge_it_does_not_pass() -> None:
    assert spread([question(m) for m in (0, 5, 6, 1440, 1441)]) == (2, 1, 0, 0, 0, 0, 1, 1)
    assert len(spread([])) == len(EDGES) + 1


def test_what_was_changed_and_nobody_noted_how_is_evidence_for_nothing() -> None:
    asked = [question(changed=n < 100, meaning=None, words=2) for n in range(212)]
    f = figures(asked)
    assert (f.changes.mattered, f.changes.unnoted, f.changes.known) == (0, 100, 112)
    assert f.changes.upper == figures(asked[100:]).changes.upper
    assert advice(f) is Advice.WATCH
    few = figures([question(changed=n < 100, meaning=None) for n in range(140)])
    assert advice(few) is Advice.TOO_FEW
