"""What the public sees of whoever answers: her choice, within what the account and her mandate allow."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_NO_BRACKETS = re.compile(r"[\[\]]")  # they are the signature's own


class Signs(StrEnum):
    TEAM = "team"
    INITIALS = "initials"
    FIRST = "first"  # the first name
    FULL = "full"  # the whole name


USUAL = (Signs.TEAM, Signs.INITIALS, Signs.FIRST)
"""What an account allows that says nothing about it."""

OWN_NAME = frozenset({Signs.FIRST, Signs.FULL})
"""What takes the right to answer under one's own name."""


@dataclass(frozen=True, slots=True)
class Names:
    """What somebody could sign with; each "" where she has none."""

    initials: str = ""
    name: str = ""
    team: str = ""

    def under(self, signs: Signs) -> str:
        """What stands in the brackets when she signs so."""
        marks = {
            Signs.TEAM: self.team,
            Signs.INITIALS: self.initials,
            Signs.FIRST: first_name(self.name),
            Signs.FULL: " ".join(self.name.split()),
        }
        return _NO_BRACKETS.sub("", marks[signs]).strip()


def first_name(name: str) -> str:
    """ "Dr. Jana Kern" → "Jana": the first word that is no title; the first word where all end with a dot."""
    words = name.split()
    return next((word for word in words if not word.endswith(".")), words[0] if words else "")


def mark(wish: str, allowed: Sequence[str], names: Names, *, own_name: bool) -> str:
    """What stands in the brackets below an answer: as she wishes where that is allowed and there is anything to say, else
    her initials where they may be used, else her team, else nothing: then the account alone says who speaks."""
    how = chosen(wish, allowed, own_name=own_name)
    usable = [s for s in (how, Signs.INITIALS, Signs.TEAM) if s in (allowed or USUAL)]
    return next((said for s in usable if (said := names.under(s))), "")


def chosen(wish: str, allowed: Sequence[str], *, own_name: bool) -> Signs:
    """How she signs: as she wishes where that is allowed, else by her initials, else for her team."""
    usable = [s for s in Signs if s in (allowed or USUAL) and (own_name or s not in OWN_NAME)]
    if wish in usable:
        return Signs(wish)
    return Signs.INITIALS if Signs.INITIALS in usable else Signs.TEAM
