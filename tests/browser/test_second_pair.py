"""The second pair of eyes in a real browser: it rings at one person, goes on to the next, and its author reads what was changed."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import House, PageAs
from tests.browser.test_judging import judged
from zuruf.core.triage import Finding, Reason
from zuruf.flow import guideline, holds, reply, second_pair
from zuruf.store.models import Delivery, GuidelineVersion, HoldingText, Incident, SecondPair

Axe = Callable[[Page], list[str]]
ASK = "Wir erstatten Ihnen den vollen Preis von 20 €."


class Desk:
    """An author and two who may look, all shipped guidelines switched on, two conversations."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)
        self.eyes = builders.member(
            role="owner", second_pair=True, name="Leitung Service", initials="LS", seen_at=self.now
        )
        self.deputy = builders.member(second_pair=True, name="Ole Lang", initials="OL")
        self.eyes.deputy = self.deputy
        self.eyes.save()
        self.author = builders.member(name="Jule Kern", initials="JK")
        guideline.seed(self.now)
        slugs = frozenset(GuidelineVersion.objects.values_list("slug", flat=True))
        guideline.choose(builders.who(self.eyes), slugs, now=self.now)
        since: dict[str, Any] = {
            "waiting_since": self.now,
            "last_at": self.now,
            "due_at": self.now + timedelta(minutes=50),
        }
        self.here = builders.conversation(text="Mein Rad ist seit drei Wochen in der Werkstatt!", **since)
        self.other = builders.conversation(self.here.account, text="Passt der Akku ins neue Modell?", **since)

    def ask(self) -> SecondPair:
        sent = reply.send(
            builders.who(self.author), self.here.public_id, ASK, seen_answer_seq=0, now=datetime.now(UTC)
        )
        return SecondPair.objects.get(public_id=sent.ask)


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk()


