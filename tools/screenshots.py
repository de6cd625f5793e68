"""Take the documents' pictures from the running product: `zuruf up` with the demo company, in a folder of its own.

python tools/screenshots.py              those that the documents show, into docs/
python tools/screenshots.py all FOLDER   every room in both sizes, lights and languages, to look through
"""

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
DOCS = ROOT / "docs"
LARGEST = 150_000  # bytes of a picture in the documents
COLOURS = 200  # a page of text and few colours loses nothing that anybody sees
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
ANSWER = (
    "Ja, ab 14 Uhr an der Pforte, er liegt dort auf Ihren Namen bereit. Zweimal „nächste Woche“ war zweimal zu viel, "
    "das tut mir leid. Den Versand erstatten wir Ihnen."
)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: where it goes below docs/, what is shown, and how. `do` brings the page into its state."""

    file: str
    path: str
    language: Literal["de", "en"] = "en"
    dark: bool = False
    phone: bool = False
    do: Callable[[Page], None] | None = None


def writing(page: Page) -> None:
    """An answer is being typed: the button is the verdict."""
    page.get_by_text("Pendlerin aus der").first.click()
    box = page.locator("#reply-text, textarea:visible").first
    box.fill("")  # the draft of an earlier picture
    box.press_sequentially(ANSWER, delay=4)
    page.wait_for_timeout(1500)


SHOTS = (
    Shot("screenshot.png", "/desk/us/", do=writing),
    Shot("use/desk-phone.png", "/desk/us/", "de", phone=True),
    Shot("use/desk-dark.png", "/desk/us/", "de", dark=True, do=writing),
    Shot("use/guidelines.png", "/guidelines/"),
    Shot("use/mandates.png", "/mandates/"),
    Shot("use/review.png", "/reviews/", dark=True),
    Shot("use/waiting.png", "/waiting/"),
    Shot("use/outbox-phone.png", "/outbox/", phone=True, dark=True),
)


def main(args: list[str]) -> int:
    """0 when every picture is taken and small enough."""
    from tests.ops.house import House

    with (
        tempfile.TemporaryDirectory() as folder,
        House(Path(folder) / "var") as house,
        sync_playwright() as play,
    ):
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        state = sign_in(browser, house.link)
        if args[:1] == ["all"]:
            return every_room(browser, house.url, state, Path(args[1]))
        too_large = [shot.file for shot in SHOTS if take(browser, house.url, state, shot) > LARGEST]
    for file in too_large:
        print(f"{file} is larger than {LARGEST // 1000} kB: show less of the page")
    return bool(too_large)


def take(browser: Browser, url: str, state: str, shot: Shot) -> int:
    """One picture for the documents; how many bytes it has."""
    with opened(browser, state, shot.language, dark=shot.dark, phone=shot.phone) as context:
        page = context.new_page()
        answer = page.goto(f"{url}{shot.path}")
        if answer is None or not answer.ok:
            raise SystemExit(f"{shot.path} is no page of the product")
        if shot.do:
            shot.do(page)
        page.wait_for_timeout(300)
        raw = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    target = DOCS / shot.file
    raw.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"docs/{shot.file}: {target.stat().st_size // 1000} kB")
    return target.stat().st_size


def every_room(browser: Browser, url: str, state: str, folder: Path) -> int:
    """Each room of the navigation and an open conversation, eight times."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(8):
        language, dark, phone = "en" if number & 1 else "de", bool(number & 2), bool(number & 4)
        name = f"{language}-{'dark' if dark else 'light'}-{'phone' if phone else 'desktop'}"
        with opened(browser, state, language, dark=dark, phone=phone) as context:
            page = context.new_page()
            page.goto(f"{url}/desk/us/")
            rooms = page.eval_on_selector_all(
                ".rooms a[href^='/']", "links => links.map(one => one.getAttribute('href'))"
            )
            first = page.locator(".rows a").first.get_attribute("href")
            for room in dict.fromkeys([*rooms, *([first] if first else [])]):
                page.goto(f"{url}{room}")
                page.wait_for_timeout(200)
                page.screenshot(path=folder / f"{named(room)}-{name}.png", full_page=phone)
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")
    return 0


def named(room: str) -> str:
    """An address as the name of a file."""
    parts = room.partition("?")[0].strip("/").split("/")
    return "conversation" if parts[0] == "desk" and len(parts) > 2 else "-".join(parts) or "home"


def opened(browser: Browser, state: str, language: str, *, dark: bool, phone: bool) -> BrowserContext:
    """A browser of its own, signed in."""
    return browser.new_context(
        viewport=PHONE if phone else DESKTOP,
        locale={"de": "de-DE", "en": "en-GB"}[language],
        timezone_id="Europe/Berlin",
        color_scheme="dark" if dark else "light",
        has_touch=phone,
        storage_state=state,
    )


def sign_in(browser: Browser, link: str) -> str:
    """By the printed link, then keep the demo company. The path of what the browser keeps."""
    with tempfile.NamedTemporaryFile(suffix=".json", delete=False) as file:
        state = file.name
    with browser.new_context(locale="en-GB") as context:
        page = context.new_page()
        page.goto(link)
        page.locator("main button").first.click()
        page.wait_for_url("**/start/**")
        page.locator("form[action$='/start/demo/'] button").click()
        page.wait_for_url("**/desk/**")
        context.storage_state(path=state)
    return state


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
