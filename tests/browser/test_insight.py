"""Service targets and figures with a real browser: from a target to the desk's due words, from the answers to the map."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import builders
from tests.flow.test_insight import answer
from zuruf.flow import insight
from zuruf.store.models import AuditEntry, Conversation, Delivery, Member, Organisation, Topic

PageAs = Callable[..., Page]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def owner(house: Any) -> Member:
    builders.organisation(timezone="UTC")
    return builders.member(role="owner", second_pair=True)


def test_a_target_is_set_seen_at_the_desk_and_its_hour_is_named(
    owner: Member, page_as: PageAs, axe: Axe
) -> None:
    now = timezone.now()
    Topic.objects.create(
        slug="repair", name={"de": "Reparatur", "en": "Repair"}, words=["Bremse"], created_at=now
    )
    c = builders.conversation(waiting_since=now, last_at=now, due_at=now + timedelta(hours=1))
    page = page_as(owner, language="en")
    page.set_viewport_size({"width": 1280, "height": 1200})  # the whole navigation is in sight
    page.goto("/organisation/targets/")
    form = page.locator("form[method=post]").last
    form.get_by_label("Account").select_option(label=c.account.name)
    form.get_by_label("First answer within").fill("2880")
    form.get_by_label("Each answer after it").fill("90")
    form.get_by_role("button", name="Save").click()
    expect(page.locator(".targets")).to_contain_text(
        "the first answer within 48 hours, each one after it within 1 hour 30"
    )
    assert axe(page) == []
    page.goto(f"/desk/us/{c.public_id}/")
    expect(page.locator("article.conversation")).to_contain_text(f"target: on {c.account.name}")
    page.get_by_role("link", name="name the hour").click()
    expect(page.locator("blockquote")).to_contain_text("Uhr")
    page.get_by_role("button", name="Send it").click()
    expect(page.locator("#thread")).to_contain_text("Wir melden uns bis")
    expect(page.get_by_role("link", name="name the hour")).to_have_count(0)
    assert Delivery.objects.get().kind == "holding"
    page.locator(".thread").focus()
    page.keyboard.press("d")
    expect(page.locator("#because")).to_have_attribute("open", "")
    page.keyboard.press("2")
    expect(page.locator(".toast, #toast").first).to_be_visible()
    assert AuditEntry.objects.get(verb="conversation.closed").data["reason"] == "elsewhere"
    assert Conversation.objects.get().state == "done"


def test_the_figures_are_read_at_a_glance_and_taken_along(owner: Member, page_as: PageAs, axe: Axe) -> None:
    Organisation.objects.update(hours={})
    on, people = builders.account("bluesky", name="Bluesky"), [builders.member() for _ in range(6)]
    for n in range(60):
        at = timezone.now() - timedelta(days=7 + n % 20, hours=n % 5)
        answer(people[n % 6], on, at, 10 + n, topic="repair")
    while insight.sweep():
        pass
    page = page_as(owner, language="en")
    page.goto("/insight/")
    expect(page.locator(".headline")).to_contain_text("half of them took")
    expect(page.locator(".tiles .figure").first).to_contain_text(re.compile(r"\d+\smin"))
    expect(page.locator("table.map tbody tr")).to_have_count(7)
    expect(page.locator(".figures").first).to_contain_text("Bluesky")
    assert axe(page) == []
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})  # what a sheet of A4 leaves between its margins
    expect(page.locator(".nav")).to_be_hidden()
    expect(page.locator(".weeks-table")).to_be_visible()  # folded on the screen
    assert page.evaluate("document.documentElement.scrollWidth") <= 700, "nothing is cut off at the edge"
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="4 weeks").click()
    expect(page).to_have_url(re.compile("weeks=4"))
    with page.expect_download() as taken:
        page.get_by_role("link", name="Table (CSV)").click()
    assert "account,Bluesky," in taken.value.path().read_text()
