"""The programs in docs/build/webhook.md are run as they stand there, against the real door, reader and outbox."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import builders
from tests.servers.ports import free_port
from zuruf.flow import accounts, arrivals, outbox, reply
from zuruf.flow.clock import clock
from zuruf.store.models import Account, Delivery, Message

PAGE = (Path(__file__).parents[2] / "docs/build/webhook.md").read_text()
(CURL,) = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
(PROGRAM,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
SECRET = "a shared secret of some length"
PATIENCE = 100.0


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[tuple[dict[str, str], int]]:
    """The program from the page, taking answers; its environment and port."""
    port = free_port()
    (tmp_path / "portal.py").write_text(PROGRAM)
    surroundings = {**os.environ, "PORTAL_SECRET": SECRET, "PORT": str(port)}
    with (tmp_path / "said").open("w") as said:
        running = subprocess.Popen(
            [sys.executable, "portal.py"],
            cwd=tmp_path,
            env=surroundings,
            stdout=said,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield surroundings, port
        finally:
            running.send_signal(signal.SIGKILL)
            running.wait()


def test_the_program_is_short_enough_to_be_read_at_a_glance() -> None:
    assert len(PROGRAM.splitlines()) <= 45


@pytest.mark.django_db(transaction=True)
def test_what_is_handed_in_by_curl_and_python_is_answered_changed_and_taken_back_once(
    portal: tuple[dict[str, str], int], live_server: Any, tmp_path: Path, settings: Any
) -> None:
    settings.DATA, settings.ALLOW_PRIVATE = tmp_path, ("127.0.0.1",)
    surroundings, port = portal
    builders.organisation()
    owner = builders.who(builders.member(role="owner"))
    _connect(owner, f"http://127.0.0.1:{port}/answers")
    account = Account.objects.get(channel="webhook")
    surroundings["PORTAL_HOOK"] = f"{live_server.url}/hook/{account.public_id}/"
    more = {"id": "ticket-4712", "thread": "ticket-4711", "author": {"id": "customer-17"}, "text": "Hello?"}

    subprocess.run(["sh", "-ec", CURL], env=surroundings, check=True, timeout=PATIENCE)
    for _twice in range(2):
        words = [sys.executable, "portal.py", json.dumps(more)]
        subprocess.run(words, cwd=tmp_path, env=surroundings, check=True, timeout=PATIENCE)
    arrivals.read()

    asked, again = Message.objects.order_by("remote_id")
    assert asked.text == "When does my spare part arrive?"
    assert again.conversation_id == asked.conversation_id
    reply.send(owner, asked.conversation.public_id, "Tomorrow at ten.", seen_answer_seq=0)
    assert outbox.work("w", now=clock() + timedelta(minutes=2))
    row = Delivery.objects.get()
    assert (row.state, row.remote_id) == ("published", row.public_id)
    outbox.withdraw(owner, row.public_id, now=clock() + timedelta(minutes=3))
    assert outbox.work("w", now=clock() + timedelta(minutes=4))
    assert Delivery.objects.get().state == "withdrawn"
    said = (tmp_path / "said").read_text().split("\n")
    assert [line[:23] for line in said if line] == ["answer Tomorrow at ten.", "withdraw "]


def _connect(owner: Any, url: str) -> None:
    """As soon as the program listens."""
    until = time.monotonic() + PATIENCE
    while not Account.objects.filter(channel="webhook").exists():
        try:
            accounts.connect(owner, "webhook", {"name": "Portal", "url": url}, {"secret": SECRET})
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
