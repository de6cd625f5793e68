"""Take docs/screenshot.png from the running product: `zuruf up` with the demo company, in English, an answer being typed."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
TARGET = ROOT / "docs" / "screenshot.png"
ANSWER = (
    "Ja, ab 14 Uhr an der Pforte, er liegt dort auf Ihren Namen bereit. Zweimal „nächste Woche“ war zweimal zu viel, "
    "das tut mir leid. Den Versand erstatten wir Ihnen."
)


def main() -> int:
    from tests.ops.house import House

    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        House(Path(folder) / "var") as house,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": 1440, "height": 900},
            locale="en-GB",
            timezone_id="Europe/Berlin",
            color_scheme="light",
        )
        page = context.new_page()
        sign_in(page, house.link)
        page.goto(f"{house.url}/desk/us/")
        page.get_by_text("Pendlerin aus der").first.click()
        box = page.locator("textarea:visible").first
        box.press("Control+Home")  # before the initials that stand there already
        box.press_sequentially(ANSWER, delay=4)
        page.wait_for_timeout(1500)
        page.screenshot(path=TARGET)
        browser.close()
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size // 1024} KB")
    return 0


def sign_in(page: Page, link: str) -> None:
    """By the printed link, then keep the demo company."""
    page.goto(link)
    page.locator("main button").first.click()
    page.wait_for_url("**/start/**")
    page.locator("form[action$='/start/demo/'] button").click()
    page.wait_for_url("**/desk/**")


if __name__ == "__main__":
    sys.exit(main())
