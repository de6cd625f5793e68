"""Figures about people: shown only where enough of them stand behind, also behind what could be told as a difference.

The one place for this rule. Fewer than five measured people count as persons (cell suppression with complementary
suppression, as statistical offices do it: Hundepool et al., Statistical Disclosure Control, 2012, chapter 4). Tables that
stand beside each other: `told_by`.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

FEWEST = 5  # people; a figure behind which fewer stand is personal


def enough(*people: Iterable[int]) -> bool:
    """Do at least FEWEST people stand behind a figure? *people*: those whom it measures, by what they did (wrote, looked):
    of each kind there must be enough."""
    return bool(people) and all(len(frozenset(kind)) >= FEWEST for kind in people)


def told_by_weeks(rows: Sequence[tuple[date, int]]) -> int:
    """How many of *rows*, (the day in whose week it was found, the person whom it measures) in the order of time, may count by
    now: full weeks, and as many of them at once as it takes until FEWEST people stand behind what is added. So what two looks
    differ by says nothing about fewer."""
    counted = 0
    people: set[int] = set()
    for at, (day, person) in enumerate(rows):
        people.add(person)
        ends = at + 1 == len(rows) or monday(rows[at + 1][0]) != monday(day)
        if ends and len(people) >= FEWEST:
            counted = at + 1
            people.clear()
    return counted


def pooled(steps: Iterable[tuple[tuple[date, ...], frozenset[int]]]) -> list[tuple[date, ...]]:
    """The same where what was told falls out of the time that is looked at, too: *steps*, (weeks that belong together, the
    people whom they measure) from the first there is, put together until FEWEST people stand behind each; what does not suffice
    at the end is left out. A step that measures nobody tells nothing of anybody and stands by itself."""
    made: list[tuple[date, ...]] = []
    weeks: tuple[date, ...] = ()
    people: frozenset[int] = frozenset()
    for days, who in steps:
        weeks, people = (*weeks, *days), people | who
        if not people or enough(people):
            made.append(weeks)
            weeks, people = (), frozenset()
    return made


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def united(all_of: Iterable[tuple[frozenset[int], ...]]) -> tuple[frozenset[int], ...]:
    """All people behind several figures together, by what they did; () of no figure."""
    return tuple(frozenset().union(*kind) for kind in zip(*all_of, strict=True))
