"""A real web process over an SQLite file, a real Chromium, and axe-core.

The web process lives as long as the tests of this folder; every test starts on a fresh copy of the empty, migrated
database. Tests and process share that file: builders write what the browser shows.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests import builders
from tests.browser import heard, settling
from tests.browser.heard import pytest_runtest_makereport as pytest_runtest_makereport
from tests.browser.violations import axe as axe  # a fixture of all tests here
from tests.servers.migrated import sqlite_at
from tests.servers.ports import free_port
from zuruf.store.models import Member

ROOT = Path(__file__).parents[2]
# SLOWLY=6: every page has a sixth of a processor, to find races
SLOWLY = float(os.environ.get("SLOWLY", "1"))
PATIENCE = 30 * max(
    1, SLOWLY / 2
)  # seconds for whatever a page is expected to do: a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE * 1000)
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
LIGHTS = ("light", "dark")
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
}


@dataclass(frozen=True)
class House:
    """The running product: its address, and the database file that it reads."""

    url: str
    database: Path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _wrapper(file: Path) -> DatabaseWrapper:
    base = dict(connections["default"].settings_dict)
    return DatabaseWrapper(
        {
            **base,
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(file),
            "OPTIONS": SQLITE,
            "CONN_MAX_AGE": 0,
        },
        "default",
    )


@pytest.fixture(scope="package")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The empty, migrated database to start every test from."""
    return sqlite_at(tmp_path_factory.mktemp("empty") / "empty.sqlite3")


@pytest.fixture(scope="package")
def _running(tmp_path_factory: pytest.TempPathFactory, empty: Path) -> Iterator[House]:
    """The web process as `zuruf web` runs it."""
    usual = [sys.executable, "-m", "uvicorn", "zuruf.asgi:application", "--log-level", "warning"]
    with serving(
        tmp_path_factory.mktemp("house"), empty, [*usual, "--timeout-graceful-shutdown", "3", "--port"]
    ) as house:
        yield house


