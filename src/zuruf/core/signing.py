"""What the public sees of whoever answers: her choice, within what the account and her mandate allow."""

from collections.abc import Sequence
from enum import StrEnum


class Signs(StrEnum):
    TEAM = "team"
    INITIALS = "initials"
    FIRST = "first"  # the first name
    FULL = "full"  # the whole name


USUAL = (Signs.TEAM, Signs.INITIALS, Signs.FIRST)
"""What an account allows that says nothing about it."""

OWN_NAME = frozenset({Signs.FIRST, Signs.FULL})
"""What takes the right to answer under one's own name."""


def chosen(wish: str, allowed: Sequence[str], *, own_name: bool) -> Signs:
    """How she signs: as she wishes where that is allowed, else by her initials, else for her team."""
    usable = [s for s in Signs if s in (allowed or USUAL) and (own_name or s not in OWN_NAME)]
    if wish in usable:
        return Signs(wish)
    return Signs.INITIALS if Signs.INITIALS in usable else Signs.TEAM
