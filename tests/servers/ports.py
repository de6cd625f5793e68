"""Ports on loopback for servers that have to be told theirs before they start.

A port that the system gave and that was let go again may be anybody's a moment later: each connection that somebody opens takes
one of the same range. So these lie below that range, where only who asks for a port by its number gets it, and who was given one
here keeps a lock on it: nobody else is given it, in no other process either, until the process that asked has ended. A server may be
started again on it.
"""

import fcntl
import os
import socket
import tempfile
from pathlib import Path

LOWEST, HIGHEST = 20_000, 32_000  # Linux gives out 32768 and more, other systems 49152 and more
_kept: list[int] = []  # open files: their locks go with the process


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens, and which nobody else is given while this process lives."""
    locks = Path(tempfile.gettempdir(), f"zuruf-ports-{os.getuid()}")
    locks.mkdir(exist_ok=True)
    many = HIGHEST - LOWEST
    for n in range(many):
        port = LOWEST + (os.getpid() * 37 + n) % many  # where nobody else begins
        if _ours(locks / str(port)) and _nobody_listens(port):
            return port
    raise AssertionError("There is no free port.")


def _ours(lock: Path) -> bool:
    file = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return False
    _kept.append(file)
    return True


def _nobody_listens(port: int) -> bool:
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
