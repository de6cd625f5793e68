"""Zuruf as an app: a browser finds nothing that keeps it from being installed, rings and chats are set by keyboard, and without a
connection it says so instead of showing what was."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import House

Axe = Callable[[Page], list[str]]


def test_it_can_be_installed_set_by_keyboard_and_says_when_there_is_no_connection(
    house: House, page_as: Callable[..., Page], axe: Axe
) -> None:
    member = builders.member(name="Jule Kern", initials="JK")
    page = page_as(member, "/me/", language="en", service_workers="allow")
    cdp = page.context.new_cdp_session(page)
    assert cdp.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    assert axe(page) == []

    page.get_by_label("Address of the chat").focus()
    page.keyboard.type("nonsense")
    page.keyboard.press("Enter")
    expect(page.locator(".notice.error").first).to_contain_text("not the address of a chat")
    expect(page.get_by_label("Address of the chat")).to_have_value("nonsense")  # to be put right there

    page.evaluate("navigator.serviceWorker.ready")
    while page.evaluate("async () => (await (await caches.open('zuruf-offline')).keys()).length") < 3:
        page.wait_for_timeout(50)
    page.context.set_offline(True)
    page.goto("/duty/")
    expect(page.locator("h1")).to_have_text("Zuruf ist nicht zu erreichen")
    expect(page.locator("section[lang=en] h2")).to_have_text("Zuruf cannot be reached")
    assert page.locator("main").evaluate("e => getComputedStyle(e).maxWidth") != "none", "with its styles"
    page.context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.locator("h1")).to_have_text("Duty")
