"""`zuruf up`: one command for one machine. Prepares the data, then keeps web and worker running until Ctrl-C.

This process loads no Django (a few MB). It holds the listening socket, so that nobody is turned away while the web
process starts again. Children watch a pipe: when this process dies, however that happens, they end too.
"""

import argparse
import fcntl
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from zuruf.ops.environment import Environment, Mistake, read
from zuruf.ops.lifeline import Maker

PATIENCE = 2.5  # seconds from a signal until the hard end
BACKOFF = (1, 2, 4, 8, 15, 30)  # seconds before a child that ended starts again
SETTLED = 60  # seconds of running after which earlier ends are forgotten


def main(args: list[str]) -> int:
    """Run until SIGINT or SIGTERM. 0: ended as asked."""
    ask = argparse.ArgumentParser(prog="zuruf up", description="Start everything on this machine.")
    ask.add_argument(
        "--no-demo", action="store_true", help="start with an empty desk instead of the demo company"
    )
    given = ask.parse_args(args)
    env = read()
    lock = only_one(env)
    with listen(env.host, env.port) as server:
        prepared = prepare(env, demo=not given.no_demo)
        house = House(env, server)
        house.catch_signals()
        code = house.keep(prepared)
    if lock:
        lock.close()
    return code


def only_one(env: Environment) -> IO[str] | None:
    """On SQLite two `up` on one data folder would publish through two workers' recall windows: refuse the second."""
    if not env.sqlite:
        return None
    file = (env.data / "up.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        running = file.read().strip()
        where = f" at {running}" if running else ""
        raise Mistake(
            f"Zuruf is already running on {env.data}{where}. End it first, or give this one its own folder: ZURUF_DATA=…"
        ) from None
    file.seek(0)
    file.truncate()
    file.write(env.url)
    file.flush()
    return file


def running_at(data: Path) -> str:
    """The address of the `up` that runs on this data folder now, "" when none does."""
    try:
        file = (data / "up.lock").open()
    except OSError:
        return ""
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return file.read().strip()
    return ""


def listen(host: str, port: int) -> socket.socket:
    """The listening socket. Raises Mistake when the port is taken or not allowed."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        server = socket.socket(family, socket.SOCK_STREAM)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((host, port))
        server.listen(512)
    except PermissionError:
        raise Mistake(
            f"Port {port} may not be opened by this user: choose one above 1023, such as PORT=8000."
        ) from None
    except (socket.gaierror, UnicodeError):
        raise Mistake(
            f"ZURUF_HOST is {host!r}, which is no address of this machine: try 127.0.0.1 or 0.0.0.0."
        ) from None
    except OSError as error:
        raise Mistake(
            f"Port {port} on {host} cannot be opened ({error.strerror}): another program has it. "
            f"End that one or choose another port: PORT={port + 1}."
        ) from None
    return server


def prepare(env: Environment, *, demo: bool) -> dict[str, str]:
    """Keys, database, guidelines, demo: in a process of its own, so that this one stays small."""
    words = [sys.executable, "-m", "zuruf", "prepare", *([] if demo else ["--no-demo"])]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise Mistake(
            f"Zuruf did not start: {env.data} could not be prepared. `zuruf doctor` says what to do."
        )
    found: dict[str, str] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


@dataclass
class Child:
    """A process that is to be there."""

    name: str
    words: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    ends: int = 0
    again_at: float = 0.0


@dataclass
class House:
    """Web and worker, kept running."""

    env: Environment
    server: socket.socket
    stop: threading.Event = field(default_factory=threading.Event)
    children: list[Child] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._alive_read, self._alive_write = os.pipe()  # the write end stays with us alone
        lifeline = str(self._alive_read)
        self.children = [
            Child("web", ["web", "--fd", str(self.server.fileno()), "--lifeline", lifeline]),
            Child("worker", ["worker", "--lifeline", lifeline]),
        ]

    def catch_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stop.set()

    def keep(self, prepared: dict[str, str]) -> int:
        """Start, say where we are, start again what ends; until `stop`."""
        for child in self.children:
            self._start(child)
        threading.Thread(target=self._announce, args=(prepared,), daemon=True).start()
        maker = Maker()
        while not self.stop.wait(0.2):
            for child in self.children:
                if self._look_after(child) > len(BACKOFF):
                    self._end()
                    print(
                        f"{child.name} ended {child.ends} times in a row; giving up. The lines above say why.",
                        file=sys.stderr,
                    )
                    return 1
            if maker.wants_us_to_end():
                self.stop.set()
        self._end()
        print("Zuruf has ended. Your data is in", self.env.data, flush=True)
        return 0

    def _start(self, child: Child) -> None:
        child.process = subprocess.Popen(
            [sys.executable, "-m", "zuruf", *child.words],
            stdin=subprocess.DEVNULL,
            pass_fds=(self.server.fileno(), self._alive_read),
            start_new_session=True,  # Ctrl-C reaches us alone; we end them in order
        )
        child.started = time.monotonic()

    def _look_after(self, child: Child) -> int:
        """Start *child* again after its pause when it ended; returns how often it ended in a row."""
        now = time.monotonic()
        if child.process is None:
            if now >= child.again_at:
                self._start(child)
        elif child.process.poll() is not None:
            child.ends = child.ends + 1 if now - child.started < SETTLED else 1
            if child.ends > len(BACKOFF):
                return child.ends
            pause = BACKOFF[child.ends - 1]
            print(
                f"{child.name} ended ({child.process.returncode}); it starts again in {pause} s",
                file=sys.stderr,
                flush=True,
            )
            child.process, child.again_at = None, now + pause
        return child.ends

    def _announce(self, prepared: dict[str, str]) -> None:
        """Print the address as soon as it really answers."""
        while not self.stop.is_set():
            try:
                link = http.client.HTTPConnection(self._own_address(), self.env.port, timeout=20)
                link.request("GET", "/static/icon.svg", headers={"Host": "127.0.0.1"})
                link.getresponse().read()
                break
            except OSError:
                self.stop.wait(0.2)
        if self.stop.is_set():
            return
        lines = [f"Zuruf is ready:  {self.env.url}/"]
        if prepared.get("link"):
            lines += ["", "Sign in as the first person, once, with this link:", f"  {prepared['link']}"]
        if self.env.embeddings:
            lines += ["", "Sentence embeddings are on."]
        lines += ["", "Ctrl-C ends it."]
        print("\n" + "\n".join(lines) + "\n", flush=True)

    def _own_address(self) -> str:
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.env.host, self.env.host)  # noqa: S104

    def _end(self) -> None:
        """Ask all children to end, then insist."""
        running = [c.process for c in self.children if c.process and c.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
