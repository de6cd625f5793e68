"""A server that speaks the Mastodon API, in a process of its own on loopback: `mastodon-mock` from PyPI.

It is an imitation, written for tests by somebody else than Mastodon's makers (FastAPI over SQLite in memory; looked through, it asks
nobody on the network). It keeps what is written, knows `Idempotency-Key`, sends events and pages like the original as far as its makers know it.
What it does not do: federation, filters of notifications, search by full text, processing of media, counting links as 23.
"""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.servers.ports import free_port

CONFIG = """
domain = "{place}"
url_scheme = "http"
[streaming]
heartbeat_seconds = 0.2
"""
ACCOUNT = '[[seed.accounts]]\nusername = "{name}"\ndisplay_name = "{name}"\naccess_token = "{name}_token"\n'
PATIENCE = 100.0  # seconds until a start has failed
PEOPLE = ("wasserwerk", "rohrpost", "quelle")


@dataclass(frozen=True, slots=True)
class Server:
    """A running one. Whoever is among PEOPLE has the token `<name>_token`."""

    url: str

    def ask(self, name: str, method: str, path: str, body: dict[str, object] | None = None) -> Any:
        """What the server answers to somebody's own request."""
        request = urllib.request.Request(
            self.url + path,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"authorization": f"Bearer {name}_token", "content-type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=100) as answer:
            return json.loads(answer.read())

    def post(self, name: str, text: str, **more: object) -> dict[str, Any]:
        """What somebody writes."""
        made: dict[str, Any] = self.ask(name, "POST", "/api/v1/statuses", {"status": text, **more})
        return made

    def reset(self) -> None:
        self.ask("wasserwerk", "POST", "/api/v1/_mock/reset", {})


@contextmanager
def running() -> Iterator[Server]:
    port = free_port()
    with TemporaryDirectory(prefix="zuruf-mastodon-") as folder:
        told = Path(folder, "config.toml")
        people = "".join(ACCOUNT.format(name=name) for name in PEOPLE)
        told.write_text(CONFIG.format(place=f"127.0.0.1:{port}") + people)
        command = [sys.executable, "-m", "mastodon_mock", "serve", "--config", str(told), "--in-memory"]
        with Path(folder, "log").open("wb") as log:
            process = subprocess.Popen(
                [*command, "--port", str(port)], stdout=log, stderr=subprocess.STDOUT, cwd=folder
            )
        try:
            yield _ready(Server(f"http://127.0.0.1:{port}"), process, Path(folder, "log"))
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _ready(server: Server, process: "subprocess.Popen[bytes]", log: Path) -> Server:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError):
            server.ask("wasserwerk", "GET", "/api/v2/instance")
            return server
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(f"The server did not start: {log.read_text(errors='replace')[-500:]}")


@pytest.fixture(scope="module")
def mastodon_server() -> Iterator[Server]:
    with running() as server:
        yield server
