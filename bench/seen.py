"""`seen`: from a message that arrives on loopback to its row on the screen of an open desk. Median and worst of 100.

`zuruf up` runs as people start it, with the demo company; a real Chromium has the desk open. A process of its own (as
a worker or a webhook would) hands one message at a time to the intake, which stores, judges and threads it; the desk
hears of the commit, asks for the row and shows it. The clock starts before the intake is called and stops in the
browser, at the frame after the row came into the page.
"""

import os
import random
import shutil
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper

TIMES = 100
WARM = 5  # the first few load what stays loaded; they do not count

WATCH = """
() => {
  window.shown = {};
  new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes) {
        if (!node.matches?.(".line")) continue;
        const text = node.querySelector(".text").textContent;
        requestAnimationFrame(() => setTimeout(() => { window.shown[text] = Date.now(); }));
      }
  }).observe(document.getElementById("rows"), { childList: true });
}
"""


def run() -> Iterator[dict[str, Any]]:
    """`seen_ms_median` and `seen_ms_max`."""
    from playwright.sync_api import sync_playwright

    from tests.ops.house import House

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop in this thread
    folder = Path(os.environ["ZURUF_DATA"]) / "seen"
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    chromium = next(filter(None, map(shutil.which, filter(None, names))), None)
    with House(folder) as house, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(house.link)
        page.get_by_role("main").get_by_role("button").first.click()
        page.goto(f"{house.url}/desk/us/")
        page.wait_for_selector('#desk[data-connection="open"]')
        page.evaluate(WATCH)
        usual = connections["default"]
        settings = {**usual.settings_dict, "NAME": str(folder / "zuruf.sqlite3")}
        connections["default"] = DatabaseWrapper(settings, "default")
        try:
            took = [seen(page, n) for n in range(WARM + TIMES)][WARM:]
        finally:
            connections["default"].close()
            connections["default"] = usual
            browser.close()
    data = f"{TIMES} arrivals one by one, zuruf up with the demo company on SQLite, Chromium at 1440 × 900, same machine"
    yield {
        "name": "seen_ms_median",
        "value": round(statistics.median(took)),
        "unit": "ms",
        "aim": "< 100",
        "data": data,
    }
    yield {"name": "seen_ms_max", "value": round(max(took)), "unit": "ms", "aim": "< 300", "data": data}


def seen(page: Any, n: int) -> float:
    """Milliseconds from the arrival of message *n* to its row on the screen."""
    from zuruf.core.message import Author, Batch, Incoming
    from zuruf.flow import accounts, intake

    text = f"Wann ist mein Rad fertig, Nummer {n}?"
    author = Author(f"bench-{n}", handle=f"bench{n}", name=f"Person {n}")
    account = accounts.ensure_talk(datetime.now(UTC))
    message = Incoming(f"bench-{n}", author, text, at=datetime.now(UTC))
    time.sleep(random.Random(n).uniform(0.05, 0.2))  # so that nothing falls into step with the watcher
    start = time.time()
    intake.take(account.pk, "webhook", text, lambda: Batch(incoming=(message,)))
    at = page.wait_for_function("text => window.shown[text]", arg=text, timeout=20_000, polling=20)
    return float(at.json_value()) - start * 1000
