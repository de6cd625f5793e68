"""A trainee's first day: what she may say she says at once, what lies outside is asked, and her page tells her where it ends."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import builders
from zuruf.store.models import (
    Absence,
    Conversation,
    Delivery,
    Mandate,
    Member,
    Message,
    MessageAssessment,
    SecondPair,
    Topic,
)

PageAs = Callable[..., Page]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def owner(house: Any) -> Member:
    now = timezone.now()
    for slug, german, english in (("parts", "Ersatzteile", "Spare parts"), ("prices", "Preise", "Prices")):
        Topic.objects.create(slug=slug, name={"de": german, "en": english}, created_at=now)
    return builders.member(name="Leitung Service", role="owner", second_pair=True, language="de")


@pytest.fixture
def trainee(owner: Member) -> Member:
    return builders.member(name="Auszubildende", initials="AZ", language="de")


def asked(topic: str, text: str) -> Conversation:
    """Somebody asks, and triage has found what it is about."""
    made = builders.conversation(
        text=text, waiting_since=timezone.now(), due_at=timezone.now() + timedelta(hours=1)
    )
    found = [{"label": "topic", "value": topic, "probability": 0.9, "reasons": []}]
    message = Message.objects.get(conversation=made)
    MessageAssessment.objects.create(message=message, findings=found, made_at=timezone.now())
    return made


def test_a_trainees_first_day(owner: Member, trainee: Member, page_as: PageAs) -> None:
    about_parts, about_prices = (
        asked("parts", "Wann kommt mein Ersatzteil?"),
        asked("prices", "Was kostet das?"),
    )
    lead = page_as(owner, "/mandates/new/")
    lead.get_by_label("Für wen").select_option(f"member:{trainee.public_id}")
    lead.get_by_label("Name der Befugnis").fill("Erste Wochen")
    lead.get_by_label("Ersatzteile").check()
    preview = lead.locator("#allows")
    expect(preview).to_contain_text("Auszubildende darf ohne Rückfrage antworten")
    expect(preview).to_contain_text("Nur zu Ersatzteile")
    lead.get_by_label("Warum").fill("Teilefragen kommen jeden Tag.")
    lead.get_by_role("button", name="Erteilen", exact=True).click()
    expect(lead.locator("main h1")).to_have_text("Erste Wochen")
    lead.goto("/mandates/")
    lead.get_by_role("button", name="In Kraft setzen").click()
    expect(lead.locator("main")).to_contain_text("Befugnisse sind in Kraft")
    assert Mandate.objects.get().member == trainee

    desk = page_as(trainee, f"/desk/us/{about_parts.public_id}/")
    reply, send = desk.locator("#reply"), desk.locator("#reply .send")
    desk.locator("#reply-text").fill("Guten Tag, es kommt am Freitag bei Ihnen an.")
    expect(reply).to_have_attribute("data-state", "go")
    send.click()
    expect(desk.locator("#thread .delivery")).to_contain_text("Freitag")
    answered = Delivery.objects.get(conversation=about_parts)
    assert answered.accountable == trainee
    assert answered.backing["mandate"] == Mandate.objects.get().public_id

    desk.goto(f"/desk/us/{about_prices.public_id}/")
    desk.locator("#reply-text").fill("Guten Tag, die Inspektion kostet 49 Euro.")
    expect(reply).to_have_attribute("data-state", "ask")
    send.click()
    expect(desk.locator("#composer .asked")).to_contain_text("Leitung Service")
    question = SecondPair.objects.get()
    assert (question.reason, question.lacks) == ("mandate", ["topic"])
    assert not Delivery.objects.filter(conversation=about_prices).exists()

    desk.goto("/limits/")
    expect(desk.locator("main")).to_contain_text("Sie dürfen ohne Rückfrage antworten")
    expect(desk.locator(".ends")).to_contain_text("Preise")
    lead.goto(f"/people/{trainee.public_id}/limits/")
    expect(lead.locator("main")).to_contain_text("Erste Wochen")
    expect(lead.locator(".ends")).to_have_count(0)


def test_a_change_says_while_it_is_made_what_becomes_wider(
    owner: Member, trainee: Member, page_as: PageAs
) -> None:
    held = builders.mandate(member=trainee, topics=["parts"], granted_by=owner)
    page = page_as(owner, f"/mandates/{held.public_id}/change/")
    expect(page.locator("#allows")).to_contain_text("Noch nichts")
    page.get_by_label("Preise").check()
    line = page.locator(".changes li")
    expect(line).to_contain_text("Ersatzteile und Preise")
    expect(line).to_contain_text("weiter")
    page.get_by_label("Preise").uncheck()
    expect(page.locator("#allows")).to_contain_text("Noch nichts")


def test_without_scripts_a_mandate_is_read_and_then_granted(
    owner: Member, trainee: Member, page_as: PageAs
) -> None:
    page = page_as(owner, f"/mandates/new/?for=member:{trainee.public_id}", js=False)
    page.get_by_label("Name der Befugnis").fill("Erste Wochen")
    page.get_by_label("Warum").fill("Zum Anfangen.")
    page.get_by_label("Preise").check()
    page.get_by_role("button", name="Neu lesen").click()
    expect(page.locator("#allows")).to_contain_text("Nur zu Preise")
    page.get_by_role("button", name="Erteilen", exact=True).click()
    expect(page).to_have_url(re.compile(r"/mandates/\w+/$"))


@pytest.mark.parametrize(("phone", "dark", "language"), [(False, False, "de"), (True, True, "en")])
def test_axe_finds_nothing_on_the_pages_of_mandates(
    owner: Member, trainee: Member, page_as: PageAs, axe: Axe, phone: bool, dark: bool, language: str
) -> None:
    Member.objects.update(language="")
    held = builders.mandate(
        member=trainee, topics=["parts"], goodwill_each=2000, goodwill_month=20000, granted_by=owner
    )
    builders.mandate(role="desk", name="Everyday " + "x" * 60, granted_by=owner)
    now = timezone.now()
    Absence.objects.create(
        member=trainee, starts_at=now, ends_at=now + timedelta(days=2), entered_by=owner, entered_at=now
    )
    page = page_as(owner, "/mandates/", phone=phone, dark=dark, language=language)
    mandate = f"/mandates/{held.public_id}/"
    for address in ("/mandates/", mandate, f"{mandate}change/", "/mandates/new/", "/limits/", "/absences/"):
        page.goto(address)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
