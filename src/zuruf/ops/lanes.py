"""One lane for each account: a network that hangs or is down holds up its own replies and nobody else's.

A lane is a thread that lives as long as its account has something to do. There are as many at once as accounts have
work, and each account has one in a process, so a network that is slow sees one request of ours at a time.
"""

import logging
import threading
from dataclasses import dataclass, field
from time import monotonic

from django.db import connections

from zuruf.flow import outbox

log = logging.getLogger("zuruf.worker")


@dataclass
class Lanes:
    """The lanes of one worker process."""

    worker: str
    stop: threading.Event
    wake: threading.Event = field(default_factory=threading.Event)  # there may be something to do
    _busy: dict[int, threading.Thread] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def turn(self) -> bool:
        """Open a lane for each account that has work and none yet. Never blocks on a network; False: rest a little."""
        for account_id in outbox.accounts_with_work():
            with self._lock:
                if account_id in self._busy or self.stop.is_set():
                    continue
                lane = threading.Thread(
                    target=self._run, args=(account_id,), name=f"outbox-{account_id}", daemon=True
                )
                lane.start()  # where no thread is to be had, the account is not taken for busy
                self._busy[account_id] = lane
        return False

    def wait(self, deadline: float) -> None:
        """Let what is under way end, until *deadline* (`time.monotonic`). What does not is found by its claim later."""
        with self._lock:
            lanes = list(self._busy.values())
        for lane in lanes:
            lane.join(max(0.0, deadline - monotonic()))

    def _run(self, account_id: int) -> None:
        try:
            while not self.stop.is_set() and outbox.work(self.worker, account_id=account_id):
                pass
        except Exception:
            log.exception("outbox of account %d: trouble; going on", account_id)
            self.stop.wait(2.0)
        finally:
            with self._lock:
                self._busy.pop(account_id, None)
            self.wake.set()  # what came in the moment in which this lane ended
            connections.close_all()
