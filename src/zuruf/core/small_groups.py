"""Figures about people: shown only where enough of them stand behind, also behind what could be told as a difference.

The one place for this rule. Fewer than five measured people count as persons (cell suppression with complementary
suppression, as statistical offices do it: Hundepool et al., Statistical Disclosure Control, 2012, chapter 4).
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

K = TypeVar("K")
FEWEST = 5  # people; a figure behind which fewer stand is personal


def enough(*people: Iterable[int]) -> bool:
    """Do at least FEWEST people stand behind a figure? *people*: those whom it measures, by what they did (wrote, looked):
    of each kind there must be enough."""
    return bool(people) and all(len(frozenset(kind)) >= FEWEST for kind in people)


def visible(groups: Mapping[K, tuple[frozenset[int], ...]], *, permitted: bool = False) -> frozenset[K]:
    """The groups whose figures may be seen beside their sum. *groups*: the people behind each, by what they did.

    What is hidden could be told from the sum and what is seen; so where too few stand behind all that is hidden, the
    smallest group that could be seen is hidden with it, until enough do. *permitted*: an agreement lifts the rule.
    """
    if permitted:
        return frozenset(groups)
    shown = [name for name, people in groups.items() if enough(*people)]
    shown.sort(key=lambda name: min(map(len, groups[name])), reverse=True)
    while shown and len(shown) < len(groups) and not _together(groups, frozenset(shown)):
        shown.pop()
    return frozenset(shown)


def sum_visible(groups: Mapping[K, tuple[frozenset[int], ...]], *, permitted: bool = False) -> bool:
    """May their sum be seen? Behind it stand all of them."""
    return permitted or (bool(groups) and enough(*united(groups.values())))


def _together(groups: Mapping[K, tuple[frozenset[int], ...]], shown: frozenset[K]) -> bool:
    return enough(*united(people for name, people in groups.items() if name not in shown))


def united(all_of: Iterable[tuple[frozenset[int], ...]]) -> tuple[frozenset[int], ...]:
    """All people behind several figures together, by what they did; () of no figure."""
    return tuple(frozenset().union(*kind) for kind in zip(*all_of, strict=True))
