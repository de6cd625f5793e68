"""What goes out with an answer, in a real browser: pictures with their words, an hour, several parts."""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import House, PageAs
from tests.flow.test_second_pair import asking
from tests.there import there
from zuruf.flow import outbox
from zuruf.store.models import (
    Account,
    Attachment,
    Contact,
    Conversation,
    Delivery,
    Draft,
    Incident,
    Member,
)

Axe = Callable[[Page], list[str]]
ANSWER = "Ja, der alte Akku passt."


class Desk:
    """One person, two conversations: on our own page, and on Bluesky."""

    def __init__(self) -> None:
        now = datetime.now(UTC)
        self.author = builders.member(name="Jule Kern", initials="JK", role="owner")
        own = builders.account("talk", recall_seconds=0)
        sky = builders.account("bluesky", recall_seconds=60)
        self.own = builders.conversation(own, waiting_since=now, last_at=now)
        self.sky = builders.conversation(sky, waiting_since=now, last_at=now)

    def at(self, of: Conversation) -> str:
        return f"/desk/us/{of.public_id}/"


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk()


def picture(folder: Path, name: str = "akku.jpg", colour: str = "darkred") -> Path:
    place = folder / name
    image = Image.new("RGB", (640, 480), colour)
    image.save(place, "JPEG", exif=_place_in_it())
    return place


def _place_in_it() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "Camera of a maker"
    return exif


def listed(page: Page, n: int) -> None:
    expect(page.locator("#attached .file")).to_have_count(n)


def test_a_picture_is_attached_described_sent_and_shown_to_the_public(
    desk: Desk, page_as: PageAs, tmp_path: Path, axe: Axe
) -> None:
    page = page_as(desk.author, desk.at(desk.own))
    page.locator("#reply-text").fill(ANSWER)
    page.locator("#reply-file").set_input_files(picture(tmp_path))
    listed(page, 1)
    words = page.locator("#attached textarea")
    expect(words).to_be_focused()
    expect(page.locator("#attached .missing")).to_be_visible()
    assert axe(page) == []
    page.keyboard.type("Ein roter Akku von der Seite")
    expect(page.locator("#attached .missing")).to_be_hidden()
    expect(page.locator("#reply .saved")).to_have_text(re.compile(r"\d\d:\d\d"))
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator("#thread")).to_contain_text(ANSWER)
    delivery = Delivery.objects.get()
    assert delivery.payload["text"] == f"{ANSWER} [JK]"
    assert [m["alt"] for m in delivery.payload["media"]] == ["Ein roter Akku von der Seite"]

    file = Attachment.objects.get().public_id
    public = page_as(None, "/talk/")
    assert public.request.get(f"/talk/file/{file}").status == 404
    outbox.work("worker")
    shown = public.request.get(f"/talk/file/{file}")
    assert (shown.status, shown.headers["content-type"]) == (200, "image/jpeg")
    assert not Image.open(io.BytesIO(shown.body())).getexif()


def test_pictures_come_by_paste_and_drop_and_change_places(
    desk: Desk, page_as: PageAs, tmp_path: Path
) -> None:
    page = page_as(desk.author, desk.at(desk.own))
    page.locator("#reply-text").fill(ANSWER)
    for n, (kind, colour) in enumerate((("paste", "darkred"), ("drop", "navy")), 1):
        raw = list(picture(tmp_path, f"{colour}.jpg", colour).read_bytes())
        page.evaluate(
            """([kind, name, raw]) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(raw)], name, {type: "image/jpeg"}));
            const what = kind === "paste" ? new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
                                          : new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true});
            document.querySelector("#reply-text").dispatchEvent(what);
        }""",
            [kind, f"{colour}.jpg", raw],
        )
        listed(page, n)
    names = page.locator("#attached .about .clip")
    expect(names.first).to_contain_text("darkred.jpg")
    page.get_by_role("button", name="Bild 2 vor das davor stellen").click()
    expect(names.first).to_contain_text("navy.jpg")
    page.get_by_role("button", name="Bild 1 entfernen").click()
    listed(page, 1)
    expect(names.first).to_contain_text("darkred.jpg")
    expect(page.locator("#reply-text")).to_have_value(ANSWER)


