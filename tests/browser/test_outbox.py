"""Replies on their way, in a real browser: the countdown, calling back, three buttons."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import PageAs, looks
from zuruf.core.reply import DraftState
from zuruf.flow import outbox
from zuruf.store.models import Account, Conversation, Delivery, Member

Axe = Callable[[Page], list[str]]


def on_its_way(author: Member, text: str = "Ihr Ersatzteil ist unterwegs. [JK]", **over: object) -> Delivery:
    """A reply in the outbox; *over* sets its fields as the worker would have."""
    account = Account.objects.filter(channel="talk").first() or builders.account(
        name="Unsere Seite", recall_seconds=900
    )
    now = datetime.now(UTC)
    conversation = builders.conversation(account, waiting_since=None, state="waiting", last_at=now)
    draft = builders.draft(conversation, author, state=DraftState.SENT, text=text)
    row = outbox.queue(builders.who(author), draft, text=text, kind="reply", now=now, waited_since=now)
    Delivery.objects.filter(pk=row.pk).update(**over)
    Conversation.objects.filter(pk=conversation.pk).update(unclear=int(over.get("state") == "unclear"))
    return row


def each_state(author: Member) -> None:
    """One reply in each state that the page can show."""
    now = datetime.now(UTC)
    long = "Ihr Ersatzteil ist unterwegs und kommt voraussichtlich am Donnerstag. " * 5
    on_its_way(author)
    on_its_way(author, attempts=2, not_before=now + timedelta(minutes=4), why="net.example answered 503.")
    on_its_way(author, state="sending")
    on_its_way(
        author,
        state="unclear",
        doubt_at=now,
        first_attempt_at=now,
        why="net.example did not answer within 30 s.",
    )
    on_its_way(
        author,
        text=long,
        state="published",
        published_at=now,
        remote_id="r1",
        permalink="https://net.example/r1",
    )
    on_its_way(author, state="published", published_at=now, remote_id="r2", withdraw_asked_at=now)
    on_its_way(author, state="withdrawn", withdrawn_at=now, withdraw_why="Falscher Termin")
    on_its_way(author, state="refused", why="net.example answered 400 (InvalidRequest: text too long).")
    on_its_way(author, state="recalled")


def someone(**over: object) -> Member:
    return builders.member(**{"name": "Jana Krüger", "initials": "JK", **over})


def test_the_countdown_runs_and_calling_back_gives_the_draft_back(page_as: PageAs) -> None:
    me = someone()
    row = on_its_way(
        me,
        not_before=datetime.now(UTC) + timedelta(minutes=2),
        recall_until=datetime.now(UTC) + timedelta(minutes=2),
    )
    page = page_as(me, f"/desk/them/{row.conversation.public_id}/")
    count = page.locator(".delivery .count")
    expect(count).to_have_text(re.compile(r"^in \d+\xa0s$"))
    expect(count).not_to_have_text(count.inner_text())  # it runs
    above = page.locator(".delivery .words").bounding_box()
    page.get_by_role("button", name="Zurückholen").click()
    state = page.locator(".delivery .state")
    expect(state).to_contain_text("Zurückgeholt")
    expect(state).to_contain_text("wieder ein Entwurf")
    assert page.locator(".delivery .words").bounding_box() == above, "nothing jumps"
    expect(page.locator("#composer textarea").first).to_have_value("Ihr Ersatzteil ist unterwegs.")
    row.refresh_from_db()
    assert row.state == "recalled"


def test_what_was_just_sent_stands_in_view_below_a_long_conversation(page_as: PageAs) -> None:
    me = someone()
    here = builders.conversation(builders.account(name="Unsere Seite", recall_seconds=900))
    for n in range(8):
        builders.message(here, text=f"Noch etwas, Nummer {n}. " * 8)
    page = page_as(me, f"/desk/us/{here.public_id}/")
    page.locator("#composer textarea").first.fill("Danke für die Geduld, das sehen wir uns heute noch an.")
    expect(page.locator("#composer .send")).to_be_enabled()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Zurückholen")).to_be_in_viewport()


def test_it_is_called_back_without_any_script(page_as: PageAs) -> None:
    me = someone()
    row = on_its_way(me)
    page = page_as(me, "/outbox/", js=False)
    page.get_by_role("button", name="Zurückholen").click()
    expect(page).to_have_url(f"{page.url.split('/outbox')[0]}/outbox/")
    row.refresh_from_db()
    assert row.state == "recalled"


def test_what_becomes_of_it_appears_by_itself(page_as: PageAs) -> None:
    me = someone()
    row = on_its_way(me, state="sending")
    page = page_as(me, "/outbox/")
    expect(page.locator(".stands")).to_have_attribute("data-phase", "sending")
    Delivery.objects.filter(pk=row.pk).update(
        state="published", published_at=datetime.now(UTC), remote_id="r1", permalink="https://net.example/r1"
    )
    expect(page.locator(".stands")).to_have_attribute("data-phase", "published")
    expect(page.get_by_role("link", name="Ansehen")).to_have_attribute("href", "https://net.example/r1")


def test_an_unclear_reply_is_settled_with_the_keyboard(page_as: PageAs) -> None:
    me = someone()
    row = on_its_way(me, state="unclear", doubt_at=datetime.now(UTC), why="No answer.")
    page = page_as(me, "/outbox/")
    page.get_by_label("Ihr Link").focus()
    page.keyboard.type("https://net.example/da")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".stands")).to_have_attribute("data-phase", "published")
    expect(page.locator(".state")).to_be_focused()
    row.refresh_from_db()
    assert (row.state, row.permalink) == ("published", "https://net.example/da")


def test_the_page_is_accessible_and_fits_its_screen(page_as: PageAs, axe: Axe) -> None:
    me = someone()
    each_state(me)
    page = page_as(me, "/outbox/")
    for look in looks(page):
        assert axe(page) == [], look


def overdue(author: Member) -> Delivery:
    past = datetime.now(UTC) - timedelta(hours=1)
    return on_its_way(author, wants_yes=True, not_before=past, recall_until=past)


def test_after_a_yes_the_lists_are_right_at_once_and_a_second_click_hits_nothing(page_as: PageAs) -> None:
    me = someone()
    row, other = overdue(me), overdue(me)
    page = page_as(me, "/outbox/")
    page.locator(f"#d-{row.public_id} [data-yes]").dblclick()
    expect(page.locator(".shelf-list.yes h2 .n")).to_have_text("1")
    expect(page.locator(f".shelf-list.going #d-{row.public_id} .stands")).to_have_attribute(
        "data-phase", "counting"
    )
    expect(page.get_by_role("button", name="Jetzt senden", exact=True)).to_have_count(
        2
    )  # the list's, the row's
    for one in (row, other):
        one.refresh_from_db()
    assert (row.state, row.wants_yes, other.wants_yes) == ("queued", False, True)


def test_what_is_not_tried_again_moves_to_what_is_unclear_at_once(page_as: PageAs) -> None:
    me = someone()
    row = on_its_way(me, doubt_at=datetime.now(UTC), attempts=1, why="No answer.")
    Account.objects.update(enabled=False, disconnected_at=datetime.now(UTC))
    page = page_as(me, "/outbox/")
    state = page.locator(".shelf-list.waiting .state")
    expect(state).to_contain_text("ist getrennt")
    page.get_by_role("button", name="Nicht noch einmal versuchen").click()
    expect(page.locator(f".shelf-list.unclear #d-{row.public_id} .settle")).to_be_visible()
    expect(page.locator(".shelf-list.waiting")).to_have_count(0)
    page.get_by_label("Ihr Link").fill("net.example/da")
    expect(page.locator(".settling")).to_have_count(0)  # the moment in which a second click hits nothing
    page.get_by_role("button", name="Ist da").click()
    expect(page.locator(".shelf-list.unclear .notice.error")).to_contain_text("https://")
    expect(page.get_by_label("Ihr Link")).to_have_value("net.example/da")


def test_on_the_desk_the_reason_for_withdrawing_comes_into_view(page_as: PageAs) -> None:
    me = someone()
    now = datetime.now(UTC)
    long = "Ihr Ersatzteil ist unterwegs und kommt voraussichtlich am Donnerstag. " * 12
    row = on_its_way(me, text=long, state="published", published_at=now, remote_id="r1")
    page = page_as(me, f"/desk/them/{row.conversation.public_id}/")
    page.locator(".unfolds summary").click()
    expect(page.locator(".unfolds input[name=why]")).to_be_focused()
    page.get_by_role("button", name="Zurückziehen", exact=True).last.click(trial=True)
    expect(page.locator(".unfolds .grave")).to_be_in_viewport(ratio=1)
