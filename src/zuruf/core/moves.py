"""State machines as data: a table of allowed moves and one function."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

S = TypeVar("S", bound=StrEnum)


class NotAllowed(Exception):
    """This move does not exist in the table."""


def move(table: Mapping[S, frozenset[S]], here: S, there: S) -> S:
    """*there*, when the table allows it. Raises NotAllowed."""
    if there not in table.get(here, frozenset()):
        raise NotAllowed(f"{here} → {there}")
    return there
