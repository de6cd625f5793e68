"""By hand, in a real browser: what was found is taken in, answered, posted by a person, and out when she says so."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import PageAs
from zuruf.flow import outbox, reply
from zuruf.flow.clock import clock
from zuruf.store.models import Conversation, Delivery, Message

Axe = Callable[[Page], list[str]]
ASKED = "Wann fährt der Lift in der Lindenstraße?"


def test_what_was_found_is_taken_in_and_its_answer_is_out_when_a_person_says_so(
    house: object, page_as: PageAs, axe: Axe
) -> None:
    me = builders.member(name="Jana Krüger", initials="JK")
    page = page_as(me, "/by-hand/")
    expect(page.get_by_text("Nichts ist dort zu veröffentlichen.")).to_be_visible()
    assert axe(page) == []
    page.get_by_label("Wo es geschrieben wurde").fill("Blog der Nachbarn")
    page.get_by_label("Wer es geschrieben hat").fill("Eine Nachbarin")
    page.get_by_label("Was dort geschrieben wurde").fill(ASKED)
    with page.expect_navigation():
        page.get_by_role("button", name="Aufnehmen").click()
    expect(page.get_by_role("alert")).to_contain_text("warum es keinen gibt")
    expect(page.get_by_label("Warum nicht?")).to_be_focused()
    assert axe(page) == []
    page.get_by_label("Link dorthin").fill("https://blog.example/lift")
    with page.expect_navigation():
        page.get_by_role("button", name="Aufnehmen").click()
    expect(page.get_by_text("eine Nachricht wie jede andere")).to_be_visible()
    assert Message.objects.get().text == ASKED

    ago = clock() - timedelta(minutes=5)
    there = Conversation.objects.get().public_id
    reply.send(builders.who(me), there, "Ab 14 Uhr.", seen_answer_seq=0, now=ago)
    assert not outbox.work("test")
    page.goto(page.url)
    expect(page.locator(".delivery .state")).to_contain_text("Von Hand einzustellen")
    with page.expect_navigation():
        page.get_by_role("link", name="Von Hand einstellen").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Ich stelle sie jetzt ein").click()
    expect(page.locator("html[data-by-hand=ready]")).to_have_count(1)
    assert axe(page) == []

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("c")
    expect(page.locator("[data-said]")).to_have_text("Kopiert")
    assert page.evaluate("navigator.clipboard.readText()") == Delivery.objects.get().payload["text"]
    expect(page.get_by_role("link", name="Dort öffnen")).to_have_attribute("rel", "noopener noreferrer")
    page.get_by_label("Adresse der Antwort dort").fill("https://blog.example/lift#c2")
    with page.expect_navigation():
        page.get_by_role("button", name="Sie ist da").click()
    expect(page.get_by_text("Eingestellt. Sie gilt als draußen.")).to_be_visible()
    assert Delivery.objects.get().state == "published"
