"""Following a network's stream: one process at a time, from where the last one stopped.

The cursor moves on after the hits are stored, so what a crash cut off is read again; each hit is stored once.
"""

import logging
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, ProgrammingError
from django.db.models import F, Q, QuerySet

from zuruf.core.channel import ChannelError, TryLater
from zuruf.core.listening_stream import Chunk, Source, Wire
from zuruf.flow import hearing
from zuruf.flow.clock import clock, uptime
from zuruf.flow.hearing import Ear, Place
from zuruf.store.models import ListeningSearch, ListeningStream
from zuruf.store.queries import hearing as reading

log = logging.getLogger("zuruf.worker")
HOLD = timedelta(seconds=60)  # that a stream stays ours without a sign of life
NOTED_EVERY = 2.0  # seconds between two notes of how far we are, where nothing was heard
MOST = 1000  # frames at once
PATIENCE = 1.0  # seconds to wait for frames
SHORTEST, LONGEST = 1.0, 60.0  # seconds between two attempts to connect
FADES = 30.0  # seconds over which the events a second are an average
NAMES_AT_ONCE = 25


@dataclass
class Follower:
    """One source, followed. `step` does a piece of work and says how many seconds to rest before the next. `keep`: what to do with the
    frames instead of matching them here; how many hits. It raises a ChannelError where they are to be read again."""

    source: Source
    keep: Callable[[Sequence[bytes], Chunk], int] | None = None
    token: str = field(default_factory=lambda: secrets.token_hex(8))
    ear: Ear = field(init=False)
    place: Place = field(init=False)
    _wire: Wire | None = None
    _looked_up: object = None  # the version of the searches
    _failures: int = 0
    _noted: float = 0.0
    _events: int = 0
    _hits: int = 0
    _broken: int = 0
    _rate: float = 0.0
    _last: Chunk | None = None

    def __post_init__(self) -> None:
        self.ear = Ear(self.source.realm)
        self.place = Place(self.source.channel, self.source.realm)

    def step(self, *, now: datetime | None = None) -> float:
        """Read and keep what is there. What a network does wrong is noted and tried again, later and later."""
        at = now or clock()
        if not reading.any_search():
            self.leave()
            return 5.0
        if not self._claim(at):
            self._close()
            return 5.0
        try:
            if self._wire is None:
                self._connect(at)
            assert self._wire is not None
            self._look_up_authors()
            frames = self._wire.frames(MOST, PATIENCE)
            if frames:
                chunk = self.source.read(frames)
                self._hits += self.keep(frames, chunk) if self.keep else self._hear(frames, chunk, now)
                self._count(chunk)
        except ChannelError as error:
            return self._trouble(error, at)
        except Exception:  # the database is away, say: what was read and not kept is read again
            self._close()
            raise
        if uptime() - self._noted >= NOTED_EVERY:
            self.note(now or clock())
        self._failures = 0 if frames else self._failures
        return 0.0

    def _hear(self, frames: Sequence[bytes], chunk: Chunk, now: datetime | None) -> int:
        """New hits. One event that cannot be matched takes no other with it, and is not read again for ever."""
        try:
            return hearing.hear(self.place, chunk, self.ear, now=now)
        except (OperationalError, InterfaceError, ProgrammingError):  # no post is to blame
            raise
        except Exception:
            if len(frames) == 1:
                log.exception("An event of %s cannot be matched and is left out", self.source.name)
                return 0
        half = len(frames) // 2
        parts = (frames[:half], frames[half:])
        return sum(self._hear(part, self.source.read(part), now) for part in parts)

    def _connect(self, now: datetime) -> None:
        stand = reading.stand(self.source.name)
        oldest = now - timedelta(seconds=self.source.looks_back)
        if stand.cursor and stand.event_at and stand.event_at < oldest:
            self._rows().update(missed_at=now)
        cursor = stand.cursor or self.source.start(now)
        self._rows().update(cursor=cursor)
        self._wire = self.source.open(cursor)
        self._rows().update(problem="", problem_since=None)
        self._noted = uptime()

    def _look_up_authors(self) -> None:
        """Handles in from: to ids, for searches that have none yet. Without an answer they are asked for with the next change."""
        version = reading.version()
        if version == self._looked_up:
            return
        self._looked_up = version
        for row in reading.searches():
            q = hearing.query(row)
            handles = {w for w in (q.authors() if q else ()) if not w.startswith("did:")}
            with suppress(ChannelError):
                if found := self.source.ids(sorted(handles - set(row.author_ids))):
                    ids = {**row.author_ids, **found}
                    ListeningSearch.objects.filter(pk=row.id).update(author_ids=ids, changed_at=clock())

    def _count(self, chunk: Chunk) -> None:
        self._events += chunk.events
        self._broken += chunk.broken
        if chunk.cursor:
            self._last = chunk
        if chunk.missed:
            self._rows().update(missed_at=clock())

    def note(self, now: datetime) -> None:
        """Write down how far we are."""
        spent = max(uptime() - self._noted, 0.001)
        self._noted = uptime()
        share = min(1.0, spent / FADES)
        self._rate += share * (self._events / spent - self._rate)
        fields: dict[str, object] = {
            "events": F("events") + self._events,
            "hits": F("hits") + self._hits,
            "broken": F("broken") + self._broken,
            "per_second": round(self._rate, 2),
            "until": now + HOLD,
        }
        if self._last is not None:
            fields |= {"cursor": self._last.cursor, "read_at": now}
            fields |= {"event_at": self._last.at} if self._last.at else {}
        if not self._rows().update(**fields):  # somebody else follows by now
            self._close()
        self._events = self._hits = self._broken = 0
        self._last = None

    def _trouble(self, error: ChannelError, now: datetime) -> float:
        self._close()
        self.note(now)
        rows = self._rows()
        rows.filter(problem="").update(problem_since=now)
        rows.update(problem=str(error)[:300], per_second=0.0)
        self._failures += 1
        asked = error.after.total_seconds() if isinstance(error, TryLater) and error.after else 0.0
        return max(asked, min(LONGEST, SHORTEST * 2.0 ** (self._failures - 1)))

    def leave(self) -> None:
        """Let somebody else follow, from here."""
        if self._wire is not None:
            self.note(clock())
        self._close()
        self._rows().update(token="", until=None, per_second=0.0)

    def _close(self) -> None:
        if self._wire is not None:
            self._wire.close()
        self._wire = None

    def _claim(self, now: datetime) -> bool:
        """Whether the stream is ours to read."""
        if self._wire is not None and uptime() - self._noted < HOLD.total_seconds() / 2:
            return True
        ListeningStream.objects.get_or_create(name=self.source.name, defaults={"realm": self.source.realm})
        free = Q(until=None) | Q(until__lt=now) | Q(token=self.token)
        rows = ListeningStream.objects.filter(free, name=self.source.name)
        return bool(rows.update(token=self.token, until=now + HOLD))

    def _rows(self) -> QuerySet[ListeningStream]:
        return ListeningStream.objects.filter(name=self.source.name, token=self.token)


def name_authors(source: Source, asked: set[str]) -> int:
    """Look up the handles of those whose posts were heard; of how many. *asked*: ids that nobody needs to ask for again."""
    ids = [i for i in reading.nameless(source.realm, 4 * NAMES_AT_ONCE) if i not in asked][:NAMES_AT_ONCE]
    if not ids:
        return 0
    known = dict(source.people(ids))
    if len(asked) > 10_000:
        asked.clear()
    asked.update(ids)
    return hearing.name(source.realm, known)