def test_what_is_no_picture_is_refused_in_words_and_what_was_written_stays(
    desk: Desk, page_as: PageAs, tmp_path: Path, axe: Axe
) -> None:
    page = page_as(desk.author, desk.at(desk.own))
    page.locator("#reply-text").fill(ANSWER)
    wrong = tmp_path / "bericht.pdf"
    wrong.write_bytes(b"%PDF-1.7 ...")
    page.locator("#reply-file").set_input_files(wrong)
    expect(page.locator("#composer > .told")).to_contain_text("bericht.pdf")
    assert axe(page) == []
    listed(page, 0)
    expect(page.locator("#reply-text")).to_have_value(ANSWER)


def test_an_answer_waits_for_the_hour_that_was_chosen_and_comes_back_with_it(
    desk: Desk, page_as: PageAs, tmp_path: Path, axe: Axe
) -> None:
    page = page_as(desk.author, desk.at(desk.own))
    page.locator("#reply-text").fill(ANSWER)
    page.locator("#reply-file").set_input_files(picture(tmp_path))
    listed(page, 1)
    page.locator("#later-opens").click()
    assert axe(page) == []
    page.locator("#later").get_by_text(re.compile("^Morgen, 09:00")).click()
    expect(page.locator("#later-opens")).to_contain_text("morgen, 09:00")
    expect(page.locator("#reply .send")).to_contain_text("morgen, 09:00")
    page.keyboard.press("Escape")
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator("#composer .planned")).to_contain_text("09:00")
    delivery = Delivery.objects.get()
    assert delivery.scheduled_as.endswith("T09:00 Europe/Berlin")
    assert axe(page) == []

    page.locator("#thread [data-recall]").click()
    expect(page.locator("#reply-text")).to_have_value(ANSWER)
    listed(page, 1)
    expect(page.locator("#later-opens")).to_contain_text("morgen, 09:00")
    page.locator("#later-opens").click()
    page.locator("#later").get_by_text("Sofort").click()
    expect(page.locator("#later-opens")).to_contain_text("Später senden")


def test_an_hour_of_ones_own_says_what_the_clocks_do_to_it(desk: Desk, page_as: PageAs) -> None:
    spring = _next_spring()
    page = page_as(desk.author, desk.at(desk.own))
    page.locator("#reply-text").fill(ANSWER)
    page.locator("#later-opens").click()
    page.locator("#when-at").fill(f"{spring:%Y-%m-%d}T02:30")
    expect(page.locator("#when-own")).to_be_checked()
    expect(page.locator("#reply-why")).to_contain_text("02:30")
    expect(page.locator("#reply-why")).to_contain_text("03:30")
    page.locator("#when-at").fill("2020-01-01T09:00")
    expect(page.locator("#reply")).to_have_attribute("data-state", "stop")
    page.keyboard.press("Escape")
    page.locator("#reply .send").click(force=True)
    assert not Delivery.objects.exists()


def _next_spring() -> datetime:
    """The last Sunday of the next March."""
    now = datetime.now(UTC)
    ends = (datetime(now.year + n, 3, 31, tzinfo=UTC) for n in (0, 1))
    sundays = (day - timedelta(days=(day.weekday() + 1) % 7) for day in ends)
    return next(day for day in sundays if day > now)


def test_a_long_answer_shows_its_parts_before_it_goes_out_in_them(
    desk: Desk, page_as: PageAs, axe: Axe
) -> None:
    page = page_as(desk.author, desk.at(desk.sky))
    page.locator("#reply-text").fill("Das ist ein Satz von uns, der etwas erklärt. " * 15)
    expect(page.locator("#parts-opens")).to_have_text("in 3 Teilen")
    page.locator("#parts-opens").click()
    expect(page.locator("#parts li")).to_have_count(3)
    expect(page.locator("#parts li").last).to_contain_text("[JK]")
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator("#thread .delivery")).to_have_count(3)
    assert [d.part for d in Delivery.objects.order_by("pk")] == [1, 2, 3]


def test_everything_works_without_a_script(desk: Desk, page_as: PageAs, tmp_path: Path) -> None:
    page = page_as(desk.author, desk.at(desk.own), js=False)
    page.locator("#reply-text").fill(ANSWER)
    page.locator("#reply-file").set_input_files(picture(tmp_path))
    page.get_by_role("button", name="Anhängen").click()
    listed(page, 1)
    expect(page.locator("#reply-text")).to_have_value(ANSWER)
    page.locator("#attached textarea").fill("Ein roter Akku")
    page.locator("#later-opens").click()
    page.locator("#later").get_by_text(re.compile("^Morgen, 09:00")).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Speichern und ansehen, was geschähe").click()
    expect(page.locator("#reply .send")).to_contain_text("morgen, 09:00")
    expect(page.locator("#attached textarea")).to_have_value("Ein roter Akku")
    page.locator("#reply .send").click()
    expect(page.locator("#thread")).to_contain_text(ANSWER)
    delivery = Delivery.objects.get()
    assert delivery.scheduled_for is not None
    assert [m["alt"] for m in delivery.payload["media"]] == ["Ein roter Akku"]


