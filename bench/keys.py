"""`keys`: how many keys it takes, besides the text, to read, answer, send and be at the next. Counted in a real Chromium.

`zuruf up` runs with the demo company. One answers one conversation after the other and never touches the mouse; a chord
(Ctrl+Enter) counts as one. Each answer must stand in the thread before the next begins.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import Figure

ANSWERS = 5
TEXT = "Vielen Dank, wir sehen uns das heute an."


class Keyboard:
    """Presses keys, and counts them."""

    def __init__(self, page: Any) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1


def run() -> Iterator[Figure]:
    """`keys_for_an_answer`: the most that any of them took."""
    from playwright.sync_api import sync_playwright

    from tests.ops.house import House

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop in this thread
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    chromium = next(filter(None, map(shutil.which, filter(None, names))), None)
    with House(Path(os.environ["ZURUF_DATA"]) / "keys") as house, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            page = browser.new_page(
                viewport={"width": 1440, "height": 900}, bypass_csp=True
            )  # waiting is evaluated text
            page.goto(house.link)
            page.get_by_role("main").get_by_role("button").first.click()
            page.goto(f"{house.url}/desk/us/")
            page.wait_for_selector('#desk[data-connection="open"]')
            page.keyboard.press("j")  # to the first of the list, once a day
            taken = [answer(page, n) for n in range(ANSWERS)]
        finally:
            browser.close()
    data = f"{ANSWERS} answers one after the other, zuruf up with the demo company, Chromium; open, write, send: {taken}"
    yield Figure("keys_for_an_answer", max(taken), "keys", data, aim="<= 3")


def answer(page: Any, n: int) -> int:
    """Read, answer and send; how many keys until the focus is where the next begins."""
    keys, text = Keyboard(page), f"{TEXT} ({n})"
    keys.press("Enter")
    page.wait_for_selector(f'.conversation[data-id="{_focused(page)}"]')
    keys.press("r")
    page.wait_for_function("document.activeElement.matches('#reply textarea')")
    page.keyboard.insert_text(text)
    page.wait_for_function("!document.querySelector('#reply .send').matches('[aria-disabled]')")
    keys.press("Control+Enter")
    page.wait_for_function("text => document.getElementById('thread').textContent.includes(text)", arg=text)
    page.wait_for_function("document.activeElement.closest('#rows .line')")
    assert _focused(page) != page.locator(".conversation").get_attribute("data-id")
    return keys.pressed


def _focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.closest('.line').dataset.id"))
