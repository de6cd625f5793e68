"""Many at once: chosen, closed, taken back, joined and split without a mouse."""

from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import PageAs
from tests.browser.test_desk import listening, waiting
from zuruf.store.models import Conversation

Axe = Callable[[Page], list[str]]


def test_one_closes_takes_back_joins_and_splits_many_with_the_keyboard_alone(
    page_as: PageAs, axe: Axe
) -> None:
    account = builders.account("bluesky")
    first, second, third, _fourth = waiting(4, account)
    Conversation.objects.filter(pk=second.pk).update(contact=first.contact)
    for c in (first, second):
        c.messages.update(order_at=c.waiting_since)
    page = page_as(builders.member(name="Jana Krüger"), "/desk/us/", language="en")
    listening(page)
    bar, told = page.locator("#bulk"), page.locator("#bulk-told")
    expect(bar).to_be_hidden()
    for key in ("j", "j", "x", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    expect(page.locator("#bulk-said")).to_have_text("3 chosen")
    # A message comes in for one of them, and its row is drawn anew: it stays chosen, as it was seen.
    builders.message(third, text="Noch etwas", received_at=datetime.now(UTC))
    Conversation.objects.filter(pk=third.pk).update(message_count=2)
    expect(bar.locator("#bulk-more details")).to_have_count(3)
    assert axe(page) == []
    page.keyboard.press("e")
    expect(bar.get_by_role("button", name="Answered elsewhere")).to_be_visible()
    page.keyboard.press("2")
    expect(told).to_contain_text("2 done: Answered elsewhere.")
    expect(told).to_contain_text("1 got new messages meanwhile")
    expect(page.locator("#bulk-said")).to_have_text("1 chosen")
    assert axe(page) == []
    page.keyboard.press("z")
    expect(told).to_contain_text("2 as before.")
    expect(page.locator(".line")).to_have_count(4)
    for key in ("Escape", "Escape"):
        page.keyboard.press(key)
    expect(bar).to_be_hidden()
    # Joining what one person said, and splitting it again.
    page.locator(f'.line[data-id="{first.public_id}"] a').focus()
    for key in ("x", "j", "x", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".conversation")).to_have_attribute("data-id", second.public_id)
    page.keyboard.press("m")
    expect(page.locator("#bulk-keep")).to_be_focused()
    expect(page.locator("#bulk-keep option")).to_have_count(2)
    page.keyboard.press("Control+Enter")
    expect(told).to_contain_text("1 joined with another one.")
    expect(page.locator(".line")).to_have_count(3)
    page.keyboard.press("Escape")
    expect(page.locator(".conversation")).to_have_attribute("data-id", first.public_id)
    expect(page.locator(".said")).to_have_count(2)
    page.keyboard.press("w")
    expect(page.locator("#split-from")).to_be_focused()
    for key in ("Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(told).to_contain_text("Split")
    expect(page.locator(".said")).to_have_count(1)
    expect(page.locator(".line")).to_have_count(4)
