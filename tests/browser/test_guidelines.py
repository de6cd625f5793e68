"""Editing a guideline and asking What if? with a real browser: both sides follow each other; axe finds nothing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.builders import NOW
from tests.flow.test_what_if import REFUNDS
from zuruf.flow import guideline
from zuruf.store.models import Member

PageAs = Callable[..., Page]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def owner(house: Any) -> Member:
    builders.organisation()
    made = builders.member(role="owner")
    guideline.save(builders.who(made), REFUNDS, "neu", now=NOW)
    guideline.switch(builders.who(made), "refunds", True, now=NOW)
    return made


def test_a_field_changes_the_text_and_the_text_a_field(owner: Member, page_as: PageAs) -> None:
    page = page_as(owner)
    page.goto("/guidelines/refunds/edit/")
    page.locator("[name='owner']").fill("Recht")
    expect(page.locator("#toml")).to_have_value(re.compile('owner = "Recht"'))
    page.locator("details.toml summary").click()
    text = page.locator("#toml").input_value()
    page.locator("#toml").fill(text.replace('"Recht"', '"Versand"'))
    expect(page.locator("[name='owner']")).to_have_value("Versand")
    page.locator("#reason").fill("weil")
    page.locator("button[value='save']").click()
    expect(page).to_have_url(re.compile("/guidelines/refunds/$"))
    assert guideline.active()[0].owner == "Versand"


@pytest.mark.parametrize(("phone", "dark", "language"), [(False, False, "de"), (True, True, "en")])
def test_axe_finds_nothing_on_the_pages_of_guidelines(
    owner: Member, page_as: PageAs, axe: Axe, phone: bool, dark: bool, language: str
) -> None:
    page = page_as(owner, phone=phone, dark=dark, language=language)
    for address in ("", "refunds/", "refunds/edit/", "settings/", "what-if/"):
        page.goto(f"/guidelines/{address}")
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.goto("/guidelines/refunds/")
    page.locator("form[action$='what-if/'] button").click()
    expect(page.locator("#run")).to_be_visible()
    assert axe(page) == []
