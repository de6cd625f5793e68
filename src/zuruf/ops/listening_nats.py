"""Listening by more than one process: one reads the network's stream and puts every event into a queue on a NATS server, any number
take from it, match and store.

Nothing is lost: the publisher's cursor moves on when the server has the events on its disk, and a matcher says that it is done when the
database has the hits. Nothing is doubled: the server drops an event that comes twice within minutes, and the database takes a
post once for a search, whoever brings it.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from django.db import InterfaceError, OperationalError, connections

from zuruf.core.channel import TryLater
from zuruf.core.listening_stream import Chunk, Source
from zuruf.flow import hearing_apart
from zuruf.flow.hearing import Ear, Place
from zuruf.ops.bus import Bus, Piece, Taken, Trouble

log = logging.getLogger("zuruf.worker")
MOST = 500  # events taken at once
WAIT = 1.0  # seconds for the next
LONGEST_PAUSE = 30.0  # seconds between two tries to reach the server


@dataclass
class Queue:
    """The connection to the server, made anew when it was lost."""

    url: str
    again_after: float = 30.0
    _bus: Bus | None = None

    def get(self) -> Bus:
        if self._bus is None:
            self._bus = Bus(self.url, again_after=self.again_after)
        return self._bus

    def drop(self) -> None:
        bus, self._bus = self._bus, None
        if bus is not None:
            bus.close()


@dataclass
class Publisher:
    """What whoever follows the stream does with its frames: into the queue, all of them, in their order."""

    source: Source
    queue: Queue

    def keep(self, frames: Sequence[bytes], chunk: Chunk) -> int:
        """Returns when the server has them; no hits yet. Raises TryLater when it does not take them: the stream is read again from
        where its cursor stands."""
        try:
            self.queue.get().put([Piece(self._id(frame), frame) for frame in frames])
        except Trouble as trouble:
            self.queue.drop()
            raise TryLater(f"The NATS server does not take what was heard ({trouble}).") from None
        return 0

    def _id(self, frame: bytes) -> str:
        """The event's own name, shortened; of its bytes where it has none."""
        return blake2b(self.source.keys(frame).encode() or frame, digest_size=16).hexdigest()


@dataclass
class Matcher:
    """One of any number. `step` takes what waits, until `stop`."""

    source: Source
    queue: Queue
    stop: threading.Event
    _ear: Ear = field(init=False)
    _failed: int = 0

    def __post_init__(self) -> None:
        self._ear = Ear(self.source.realm)
        self._place = Place(self.source.channel, self.source.realm)

    def run(self) -> None:
        """Until `stop`. No server that is away ends it, neither NATS nor the database."""
        while not self.stop.is_set():
            self.step()
        self.queue.drop()

    def step(self) -> None:
        """Take, match, store, and only then say so."""
        try:
            bus = self.queue.get()
            taken = bus.take(MOST, WAIT)
            if taken:
                hearing_apart.count(self.source.name, self._work(taken))
                bus.done(taken)
            self._failed = 0
        except Trouble as trouble:
            self._rest(f"The NATS server does not answer ({trouble})")
        except (OperationalError, InterfaceError) as error:
            connections.close_all()
            self._rest(f"The database does not answer ({type(error).__name__})")

    def _rest(self, why: str) -> None:
        """What we hold comes to another, or to us again."""
        self.queue.drop()
        self._failed += 1
        log.warning("%s; trying again.", why)
        self.stop.wait(min(LONGEST_PAUSE, 2.0**self._failed))

    def _work(self, taken: Sequence[Taken]) -> int:
        """New hits. One event that cannot be matched takes no other with it, and does not come again for ever."""
        try:
            return hearing_apart.hear(self._place, self.source.read([one.data for one in taken]), self._ear)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            if len(taken) == 1:
                log.exception("Event %s of the queue cannot be matched and is left out", taken[0].seq)
                return 0
        return sum(self._work([one]) for one in taken)
