"""What pages heard and how they stand, for whoever reads why a browser test failed: a key that was lost leaves no other trace."""

from collections.abc import Generator

import pytest
from playwright.sync_api import Error, Page

LISTEN = """window.heard = [];
addEventListener('keydown', (event) => heard.push(`${event.key} in ${event.target.nodeName}#${event.target.id}`), true);"""
STANDS = """() => ({
  heard: (window.heard ?? []).slice(-30), at: document.activeElement?.outerHTML.slice(0, 200), focus: document.hasFocus(),
  open: [...document.querySelectorAll('dialog[open], :popover-open, details[open]')].map((one) => one.id || one.className),
  live: document.documentElement.dataset.live, toast: document.getElementById('toast')?.textContent,
})"""
_pages: list[Page] = []


def listen(page: Page) -> None:
    """From now on it is known which keys *page* hears."""
    page.add_init_script(LISTEN)
    _pages.append(page)


def forget() -> None:
    """The pages of a test are closed."""
    _pages.clear()


def told() -> str:
    """A line for each page that is open."""
    return "\n".join(f"{page.url}: {_stands(page)}" for page in _pages if not page.is_closed())


def _stands(page: Page) -> str:
    try:
        return str(page.evaluate(STANDS))
    except Error as error:  # it is being left, or has no scripts
        return str(error)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With a failed test stands what its pages heard."""
    report = yield
    if call.when == "call" and report.failed and (pages := told()):
        report.sections.append(("Pages as they stood", pages))
    return report