def listening(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-live", "open")


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.wait_for_timeout(250)
        page.screenshot(path=f"{folder}/{name}.png", caret="initial")


def test_it_rings_at_the_one_who_is_asked_wherever_she_is(desk: Desk, page_as: PageAs, axe: Axe) -> None:
    eyes, other = page_as(desk.eyes, "/guidelines/"), page_as(desk.deputy, "/guidelines/")
    listening(eyes)
    listening(other)
    expect(eyes.locator("#bell")).to_be_hidden()
    desk.ask()
    expect(eyes.locator("#ring")).to_contain_text("Jule Kern")
    expect(eyes.locator("#bell .n")).to_have_text("1")
    expect(other.locator("#bell")).to_be_hidden()
    assert eyes.title().startswith("(1) ")
    assert axe(eyes) == []
    shot(eyes, "ring")
    eyes.locator("#ring").get_by_role("link").last.click()
    panel = eyes.locator(".second.mine")
    expect(panel).to_contain_text("Jule Kern")
    shot(eyes, "panel")
    panel.locator(".send").click()
    expect(eyes.locator("#thread")).to_contain_text("Wir erstatten")
    expect(eyes.locator("#bell")).to_be_hidden()


def test_it_rings_on_a_phone_in_the_dark_too(desk: Desk, page_as: PageAs, axe: Axe) -> None:
    desk.ask()
    page = page_as(desk.eyes, "/guidelines/", phone=True, dark=True)
    expect(page.locator("#ring")).to_contain_text("Jule Kern")
    assert axe(page) == []
    shot(page, "ring-phone")
    page.goto("/desk/us/")
    page.locator(".chooser input").first.tap()
    card, bar = page.locator("#ring article"), page.locator("#bulk")
    expect(bar).to_be_visible()
    expect(card).to_be_visible()
    chosen, rings = bar.bounding_box(), card.bounding_box()
    assert chosen
    assert rings
    assert chosen["y"] + chosen["height"] <= rings["y"]  # neither covers the other
    page.goto("/guidelines/")
    page.locator("#ring [data-later]").tap()
    expect(page.locator("#bell")).to_be_visible()
    shot(page, "bell-phone")


def test_on_a_phone_what_rings_covers_nothing_of_the_conversation_that_lies_open(
    desk: Desk, page_as: PageAs, axe: Axe
) -> None:
    page = page_as(desk.eyes, f"/desk/us/{desk.other.public_id}/", phone=True)
    listening(page)
    send = page.locator("#composer .send")
    assert axe(page) == []
    before = send.bounding_box()
    desk.ask()
    card = page.locator("#ring article")
    expect(card).to_contain_text("Jule Kern")
    shot(page, "ring-open-phone")
    assert axe(page) == []
    rings = card.bounding_box()
    assert rings
    for part in (".back", ".head h2", ".standing", ".actions", "#thread", "#composer"):
        there = page.locator(f".conversation {part}").first.bounding_box()
        assert there, part
        assert there["y"] >= rings["y"] + rings["height"], part
    assert send.bounding_box() == before  # what she is about to press stays under her thumb
    page.locator(".conversation .actions .btn").first.tap(trial=True)
    card.locator("[data-later]").tap()
    expect(card).to_have_count(0)
    back = page.locator(".conversation .back").bounding_box()
    assert back
    assert back["y"] < rings["y"] + rings["height"]


# Is it hit by whoever touches it at its upper and at its lower edge?
ON_TOP = """one => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    return [top + 4, bottom - 4].every(y => one.contains(document.elementFromPoint((left + right) / 2, y)));
}"""


def test_on_a_small_phone_the_button_is_in_view_whatever_stands_above_the_conversation(
    desk: Desk, page_as: PageAs, axe: Axe
) -> None:
    judged(desk.other, Finding("risk", "self_harm", 0.9, (Reason("self_harm", ("Akku",)),)))
    holds.hold(builders.who(desk.eyes), reason="Rückruf")
    page = page_as(desk.eyes, f"/desk/us/{desk.other.public_id}/", phone=True)
    page.set_viewport_size({"width": 390, "height": 664})
    listening(page)
    send, field, helps = page.locator("#composer .send"), page.locator("#reply-text"), page.locator("#help")

    def all_in_view(name: str) -> None:
        shot(page, f"small-phone-{name}")
        for one in (send, field):
            expect(one).to_be_in_viewport(ratio=1)
            assert one.evaluate(ON_TOP)
        expect(helps.locator("a[href='tel:116123']").first).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.getElementById('main').getBoundingClientRect().bottom") <= 664
        assert axe(page) == []

    all_in_view("banner")
    helps.locator("summary").tap()
    all_in_view("banner-card")
    field.fill("Ich bin da.")
    field.focus()
    all_in_view("banner-card-writing")
    helps.locator(".numbers").scroll_into_view_if_needed()
    all_in_view("banner-card-end")  # its numbers stay above it
    desk.ask()
    expect(page.locator("#ring article")).to_contain_text("Jule Kern")
    all_in_view("ring-banner-card-writing")
    page.keyboard.press("Escape")
    all_in_view("ring-banner-card")


def test_what_she_does_not_want_to_see_now_stays_on_the_bell(desk: Desk, page_as: PageAs) -> None:
    eyes = page_as(desk.eyes, "/guidelines/")
    listening(eyes)
    desk.ask()
    eyes.locator("#ring [data-later]").click()
    expect(eyes.locator("#ring article")).to_have_count(0)
    eyes.goto("/outbox/")
    listening(eyes)
    expect(eyes.locator("#bell .n")).to_have_text("1")
    expect(eyes.locator("#ring article")).to_have_count(0)


def test_at_half_of_the_time_it_rings_at_her_deputy(desk: Desk, page_as: PageAs) -> None:
    question = desk.ask()
    eyes, deputy = page_as(desk.eyes, "/guidelines/"), page_as(desk.deputy, "/guidelines/")
    listening(eyes)
    listening(deputy)
    expect(eyes.locator("#bell")).to_be_visible()
    assert question.next_at is not None
    second_pair.sweep_late(now=question.next_at)
    expect(deputy.locator("#ring")).to_contain_text("Jule Kern")
    expect(eyes.locator("#bell")).to_be_hidden()
    eyes.goto(f"/desk/second/{desk.here.public_id}/")
    expect(eyes.locator(".second")).to_contain_text("Ole Lang")
    expect(eyes.locator(".second .send")).to_be_enabled()


@pytest.mark.parametrize(("phone", "dark", "language"), [(False, False, "de"), (True, True, "en")])
def test_a_change_is_held_against_the_draft_and_its_author_reads_the_difference(
    desk: Desk, page_as: PageAs, axe: Axe, phone: bool, dark: bool, language: str
) -> None:
    desk.ask()
    look = {"phone": phone, "dark": dark, "language": language}
    eyes = page_as(desk.eyes, f"/desk/second/{desk.here.public_id}/", **look)
    panel = eyes.locator(".second")
    panel.locator("textarea").fill("Wir erstatten Ihnen das Porto von 5 €.")
    expect(panel.locator(".sense input[type=checkbox]")).to_be_checked()
    expect(panel.locator(".sense .because")).not_to_be_empty()
    assert axe(eyes) == []
    shot(eyes, f"changing-{language}-{dark}")
    panel.locator(".send").click()
    expect(eyes.locator(".second")).to_have_count(0)
    question = SecondPair.objects.get()
    assert (question.changed, question.meaning_changed, question.meaning_guess) == (True, None, True)
    author = page_as(desk.author, f"/desk/them/{desk.here.public_id}/", **look)
    changed = author.locator(".changed")
    expect(changed.locator("del")).to_contain_text(["den vollen Preis", "20"])
    expect(changed.locator("ins").first).to_contain_text("das Porto")
    assert axe(author) == []
    shot(author, f"changed-{language}-{dark}")
    changed.get_by_role("button").click()
    expect(changed).to_have_count(0)


def test_one_tick_says_that_it_means_the_same(desk: Desk, page_as: PageAs) -> None:
    desk.ask()
    panel = page_as(desk.eyes, f"/desk/second/{desk.here.public_id}/").locator(".second")
    panel.locator("textarea").fill("Wir erstatten Ihnen das Porto von 5 €.")
    expect(panel.locator(".sense input[type=checkbox]")).to_be_checked()
    panel.locator(".sense input[type=checkbox]").uncheck()
    panel.locator(".send").click()
    expect(panel).to_have_count(0)
    assert SecondPair.objects.get().meaning_changed is False


def test_the_author_reads_who_is_asked_before_and_after(desk: Desk, page_as: PageAs, axe: Axe) -> None:
    page = page_as(desk.author, f"/desk/us/{desk.here.public_id}/")
    page.locator("#reply-text").fill(ASK)
    expect(page.locator("#reply .why")).to_contain_text("Leitung Service")
    expect(page.locator("#reply .why")).to_contain_text("Ole Lang")
    shot(page, "before")
    page.locator("#reply .send").click()
    expect(page.locator(".composer .asked")).to_contain_text("Leitung Service")
    assert axe(page) == []
    shot(page, "asked")


def test_without_script_the_bell_leads_to_the_list_where_hers_comes_first(
    desk: Desk, page_as: PageAs
) -> None:
    desk.ask()
    SecondPair.objects.update(asked_of=desk.deputy)
    later = reply.send(
        builders.who(desk.author), desk.other.public_id, ASK, seen_answer_seq=0, now=datetime.now(UTC)
    )
    SecondPair.objects.filter(public_id=later.ask).update(asked_of=desk.eyes)
    page = page_as(desk.eyes, "/guidelines/", js=False)
    page.locator("#bell").click()
    expect(page.locator(".line").first).to_contain_text("Passt der Akku")
    page.locator(".line a").first.click()
    page.locator(".second textarea").fill("Wir erstatten das Porto.")
    page.locator(".second .send").click()
    assert Delivery.objects.get().payload["text"] == "Wir erstatten das Porto. [JK]"


def test_the_set_of_holding_replies_is_edited_on_its_page(desk: Desk, page_as: PageAs, axe: Axe) -> None:
    page = page_as(desk.eyes, "/holding/")
    shot(page, "holding-empty")
    page.locator("#new-de").fill("Wir schauen gerade nach.")
    page.locator("#new-en").fill("Please send us your IBAN DE89 3704 0044 0532 0130 00.")
    page.locator("form.holding .first").click()
    expect(page.locator(".prepared")).to_contain_text("Wir schauen gerade nach")
    expect(page.locator(".prepared .passed").first).to_be_visible()
    assert axe(page) == []
    shot(page, "holding")
    page.set_viewport_size({"width": 390, "height": 844})
    shot(page, "holding-phone")
    page.locator("summary", has_text="Ändern").click()
    page.locator(".prepared textarea").last.fill("One moment, please.")
    page.locator(".prepared form.holding .first").click()
    expect(page.locator(".prepared .passed")).to_have_count(0)
    assert HoldingText.objects.get().texts["en"] == "One moment, please."


def test_whoever_leads_an_incident_is_named_on_its_page(desk: Desk, page_as: PageAs, axe: Axe) -> None:
    storm = Incident.objects.create(name="Sturm", opened_by=desk.eyes, opened_at=desk.now)
    page = page_as(desk.eyes, f"/incidents/{storm.public_id}/")
    page.locator("#lead").select_option(label="Ole Lang")
    with page.expect_navigation():  # what was chosen stands in the field before it is sent, too
        page.locator(".leads button").click()
    expect(page.locator("#lead")).to_have_value(desk.deputy.public_id)
    assert axe(page) == []
    shot(page, "lead")
    storm.refresh_from_db()
    assert storm.lead == desk.deputy
