"""Keys at the desk: the palette, keys that are quicker than the page or the network, and who keeps the focus."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import PageAs
from tests.browser.settling import at_once
from tests.browser.test_desk import listening, someone, waiting
from zuruf.store.models import Conversation


def test_keys_help_and_the_palette(page_as: PageAs) -> None:
    waiting(1)
    page = page_as(someone(), "/desk/us/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Tasten")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("such")
    page.keyboard.press("Escape")  # once is enough
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Control+k")
    page.keyboard.type("erled")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/done/")
    expect(page.get_by_role("heading", name="Noch nichts erledigt")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("niemand")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="So heißt hier niemand und nichts")).to_be_visible()


def test_a_key_for_a_row_that_is_not_opened_says_why_it_does_nothing(page_as: PageAs) -> None:
    waiting(1)
    page = page_as(someone(), "/desk/us/")
    page.evaluate(
        """() => {
            const toast = document.getElementById("toast");
            window.told = [];  // what it said: it goes by itself after six seconds, however busy the machine is
            new MutationObserver(() => told.push(toast.textContent)).observe(toast, { childList: true });
        }"""
    )
    page.keyboard.press("j")
    page.keyboard.press("h")
    page.wait_for_function("() => told.includes(document.getElementById('toast').dataset.noClosed)")


# A window closes by a key, and the next keys are there before the page is drawn anew: as where the machine is busy.
AT_ONCE = """keys => {
    for (const key of keys) {
        const how = { key: key.replace("^", ""), ctrlKey: key.startsWith("^"), bubbles: true, cancelable: true };
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", how));  // where the browser would send it
    }
    return document.activeElement.id || document.activeElement.closest(".line")?.className;
}"""


@pytest.mark.parametrize("closing", ["Escape", "^k", "Enter"])
def test_no_key_is_lost_in_the_moment_in_which_the_palette_closes(page_as: PageAs, closing: str) -> None:
    waiting(1)
    page = page_as(someone(), "/desk/us/")
    page.keyboard.press("Control+k")  # nothing had the focus before it
    page.keyboard.type("gibt es nicht")
    expect(page.locator("#palette-list .none")).to_be_visible()
    assert page.evaluate(AT_ONCE, [closing, "j", "h"]) == "line"
    expect(page.locator("#toast")).to_have_text(str(page.locator("#toast").get_attribute("data-no-closed")))


def test_what_was_entered_in_a_palette_that_was_closed_before_its_choices_came_is_not_done(
    page_as: PageAs,
) -> None:
    waiting(1)
    page = page_as(someone(), "/desk/us/")
    held: list[Route] = []
    page.route("**/palette*.js", lambda route: held.append(route))  # noqa: PLW0108  it wants a function
    with page.expect_request("**/palette*.js"):
        page.keyboard.press("Control+k")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    while not held:
        page.wait_for_timeout(10)
    held[0].continue_()
    expect(page.locator("#palette-list [role=option]").first).to_be_visible()
    assert page.locator("#palette").evaluate("palette => palette.open")
    assert page.url.endswith("/desk/us/")


def test_who_types_faster_than_the_network_neither_loses_a_letter_nor_does_anything(page_as: PageAs) -> None:
    (c,) = waiting(1)
    page = page_as(someone(), "/desk/us/")
    held: list[Route] = []
    page.route(f"**/desk/us/{c.public_id}/", lambda route: held.append(route))  # noqa: PLW0108  it wants a function
    page.keyboard.press("j")
    with at_once(page), page.expect_request(f"**/desk/us/{c.public_id}/"):
        page.keyboard.press("Enter")
        page.keyboard.press("r")
        page.keyboard.type("Hallo, eine Antwort")  # with "e" (done), "a" (take) and "n" (note) in it
    while not held:  # asked for, and about to be handed to us
        page.wait_for_timeout(10)
    held[0].continue_()
    expect(page.locator("#composer textarea").first).to_be_focused()
    expect(page.locator("#composer textarea").first).to_have_value(re.compile("Hallo, eine Antwort"))
    assert Conversation.objects.get(pk=c.pk).state == "open"
    expect(page.locator("#note")).not_to_have_attribute("open", "")


def test_an_answer_that_comes_late_takes_the_focus_from_nobody_who_writes(page_as: PageAs) -> None:
    first, second = waiting(2)
    page = page_as(someone(), f"/desk/us/{first.public_id}/")
    listening(page)
    held: list[Route] = []
    for late in ("take", "note", "done"):
        page.route(f"**/{late}/", lambda route: held.append(route))  # noqa: PLW0108  it wants a function
    field = page.locator("#composer textarea").first
    with page.expect_request("**/take/"):
        page.keyboard.press("a")
    page.keyboard.press("r")
    page.keyboard.type("Wir seh")
    held.pop().continue_()
    expect(page.locator(".event")).to_contain_text("übernommen")
    expect(field).to_be_focused()
    page.keyboard.type("en nach.")
    expect(field).to_have_value(re.compile("Wir sehen nach."))
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("Erstens.")
    with page.expect_request("**/note/"):
        page.keyboard.press("Control+Enter")
    page.keyboard.type(" Zweitens.")
    held.pop().continue_()
    expect(page.locator(".note")).to_contain_text("Erstens.")
    expect(page.locator("#note-text")).to_be_focused()
    expect(page.locator("#note-text")).to_have_value(" Zweitens.")
    page.locator("#note-text").fill("")
    page.keyboard.press("Escape")
    with page.expect_request("**/done/"):
        page.keyboard.press("e")
    page.locator(f'.line[data-id="{second.public_id}"] a').click()
    expect(page.locator(".conversation")).to_have_attribute("data-id", second.public_id)
    page.keyboard.press("r")
    page.keyboard.type("Und hier")
    held.pop().continue_()
    expect(page.locator("#toast")).to_contain_text("Erledigt")
    expect(field).to_be_focused()
    expect(field).to_have_value(re.compile("Und hier"))
