"""A server on loopback that speaks lines and says what a test tells it to, also badly: for protocols that are not HTTP."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Script = Callable[[bytes], bytes | None]
"""What is answered to a line (b"" for the connection itself); None ends the connection."""


@dataclass(slots=True)
class Lines:
    port: int
    script: Script
    seen: list[bytes] = field(default_factory=list)


@contextmanager
def lines(script: Script) -> Iterator[Lines]:
    """Starts it on a free port, and ends it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        running = Lines(listening.getsockname()[1], script)

        def serve() -> None:
            with suppress(OSError):
                while True:
                    one, _ = listening.accept()
                    threading.Thread(target=talk, args=(one,), daemon=True).start()

        def talk(one: socket.socket) -> None:
            with suppress(OSError), one, one.makefile("rb") as told:
                line = b""
                while (said := running.script(line)) is not None:
                    one.sendall(said)
                    line = told.readline(100_000)
                    if not line:
                        return
                    running.seen.append(line)

        threading.Thread(target=serve, daemon=True).start()
        yield running
        listening.shutdown(socket.SHUT_RDWR)
