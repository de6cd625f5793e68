"""Money that an answer promises, in a real browser: said while one types, limited, booked, and open until it is seen to."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import House, PageAs
from zuruf.store.models import Goodwill, Member

Axe = Callable[[Page], list[str]]


@pytest.fixture
def author(house: House) -> Member:
    """Up to 30 € in one answer, 50 € in a month."""
    builders.organisation(mandates=True)
    author = builders.member(name="Jule Kern", initials="JK")
    builders.mandate(goodwill_each=3000, goodwill_month=5000)
    return author


def test_money_is_promised_within_the_limit_and_its_slip_is_seen_to(
    author: Member, page_as: PageAs, axe: Axe
) -> None:
    here = builders.conversation(builders.account("talk", recall_seconds=0))
    page = page_as(author, f"/desk/us/{here.public_id}/")
    line = page.locator("#goodwill-line")
    page.locator("#reply-text").fill("Das darf nicht passieren: Wir erstatten Ihnen 60 €.")
    expect(line).to_contain_text("60")
    expect(line).to_contain_text("10")  # more than is left of the month
    expect(page.locator("#reply")).to_have_attribute("data-state", "ask")
    assert axe(page) == []
    page.locator("#reply-text").fill("Das darf nicht passieren: Wir erstatten Ihnen 20 €.")
    expect(line).to_contain_text("30")  # what would be left
    assert axe(page) == []
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator("#thread")).to_contain_text("20 €")
    assert Goodwill.objects.get().state == "promised"

    page.goto("/goodwill/")
    room = page.locator("nav a[href='/goodwill/']").first
    expect(room).to_contain_text("1")
    assert axe(page) == []
    page.locator(".slips .btn.first").click()
    expect(page.locator(".slips")).to_have_count(0)
    expect(page.locator("table.ended")).to_contain_text("Jule Kern")
    assert axe(page) == []
    assert Goodwill.objects.get().state == "fulfilled"
