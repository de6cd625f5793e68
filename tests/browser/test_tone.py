"""The tone check in a real browser: below the field, in the text, by keyboard, on a phone and in the dark."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import House, PageAs
from zuruf.store.models import Account, Conversation, Member

Axe = Callable[[Page], list[str]]
TEXT = "Bezüglich der Speichen: Du bekommst sie am Freitag."


@pytest.fixture
def author(house: House) -> Member:
    return builders.member(name="Jule Kern", initials="JK", role="owner")


@pytest.fixture
def here(house: House) -> Conversation:
    now = datetime.now(UTC)
    made = builders.conversation(waiting_since=now, last_at=now, text="Wann kommen meine Speichen?")
    Account.objects.update(tone={"address": "sie"})
    return made


def opened(page_as: PageAs, author: Member, here: Conversation, **how: object) -> Page:
    page = page_as(author, f"/desk/us/{here.public_id}/", **how)
    page.locator("#reply-text").fill(TEXT)
    expect(page.locator(".tone-line")).to_have_text(re.compile("2"))
    return page


def test_a_hint_opens_shows_its_words_and_puts_others_in_their_place(
    author: Member, here: Conversation, page_as: PageAs
) -> None:
    page = opened(page_as, author, here)
    field = page.locator("#reply-text")
    assert page.locator(".tone-marks mark").all_text_contents() == ["Bezüglich", "Du", "bekommst"]
    page.locator(".tone-box summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".places li")).to_have_count(3)
    page.locator(".hints .show").first.focus()
    page.keyboard.press("Enter")
    assert field.evaluate("f => f.value.slice(f.selectionStart, f.selectionEnd)") == "Bezüglich"
    page.locator(".put", has_text=re.compile("^Sie$")).first.click()
    expect(field).to_have_value(TEXT.replace("Du", "Sie"))


def test_what_is_waved_aside_stays_away_after_a_reload_and_comes_back_when_asked(
    author: Member, here: Conversation, page_as: PageAs
) -> None:
    page = opened(page_as, author, here)
    page.locator(".tone-box summary").click()
    page.locator(".hints .wave").first.click()
    expect(page.locator(".tone-line")).to_have_text(re.compile("1"))
    expect(page.locator("#reply .saved")).to_have_text(re.compile(r"\d\d:\d\d"))
    page.reload()
    expect(page.locator(".tone-line")).to_have_text(re.compile("1"))
    page.locator(".tone-box summary").click()
    page.locator(".tone .again").click()
    expect(page.locator(".tone-line")).to_have_text(re.compile("2"))


def test_it_never_holds_an_answer_back(author: Member, here: Conversation, page_as: PageAs) -> None:
    page = opened(page_as, author, here)
    expect(page.locator("#reply")).to_have_attribute("data-state", "go")


@pytest.mark.parametrize("how", [{}, {"phone": True, "dark": True, "language": "en"}])
def test_axe_finds_nothing(
    how: dict[str, object], author: Member, here: Conversation, page_as: PageAs, axe: Axe
) -> None:
    page = opened(page_as, author, here, **how)
    page.locator(".tone-box summary").click()
    assert axe(page) == []
    page.goto("/organisation/tone/")
    assert axe(page) == []


def test_without_a_script_a_button_opens_a_page(author: Member, here: Conversation, page_as: PageAs) -> None:
    page = page_as(author, f"/desk/us/{here.public_id}/", js=False)
    page.locator("#reply-text").fill(TEXT)
    page.locator(".tone .by-hand").click()
    expect(page.locator(".hints li").first).to_contain_text("Bezüglich")
