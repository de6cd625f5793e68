"""Connecting an account with a real browser: the list follows the typing, the page leads step by step; axe finds nothing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.builders import NOW
from zuruf.store.models import Member

PageAs = Callable[..., Page]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def owner(house: Any) -> Member:
    return builders.member(role="owner")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_the_list_of_channels_follows_the_typing_by_keyboard_alone(
    owner: Member, page_as: PageAs, axe: Axe
) -> None:
    page = page_as(owner, language="en")
    page.goto("/accounts/new/")
    expect(page.locator("[data-plain]")).to_be_hidden()  # the script ran
    assert axe(page) == []
    page.locator("#q").fill("bluesky SENDS")
    expect(page.locator("[data-said]:visible")).to_have_count(1)
    expect(page.locator("#found")).to_have_text("1 channel")
    page.locator("#q").fill("networks")
    expect(page.locator("#found")).to_have_text(re.compile(r"^\d+ channels$"))
    page.locator("#q").fill("pigeons")
    expect(page.locator("#none")).to_be_visible()
    page.locator("#q").fill("mastodon")
    expect(page.locator("[data-said]:visible")).to_have_count(1)
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Connect Mastodon")


def test_on_a_phone_in_the_dark_the_steps_and_the_account_fit_and_axe_finds_nothing(
    owner: Member, page_as: PageAs, axe: Axe
) -> None:
    found = {
        "can_read": True, "can_publish": False, "missing": ["pages_messaging"], "profile": ["Impressum: r.example"],
        "measures": {"link": 23},
    }  # fmt: skip
    account = builders.account(
        "facebook", name="Radwerk", checked_at=NOW, check_result=found, state_since=NOW, retention_days=9
    )
    page = page_as(owner, phone=True, dark=True, language="de")
    for address in ("/accounts/new/", "/accounts/new/facebook/", f"/accounts/{account.public_id}/"):
        page.goto(address)
        assert axe(page) == [], address
        assert fits(page), address
