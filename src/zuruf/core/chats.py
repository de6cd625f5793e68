"""What a chat is told of a ring, and what may go wrong."""

from datetime import datetime, timedelta
from enum import StrEnum

CHATS = 5  # of one member, and of the house
NAME = 80  # characters
TEST_COUNTS = timedelta(minutes=2)  # so long a test ring is worth it
TEST_EVERY = timedelta(seconds=10)  # no chat is rung more often to try it
UNHEARD_COUNTS = timedelta(minutes=10)  # so long "nobody picked up" is worth telling


class What(StrEnum):
    RING = "ring"  # at the member whose chat it is
    HOUSE = "house"  # it rings, said in a chat of the house
    UNHEARD = "unheard"  # everybody on duty was rung; said in a chat of the house
    TEST = "test"


class Trouble(StrEnum):
    """What came of the last try, where it is not known to have arrived."""

    REFUSED = "refused"  # the chat's server did not take it, or could not be reached
    PRIVATE = "private"  # it lies on a private address that no operator allowed
    PLAIN = "plain"  # it goes without TLS, to a host that no operator allowed
    UNFIT = "unfit"  # the address is none that the library knows (any more)
    KEY = "key"  # the key that encrypts the address is gone
    MAYBE = "maybe"  # it may have arrived or not: it took too long, or we broke down in the middle


def still(until: datetime, now: datetime) -> bool:
    """Is telling it of any use yet?"""
    return until > now
