"""A child's tie to its supervisor: a pipe that nobody writes to. When it closes, the supervisor is gone."""

import os
import signal
import threading
import time

INSIST_AFTER = 2.5  # seconds


def watch(fd: int | None) -> None:
    """End this process (SIGTERM, then hard) when the other end of *fd* closes. None: nobody supervises."""
    if fd is not None:
        threading.Thread(target=_wait, args=(fd,), name="lifeline", daemon=True).start()


def _wait(fd: int) -> None:
    try:
        while os.read(fd, 1):
            pass
    except OSError:
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(INSIST_AFTER)
    os._exit(1)
