"""Internal notes in a real browser: saved by keyboard, and never lost before that."""

import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import House, PageAs
from zuruf.store.models import Conversation, Member, Note


@pytest.fixture
def me(house: House) -> Member:
    return builders.member(name="Jule Kern", initials="JK")


def open_note(page: Page) -> None:
    page.locator("#more-acts summary").click()
    page.locator("#note summary").click()
    expect(page.locator("#note-text")).to_be_focused()


def go_to(page: Page, there: Conversation) -> None:
    page.locator(f'#rows [data-id="{there.public_id}"] a').click()
    expect(page.locator(".conversation")).to_have_attribute("data-id", there.public_id)


def test_ctrl_enter_saves_the_note(me: Member, page_as: PageAs) -> None:
    c = builders.conversation()
    page = page_as(me, f"/desk/us/{c.public_id}/")
    open_note(page)
    page.keyboard.type("Liegt im Lager.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread .note")).to_contain_text("Liegt im Lager.")
    assert Note.objects.get().text == "Liegt im Lager."


def test_a_note_that_is_not_saved_survives_leaving_and_reloading_until_it_is_saved(
    me: Member, page_as: PageAs
) -> None:
    c, other = builders.conversation(), builders.conversation()
    page = page_as(me, f"/desk/us/{c.public_id}/")
    open_note(page)
    page.keyboard.type("Halb fertig")
    page.keyboard.press("Escape")
    expect(page.locator(".more-of:has(#note.unsaved)")).to_be_visible()  # the mark stands at "More"
    go_to(page, other)
    expect(page.locator("#note-text")).to_have_value("")
    go_to(page, c)
    expect(page.locator("#note-text")).to_have_value("Halb fertig")
    page.reload()
    expect(page.locator("#note-text")).to_have_value("Halb fertig")
    open_note(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread .note")).to_contain_text("Halb fertig")
    # The stream may show it before the answer is there.
    expect(page.locator("#note")).not_to_have_attribute("open", "")
    page.reload()
    expect(page.locator("#thread .note")).to_contain_text("Halb fertig")
    expect(page.locator("#note-text")).to_have_value("")
    expect(page.locator("#note")).not_to_have_class("unsaved")
    assert Note.objects.count() == 1
