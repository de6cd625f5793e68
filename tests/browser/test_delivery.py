"""What is out, in a real browser: corrected with its verdict, withdrawn with a reason, missed at the network, left."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import PageAs, looks
from tests.flow.talking import write
from tests.flow.test_reply import switched_on
from zuruf.flow import outbox, reply
from zuruf.flow.clock import clock
from zuruf.store.models import Conversation, Delivery, Member

Axe = Callable[[Page], list[str]]
TEXT = "Ihr Ersatzteil kommt am Montag."


def someone() -> Member:
    return builders.member(name="Jana Krüger", initials="JK")


def work(**later: int) -> None:
    while outbox.work("test", now=clock() + timedelta(**later)):
        pass


@pytest.fixture
def out(house: object) -> tuple[Member, Delivery]:
    """An answer that the public reads on our own page."""
    me = someone()
    write("Wann kommt mein Ersatzteil für das Rad?", at=clock() - timedelta(minutes=30))
    here = Conversation.objects.get()
    reply.send(builders.who(me), here.public_id, TEXT, seen_answer_seq=0, now=clock() - timedelta(minutes=20))
    work()
    return me, Delivery.objects.get()


def test_what_is_out_is_corrected_and_the_public_sees_that_it_was(
    out: tuple[Member, Delivery], page_as: PageAs, axe: Axe
) -> None:
    me, row = out
    page = page_as(me, f"/desk/them/{row.conversation.public_id}/")
    expect(page.locator(".delivery .state")).to_contain_text("für alle zu sehen")
    page.get_by_role("link", name="Korrigieren").click()
    field = page.get_by_label("Was da stehen soll")
    expect(field).to_have_value(TEXT)  # the house signs it when it goes out
    expect(field).to_be_focused()
    assert axe(page) == []
    field.fill("Ihr Ersatzteil kommt am Dienstag.")
    button = page.get_by_role("button", name="Korrigieren")
    expect(button).to_be_enabled()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/desk/us/**")
    expect(page.locator(".delivery .state").first).to_contain_text("die Korrektur ist unterwegs")
    work(seconds=30)
    expect(page.locator(".delivery.replaced")).to_contain_text("Ersetzt.")
    link = page.get_by_role("link", name="Zum neuen Text")
    place = str(link.get_attribute("href")).rpartition("#")[2]
    link.click()
    expect(page).to_have_url(re.compile(f"#{place}$"))
    there = page.locator(f"#{place}")  # not :target, which is gone when what becomes of it is drawn anew
    expect(there).to_contain_text("kommt am Dienstag")
    expect(there).to_be_in_viewport()

    public = page_as(None, "/talk/")
    public.get_by_role("link", name="Wann kommt mein Ersatzteil").click()
    answer = public.locator("article.answer")
    expect(answer).to_contain_text("kommt am Dienstag")
    expect(answer.locator(".edited")).to_contain_text("bearbeitet:")
    expect(public.get_by_text("kommt am Montag")).to_have_count(0)
    assert axe(public) == []


def test_the_verdict_stands_on_the_button_and_the_text_survives_a_reload(
    out: tuple[Member, Delivery], page_as: PageAs
) -> None:
    me, row = out
    switched_on()
    page = page_as(me, f"/outbox/{row.public_id}/correct/")
    page.get_by_label("Was da stehen soll").fill("Wir überweisen auf DE89 3704 0044 0532 0130 00.")
    expect(page.get_by_role("button", name="Geht so nicht")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Was da stehen soll")).to_have_value(
        "Wir überweisen auf DE89 3704 0044 0532 0130 00."
    )


def test_it_is_corrected_without_any_script(out: tuple[Member, Delivery], page_as: PageAs) -> None:
    me, row = out
    page = page_as(me, f"/outbox/{row.public_id}/correct/", js=False)
    page.get_by_label("Was da stehen soll").fill("Ihr Ersatzteil kommt am Dienstag.")
    page.get_by_role("button", name="Korrigieren").click()
    expect(page.get_by_text("die Korrektur ist unterwegs")).to_be_visible()
    assert Delivery.objects.get(corrects=row).kind == "edit"


def test_once_somebody_answered_a_withdrawal_asks_why(out: tuple[Member, Delivery], page_as: PageAs) -> None:
    me, row = out
    builders.message(
        row.conversation, text="Danke!", remote_id="thanks", received_at=clock(), order_at=clock()
    )
    page = page_as(me, f"/desk/them/{row.conversation.public_id}/")
    page.locator(".delivery summary", has_text="Zurückziehen").click()
    expect(page.get_by_text("Jemand hat darauf reagiert.")).to_be_visible()
    page.get_by_role("button", name="Zurückziehen", exact=True).click()
    row.refresh_from_db()
    assert row.withdraw_asked_at is None, "the browser asks for the reason first"
    page.get_by_label("Warum? (nur für uns)").fill("Falscher Termin")
    page.get_by_role("button", name="Zurückziehen", exact=True).click()
    expect(page.locator(".stands")).to_have_attribute("data-phase", "withdrawing")
    work()
    expect(page.locator(".delivery .state")).to_contain_text("Falscher Termin")


def test_what_the_network_removed_is_marked_and_left_with_one_click(
    out: tuple[Member, Delivery], page_as: PageAs
) -> None:
    me, row = out
    at = clock()
    Delivery.objects.update(visibility="gone", missing_since=at)
    Conversation.objects.update(missing=1, state="open", waiting_since=at, due_at=at + timedelta(hours=1))
    page = page_as(me, f"/desk/us/{row.conversation.public_id}/")
    expect(page.locator("#list .line, .line").first.get_by_text("Antwort weg")).to_be_visible()
    expect(page.locator("#head")).to_contain_text("unsere Antwort ist nicht mehr zu sehen")
    page.get_by_role("button", name="So lassen").click()
    expect(page.get_by_role("button", name="So lassen")).to_have_count(0)
    expect(page.locator(".line.left")).to_have_count(1)  # it stays in its place, but no longer waits
    row.conversation.refresh_from_db()
    assert (row.conversation.missing, row.conversation.state) == (0, "waiting")


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_is_accessible_and_fits_its_screen(
    out: tuple[Member, Delivery], page_as: PageAs, axe: Axe, language: str
) -> None:
    me, row = out
    Delivery.objects.update(reactions=2, permalink="https://net.example/" + "lang/" * 40)
    page = page_as(me, f"/outbox/{row.public_id}/correct/", language=language)
    page.locator(".other-way summary").click()
    for look in looks(page):
        assert axe(page) == [], look
