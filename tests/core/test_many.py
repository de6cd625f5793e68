"""One answer to many: pace, budgets, one for each person, and what looks like spam."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.channel import Budget
from zuruf.core.many import (
    MAYBE,
    PACE,
    SURE,
    Fate,
    Room,
    Stop,
    crowded,
    fate_of,
    likeness,
    once_each,
    place_of,
    times,
)

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_on_one_account_they_go_out_one_after_the_other_and_side_by_side_on_several() -> None:
    room = {1: Room(timedelta(seconds=10)), 2: Room()}
    found = times(START, [Stop(1, True), Stop(1, True), Stop(2, True), Stop(2, False)], room)
    rest = timedelta(seconds=10)
    assert [at - START for at in found] == [rest, rest + PACE, timedelta(), timedelta()]


def test_what_the_networks_budget_has_no_room_for_waits_until_it_is_full_again() -> None:
    full = START + timedelta(hours=1)
    found = times(START, [Stop(1, False)] * 4, {1: Room(budget=Budget(20, 5, full))})
    assert [at == full for at in found] == [False, False, True, True]


@given(st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=12))
def test_of_everybody_who_is_known_exactly_one_stays(people: list[int | None]) -> None:
    twice = once_each(people, list(range(len(people))))
    stay = [p for at, p in enumerate(people) if at not in twice]
    known = [p for p in stay if p is not None]
    assert sorted(known) == sorted(set(known)) == sorted({p for p in people if p is not None})
    assert stay.count(None) == people.count(None)


def test_more_than_five_identical_answers_on_one_page_are_too_many() -> None:
    page = place_of("https://example.org/post#c7", "thread")
    assert crowded([page] * 6, ["Ab Montag."] * 6) == {"https://example.org/post": 6}
    assert crowded([page] * 6, [f"Guten Tag {n}, ab Montag." for n in range(6)]) == {}
    assert crowded([place_of("", f"thread {n}") for n in range(6)], ["Ab Montag."] * 6) == {}


def test_one_common_word_or_a_topic_alone_is_never_surely_the_same_question() -> None:
    asked = {"kiesel", "lieferbar", "wann"}
    assert (likeness(asked, {"kiesel", "lieferbar", "wied"}) or 0) >= SURE
    assert (likeness(asked, {"kiesel"}, same_topic=True) or 1) < SURE
    assert (likeness(asked, set(), same_topic=True) or 1) < MAYBE
    assert likeness(asked, {"rahmen", "farbe"}) is None


def test_what_lies_with_the_conversation_is_left_out_and_what_lies_with_the_words_stays() -> None:
    assert fate_of("wrote_again") is Fate.LEFT
    assert fate_of("stopped") is Fate.STAYS
