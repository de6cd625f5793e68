"""Thanks from outside: what counts as thanks, and who of ours had a part in what they are for."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

WITHIN = timedelta(days=14)
"""What they write later is about something else."""
LONGEST = 500  # characters of a sentence that goes with it
THANKFUL = frozenset({"thanks", "praise"})
NOT_THANKS = frozenset({"complaint", "abuse", "spam"})
"""Intents beside which thanks are a phrase, or bitter: "Danke für nichts"."""


class Part(StrEnum):
    """What somebody's share was."""

    ANSWER = "answer"  # wrote it
    FACT = "fact"  # gave the fact that somebody asked for
    LIBRARY = "library"  # looks after the fact that was quoted
    PASSED = "passed"  # a colleague thinks so


def thankful(intents: Collection[str], risks: Collection[str] = ()) -> bool:
    """Is a message with these findings thanks, and nothing that has to be cared for first?"""
    found = set(intents)
    return bool(found & THANKFUL) and not found & NOT_THANKS and not risks


def counts(answered: datetime | None, thanked: datetime) -> bool:
    """Can thanks that were written then be for an answer that was out then?"""
    return answered is not None and answered <= thanked <= answered + WITHIN
