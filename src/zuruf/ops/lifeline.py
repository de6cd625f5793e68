"""A child's tie to its supervisor: a pipe that nobody writes to. When it closes, the supervisor is gone."""

import os
import re
import signal
import threading
import time
from pathlib import Path

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


class Maker:
    """The `make` that started us. It is gone when it was killed; and a SIGINT that reaches it alone makes it wait for us,
    with its own handler taken off: on Linux we can see that, and end."""

    def __init__(self) -> None:
        self._pid = os.getppid() if "MAKELEVEL" in os.environ else 0
        self._caught = self._catches()

    def wants_us_to_end(self) -> bool:
        return bool(self._pid) and (os.getppid() != self._pid or (self._caught and not self._catches()))

    def _catches(self) -> bool:
        try:
            found = re.search(
                r"^SigCgt:\s*([0-9a-f]+)", Path(f"/proc/{self._pid}/status").read_text(), re.MULTILINE
            )
        except OSError:
            return False
        return found is not None and bool(int(found.group(1), 16) >> (signal.SIGINT - 1) & 1)
