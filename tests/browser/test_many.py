"""Many ask the same: found by one key, answered once by keyboard, called back by one key; and thanks arrive without ringing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import looks
from tests.there import there
from zuruf.core.triage import Assessment, Finding
from zuruf.flow import many_making, search_index, thanks
from zuruf.store.models import Conversation, Delivery, Member

PageAs = Callable[..., Page]
Axe = Callable[[Page], list[str]]
ASKED = (
    "Betrifft der Rückruf der Gabel auch mein L7 von 2024?",
    "Rückruf Gabel L7: gilt das auch für Rahmen aus 2024?",
    "Ist der Rückruf der Gabel auch für das L7 aus 2024?",
)


@pytest.fixture
def author(house: Any) -> Member:
    return builders.member(name="Werkstatt-Auskunft", initials="WA", language="en")


@pytest.fixture
def waits(author: Member) -> list[Conversation]:
    of, now = builders.account(name="Fragen Sie uns", recall_seconds=900), timezone.now()
    at = {"waiting_since": now, "due_at": now + timedelta(hours=1), "last_at": now}
    made = [builders.conversation(of, text=text, **at) for text in ASKED]
    while search_index.step():
        pass
    return made


def test_one_answer_goes_to_all_who_ask_it_and_comes_back_by_one_key(
    author: Member, waits: list[Conversation], page_as: PageAs, axe: Axe
) -> None:
    page = page_as(author, f"/desk/us/{waits[0].public_id}/")
    page.wait_for_load_state()
    expect(page.locator("#thread")).to_contain_text("Rückruf")
    page.keyboard.press("l")
    expect(page.get_by_role("heading", name="2 other conversations that wait")).to_be_visible()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(3)
    for look in looks(page):
        assert axe(page) == [], look
    page.keyboard.press("Control+Enter")
    field = page.get_by_label("The answer", exact=True)
    expect(field).to_be_focused()
    page.keyboard.type("Guten Tag {name}, ja: alle L7 bis Baujahr 2024.")
    expect(page.get_by_text("Send 3 answers")).to_be_visible()
    expect(page.locator(".reads").first).to_contain_text(f"Guten Tag {there(waits[0].contact).name}, ja")
    for look in looks(page):
        assert axe(page) == [], look
    page.get_by_role("button", name="Take out").last.press("Enter")
    expect(page.get_by_text("Send 2 answers")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Call all of it back")).to_be_visible()
    while many_making.step():
        pass
    page.reload()
    page.wait_for_load_state()
    expect(page.get_by_text("Goes out at")).to_have_count(2)
    for look in looks(page):
        assert axe(page) == [], look
    page.keyboard.press("z")
    expect(page.get_by_text("2 answers do not go out.")).to_be_visible()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"recalled"}


def test_thanks_stand_quietly_on_the_desk_of_whoever_answered(
    author: Member, waits: list[Conversation], page_as: PageAs, axe: Axe
) -> None:
    here, now = waits[0], timezone.now()
    out = builders.draft(here, author, state="sent")
    Delivery.objects.create(
        draft=out, conversation=here, account=here.account, author=author, payload={}, state="published",
        queued_at=now, not_before=now, recall_until=now, published_at=now,
    )  # fmt: skip
    said = builders.message(here, text="Danke, das ging schnell!", order_at=now + timedelta(seconds=1))
    thanks.heard({said.pk: Assessment((Finding("intent", "thanks", 0.9),), ())}, now)
    page = page_as(author, "/desk/us/")
    card = page.get_by_role("region", name="Thanks from outside")
    expect(card).to_contain_text("Danke, das ging schnell!")
    for look in looks(page):
        assert axe(page) == [], look
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_role("link", name="Thanks from outside").first).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    card.get_by_role("button", name="Read").press("Enter")
    expect(page.get_by_text("Danke, das ging schnell!")).to_have_count(0)
    page.goto(page.url.partition("/desk/")[0] + "/thanks/")
    expect(page.get_by_text("Danke, das ging schnell!")).to_be_visible()
    for look in looks(page):
        assert axe(page) == [], look
