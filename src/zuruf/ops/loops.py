"""The worker's loops: one thread each, and none that an exception can end."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from zuruf.flow import (
    acting,
    arrivals,
    audit,
    chats,
    checking,
    evidence,
    fact_ask,
    fact_mail,
    hearing_apart,
    hearing_sweep,
    insight,
    intake,
    library_earlier,
    listening_judge,
    listening_searches,
    many_making,
    planned_ground,
    pressing,
    proof,
    push,
    retention,
    review_draw,
    ring_out,
    ringing,
    search_index,
    second_pair,
    spreading,
    terms,
    thanks_mail,
    topics,
    trial,
    upkeep,
    what_if,
)
from zuruf.ops import learner
from zuruf.ops.demo import life
from zuruf.ops.lanes import Lanes
from zuruf.ops.waiters import Waiters
from zuruf.store import changes

log = logging.getLogger("zuruf.worker")
HEARTBEAT = "worker.alive"
BEATS_EVERY = 10.0  # seconds
READERS = (
    4  # threads that read networks; each account is claimed by one, so a slow one holds up a quarter at most
)
WAKES = frozenset({"due", "hold", "account"})  # kinds of changes after which something may have to go out
LANE_CACHE_KB = 2000  # of database pages, for each connection of a worker
TOGETHER = 0.005  # seconds after a wake: what happens at nearly the same moment is looked for once
LEAVE_WITHIN = 1.5  # seconds for what is under way
LONGEST_PAUSE = 60.0  # seconds after repeated trouble


@dataclass(frozen=True, slots=True)
class Loop:
    """`step` does one piece of work and says whether there may be more at once; else we rest for `rest` seconds, or until
    `wake` is set."""

    name: str
    step: Callable[[], bool]
    rest: float
    wake: threading.Event | None = None


@dataclass
class Worker:
    """All loops of one worker process. Its name is in claims, so that a look at the database says who had it."""

    stop: threading.Event = field(default_factory=threading.Event)
    name: str = field(default_factory=lambda: f"{socket.gethostname()[:16]}:{os.getpid()}")

    def __post_init__(self) -> None:
        self.lanes = Lanes(self.name, self.stop)
        self.waiters = Waiters(self.stop)
        self.called = threading.Event()  # a network called
        self.rings = ringing.Looks()
        self.term = ""  # of the search index: up to here it was seen whether any text has it

    def loops(self) -> list[Loop]:
        return [
            Loop("resume", self._resume, 600.0),
            *(Loop(f"poll-{n}", lambda: intake.poll_due(self.name) > 0, 1.0) for n in range(READERS)),
            Loop("calls", lambda: arrivals.read() > 0, 2.0, self.called),
            Loop("wait", self.waiters.turn, 5.0),
            Loop("look", checking.sweep, 300.0),
            Loop("outbox", self.lanes.turn, 0.25, self.lanes.wake),
            Loop("hear", self._hear, 2.0),
            Loop("facts", self._facts, 2.0),
            Loop("ring", self._ring, 2.0),
            Loop("push", lambda: push.send() > 0, 1.0),
            Loop("chats", lambda: chats.send() > 0, 1.0),
            Loop("many", many_making.step, 0.5),
            Loop("second-pair", lambda: second_pair.sweep_late() > 0, 2.0),
            Loop("acts", lambda: acting.work(self.name), 0.5),
            Loop("planned", lambda: planned_ground.sweep() > 0, 30.0),
            Loop("what-if", lambda: what_if.work(self.name), 1.0),
            Loop("lint", what_if.plan_lint, 600.0),
            Loop("topics", lambda: topics.judge_anew() > 0, 10.0),
            Loop("heard", lambda: listening_judge.step() > 0, 2.0),
            Loop("alike", lambda: spreading.step() > 0, 2.0),
            Loop("order", pressing.order_step, 5.0),
            Loop("learn", learner.step, 60.0),
            Loop("search", lambda: search_index.step() > 0, 0.5),
            Loop("words", self._forget_terms, 600.0),
            Loop("draw", lambda: review_draw.draw() > 0, 5.0),
            Loop("demo", life.step, 2.0),
            Loop("evidence", lambda: evidence.sweep() > 0, 600.0),
            Loop("figures", insight.sweep, 300.0),
            Loop("seal", lambda: bool(audit.seal()), 60.0),
            *self._listening(),
            Loop("upkeep", self._sweep, 600.0),
            Loop("retention", self._keep_no_longer, retention.SWEPT_EVERY.total_seconds()),
            Loop("heartbeat", self._beat, BEATS_EVERY),
        ]

    def run(self) -> None:
        """Until `stop` is set; then what is under way gets a moment."""
        connection_created.connect(_lean)
        threads = [
            threading.Thread(target=self.turn, args=(loop,), name=loop.name, daemon=True)
            for loop in self.loops()
        ]
        for thread in threads:
            thread.start()
        self.stop.wait()
        self.lanes.wake.set()
        self.called.set()
        deadline = time.monotonic() + LEAVE_WITHIN
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        self.lanes.wait(deadline)
        (Path(settings.DATA) / HEARTBEAT).unlink(missing_ok=True)

    def turn(self, loop: Loop) -> None:
        """Step after step. Trouble is logged, the connection renewed, the next try later and later."""
        trouble = 0
        while not self.stop.is_set():
            try:
                more = loop.step()
                trouble = 0
            except Exception:
                trouble += 1
                log.exception("%s: trouble number %d; going on", loop.name, trouble)
                connections.close_all()
                self.stop.wait(min(LONGEST_PAUSE, 2.0**trouble))
                continue
            if not more:
                self._rest(loop)
        connections.close_all()

    def _rest(self, loop: Loop) -> None:
        if connection.vendor == "postgresql":
            connections.close_all()  # back to the pool: all loops together would leave none for the lanes
        if loop.wake is None:
            self.stop.wait(loop.rest)
        else:
            loop.wake.wait(loop.rest)
            self.stop.wait(TOGETHER)
            loop.wake.clear()

    def _hear(self) -> bool:
        """A click on "send" wakes the outbox at once; that it also looks by itself is for what becomes due, and a net."""

        def hear(seen: list[changes.Seen]) -> None:
            if any(one.kind in WAKES for one in seen):
                self.lanes.wake.set()
            if any(one.kind == "arrival" for one in seen):
                self.called.set()

        # What came before we hear is looked for once.
        changes.watch(self.stop, hear, ready=self.lanes.wake, every=0.01)
        return False

    def _facts(self) -> bool:
        """Questions whose time is over, and mails that ask them."""
        return fact_ask.sweep() + fact_mail.send() + thanks_mail.send() > 0

    def _ring(self) -> bool:
        """What must be answered now, and mails to whoever is not at the desk."""
        return self.rings.turn() + ring_out.send() > 0

    def _listening(self) -> list[Loop]:
        """A network's stream, where the operator has named one. Its libraries are loaded only then. Where processes share it (NATS) they
        are of their own."""
        if not settings.LISTEN or settings.NATS:
            return []
        from zuruf.ops.listening import NAMES_EVERY, Ears, source

        stream = source()
        assert stream is not None
        ears = Ears(stream, self.stop)
        return [Loop("listen", ears.step, 1.0), Loop("names", ears.names, NAMES_EVERY)]

    def _resume(self) -> bool:
        arrivals.resume()
        return False

    def _sweep(self) -> bool:
        upkeep.sweep()
        hearing_sweep.sweep()
        hearing_apart.sweep()
        trial.sweep()
        library_earlier.remember_older()
        listening_searches.sweep()
        proof.sweep()
        terms.opened_longer()
        return False

    def _keep_no_longer(self) -> bool:
        retention.sweep()
        return False

    def _forget_terms(self) -> bool:
        self.term = search_index.forget_terms(self.term)
        return False

    def _beat(self) -> bool:
        (Path(settings.DATA) / HEARTBEAT).write_text(f"{self.name}\n")
        return False


def _lean(connection: BaseDatabaseWrapper, **_: object) -> None:
    """A worker opens a connection for each lane: with the pages that the web process keeps for its lists, fifty accounts
    at once would take hundreds of megabytes."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size=-{LANE_CACHE_KB}")
