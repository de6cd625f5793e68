"""Somebody becomes responsible, what waits goes to her, she asks an expert by a link and puts the fact into her answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import looks
from zuruf.flow import fact_ask
from zuruf.store.models import Conversation, FactAsk, Member, MessageAssessment, Topic

PageAs = Callable[..., Page]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def owner(house: Any) -> Member:
    now = timezone.now()
    for slug, german in (("parts", "Ersatzteile"), ("prices", "Preise")):
        Topic.objects.create(slug=slug, name={"de": german}, created_at=now)
    return builders.member(name="Leitung Service", initials="LS", role="owner", language="de")


@pytest.fixture
def hers(owner: Member) -> Member:
    return builders.member(name="Ersatzteil-Fachfrau", initials="EF", language="de")


@pytest.fixture
def waits(owner: Member) -> Conversation:
    now = timezone.now()
    made = builders.conversation(
        builders.account(name="Fragen Sie uns"),
        text="Passt die Kurbel 3471 auch an ein Rad von 2015?",
        waiting_since=now,
        due_at=now + timedelta(hours=1),
    )
    found = [{"label": "topic", "value": "parts", "probability": 0.9, "reasons": []}]
    MessageAssessment.objects.create(message=made.messages.get(), findings=found, made_at=now)
    return made


def test_a_question_finds_its_person_and_its_fact(
    owner: Member, hers: Member, waits: Conversation, page_as: PageAs, axe: Axe
) -> None:
    plan = page_as(owner, "/responsibility/")
    expect(plan.get_by_role("heading", name="Noch ist niemand für etwas zuständig")).to_be_visible()
    plan.get_by_label("Thema").select_option("parts")
    plan.get_by_label("Zuständig", exact=True).select_option(hers.public_id)
    plan.get_by_role("button", name="Zuständig machen").click()
    expect(plan.locator("td.gap").first).to_contain_text("niemand")
    expect(plan.locator("tbody tr").first).to_contain_text("Ersatzteil-Fachfrau")
    for look in looks(plan):
        assert axe(plan) == [], look
    plan.get_by_role("button", name="Nach Plan neu zuteilen").click()
    expect(plan.get_by_text("1 Gespräch neu zugeteilt.")).to_be_visible()

    desk = page_as(hers, f"/desk/mine/{waits.public_id}/")
    expect(desk.locator(".standing").first).to_contain_text("nach Plan für Ersatzteile")
    desk.keyboard.press("f")
    desk.keyboard.type("Ab welchem Baujahr passt 3471?")
    # Of nobody: the browser says so at the field.
    desk.locator("#fact").get_by_role("button", name="Nachfragen").click()
    expect(desk.get_by_label("Von wem")).to_be_focused()
    desk.get_by_label("Von wem").select_option("@")
    expect(desk.get_by_label("E-Mail-Adresse")).to_be_focused()
    desk.get_by_label("E-Mail-Adresse").fill("werkstatt@example.org")
    desk.get_by_label("Passt die Kurbel 3471").check()
    assert axe(desk) == []
    desk.locator("#fact").get_by_role("button", name="Nachfragen").click()
    expect(desk.locator("article.fact")).to_contain_text("werkstatt@example.org")

    row = FactAsk.objects.get()
    expert = page_as(None, f"/fact/{fact_ask.link(row.public_id, row.link)}/")
    expect(expert.locator("main")).not_to_contain_text("Ersatzteil-Fachfrau")
    for look in looks(expert):
        assert axe(expert) == [], look
    expert.get_by_label("Ihre Antwort").fill("Ab Baujahr 2012.")
    expert.get_by_role("button", name="Antwort senden").click()
    expect(expert.get_by_text("Danke. Ihre Antwort ist da.")).to_be_visible()
    assert expert.context.cookies() == []

    expect(desk.locator("article.fact .given")).to_have_text("Ab Baujahr 2012.")
    desk.locator("#thread").focus()
    desk.keyboard.press("v")
    expect(desk.locator("#composer textarea").first).to_have_value("Ab Baujahr 2012.")
    expect(desk.locator("article.fact")).to_contain_text("verwendet")
    for look in looks(desk):
        assert axe(desk) == [], look
    expert.reload()
    expect(expert.get_by_text("lässt sich nicht mehr ändern")).to_be_visible()
