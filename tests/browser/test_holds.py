"""Holding and releasing in a real browser: one click, live everywhere, with the keyboard, on a phone, without a script."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import DESKTOP, PHONE, PageAs, fits
from tests.browser.test_outbox import each_state, on_its_way, someone
from tests.there import there
from zuruf.core.hold import Covers
from zuruf.flow import holds, incident
from zuruf.store.models import Conversation, Delivery, Hold, Incident, Member

Axe = Callable[[Page], list[str]]


def lifter(**over: object) -> Member:
    return someone(**{"name": "Piet Schmitz", "initials": "PS", "lifts_holds": True, **over})


def long_ago(author: Member, n: int = 1) -> list[Delivery]:
    """Replies whose recall time is over."""
    over = datetime.now(UTC) - timedelta(minutes=30)
    return [on_its_way(author, not_before=over, recall_until=over) for _ in range(n)]


def test_a_storm_from_the_first_click_to_the_last_yes(page_as: PageAs) -> None:
    """She holds, a colleague sees it at once wherever he is, releases it, and says yes."""
    me, colleague = someone(), lifter()
    flying = on_its_way(me, state="sending")
    rows = long_ago(me, 2)
    his, hers = page_as(colleague, "/desk/us/"), page_as(me, "/outbox/")
    expect(his.locator("html")).to_have_attribute("data-live", "open")
    expect(his.locator("#banner")).to_be_empty()

    hers.get_by_label("Warum").fill("Störung im Werk")
    hers.get_by_role("button", name="Beiträge und Antworten anhalten").click()
    expect(hers.get_by_role("heading", name="Beiträge und Antworten sind angehalten")).to_be_visible()
    expect(hers.locator("#standing")).to_contain_text("Störung im Werk")
    expect(his.locator("#banner")).to_contain_text("Beiträge und Antworten sind angehalten")
    expect(hers.get_by_role("button", name="Freigeben")).to_have_count(0)

    flight = hers.locator(".flight")
    flight.locator("summary").click()
    expect(flight).to_contain_text("unterwegs")
    Delivery.objects.filter(pk=flying.pk).update(state="published", published_at=datetime.now(UTC))
    holds.hold(builders.who(colleague), flying.account.public_id)  # any change tells the page to look
    expect(flight.locator(".ended").first).to_contain_text("draußen")
    expect(flight).to_have_attribute("open", "")
    holds.lift(builders.who(colleague), Hold.objects.get(account=flying.account).public_id)

    his.get_by_role("link", name=re.compile("Beiträge und Antworten sind angehalten")).click()
    his.get_by_role("button", name="Freigeben").click()
    expect(his.get_by_role("heading", name="Alles fließt")).to_be_visible()
    expect(his.locator("#banner")).to_be_empty()
    expect(hers.get_by_role("heading", name="Alles fließt")).to_be_visible()
    expect(hers.locator(".shelf-list.yes .item-of-outbox")).to_have_count(2)
    hers.get_by_role("button", name="Jetzt senden", exact=True).first.click()
    expect(hers.locator(".shelf-list.yes .item-of-outbox")).to_have_count(1)
    his.get_by_role("button", name=re.compile("Alle|Jetzt senden")).first.click()
    expect(his.locator(".shelf-list.yes")).to_have_count(0)
    assert not any(Delivery.objects.get(pk=row.pk).wants_yes for row in rows)


def test_posts_are_held_without_any_script(page_as: PageAs) -> None:
    page = page_as(lifter(), "/outbox/", js=False)
    page.get_by_role("button", name="Beiträge anhalten", exact=True).click()
    expect(page.get_by_role("heading", name="Beiträge sind angehalten, Antworten gehen raus")).to_be_visible()
    assert Hold.objects.get().covers == Covers.POSTS
    page.get_by_role("button", name="Freigeben").click()
    expect(page.get_by_role("heading", name="Alles fließt")).to_be_visible()


def test_what_somebody_types_stays_while_the_lists_change(page_as: PageAs) -> None:
    me = someone()
    row = on_its_way(me, state="unclear", doubt_at=datetime.now(UTC), why="No answer.")
    page = page_as(me, "/outbox/")
    expect(page.locator("html")).to_have_attribute("data-live", "open")
    page.get_by_label("Warum").fill("Sturm")
    link = page.locator(f"#link-{row.public_id}")
    link.fill("https://net.example/halb")
    holds.hold(builders.who(me), covers=Covers.POSTS)
    expect(page.get_by_role("heading", name="Beiträge sind angehalten, Antworten gehen raus")).to_be_visible()
    expect(link).to_have_value("https://net.example/halb")
    expect(link).to_be_focused()
    expect(page.get_by_label("Warum")).to_have_value("Sturm")


def test_a_conversation_is_put_into_an_incident_with_the_keyboard(page_as: PageAs) -> None:
    me = someone()
    c = builders.conversation()
    page = page_as(me, f"/desk/us/{c.public_id}/")
    expect(page.locator("#desk")).to_have_attribute("data-connection", "open")
    page.keyboard.press("i")
    expect(page.get_by_label("Gehört zu")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Streik am Montag")
    page.keyboard.press("Enter")
    expect(page.locator(f'.line[data-id="{c.public_id}"]')).to_contain_text("Streik am Montag")
    expect(page.locator("#thread .event")).to_contain_text("Streik am Montag")
    assert Conversation.objects.get(pk=c.pk).incident == Incident.objects.get()
    expect(page.locator("#incident")).not_to_have_attribute("open", "")  # or its key would close it
    page.keyboard.press("Control+k")
    page.keyboard.type("Vorfall")
    page.keyboard.press("Enter")
    page.get_by_label("Gehört zu").select_option("")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(f'.line[data-id="{c.public_id}"]')).not_to_contain_text("Streik am Montag")


@pytest.mark.parametrize(("phone", "language"), [(False, "de"), (True, "en")])
def test_pages_under_a_hold_are_accessible_and_fit(
    page_as: PageAs, axe: Axe, phone: bool, language: str
) -> None:
    """The outbox in a storm, an incident and the desk below the banner."""
    me, other = someone(lifts_holds=True, language=language), someone(email="b@example.org")
    each_state(me)
    who, storm = (
        builders.who(me),
        incident.begin(builders.who(me), "Rückruf der Vorderradgabel mit einem langen Namen"),
    )
    c = builders.conversation(text="Ist mein Rad betroffen? " * 8)
    incident.put(who, c.public_id, storm)
    long_ago(me, 2)
    long = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz " * 4
    holds.hold(builders.who(other), reason=long)
    holds.hold(who, incident=storm, covers=Covers.ALL, reason=long)
    holds.lift(who, holds.hold(who, there(Conversation.objects.first()).account.public_id))
    page = page_as(me, "/outbox/", phone=phone, dark=phone, language=language)
    for address in (
        "/outbox/",
        "/outbox/?show=held",
        "/incidents/",
        f"/incidents/{storm}/",
        f"/desk/us/{c.public_id}/",
    ):
        page.goto(address)
        if address == "/outbox/":
            page.locator("#past summary").first.click()
            page.evaluate("scrollTo(0, 0)")  # what lies below the banner is no target
        expect(page.locator("#banner a")).to_be_visible()
        fits(page, (PHONE if phone else DESKTOP)["width"])
        assert axe(page) == [], address


def test_on_a_phone_a_hold_is_two_taps_away(page_as: PageAs) -> None:
    me = lifter()
    long_ago(me)
    page = page_as(me, "/outbox/", phone=True)
    hold = page.get_by_role("button", name="Beiträge und Antworten anhalten")
    box = hold.bounding_box()
    assert box
    assert box["height"] >= 44
    hold.tap()
    release = page.get_by_role("button", name="Freigeben")
    expect(release).to_be_visible()
    release.tap()
    page.get_by_role("button", name="Jetzt senden").first.tap()
    expect(page.locator(".shelf-list.yes")).to_have_count(0)
