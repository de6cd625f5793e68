"""Against abuse, by keyboard: veiled, kept as evidence, hidden by rule and reason, looked at, handed on."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import looks
from zuruf.flow import acting
from zuruf.store.models import Act, AuditEntry, Conversation, Member, MessageAssessment, Ring

PageAs = Callable[..., Page]
Axe = Callable[[Page], list[str]]
RUDE = "Ihr seid dumme Kerle, verschwindet."


@pytest.fixture
def ours(house: Any) -> Member:
    return builders.member(name="Antwortende", initials="AW", language="en", seen_at=timezone.now())


def abusive(owner: Member) -> Conversation:
    """Somebody insults us below a post of ours, and threatens."""
    c = builders.conversation(builders.account("bluesky"), text=RUDE, owner=owner)
    kinds = [("intent", "abuse"), ("risk", "threat")]
    kept = [{"label": k, "value": v, "probability": 0.9, "reasons": []} for k, v in kinds]
    MessageAssessment.objects.create(message=c.messages.get(), findings=kept, made_at=timezone.now())
    root = builders.message(c, ours=True, contact=None, text="Samstag ist Fest.")
    Conversation.objects.filter(pk=c.pk).update(root_id=root.remote_id)
    return c


def test_abuse_is_veiled_kept_hidden_and_looked_at(ours: Member, page_as: PageAs, axe: Axe) -> None:
    c = abusive(ours)
    lead = builders.member(name="Leitung", role="owner", second_pair=True, language="en")
    page = page_as(ours, f"/desk/mine/{c.public_id}/")
    page.wait_for_load_state()
    words = page.locator("#thread").get_by_text(RUDE)
    expect(page.locator("#rows .veiled")).to_have_text("Abusive message, veiled")
    expect(words).to_be_hidden()
    expect(page.get_by_text(RUDE)).to_have_count(1)  # nowhere else
    assert axe(page) == []
    page.locator(".veil summary").focus()
    page.keyboard.press("Enter")
    expect(words).to_be_visible()

    page.keyboard.press("!")
    page.wait_for_url("**/abuse/")
    expect(page.get_by_role("heading", name="First keep it as evidence")).to_be_visible()
    page.get_by_label("What for").select_option("police")
    page.get_by_role("button", name="Keep as evidence").click()
    expect(page.get_by_text("Kept by Antwortende")).to_be_visible()

    page.get_by_label("Hide the answer").check()
    page.get_by_label("Which house rule does it break?").select_option(index=2)
    page.get_by_label("The words that break it").fill("dumme Hunde")
    page.get_by_label("Reason").fill("Trifft Kollegen.")
    page.get_by_role("button", name="Do that").click()
    quote = page.get_by_label("The words that break it")
    expect(quote).to_be_focused()
    expect(quote).to_have_attribute("aria-invalid", "true")
    expect(quote).to_have_accessible_description(re.compile("These words are not in the message."))
    assert axe(page) == []
    quote.fill("dumme Kerle")
    page.get_by_role("button", name="Do that").click()
    expect(page.locator(".abuse .notice.done")).to_contain_text(
        "It will be hidden at the network within seconds."
    )
    expect(page.get_by_role("link", name="Back to the conversation")).to_be_visible()
    expect(page.locator(".act .tag").first).to_have_text("on its way")
    for look in looks(page):
        assert axe(page) == [], look
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_text("Unchanged since it was kept.")).to_be_visible()
    for look in looks(page):
        assert axe(page) == [], look

    Act.objects.update(state="done", done_at=timezone.now())
    assert not acting.work("test")
    other = page_as(lead, "/hidden/")
    expect(other.get_by_role("heading", name="For a look 1")).to_be_visible()
    for look in looks(other):
        assert axe(other) == [], look
    other.get_by_role("button", name="That is right").click()
    expect(other.get_by_text("looked at by Leitung: right")).to_be_visible()


def test_one_key_hands_it_on_and_nobody_reads_by_whom(ours: Member, page_as: PageAs) -> None:
    c = abusive(ours)
    builders.organisation(help_line="Frau Beispiel, Zimmer 4, hört zu.")
    following = builders.member(name="Nächste", seen_at=timezone.now())
    page = page_as(ours, f"/desk/us/{c.public_id}/")
    page.wait_for_load_state()
    expect(page.locator("#toast")).to_be_attached()
    page.keyboard.press("Shift+H")
    expect(page.locator("#toast")).to_contain_text("Frau Beispiel, Zimmer 4, hört zu.")
    assert Conversation.objects.get().owner_id is None  # it threatens, so it rings until somebody picks it up
    assert Ring.objects.get().member_id == following.pk
    assert AuditEntry.objects.get(verb="conversation.spared").actor == ""
    page.keyboard.press("z")
    expect(page.locator("#toast")).to_contain_text("As it was before.")
    assert Conversation.objects.get().owner_id == ours.pk
    assert AuditEntry.objects.get(verb="conversation.spare_undone").actor == ""

    page.goto(f"/desk/us/{builders.conversation(text='Wann haben Sie offen?').public_id}/")
    page.keyboard.press("Shift+H")
    expect(page.locator("#spare")).to_contain_text("Nothing abusive was found here.")
    page.keyboard.press("Enter")
    expect(page.locator("#toast")).to_contain_text("Nobody counts it.")
    expect(page.locator("#toast")).not_to_contain_text("Zimmer 4")

    without = page_as(following, f"/desk/us/{c.public_id}/", js=False)
    without.locator(".veil summary").click()
    expect(without.locator("#thread").get_by_text(RUDE)).to_be_visible()
    without.goto("/me/")
    without.locator("input[name=unveiled]").check()
    without.locator("form[action$='/me/veil/'] button").click()
    without.goto("/desk/us/")
    expect(without.get_by_text(RUDE)).to_be_visible()
