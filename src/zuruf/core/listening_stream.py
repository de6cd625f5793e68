"""The port to a network's public stream: everything that is written there, as it is written.

A source hands out frames as they came (bytes); `read` makes a `Chunk` of many at once. What is cheap for every post lies in lists;
a whole message is only made of what a search found. Streams repeat themselves after a break: whoever stores takes each once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from zuruf.core.listening import Author
from zuruf.core.message import Incoming


@dataclass(slots=True)
class Chunk:
    """What some frames said, in their order.

    `texts`: of posts that were written or edited; `about` and `whole` tell more of the one with this number. `edited`: remote ids among
    them that had another text before. `gone`: remote ids of posts that were deleted, and not written again in this chunk. `gone_authors`:
    ids of accounts that were deleted or taken away. `handles`: of accounts, where the stream told them. `cursor`: where to go on after
    this, "" = unknown. `at`: the network's time of the last event. `broken`: frames that could not be read. `notice`: what the
    network said about the stream itself; `missed`: it could not go back as far as we asked.
    """

    texts: list[str] = field(default_factory=list)
    about: Callable[[int], tuple[Sequence[str], Author]] = lambda _: ((), Author(""))
    whole: Callable[[int], Incoming | None] = lambda _: None
    edited: set[str] = field(default_factory=set)
    gone: list[str] = field(default_factory=list)
    gone_authors: list[str] = field(default_factory=list)
    handles: dict[str, str] = field(default_factory=dict)
    cursor: str = ""
    at: datetime | None = None
    events: int = 0
    broken: int = 0
    notice: str = ""
    missed: bool = False


class Wire(Protocol):
    """An open connection."""

    def frames(self, most: int, seconds: float) -> list[bytes]:
        """What came in, at most *most*; none when nothing did within *seconds*. Raises ChannelError when it is broken off."""

    def close(self) -> None: ...


class Source(Protocol):
    """A network's stream. `name`: its address, without what is secret; `channel` and `realm`: as accounts on that network have it;
    `looks_back`: seconds that its cursor lasts."""

    name: str
    channel: str
    realm: str
    looks_back: float

    def start(self, now: datetime) -> str:
        """The cursor of this moment, where a stream is read for the first time."""

    def open(self, cursor: str) -> Wire:
        """Go on behind *cursor*. Raises ChannelError."""

    def read(self, frames: Sequence[bytes]) -> Chunk:
        """Never raises: what cannot be read is counted."""

    def keys(self, frame: bytes) -> str:
        """What tells this event from all others of the stream, the same when it is repeated; "" when it cannot be read."""

    def ids(self, handles: Sequence[str]) -> Mapping[str, str]:
        """The ids of accounts by their handles; those that cannot be told are left out. Raises ChannelError."""

    def people(self, ids: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        """(handle, name) of at most 25 accounts by their ids; those that cannot be told are left out. Raises ChannelError."""
