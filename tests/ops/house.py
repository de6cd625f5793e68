"""`zuruf up` as people start it, in a folder and on a port of its own; ended by its own process id."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from tests.servers.ports import free_port

PATIENCE = 250.0  # seconds until we call a start or an end failed


def wait_until(what: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """True as soon as *what* holds; False when patience ran out."""
    end = time.monotonic() + patience
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


class House:
    """A running `zuruf up`. `lines`: what it printed so far."""

    def __init__(self, data: Path, *words: str, port: int = 0, **environment: str) -> None:
        self.data, self.port = data, port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        clean = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith("ZURUF_") and k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "MAKELEVEL")
        }
        self.environment = {**clean, "ZURUF_DATA": str(data), "PORT": str(self.port), **environment}
        self.words = words
        self.lines: list[str] = []

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zuruf", "up", *self.words],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not wait_until(lambda: self.says("is ready") or self.process.poll() is not None) or not self.says(
            "is ready"
        ):
            self.__exit__(None, None, None)
            raise AssertionError("zuruf up did not become ready:\n" + "\n".join(self.lines))
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.end()
        self._reader.join(60)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def says(self, words: str) -> bool:
        return any(words in line for line in self.lines)

    @property
    def link(self) -> str:
        """The one-time link as printed, "" when there was none."""
        found = re.search(r"http://\S+/welcome/\S+", "\n".join(self.lines))
        return found.group(0) if found else ""

    def children(self) -> list[int]:
        """Process ids of web and worker."""
        text = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in text.split()]

    def end(self, number: signal.Signals = signal.SIGINT) -> None:
        """Ask it to end."""
        self.process.send_signal(number)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError("zuruf up did not end:\n" + "\n".join(self.lines)) from None

    def sign_in_and_look(self) -> httpx.Client:
        """The first person, signed in by the printed link, who has opened the desk."""
        client = httpx.Client(base_url=self.url, follow_redirects=True, timeout=100)
        page = client.get(self.link)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        if token and "/welcome/" in str(page.url):
            page = client.post(str(page.url), data={"csrfmiddlewaretoken": token.group(1)})
        assert page.status_code == 200, "\n".join([str(page.status_code), *self.lines])
        assert client.get("/desk/us/").status_code == 200
        return client

    def write_on_talk(self, words: str) -> None:
        """Somebody from outside writes on the public page."""
        with httpx.Client(base_url=self.url, follow_redirects=True, timeout=100) as public:
            form = re.search(r'name="token" value="([^"]+)"', public.get("/talk/").text)
            assert form is not None
            answer = public.post("/talk/", data={"token": form.group(1), "text": words})
            assert answer.status_code == 200, answer.status_code
