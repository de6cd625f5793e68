"""Whoever presses a key or clicks waits before that until the page can hear it.

A person sees that a page is still coming, and presses later. A test is faster: it finds a word that the server sent, and presses
while the scripts of that page have not run, or while the page before is still there. So here all input waits for three things: the page
is not being left, its scripts have run (it is loaded), and no piece of it is being fetched or put in (htmx).
`at_once(page)` is for tests of who is faster than that.

Whoever routes requests goes on when the page's requests go that way. The browser says that it routes as soon as it has told the
page; a page that is busy may hear a key before it hears that, and what the key asks for goes past the route.

What a page says in passing goes by itself after some seconds, and a test that stands still for as long has missed it: here it stays,
unless the test has the page's clock in its own hands.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import pytest
from playwright.sync_api import Error, Keyboard, Locator, Page, Route

# A page that hands over a download is left as well, and stays: so "leaving" ends by itself.
LEAVING = """addEventListener('beforeunload', () => { window.leaving = true; setTimeout(() => { window.leaving = false; }, 3000); });
addEventListener('pageshow', () => { window.leaving = false; });"""
STAYS = """(() => {
  const later = window.setTimeout;
  window.setTimeout = (act, ms, ...more) => later(act, ms >= 5000 && !window.__pwClock ? ms * 100 : ms, ...more);
})()"""
QUIET = """() => document.readyState === 'complete' && !window.leaving
  && !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"""
PROBE = "/is-it-routed"  # no address of the product
ROUTED = "async probe => (await fetch(probe)).status === 204"
KEYS = ("down", "insert_text", "press", "type")
INPUT = (
    "check", "clear", "click", "dblclick", "fill", "focus", "press", "press_sequentially", "select_option",
    "set_input_files", "tap", "type", "uncheck",
)  # fmt: skip
_watched: WeakSet[Page] = WeakSet()
_page_of: WeakKeyDictionary[Keyboard, Page] = WeakKeyDictionary()


def watch(page: Page) -> None:
    """From now on input into *page*, which runs scripts, waits for it."""
    page.add_init_script(LEAVING)
    page.add_init_script(STAYS)
    _page_of[page.keyboard] = page
    _watched.add(page)


def settled(page: Page | None) -> None:
    """Returns when *page* can hear what is done to it; fails when that takes longer than its patience."""
    if page is None or page not in _watched:
        return
    try:
        if page.evaluate(QUIET):
            return
    except Error:
        pass  # it was left in that moment: the next one is waited for
    page.wait_for_function(QUIET)


@contextmanager
def at_once(page: Page) -> Iterator[None]:
    """Input into *page* waits for nothing."""
    _watched.discard(page)
    yield
    _watched.add(page)


def _waiting(act: Callable[..., Any], page_of: Callable[[Any], Page | None]) -> Callable[..., Any]:
    @wraps(act)
    def first(self: Any, *args: Any, **kwargs: Any) -> Any:
        settled(page_of(self))
        return act(self, *args, **kwargs)

    return first


def _in_force(route: Callable[..., Any]) -> Callable[..., Any]:
    def answered(probe: Route) -> None:
        probe.fulfill(status=204)

    @wraps(route)
    def until_the_page_knows(self: Page, *args: Any, **kwargs: Any) -> Any:
        routed = route(self, *args, **kwargs)
        if self in _watched and self.url.startswith("http"):  # what is loaded later knows it from the start
            route(self, f"**{PROBE}", answered)
            while not self.evaluate(ROUTED, PROBE):
                pass  # asked again at once: what waits for a function takes the promise of an answer for the answer
            self.unroute(f"**{PROBE}", answered)
        return routed

    return until_the_page_knows


@contextmanager
def patient_input() -> Iterator[None]:
    """Within it, all input into watched pages waits, and so does whoever routes their requests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Page, "route", _in_force(Page.route))
        for name in KEYS:
            patch.setattr(Keyboard, name, _waiting(getattr(Keyboard, name), _page_of.get))
        for name in INPUT:
            patch.setattr(Locator, name, _waiting(getattr(Locator, name), lambda one: one.page))
        yield
