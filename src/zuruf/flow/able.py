"""What a channel can do, asked by its name; one that is not installed any more can do nothing."""

from zuruf import channels
from zuruf.core.capabilities import Capabilities, Receive


def able(channel: str) -> Capabilities | None:
    """None when it is not installed any more."""
    return channels.can(channel) if channel in channels.kinds() else None


def is_own(channel: str) -> bool:
    """Is it a page of ours?"""
    can = able(channel)
    return can is not None and can.own


def is_polled(channel: str) -> bool:
    """Do we ask it for what is new?"""
    can = able(channel)
    return can is not None and can.receive is Receive.POLL
