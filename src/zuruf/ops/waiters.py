"""One thread for each account whose network says at once when something comes in. It wakes the poller and does nothing else."""

import logging
import threading
from dataclasses import dataclass, field

from django.db import connections

from zuruf.core.channel import ChannelError
from zuruf.flow import polling_wait

log = logging.getLogger("zuruf.worker")
READ_WITHIN = 2.0  # seconds for the poller to read what came
SOON, LATE = 30.0, 1800.0  # pauses after trouble: the first, and the longest


@dataclass
class Waiters:
    """The waiting threads of one worker process."""

    stop: threading.Event
    _busy: dict[int, threading.Thread] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def turn(self) -> bool:
        """A thread for each account that has none yet. Never blocks on a network; False: rest a little."""
        for account_id in polling_wait.waiting():
            with self._lock:
                if account_id in self._busy or self.stop.is_set():
                    continue
                one = threading.Thread(
                    target=self._run, args=(account_id,), name=f"wait-{account_id}", daemon=True
                )
                one.start()  # where no thread is to be had, the account is not taken for busy
                self._busy[account_id] = one
        return False

    def _run(self, account_id: int) -> None:
        """Wait again and again, until the account cannot be waited for. Trouble is told by the poller, on the account's page."""
        pause = SOON
        try:
            while not self.stop.is_set() and account_id in polling_wait.waiting():
                try:
                    polling_wait.wait(account_id, self.stop.is_set)
                    pause, rest = SOON, READ_WITHIN
                except ChannelError:
                    rest, pause = pause, min(LATE, 2 * pause)
                self.stop.wait(rest)
        except Exception:
            log.exception("waiting for account %d: trouble; its polling goes on", account_id)
            self.stop.wait(SOON)
        finally:
            with self._lock:
                self._busy.pop(account_id, None)
            connections.close_all()
