"""Saying what a message really is, line by line, and taking it back: by keys, and with a thumb."""

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import House, PageAs, looks
from tests.browser.test_judging import judged
from zuruf.core.triage import Finding, Reason
from zuruf.flow import assessment
from zuruf.store.models import Conversation, Member, MessageAssessment, Topic

Axe = Callable[[Page], list[str]]
SHOTS = os.environ.get("SHOTS", "")


def found(c: Conversation) -> dict[str, list[str]]:
    kept = MessageAssessment.objects.get(message__conversation=c).findings
    return {f["label"]: assessment.values(kept, f["label"]) for f in kept}


def asked() -> tuple[Member, Conversation]:
    builders.organisation()
    for slug, name in (("shop", "Laden"), ("price", "Preise"), ("bikes", "Räder")):
        Topic.objects.create(
            slug=slug, name={"de": name, "en": slug.capitalize()}, words=["xyz"], created_at=builders.NOW
        )
    c = builders.conversation(builders.account("talk"), text="Wow, toll gemacht. Seit drei Wochen. " * 12)
    judged(
        c,
        Finding("intent", "praise", 0.7, (Reason("x", ("toll",)),)),
        Finding("sentiment", "positive", 0.9),
        Finding("urgent", "no", 0.9),
        Finding("toxic", "no", 0.9),
        Finding("deserves_answer", "no", 0.55, unsure=True),
        Finding("language", "de", 0.9),
        Finding("risk", "press", 0.9),
        Finding("risk", "legal", 0.9),
    )
    return builders.member(name="Anna Lehn", initials="AL", role="owner"), c


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


def test_a_line_is_opened_by_its_number_and_z_takes_what_was_said_back(
    house: House, page_as: PageAs, axe: Axe
) -> None:
    owner, c = asked()
    page = page_as(owner, f"/desk/us/{c.public_id}/")
    panel = page.locator("#understand")
    page.wait_for_load_state()
    expect(page.locator("#rows .line .risk")).to_contain_text("+1")
    page.keyboard.press("u")
    expect(panel.locator(".line-of[open] input").first).to_be_focused()
    expect(panel.locator(".save .btn")).to_be_in_viewport(ratio=1)
    for name in looks(page):
        assert axe(page) == [], name
        shot(page, f"panel-{name.split()[-2]}-{name.split()[-1]}")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.keyboard.press("4")  # does it deserve an answer?
    line = panel.locator(".line-of[open]")
    expect(line.locator("input[name=deserves_answer]").first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("6")
    expect(line.locator("input[name=sentiment]").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(line.locator("input[value=negative]")).to_be_checked()
    expect(panel.locator("[data-nth='4'] .says")).to_have_text(
        "ja"
    )  # a line that is closed says what will be said
    expect(panel.locator(".save .btn")).to_be_in_viewport(ratio=1)
    assert axe(page) == []
    shot(page, "panel-chosen")
    page.keyboard.press("Control+Enter")
    toast = page.locator("#toast")
    expect(toast.locator("button")).to_be_visible()
    expect(panel).not_to_have_attribute("open", "")
    shot(page, "panel-said")
    said = found(c)
    assert (said["deserves_answer"], said["sentiment"], said["intent"]) == (["yes"], ["negative"], ["praise"])

    drawn = panel.locator("[data-nth='4'] .says:not(.other)")
    expect(drawn).to_have_text("ja")
    page.keyboard.press("z")
    expect(toast).to_contain_text("vorher")
    assert (found(c)["deserves_answer"], found(c)["sentiment"]) == (["no"], ["positive"])

    expect(drawn).to_have_text("vielleicht nein")  # it came anew, and would not while the form is open
    page.keyboard.press("u")  # what is closed without saying so was not said
    page.keyboard.press("4")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(panel.locator("input[type=radio]:checked")).to_have_count(0)
    expect(panel.locator("[data-nth='4'] .says")).to_have_text("vielleicht nein")

    page.keyboard.press("u")
    page.keyboard.press("5")
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(toast.locator("button")).to_be_visible()
    page.reload()  # what a page offered is gone, what was done last is not
    page.wait_for_load_state()
    assert found(c)["urgent"] == ["yes"]
    page.keyboard.press("z")
    expect(toast).to_contain_text("vorher")
    assert found(c)["urgent"] == ["no"]


def test_on_a_phone_the_way_to_save_stays_in_view(house: House, page_as: PageAs, axe: Axe) -> None:
    owner, c = asked()
    page = page_as(owner, f"/desk/us/{c.public_id}/", phone=True, dark=True, language="en")
    page.locator("#understand > summary").tap()
    save = page.locator("#understand .save .btn")
    expect(save).to_be_in_viewport(ratio=1)
    shot(page, "phone-open")
    page.locator(".line-of summary", has_text="Hurtful").tap()
    page.locator(".line-of[open] label", has_text="yes").tap()
    expect(save).to_be_in_viewport(ratio=1)
    shot(page, "phone-chosen")
    assert axe(page) == []
    save.tap()
    expect(page.locator("#toast button")).to_be_visible()
    assert found(c)["toxic"] == ["yes"]
    page.locator("#toast button").tap()
    expect(page.locator("#toast")).to_contain_text("As it was before")
    assert found(c)["toxic"] == ["no"]
