"""`zuruf up` as people start it: real processes, real ports, real signals."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.ops.house import PATIENCE, House, wait_until
from tests.servers.migrated import sqlite_at
from zuruf.ops import up
from zuruf.ops.environment import Mistake
from zuruf.ops.up import listen

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data with space") / "var"


@pytest.fixture(scope="module")
def house(demo_data: Path) -> Iterator[House]:
    """One first start with the demo company, shared by the tests that only look; the last of them ends it."""
    with House(demo_data) as running:
        yield running


@pytest.fixture(scope="module")
def client(house: House) -> httpx.Client:
    """The first person, signed in by the link that the first start printed."""
    return house.sign_in_and_look()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A start without the demo; the last test kills it."""
    data = tmp_path_factory.mktemp("bare")
    sqlite_at(data / "zuruf.sqlite3")
    with House(data, "--no-demo") as running:
        yield running


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def count(data: Path, table: str) -> int:
    with closing(sqlite3.connect(data / "zuruf.sqlite3", timeout=20)) as db:
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def hold_stream_open(client: httpx.Client) -> threading.Event:
    """Keep the desk's live stream open in a thread; the event is set when it began."""
    began = threading.Event()

    def read() -> None:
        try:
            with client.stream(
                "GET", "/live/", headers={"Accept": "text/event-stream"}, timeout=None
            ) as stream:
                assert stream.status_code == 200
                began.set()
                for _ in stream.iter_bytes():
                    pass
        except httpx.HTTPError:
            pass

    threading.Thread(target=read, daemon=True).start()
    return began


def test_the_first_start_prints_the_address_and_a_link_that_signs_in_once(
    house: House, client: httpx.Client
) -> None:
    assert house.says(f"{house.url}/")
    assert house.link.startswith(f"{house.url}/welcome/")
    assert "Käufer mit Geduld" in client.get("/desk/us/").text
    with httpx.Client(base_url=house.url, follow_redirects=True, timeout=100) as other:
        assert other.get(house.link).status_code in (400, 403, 404, 410)


def test_the_public_page_shows_what_the_invented_public_wrote(house: House) -> None:
    page = httpx.get(f"{house.url}/talk/", follow_redirects=True, timeout=100)
    assert page.status_code == 200
    assert "Werkscafé" in page.text


def test_static_files_carry_their_hash_and_may_be_kept_for_ever(house: House) -> None:
    page = httpx.get(f"{house.url}/talk/", follow_redirects=True, timeout=100).text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = httpx.get(f"{house.url}{address}", timeout=100)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]


def test_a_second_start_on_the_same_data_is_refused_in_a_sentence(house: House) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "zuruf", "up"],
        env={**house.environment, "PORT": "1025"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 1
    assert "already running" in done.stderr
    assert house.url in done.stderr


def test_a_port_that_is_taken_is_said_with_another_to_try(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "zuruf", "up"],
            env={**os.environ, "ZURUF_DATA": str(tmp_path), "PORT": str(port)},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} ")
    assert f"PORT={port + 1}" in done.stderr


@pytest.mark.parametrize("host", ["a..b", "x" * 70, "none.invalid"])
def test_a_host_that_is_no_address_is_said_with_one_to_try(host: str) -> None:
    with pytest.raises(Mistake, match="ZURUF_HOST is"):
        listen(host, 0)


def test_a_link_leads_to_the_house_that_runs_on_this_data_whatever_the_port(house: House) -> None:
    elsewhere = {k: v for k, v in house.environment.items() if k != "PORT"}
    done = subprocess.run(
        [sys.executable, "-m", "zuruf", "link", "first@zuruf.invalid"],
        env=elsewhere,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.stdout.startswith(f"{house.url}/welcome/"), done.stdout + done.stderr


def test_the_doctor_finds_a_running_house_well(house: House) -> None:
    assert wait_until((house.data / "worker.alive").is_file)
    done = subprocess.run(
        [sys.executable, "-m", "zuruf", "doctor"],
        env=house.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the worker is at work" in done.stdout
    assert "BAD" not in done.stdout


def test_the_demo_company_does_not_come_twice(house: House) -> None:
    before = count(house.data, "store_message")
    done = subprocess.run(
        [sys.executable, "-m", "zuruf", "demo"],
        env=house.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0
    assert "already" in done.stdout
    assert count(house.data, "store_message") == before


def test_it_ends_soon_with_an_open_stream_and_goes_on_with_the_same_data(
    house: House, client: httpx.Client
) -> None:
    assert up.PATIENCE < 3, "seconds after which it does not wait for its children any more"
    messages = count(house.data, "store_message")
    assert messages > 30
    assert hold_stream_open(client).wait(PATIENCE)
    children = house.children()
    house.end(signal.SIGINT)
    assert house.process.returncode == 0
    assert not any(alive(pid) for pid in children)
    assert not house.says("Traceback")
    with House(house.data, port=house.port) as second:
        assert count(house.data, "store_message") == messages
        assert "Käufer mit Geduld" in client.get("/desk/us/").text  # still signed in
        second.end(signal.SIGTERM)
        assert second.process.returncode == 0


def test_without_the_demo_the_desk_is_empty(bare: House) -> None:
    assert bare.link
    assert count(bare.data, "store_message") == 0
    assert count(bare.data, "store_guidelineversion") >= 8


def test_a_child_that_dies_is_started_again(bare: House) -> None:
    web, worker = bare.children()
    os.kill(worker, signal.SIGKILL)
    assert wait_until(lambda: len(bare.children()) == 2 and worker not in bare.children())
    os.kill(web, signal.SIGKILL)
    assert wait_until(lambda: len(bare.children()) == 2 and web not in bare.children())
    assert httpx.get(f"{bare.url}/signin/", timeout=100).status_code == 200


def test_children_end_when_the_supervisor_is_killed(bare: House) -> None:
    children = bare.children()
    assert len(children) == 2
    bare.process.kill()
    assert wait_until(lambda: not any(alive(pid) for pid in children))
