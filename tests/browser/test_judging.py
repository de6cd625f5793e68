"""What triage is not sure of, what weighs, and the card where life may be at risk, in a real browser."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import House, PageAs
from zuruf.core.triage import Finding, Reason, as_kept
from zuruf.flow import pressing
from zuruf.store.models import Conversation, MessageAssessment
from zuruf.store.queries.judging import judging

Axe = Callable[[Page], list[str]]


def judged(c: Conversation, *found: Finding) -> Conversation:
    """*c* with these findings of its first message."""
    MessageAssessment.objects.create(
        message=c.messages.get(), made_at=builders.NOW, findings=[as_kept(f) for f in found]
    )
    pressing.again(c.pk)
    return c


def test_what_is_unsure_is_corrected_and_the_card_begins_the_answer_without_touching_typed_words(
    house: House, page_as: PageAs, axe: Axe
) -> None:
    builders.organisation()
    owner = builders.member(name="Anna Lehn", initials="AL", role="owner")
    account = builders.account("talk")
    asks = judged(builders.conversation(account), Finding("intent", "chat", 0.5, unsure=True))
    grave = Finding("risk", "self_harm", 0.9, (Reason("self_harm", ("nicht mehr aufwachen",)),))
    judged(builders.conversation(account), Finding("intent", "request", 0.9), grave)

    page = page_as(owner, "/desk/unsure/")
    rows = page.locator("#rows .line")
    expect(rows).to_have_count(1)
    rows.locator("a").first.press("Enter")
    expect(page.locator("#thread .in-doubt")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("u")
    page.keyboard.press(
        "Escape"
    )  # out of the form, not out of the conversation, and back to where the key was pressed
    expect(page.locator("#understand")).not_to_have_attribute("open", "")
    expect(rows.locator("a").first).to_be_focused()
    expect(page.locator("#thread .in-doubt")).to_be_visible()
    page.keyboard.press("u")
    page.keyboard.press("Space")  # the first: a question
    assert axe(page) == []
    page.keyboard.press("Control+Enter")
    expect(page.locator(".nav a[href='/desk/unsure/'] .n")).to_have_text("0")
    expect(page.locator("#thread .in-doubt")).to_have_count(0)
    asks.refresh_from_db()
    assert not asks.unsure

    page.goto("/desk/us/")
    page.locator("#rows .line", has=page.locator(".rings")).locator("a").first.click()
    card, field = page.locator(".help-card"), page.locator("#reply-text")
    expect(card).to_be_in_viewport()
    expect(card.locator(".call a[href='tel:116123']")).to_be_visible()
    expect(card.locator(".what-to-do")).to_be_hidden()  # one line: what was written stays in view
    card.locator("summary").press("Enter")
    expect(card.locator(".what-to-do")).to_contain_text("112")
    assert axe(page) == []
    page.keyboard.press("b")
    expect(field).to_have_value(re.compile("112"))
    field.fill("Ich bin da.")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    expect(field).to_have_value("Ich bin da.")
    card.locator("[data-words]").press("Enter")
    expect(field).to_have_value(re.compile(r"^Ich bin da\.\n\n[^\n]+112"))

    judged(builders.conversation(account), Finding("intent", "idea", 0.5, unsure=True))
    page.goto("/topics/learning/")  # what was corrected above is counted, and one key answers what is asked
    expect(page.locator(".judged").first).to_contain_text("1")
    expect(page.locator(".asks > li")).to_have_count(1)
    assert axe(page) == []
    page.keyboard.press("y")
    expect(page.locator(".asks")).to_have_count(0)

    page.goto("/topics/judging/")
    page.locator("#id_sure").fill("72")
    page.locator("#id_weight_reach").fill("15")
    assert axe(page) == []
    page.locator("#id_weight_reach").press("Enter")
    expect(page.locator(".notice.done, .done").first).to_be_visible()
    assert (judging().sure, judging().weights.reach) == (0.72, 15)
