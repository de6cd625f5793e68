"""Which weeks and lines may be told, at one look and at the next."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.insight_shown import Part, People, told
from zuruf.core.small_groups import pooled

FIRST = date(2026, 1, 5)
who = st.lists(st.frozensets(st.integers(1, 7)), min_size=1, max_size=12)


def weeks(behind: list[frozenset[int]]) -> dict[Part, frozenset[int]]:
    return {(FIRST + timedelta(weeks=n), 1, "", ""): those for n, those in enumerate(behind) if those}


@given(who)
def test_what_is_put_together_has_enough_people_or_nobody_and_stays_together(
    behind: list[frozenset[int]],
) -> None:
    steps = [((FIRST + timedelta(weeks=n),), those) for n, those in enumerate(behind)]
    made = pooled(steps)
    of = {step[0][0]: step[1] for step in steps}
    for pool in made:
        people = frozenset[int]().union(*(of[day] for day in pool))
        assert not people or len(people) >= 5
    assert pooled(steps[:-1]) in (made, made[:-1])


@given(who)
def test_two_looks_at_the_whole_differ_by_enough_people_or_by_nobody(behind: list[frozenset[int]]) -> None:
    parts = weeks(behind)
    line = ((4, "whole", ""), "")
    looks = []
    for n in (len(behind) - 1, len(behind)):
        now = FIRST + timedelta(weeks=n)
        seen = {part: those for part, those in parts.items() if part[0] < now}
        looks.append(told(People(seen, {}, {}), now, (4,), 99).answered.get(line))
    if looks[0] is None or looks[1] is None:
        return
    for apart in (looks[0] - looks[1], looks[1] - looks[0]):
        people = frozenset[int]().union(*(those for part, those in parts.items() if part[0] in apart))
        assert not people or len(people) >= 5


def test_a_reason_of_few_is_hidden_and_nobody_is_no_secret() -> None:
    five = frozenset(range(1, 6))
    at = (FIRST, 1, "")
    found = told(
        People({(*at, ""): five}, {(*at, "spam"): frozenset({1})}, {}), FIRST + timedelta(weeks=1), (4,), 99
    )
    line = (4, "whole", "")
    assert (line, "") in found.answered
    assert not {(line, ""), (line, "spam")} & found.decided.keys()
    assert ("posted", (line, "")) in found.nothing