@contextmanager
def serving(folder: Path, empty: Path, command: list[str]) -> Iterator[House]:
    """The product as *command* starts it (a port comes after it), on a copy of the *empty* database in *folder*."""
    live = folder / "live.sqlite3"
    shutil.copy(empty, live)
    port = free_port()
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "ZURUF_DATA": str(settings.DATA),
        "DATABASE_URL": f"sqlite:///{live}",
        "PORT": str(port),
        "ZURUF_URL": f"http://127.0.0.1:{port}",
        "ZURUF_ALLOW_PRIVATE": "127.0.0.1",
    }
    log = (folder / "web.log").open("w+b")
    web = subprocess.Popen(
        [*command, str(port)],
        env=env,
        cwd=ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    house = House(f"http://127.0.0.1:{port}", live)
    try:
        _wait_until_up(house.url, web, folder / "web.log")
        yield house
    finally:
        web.terminate()
        try:
            web.wait(10)
        except subprocess.TimeoutExpired:
            web.kill()
            web.wait()
        log.close()


def _wait_until_up(url: str, web: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if web.poll() is not None:
            break
        try:
            httpx.get(f"{url}/static/css/tokens.css", timeout=5).raise_for_status()
            httpx.get(f"{url}/signin/", timeout=PATIENCE)  # the first page loads the program
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    pytest.fail(f"the web process did not start:\n{log.read_text()}")


@pytest.fixture
def house(
    _running: House, empty: Path, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    """The product on an empty database with an organisation; builders write into that same database."""
    with begun_anew(_running, empty, django_db_blocker, monkeypatch):
        yield _running


def _empty_again(live: Path, empty: Path) -> None:
    """*live* becomes a copy of *empty*. Its changes are counted on, as in a house that has been there all the time: the web process
    knows how far it has read, and would pass over what changes before it sees that counting began anew."""
    source, target = sqlite3.connect(empty), sqlite3.connect(live, timeout=20)
    counted = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'store_change'"
    (changes,) = target.execute(counted).fetchone()
    source.backup(target)
    target.execute("DELETE FROM sqlite_sequence WHERE name = 'store_change'")
    target.execute("INSERT INTO sqlite_sequence VALUES ('store_change', ?)", (changes,))
    target.commit()
    source.close()
    target.close()


@contextmanager
def begun_anew(running: House, empty: Path, blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """*running* starts from the *empty* database, and this process writes into that same one."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's loop runs in the test's own thread
    _empty_again(running.database, empty)
    with blocker.unblock():
        usual = connections["default"]
        connections["default"] = _wrapper(running.database)
        try:
            builders.organisation()
            yield
        finally:
            connections["default"].close()
            connections["default"] = usual


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, or Playwright's. As headless shell if there is one: the same engine, and a page of its own
    costs a fifth, since no window is made around it."""
    with sync_playwright() as p:
        names = (os.environ.get("CHROMIUM", ""), *BROWSERS)
        found = next(filter(None, map(shutil.which, names)), None)
        if found is None and not Path(p.chromium.executable_path).exists():
            pytest.fail(
                "No Chromium found: install the package chromium, or run `playwright install chromium`."
            )
        browser = p.chromium.launch(executable_path=found, args=["--no-sandbox"])
        with settling.patient_input():
            yield browser
        browser.close()


PageAs = Callable[..., Page]


def sign_in_cookie(member: Member) -> str:
    """A session for *member*, as signing in makes it."""
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.save()
    assert session.session_key
    return session.session_key


@pytest.fixture
def page_as(house: House, chromium: Browser) -> Iterator[PageAs]:
    """`page_as(member, path="/", phone=False, dark=False, language="de", js=True)` opens a page in a browser of its own.

    `member` None is the public. At the end of the test no script may have failed and no content rule (CSP) been broken.
    """
    contexts, broken = [], []

    def console(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            broken.append(message.text)

    def make(
        member: Member | None,
        path: str = "/",
        *,
        phone: bool = False,
        dark: bool = False,
        language: str = "de",
        js: bool = True,
        **context_options: Any,
    ) -> Page:
        context = chromium.new_context(
            base_url=house.url,
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            color_scheme="dark" if dark else "light",
            locale={"de": "de-DE", "en": "en-GB"}[language],
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
            java_script_enabled=js,
            # A service worker takes a page over at a time of its own, and with it what is routed.
            **{"service_workers": "block", **context_options},
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE * 1000)
        if member is not None:
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": sign_in_cookie(member), "url": house.url}]
            )
        page = context.new_page()
        if js:
            settling.watch(page)
            heard.listen(page)
        if SLOWLY > 1:
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWLY})
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", console)
        page.goto(path)
        return page

    yield make
    heard.forget()
    for context in contexts:
        context.close()
    assert broken == []


def fits(page: Page, width: int) -> None:
    """Nothing of the page stands beyond *width* px, as soon as its scripts have followed."""
    try:
        page.wait_for_function(
            "most => document.documentElement.scrollWidth <= most", arg=width, timeout=PATIENCE * 300
        )
    except PlaywrightTimeout:
        wide = page.evaluate("document.documentElement.scrollWidth")
        pytest.fail(f"{page.url} is {wide} px wide on {width}")


def looks(page: Page, *sizes: ViewportSize) -> Iterator[str]:
    """The page as it stands: light on a desktop and dark on a phone; of one size in both lights. A name for each. It has to fit.

    A colour depends on the light, where something stands on the width, and nothing on both. Not loaded again: what a page
    does only while it loads on a phone is for `page_as(phone=True)`.
    """
    seen = [(size, light) for size in sizes for light in LIGHTS] or [(DESKTOP, "light"), (PHONE, "dark")]
    for size, light in seen:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=light)  # type: ignore[arg-type]
        fits(page, size["width"])
        yield f"{page.url} {light} {size['width']}"
