"""What waiting costs and the trial run with a real browser: from an advice to What if?, from a table to its page."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import builders
from tests.flow.test_what_if import REFUNDS
from zuruf.flow import guideline
from zuruf.store.models import Account, Member, SecondPair

PageAs = Callable[..., Page]
Axe = Callable[[Page], list[str]]
TABLE = "asked;approved;account;text;released\n" + "".join(
    f"2026-11-0{n} 14:00;2026-11-0{n} 16:00;Bluesky;Danke, Nummer {n}!;\n" for n in range(1, 8)
)


@pytest.fixture
def owner(house: Any) -> Member:
    """Sixty questions about one guideline that changed nothing, by five who wrote to five who looked."""
    builders.organisation()
    made = builders.member(role="owner")
    guideline.save(builders.who(made), REFUNDS, "neu")
    guideline.switch(builders.who(made), "refunds", True)
    wrote = [builders.member() for _ in range(5)]
    looked = [builders.member(second_pair=True) for _ in range(5)]
    on = builders.account("bluesky", name="Bluesky")
    for n in range(60):
        at = timezone.now() - timedelta(days=3, minutes=n)
        SecondPair.objects.create(
            draft=builders.draft(builders.conversation(on, state="done"), wrote[n % 5], state="sent"), asked_at=at,
            deadline=at + timedelta(hours=2), late="holding", guideline="refunds@1", state="released",
            asked_of=looked[n % 5], decided_by=looked[n % 5], decided_at=at + timedelta(minutes=74),
        )  # fmt: skip
    return made


def test_an_advice_leads_to_what_would_have_been_without_the_step(owner: Member, page_as: PageAs) -> None:
    page = page_as(owner, language="en")
    page.goto("/waiting/")
    expect(page.locator(".advice")).to_contain_text("60 questions, median 1 h 14 min. None was changed.")
    page.locator(".advice button").click()
    expect(page).to_have_url(re.compile("/guidelines/what-if/"))


def test_a_trial_run_from_its_beginning_to_its_page(owner: Member, page_as: PageAs, tmp_path: Path) -> None:
    page = page_as(owner, language="en")
    page.goto("/trial/")
    page.get_by_role("button", name="Begin the trial run").click()
    table = tmp_path / "approvals.csv"
    table.write_text(TABLE)
    page.locator("details.bring summary").click()
    page.locator("#file").set_input_files(table)
    page.get_by_role("button", name="Bring it in").click()
    expect(page.locator(".headline")).to_have_text(
        "7 approvals, 7 unchanged, 14 h waited; this mandate would have sufficed."
    )
    page.get_by_role("link", name=re.compile("Grant")).click()
    chosen = page.locator(
        f"input[name='accounts'][value='{Account.objects.get(channel='bluesky').public_id}']"
    )
    expect(chosen).to_be_checked()


@pytest.mark.parametrize(("phone", "dark", "language"), [(False, False, "de"), (True, True, "en")])
def test_axe_finds_nothing_on_either_page(
    owner: Member, page_as: PageAs, axe: Axe, phone: bool, dark: bool, language: str
) -> None:
    page = page_as(owner, phone=phone, dark=dark, language=language)
    for address in ("/waiting/", "/trial/"):
        page.goto(address)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.locator("form button.first").click()
    page.locator("details.bring summary").click()
    page.locator("#file").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": TABLE.encode()})
    page.locator("details.bring button").click()
    expect(page.locator(".headline")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
