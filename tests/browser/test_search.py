"""The search in a real browser: from the desk by keyboard, while typing, to a conversation, kept under a name, and undone."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import DESKTOP, House, PageAs, looks
from zuruf.flow import search_index
from zuruf.store.models import Message, SavedSearch

Axe = Callable[[Page], list[str]]


def test_one_finds_what_was_said_by_keyboard_and_keeps_the_search(
    house: House, page_as: PageAs, axe: Axe
) -> None:
    me = builders.member(name="Jule Kern", initials="JK")
    at = builders.account()
    for n in range(22):
        builders.conversation(at, text=f"Wo bleibt meine Lieferung {n}? Das Ersatzteil fehlt.")
    wanted = builders.conversation(at, text="Die Ersatzteillieferung fehlt noch immer.")
    Message.objects.filter(conversation=wanted).update(order_at=builders.NOW.replace(hour=12))
    while search_index.step():
        pass

    page = page_as(me, "/desk/us/")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()  # the list's own filter
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(page).to_have_url(f"{house.url}/search/")
    expect(page.locator("#find")).to_be_focused()
    for look in looks(page):
        assert axe(page) == [], look

    page.keyboard.type("lieferungen")
    expect(page.locator("#told")).to_have_text("mehr als 20 Gespräche")
    first = page.locator(".hit").first
    expect(first.locator("mark")).to_have_text("Ersatzteillieferung")
    expect(page).to_have_url(f"{house.url}/search/?q=lieferungen")
    for look in looks(page):
        assert axe(page) == [], look

    page.set_viewport_size(DESKTOP)
    page.locator("#more a").click()
    expect(page.locator(".hit")).to_have_count(23)
    expect(page.locator("#more")).to_have_count(0)

    page.locator("#find").focus()
    page.keyboard.type(" ersatzteil fehlt ist:offen -bremse vor:neulich")
    expect(page.get_by_role("alert")).to_contain_text("steht kein Tag")
    page.locator("#find").fill('"ersatzteil fehlt"')
    expect(page.locator("#told")).to_have_text("mehr als 20 Gespräche")
    page.locator("#find").fill("immer")
    expect(page.locator("#told")).to_have_text("1 Treffer in 1 Gespräch")

    page.get_by_text("Diese Suche speichern").click()
    page.get_by_label("Name").fill("Noch immer offen")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Noch immer offen")
    there = page.get_by_role("navigation").get_by_role("link", name="Noch immer offen")
    expect(there).to_have_attribute("aria-current", "page")
    page.get_by_text("Umbenennen oder löschen").click()
    page.get_by_role("button", name="Löschen").click()
    page.get_by_role("button", name="Rückgängig").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Noch immer offen")
    assert SavedSearch.objects.get().gone_at is None

    page.locator("#find").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator(".hit .to").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".conversation")).to_have_attribute("data-id", wanted.public_id)


def test_the_search_works_without_a_script(house: House, page_as: PageAs) -> None:
    me = builders.member()
    builders.conversation(text="Wo bleibt meine Lieferung?")
    while search_index.step():
        pass
    page = page_as(me, "/search/", js=False, language="en")
    page.locator("#find").fill("lieferungen")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("mark")).to_have_text("Lieferung")
