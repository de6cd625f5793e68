"""What a channel can do, asked by its name; one that cannot be loaded, or is not installed any more, can do nothing."""

from datetime import timedelta

from zuruf import channels
from zuruf.core.capabilities import Capabilities, Receive
from zuruf.core.channel import TryLater

NOT_LOADED = "The program's part for this network cannot be loaded."
LOOK_AGAIN = timedelta(minutes=15)


def able(channel: str) -> Capabilities | None:
    """None where it is not there: it cannot be loaded, or is not installed any more."""
    return channels.can(channel) if channel in channels.kinds() else None


def must_be_there(channel: str) -> None:
    """Raises TryLater where it is not."""
    if channel not in channels.kinds():
        raise TryLater(NOT_LOADED, LOOK_AGAIN)


def is_own(channel: str) -> bool:
    """Is it a page of ours?"""
    return channels.can(channel).own


def unlinked() -> list[str]:
    """The channels that connect nobody: pages of ours, and where nothing comes in by itself (a file, what is taken in by hand)."""
    return [n for n in channels.kinds() if is_own(n) or channels.can(n).receive is Receive.NONE]


def mute() -> list[str]:
    """The channels on which nothing can be answered."""
    return [name for name in channels.kinds() if not channels.can(name).reply]


def is_polled(channel: str) -> bool:
    """Do we ask it for what is new?"""
    return channels.can(channel).receive is Receive.POLL