@pytest.mark.parametrize(("dark", "language"), [(False, "de"), (True, "en")])
def test_it_fits_on_a_phone(
    desk: Desk, page_as: PageAs, tmp_path: Path, axe: Axe, dark: bool, language: str
) -> None:
    page = page_as(desk.author, desk.at(desk.own), phone=True, dark=dark, language=language)
    page.locator("#reply-file").set_input_files([picture(tmp_path), picture(tmp_path, "b.jpg", "navy")])
    listed(page, 2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#later-opens").tap()
    assert there(page.locator("#later").bounding_box())["width"] <= 390
    assert axe(page) == []


def test_button_and_reason_stay_in_sight_beside_pictures_and_a_long_text(
    desk: Desk, page_as: PageAs, tmp_path: Path
) -> None:
    asking()
    eyes = builders.member(role="owner", second_pair=True)
    page = page_as(desk.author, desk.at(desk.own))
    page.locator("#reply-text").fill("Wir erstatten den Preis.\n" * 8)
    page.locator("#reply-file").set_input_files([picture(tmp_path), picture(tmp_path, "b.jpg", "navy")])
    listed(page, 2)
    page.locator("#later-opens").click()
    page.locator("#later input[name=when]").nth(1).check()
    page.keyboard.press("Escape")
    expect(page.locator("#reply")).to_have_attribute("data-state", "ask")
    expect(page.locator("#reply-why p")).to_have_count(3)  # the guideline, the hour, the deadline
    expect(page.locator("#reply .send")).to_be_in_viewport(ratio=1)
    expect(page.locator("#reply-why p").last).to_be_in_viewport(ratio=1)
    page.locator("#reply .send").click()
    expect(page.locator(".asked .draft")).to_contain_text("Wir erstatten den Preis.")
    expect(page.locator(".asked .files img")).to_have_count(2)
    expect(page.locator(".asked .its-hour b")).to_be_visible()
    other = page_as(eyes, desk.at(desk.own))
    for button in (".second .send", ".second .back-with .btn"):
        expect(other.locator(button)).to_be_in_viewport(ratio=1)


def test_without_a_script_the_file_chooser_fits_a_phone(desk: Desk, page_as: PageAs) -> None:
    page = page_as(desk.author, desk.at(desk.own), phone=True, js=False)
    box, field = page.locator("#reply-file").bounding_box(), page.locator("#reply-text").bounding_box()
    assert box is not None
    assert field is not None
    assert field["x"] <= box["x"] < box["x"] + box["width"] <= field["x"] + field["width"]


@pytest.mark.parametrize("marks", [{}, {"unclear": 1}, {"ask_until": datetime(2100, 1, 1, tzinfo=UTC)}])
def test_a_long_name_makes_room_for_the_incident(
    desk: Desk, page_as: PageAs, marks: dict[str, object]
) -> None:
    now = datetime.now(UTC)
    called = Incident.objects.create(name="Rückruf der Akkus", opened_at=now, opened_by=desk.author)
    Conversation.objects.filter(pk=desk.own.pk).update(incident=called, **marks)
    Contact.objects.update(name="Maximiliane von Hohenstein-Wagenknecht")
    page = page_as(desk.author, "/desk/us/")
    row = page.locator(f'.line[data-id="{desk.own.public_id}"]')
    name, chip = row.locator(".who b").bounding_box(), row.locator(".event-tag").bounding_box()
    assert name is not None
    assert chip is not None
    assert abs(name["y"] - chip["y"]) < 8  # beside it, not dropped to a line that is not shown
    assert name["width"] > 40


def test_a_guest_gets_no_buttons(desk: Desk, page_as: PageAs) -> None:
    guest = builders.member(role="guest")
    page = page_as(guest, desk.at(desk.own))
    expect(page.locator("#composer")).to_be_visible()
    expect(page.locator("#reply")).to_have_count(0)
    assert Member.objects.filter(role="guest").exists()
    assert not Draft.objects.exists()
    assert Account.objects.count() == 2
