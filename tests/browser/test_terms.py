"""What a network asks for an answer stands in the composer before one writes, and follows the typing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import House, PageAs
from zuruf.store.models import Account, Conversation, Delivery, Message

Axe = Callable[[Page], list[str]]
TEXT = "Guten Tag, ab Montag wieder."


def asked(of: Account, at: datetime, **ref: str) -> Conversation:
    here = builders.conversation(of, waiting_since=at, last_at=at, due_at=at + timedelta(hours=90))
    Message.objects.filter(conversation=here).update(order_at=at, ref={"kind": "post", "id": "1", **ref})
    return here


def test_price_window_and_refusal_are_said_where_one_writes_on_a_desk_and_on_a_phone(
    house: House, page_as: PageAs, axe: Axe
) -> None:
    now = datetime.now(UTC)
    who = builders.member(name="Jule Kern", initials="JK")
    x = builders.account("x", name="Lindenau auf X")
    dear, never = asked(x, now, summoned="yes"), asked(x, now)
    mails = builders.account("facebook", name="Lindenau auf Facebook", state="not_connected")
    soon = asked(mails, now - timedelta(hours=22), kind="message")
    until = now + timedelta(hours=2)
    Conversation.objects.filter(pk=soon.pk).update(public=False, closes_at=until)
    Message.objects.filter(conversation=soon).update(public=False)

    page = page_as(who, f"/desk/us/{dear.public_id}/")
    terms, send = page.locator("#reply-terms"), page.locator("#reply .send")
    expect(terms).to_have_text("Diese Antwort kostet etwa 0,01 $.")
    page.keyboard.press("r")
    page.locator("#reply-text").fill(f"{TEXT} https://www.example.org")
    expect(terms).to_contain_text("0,20 $")
    assert axe(page) == []
    page.locator("#reply-text").fill("$ABC $DEF")
    expect(page.locator("#reply")).to_have_attribute("data-state", "stop")
    expect(terms).to_be_empty()
    expect(send).to_contain_text("Geht so nicht")
    page.locator("#reply-text").fill(TEXT)
    expect(page.locator("#reply")).not_to_have_attribute("data-state", "stop")
    with page.expect_response(lambda r: r.url.endswith("/reply")):
        page.keyboard.press("Control+Enter")
    expect(page.locator("#thread")).to_contain_text("ab Montag wieder")
    assert Delivery.objects.get().cents == 1.0

    page.goto(f"/desk/us/{never.public_id}/")
    page.wait_for_load_state()
    expect(page.locator("#reply .send")).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#reply .send")).to_contain_text("Hier nicht möglich")
    expect(page.locator("#reply-why")).to_contain_text("Antworten Sie dort selbst")
    assert axe(page) == []

    phone = page_as(who, f"/desk/us/{soon.public_id}/", phone=True, dark=True)
    expect(phone.locator("#reply-terms")).to_contain_text("Antwort möglich bis")
    expect(phone.locator("#banner")).to_contain_text("Neu verbinden: Lindenau auf Facebook")
    assert axe(phone) == []
    phone.goto("/desk/us/")
    phone.wait_for_load_state()
    expect(phone.locator(f'[data-id="{soon.public_id}"]')).to_contain_text("Antwort bis")
