"""Real servers of the AT Protocol on loopback (see pds.mjs), as fixtures.

`pds` is a PDS with its PLC directory and without AppView; `strict_pds` the same with real rate limits; `appview` has an
AppView on top (and PostgreSQL under it), so that mentions really arrive; `mortal_pds` can be killed and comes back.
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.servers import install
from tests.servers.ports import free_port
from zuruf.core.channel import Link

POST = "app.bsky.feed.post"
_names = count(1)


@dataclass(slots=True)
class Person:
    """An invented account. `app_password` is what the channel gets; `token` is for acting as this person."""

    handle: str
    did: str
    token: str = field(repr=False)
    app_password: str = field(default="", repr=False)


@dataclass(slots=True)
class Pds:
    """A running server."""

    url: str
    process: "subprocess.Popen[str]"

    def person(self, name: str = "person") -> Person:
        """A new account with an app password. Handles are made unique."""
        handle = f"{name}{next(_names)}-{os.getpid() % 10000}.test"
        body = {"email": f"{handle}@example.org", "handle": handle, "password": "long-password-of-a-test"}
        made = self.call("com.atproto.server.createAccount", body)
        token = made["accessJwt"]
        app = self.call("com.atproto.server.createAppPassword", {"name": "desk"}, token)
        return Person(handle, made["did"], token, app["password"])

    def link(self, person: Person, server: str = "") -> Link:
        return Link(
            {"handle": person.handle, "server": server or self.url}, {"password": person.app_password}
        )

    def write(self, person: Person, text: str, **more: object) -> dict[str, Any]:
        """A post of *person*; {"uri", "cid"}."""
        record = {"$type": POST, "text": text, "createdAt": "2026-03-01T10:00:00.000Z", **more}
        body = {"repo": person.did, "collection": POST, "record": record}
        made: dict[str, Any] = self.call("com.atproto.repo.createRecord", body, person.token)
        return made

    def delete(self, person: Person, uri: str) -> None:
        body = {"repo": person.did, "collection": POST, "rkey": uri.rpartition("/")[2]}
        self.call("com.atproto.repo.deleteRecord", body, person.token)

    def records(self, person: Person) -> list[dict[str, Any]]:
        """All posts of *person*, as they lie in the repository."""
        query = urlencode({"repo": person.did, "collection": POST, "limit": 100})
        found: list[dict[str, Any]] = self.call(f"com.atproto.repo.listRecords?{query}")["records"]
        return found

    def call(self, method: str, body: object = None, token: str = "") -> Any:
        heads = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/xrpc/{method}", data=data, headers=heads)
        with urllib.request.urlopen(request, timeout=100) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def settle(self) -> None:
        """Wait until the AppView knows what the PDS knows."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("settle\n")
        self.process.stdin.flush()
        assert json.loads(self.process.stdout.readline()) == {"settled": True}


@dataclass(slots=True)
class MortalPds(Pds):
    """A PDS whose process can be killed and started again over the same data."""

    wish: dict[str, object]
    folder: Path

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def start(self) -> None:
        self.process, _ = _start(self.wish, self.folder)


@contextmanager
def server(**wish: object) -> Iterator[Pds]:
    """Starts what *wish* describes (see pds.mjs) in a temp folder of its own, and ends it."""
    folder = Path(tempfile.mkdtemp(prefix="zuruf-pds-"))
    try:
        process, told = _start({"port": free_port(), **wish}, folder)
        try:
            yield Pds(told["pds"], process)
        finally:
            _end(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def mortal() -> Iterator[MortalPds]:
    """A PDS that can be killed; its PLC directory is a process of its own."""
    folder = Path(tempfile.mkdtemp(prefix="zuruf-pds-"))
    try:
        plc, told = _start({"role": "plc"}, folder)
        try:
            (folder / "data").mkdir()
            wish: dict[str, object] = {
                "role": "pds",
                "plcUrl": told["plc"],
                "port": free_port(),
                "dataDirectory": str(folder / "data"),
                "rotationKey": "11" * 32,
            }
            process, told = _start(wish, folder)
            running = MortalPds(told["pds"], process, wish, folder)
            try:
                yield running
            finally:
                _end(running.process)
        finally:
            _end(plc)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(wish: dict[str, object], folder: Path) -> tuple["subprocess.Popen[str]", dict[str, str]]:
    """The process, and what it said when it listened. Most of its servers ask the system for a port and let go of it before they
    take it; where somebody was faster it is started again."""
    try:
        install.install()
    except install.Missing as missing:
        pytest.skip(str(missing))
    said = ""
    for _ in range(5):
        begin = len(said)
        process, line = _begun(wish, folder)
        if line.startswith("{"):
            return process, json.loads(line)
        _end(process)
        said = (folder / "log").read_text()
        if "EADDRINUSE" not in said[begin:]:
            break
    raise AssertionError(f"The PDS did not start: {said[-800:]}")


def _begun(wish: dict[str, object], folder: Path) -> tuple["subprocess.Popen[str]", str]:
    """The process, and its first line, "" when it ended without one."""
    temp = folder / "tmp"
    temp.mkdir(exist_ok=True)
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [install.node(), Path(__file__).with_name("pds.mjs"), json.dumps(wish)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={
                "PATH": os.environ.get("PATH", ""),
                "TMPDIR": str(temp),
                "SERVERS": str(install.PLACE),
                "LOG_ENABLED": "false",
            },
        )
    assert process.stdout is not None
    return process, process.stdout.readline()


def _end(process: "subprocess.Popen[str]") -> None:
    """It ends when its input ends; if not, it is killed."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


@pytest.fixture(scope="session")
def pds() -> Iterator[Pds]:
    with server(role="network") as running:
        yield running


@pytest.fixture
def strict_pds() -> Iterator[Pds]:
    with server(role="network", rateLimits=True) as running:
        yield running


@pytest.fixture(scope="session")
def appview(postgres_server: str) -> Iterator[Pds]:
    from tests.servers.postgres import create_database

    with server(role="appview", postgresUrl=create_database(postgres_server)) as running:
        yield running


@pytest.fixture
def mortal_pds() -> Iterator[MortalPds]:
    with mortal() as running:
        yield running
