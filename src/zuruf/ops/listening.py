"""Listening to a network's stream: as one of the worker's threads, or as a process of its own (`zuruf listen`)."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.conf import settings

from zuruf.channels.jetstream import Jetstream
from zuruf.core.channel import ChannelError
from zuruf.core.listening_stream import Chunk, Source
from zuruf.flow.following import Follower, name_authors

log = logging.getLogger("zuruf.worker")
NAMES_EVERY = 15.0  # seconds


def source(address: str = "") -> Source | None:
    """The stream that the operator has named; None: there is none."""
    address = address or settings.LISTEN
    return Jetstream(address, settings.ALLOW_PRIVATE, settings.LISTEN_NAMES) if address else None


@dataclass
class Ears:
    """One stream, followed until `stop`. `keep`: see Follower. `refused`: why handles were not told when they were last asked for."""

    source: Source
    stop: threading.Event
    keep: Callable[[Sequence[bytes], Chunk], int] | None = None
    asked: set[str] = field(default_factory=set)
    refused: str = ""
    follower: Follower = field(init=False)

    def __post_init__(self) -> None:
        self.follower = Follower(self.source, self.keep)

    def step(self) -> bool:
        """Read what is there, or rest as long as it takes; True: there may be more at once."""
        rest = self.follower.step()
        if self.stop.is_set() or (rest and self.stop.wait(rest)):
            self.follower.leave()
        return True

    def names(self) -> bool:
        """Handles of those who were heard; a network that does not answer is asked again another time."""
        try:
            named = name_authors(self.source, self.asked) > 0
        except ChannelError as error:
            if str(error) != self.refused:  # said once until it changes, not every time
                self.refused = str(error)
                log.info("Handles could not be looked up: %s", error)
            return False
        if named and self.refused:
            self.refused = ""
            log.info("Handles are looked up again")
        return named
