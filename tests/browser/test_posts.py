"""Posts in a real browser: written, scheduled, held while answers flow, sent after a yes; answered by the public."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import DESKTOP, PHONE, PageAs, fits
from tests.browser.test_outbox import on_its_way, someone
from tests.flow.posting import ASK, ASKED, TEXT
from tests.flow.test_reply import switched_on
from zuruf.flow import outbox, post, post_off, second_pair
from zuruf.store.models import Account, Delivery, Member

Axe = Callable[[Page], list[str]]


def our_page() -> Account:
    return builders.account("talk", remote_id="talk", name="Unsere Seite")


def worker() -> None:
    """A worker looks once; what is due goes out."""
    while outbox.work("w"):
        pass


def test_a_post_is_written_scheduled_held_while_answers_flow_and_sent_after_a_yes(page_as: PageAs) -> None:
    me, asked_by = someone(lifts_holds=True), our_page()
    page = page_as(me, "/desk/us/")
    page.keyboard.press("p")
    expect(page.get_by_role("heading", name="Beiträge", exact=True)).to_be_visible()
    page.wait_for_load_state()  # its scripts listen
    page.keyboard.press("p")
    expect(page.get_by_label("Was wir sagen")).to_be_focused()
    page.keyboard.type(TEXT)
    send = page.locator(".send")
    expect(send).to_contain_text("Veröffentlichen")
    expect(page.locator(".account .word")).to_have_text("geht raus")
    page.get_by_role("button", name="Später veröffentlichen").click()
    page.locator("#later label.choice").nth(1).click()  # the first hour that is offered
    page.keyboard.press("Escape")
    expect(send).to_contain_text("Veröffentlichen: ")
    page.get_by_label("Was wir sagen").focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name=re.compile("Geplant und unterwegs"))).to_be_visible()
    row = Delivery.objects.get()
    assert (row.kind, row.payload["text"]) == ("post", TEXT)
    expect(page.locator(f"#d-{row.public_id} .stands")).to_have_attribute("data-phase", "scheduled")

    page.goto("/outbox/")
    page.get_by_role("button", name="Beiträge anhalten", exact=True).click()
    expect(page.get_by_role("heading", name="Beiträge sind angehalten, Antworten gehen raus")).to_be_visible()
    over = datetime.now(UTC) - timedelta(minutes=5)  # its hour comes while the hold is on
    Delivery.objects.update(scheduled_for=over, not_before=over, recall_until=over)
    answer = on_its_way(me, not_before=over, recall_until=over)
    worker()
    assert Delivery.objects.get(pk=answer.pk).state == "published"
    assert Delivery.objects.get(pk=row.pk).state == "queued"
    assert asked_by == row.account

    page.get_by_role("button", name="Freigeben").first.click()
    expect(page.get_by_role("heading", name="Alles fließt")).to_be_visible()
    worker()
    assert Delivery.objects.get(pk=row.pk).state == "queued", "what became overdue waits for a yes"
    page.goto("/posts/")
    page.get_by_role("button", name="Jetzt senden").click()
    expect(page.locator(f"#d-{row.public_id} .stands")).not_to_have_attribute("data-phase", "wants_yes")
    row.refresh_from_db()
    assert row.state == "queued", "it can be recalled like anything that was just sent"
    Delivery.objects.filter(pk=row.pk).update(not_before=over, recall_until=over)  # the window passes
    worker()
    assert Delivery.objects.get(pk=row.pk).state == "published"

    public = page_as(None, "/talk/")
    expect(public.locator(".thread.ours")).to_contain_text(TEXT)
    public.locator(".thread.ours h3 a").click()
    expect(public.locator(".item.begins")).to_contain_text(TEXT)


def test_each_account_has_its_own_meter_and_verdict(page_as: PageAs) -> None:
    me = someone()
    our_page()
    builders.account("bluesky", name="Radwerk bei Bluesky")
    page = page_as(me, "/posts/")
    page.get_by_role("button", name="Beitrag schreiben").click()
    page.get_by_label("Was wir sagen").fill("Wort " * 90)
    expect(page.locator(".send")).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#reply-why")).to_contain_text("Wählen Sie, wo er erscheint.")
    bluesky, ours = (page.locator(".account", has_text=name) for name in ("Bluesky", "Unsere Seite"))
    ours.get_by_role("checkbox").check()
    expect(ours.locator(".room")).to_contain_text("Zeichen")
    expect(ours.locator(".word")).to_have_text("geht raus")
    # The look that tells of both: one that was still on its way when the box was ticked knows nothing of it.
    with page.expect_response(
        lambda r: r.url.endswith("/verdict/") and (r.request.post_data_buffer or b"").count(b'name="to"') == 2
    ):
        bluesky.get_by_role("checkbox").check()
    expect(bluesky.locator(".room")).to_contain_text("2")
    page.reload()
    expect(bluesky.get_by_role("checkbox")).to_be_checked()


def test_what_is_typed_survives_a_closed_tab(page_as: PageAs) -> None:
    me = someone()
    our_page()
    page = page_as(me, "/posts/")
    page.get_by_role("button", name="Beitrag schreiben").click()
    with page.expect_response(
        lambda r: r.url.endswith("/verdict/") and TEXT.encode() in (r.request.post_data_buffer or b"")
    ):
        page.get_by_label("Was wir sagen").fill(TEXT)
    expect(page.locator(".saved")).to_contain_text("gespeichert")
    page.close()
    again = page_as(me, "/posts/")
    again.get_by_role("link", name=TEXT).click()
    expect(again.get_by_label("Was wir sagen")).to_have_value(TEXT)
    again.get_by_text("Verwerfen", exact=True).click()
    again.get_by_role("button", name="Ja, Entwurf verwerfen").click()
    expect(again.get_by_role("heading", name="Noch keine Beiträge")).to_be_visible()


def test_the_second_pair_of_eyes_gives_it_back_and_its_author_sees_why(page_as: PageAs) -> None:
    switched_on(ASK)
    me, eyes = someone(), builders.member(name="Zweite Person", second_pair=True)
    ours = our_page()
    who = builders.who(me)
    post_off.send(who, post.begin(who), ASKED, [ours.public_id])
    page = page_as(eyes, "/posts/")
    page.get_by_role("link", name=ASKED).click()
    expect(page.locator(".second")).to_contain_text("dann geht er zurück")
    page.get_by_label("Was fehlt, in einem Satz").fill("Erst ab Dienstag.")
    page.get_by_role("button", name="Mit Anmerkung zurückgeben").click()
    expect(page.locator(".second")).to_have_count(0)
    mine = page_as(me, "/posts/")
    expect(mine.locator(".nav .item[aria-current]")).to_contain_text("1")
    expect(mine.locator(".posts .back")).to_contain_text("Erst ab Dienstag.")
    mine.get_by_role("link", name=ASKED).click()
    expect(mine.locator(".returned")).to_contain_text("Zweite Person")


def test_a_post_is_written_without_any_script(page_as: PageAs) -> None:
    me = someone()
    our_page()
    page = page_as(me, "/posts/", js=False)
    page.get_by_role("button", name="Beitrag schreiben").click()
    page.get_by_label("Was wir sagen").fill(TEXT)
    page.locator("p.without-script button").click()
    page.locator(".send").click()
    assert Delivery.objects.get().payload["text"] == TEXT


def full(me: Member) -> None:
    """Something in every list."""
    who, ours = builders.who(me), our_page()
    long = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz " * 6
    other = builders.account("bluesky", name="Radwerk bei Bluesky")
    earlier = datetime.now(UTC) - timedelta(hours=2)
    post_off.send(who, post.begin(who, now=earlier), TEXT, [ours.public_id], now=earlier)
    worker()
    hour = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT09:00")
    post_off.send(who, post.begin(who), TEXT, [ours.public_id, other.public_id], at=hour)
    switched_on(ASK)
    post_off.send(who, post.begin(who, now=earlier), ASKED, [ours.public_id], now=earlier)
    second_pair.sweep_late()
    post_off.send(who, post.begin(who), f"{ASKED} {long}", [ours.public_id])
    post.write(who, post.begin(who), long, [ours.public_id, other.public_id])


@pytest.mark.parametrize(("phone", "language"), [(False, "de"), (True, "en")])
def test_the_pages_are_accessible_and_fit(page_as: PageAs, axe: Axe, phone: bool, language: str) -> None:
    me = someone(language=language)
    full(me)
    width = (PHONE if phone else DESKTOP)["width"]
    page = page_as(me, "/posts/", phone=phone, dark=phone, language=language)
    assert page.locator(".house section").count() == 5
    for where in ("/posts/", page.locator(".posts a.words").nth(1).get_attribute("href") or ""):
        page.goto(where)
        if where != "/posts/":
            expect(page.locator(".account .word").first).not_to_be_empty()
        fits(page, width)
        assert axe(page) == [], where
    public = page_as(None, "/talk/", phone=phone, dark=phone, language=language)
    fits(public, width)
    assert axe(public) == []
    public.locator(".thread.ours h3 a").first.click()
    fits(public, width)
    assert axe(public) == []
