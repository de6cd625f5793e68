"""Sitting at the desk: with the keyboard, with a colleague, with a phone, while things come in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from tests import builders
from tests.browser.conftest import DESKTOP, PHONE, PageAs, fits
from tests.there import there
from zuruf.core.bulk import Chosen
from zuruf.core.message import Author, Batch, Incoming
from zuruf.flow import desk, intake, merging
from zuruf.store.models import Account, Conversation, Member, Note, Presence

Axe = Callable[[Page], list[str]]


def waiting(count: int, account: Account | None = None) -> list[Conversation]:
    """So many conversations; the first has been waiting longest."""
    account = account or builders.account(remote_id="desk-tests")
    now = datetime.now(UTC)
    made = []
    for n in range(count):
        since = now - timedelta(minutes=2 * (count - n))
        made.append(
            builders.conversation(
                account,
                text=f"Frage Nummer {n}",
                waiting_since=since,
                due_at=since + timedelta(hours=1),
                last_at=since,
                created_at=since,
            )
        )
    return made


def arrives(account: Account, text: str, remote_id: str) -> None:
    """A message comes in as any channel hands it over."""
    author = Author(f"author-{remote_id}", handle=f"handle-{remote_id}", name=f"Person {remote_id}")
    intake.receive(account.pk, Batch(incoming=(Incoming(remote_id, author, text, at=datetime.now(UTC)),)))


def listening(page: Page) -> None:
    expect(page.locator("#desk")).to_have_attribute("data-connection", "open")


def someone(**over: object) -> Member:
    return builders.member(**{"name": "Jana Krüger", "initials": "JK", **over})


def test_one_reads_takes_notes_and_finishes_with_the_keyboard_alone(page_as: PageAs) -> None:
    first, second, third = waiting(3)
    me = someone()
    page = page_as(me, "/desk/us/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".conversation")).to_have_attribute("data-id", second.public_id)
    assert page.url.endswith(f"/desk/us/{second.public_id}/")
    expect(page).to_have_title(f"{there(second.contact).name} · Wartet auf uns · Zuruf")

    page.keyboard.press("a")
    expect(page.locator(".event")).to_contain_text("übernommen von Jana Krüger")
    page.keyboard.press("n")
    page.keyboard.type("Liegt im Lager, ae jk?")  # letters that are keys elsewhere
    page.keyboard.down("Control")
    page.keyboard.down("Enter")
    page.keyboard.down("Enter")  # held a moment too long
    page.keyboard.up("Enter")
    page.keyboard.press("Enter")  # and once more: it is on its way
    page.keyboard.up("Control")
    expect(page.locator(".note")).to_contain_text("Liegt im Lager, ae jk?")
    assert Note.objects.filter(conversation=second).count() == 1
    expect(page.locator("#thread")).to_be_focused()  # the stream may show it before its form closes

    page.keyboard.press("e")
    expect(page.locator(".conversation")).to_have_attribute("data-id", third.public_id)
    expect(page.locator("#toast")).to_contain_text("Erledigt")
    assert Conversation.objects.get(pk=second.pk).state == "done"
    expect(page.get_by_role("button", name="Rückgängig")).to_be_visible()
    page.keyboard.press("z")
    expect(page.locator(f'.line[data-id="{second.public_id}"]')).to_be_visible()
    back = Conversation.objects.get(pk=second.pk)
    assert (back.state, back.waiting_since) == ("open", second.waiting_since)
    order = page.locator(".line").evaluate_all("lines => lines.map(l => l.dataset.id)")
    assert order == [c.public_id for c in (first, second, third)]


def test_a_conversation_is_handed_on_with_a_sentence(page_as: PageAs) -> None:
    (c,) = waiting(1)
    to = someone(name="Timo Maurer", initials="TM")
    page = page_as(someone(), f"/desk/us/{c.public_id}/")
    page.keyboard.press("h")
    page.keyboard.type("Timo")
    page.keyboard.press("Tab")
    page.keyboard.type("Du kennst das Rad.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".event")).to_contain_text("Jana Krüger gab weiter an Timo Maurer")
    expect(page.locator(".note")).to_contain_text("Du kennst das Rad.")
    assert Conversation.objects.get(pk=c.pk).owner_id == to.pk
    expect(page.locator(".line .whose")).to_have_text("Timo Maurer")


def test_a_message_that_comes_in_appears_without_a_reload(page_as: PageAs) -> None:
    (old,) = waiting(1)
    page = page_as(someone(), f"/desk/us/{old.public_id}/")
    listening(page)
    arrives(old.account, "Ist da jemand?", "new-1")
    expect(page.locator(".line", has_text="Ist da jemand?")).to_be_visible()
    expect(page.locator('.nav [data-count="us"]')).to_have_text("2")
    expect(page.locator("#rows a[aria-current]")).to_have_count(1)


def test_what_was_done_while_the_server_did_not_answer_is_asked_for_until_it_does(page_as: PageAs) -> None:
    (old,) = waiting(1)
    page = page_as(someone(), "/desk/us/")
    listening(page)
    failed: list[str] = []

    def fails_once(route: Route) -> None:
        if failed:
            return route.continue_()
        failed.append(route.request.url)
        return route.abort()

    page.route("**/desk/us/rows/**", fails_once)
    Conversation.objects.filter(pk=old.pk).update(preview="Kommt das noch?")  # not told by the stream
    page.locator("#desk").evaluate(
        "(desk, id) => desk.dispatchEvent(new CustomEvent('desk:changed', {detail: [id]}))", old.public_id
    )
    expect(page.locator(".line", has_text="Kommt das noch?")).to_be_visible()
    assert failed


def test_rows_out_of_sight_announce_themselves_and_nothing_moves(page_as: PageAs) -> None:
    made = waiting(30)
    page = page_as(someone(), "/desk/us/")
    listening(page)
    page.locator("#rows").evaluate("rows => rows.scrollTop = 200")
    top = page.locator(".line").nth(6).bounding_box()
    for n in range(3):
        arrives(made[0].account, f"Eben erst {n}", f"late-{n}")
    pill = page.locator("#fresh")
    expect(pill).to_have_text("3 neue")
    assert page.locator(".line").nth(6).bounding_box() == top
    pill.click()
    expect(page.get_by_text("Eben erst 2")).to_be_in_viewport()
    expect(pill).to_be_hidden()


def test_the_thread_in_view_goes_on_while_one_writes(page_as: PageAs) -> None:
    (c,) = waiting(1)
    page = page_as(someone(), f"/desk/us/{c.public_id}/")
    listening(page)
    page.keyboard.press("r")
    page.keyboard.type("Wir sehen na")
    colleague = builders.who(someone(name="Timo Maurer", initials="TM"))
    desk.note(colleague, c.public_id, "Ist schon im Versand.")
    expect(page.locator(".note")).to_contain_text("Ist schon im Versand.")
    page.keyboard.type("ch.")
    assert "Wir sehen nach." in page.locator("#composer textarea").first.input_value()


def test_two_people_on_the_same_conversation_see_each_other(page_as: PageAs) -> None:
    (c,) = waiting(1)
    mine = page_as(someone(), f"/desk/us/{c.public_id}/")
    listening(mine)
    theirs = page_as(someone(name="Timo Maurer", initials="TM"), f"/desk/us/{c.public_id}/")
    listening(theirs)
    expect(mine.locator("#there")).to_contain_text("Timo Maurer liest mit")
    expect(theirs.locator("#there")).to_contain_text("Jana Krüger liest mit")
    theirs.locator("#composer textarea").first.press("x")
    expect(mine.locator("#there")).to_contain_text("Timo Maurer schreibt")
    theirs.goto("/desk/us/")
    # At once; or, where a beat of hers was still on its way when she left, as soon as that is stale.
    expect(mine.locator("#there")).to_have_text("", timeout=90_000)


def test_a_draft_survives_another_row_and_the_way_back(page_as: PageAs) -> None:
    first, second = waiting(2)
    page = page_as(someone(), f"/desk/us/{first.public_id}/")
    page.keyboard.press("r")
    page.keyboard.type("Halb fertig")
    # A style that a script or a dragged corner put on it is not set again when the pane is swapped: the content rules forbid that.
    page.locator("#reply-text").evaluate("area => { area.style.height = '120px'; }")
    page.locator(f'.line[data-id="{second.public_id}"] a').click()
    expect(page.locator(".conversation")).to_have_attribute("data-id", second.public_id)
    page.go_back()
    expect(page.locator(".conversation")).to_have_attribute("data-id", first.public_id)
    assert "Halb fertig" in page.locator("#composer textarea").first.input_value()
    page.reload()
    assert "Halb fertig" in page.locator("#composer textarea").first.input_value()


def test_where_it_is_joined_with_another_the_open_one_leads_on_with_what_was_written(page_as: PageAs) -> None:
    account = builders.account("bluesky")
    keep, joined = waiting(2, account)
    Conversation.objects.filter(pk=joined.pk).update(contact=keep.contact)
    page = page_as(someone(), f"/desk/us/{joined.public_id}/")
    listening(page)
    page.keyboard.press("r")
    page.keyboard.type("Halb fertig")
    expect(page.locator("#reply")).to_have_attribute("data-state", "go")
    Presence.objects.all().delete()  # she has not typed for a while: nobody counts as writing there
    colleague = builders.who(someone(name="Timo Maurer", initials="TM"))
    assert not merging.merge(colleague, keep.public_id, [Chosen(joined.public_id, "")]).left
    expect(page.locator(".conversation")).to_have_attribute("data-id", keep.public_id)
    expect(page.locator("#reply-text")).to_have_value("Halb fertig")
    expect(page.locator("#reply-text")).to_be_focused()
    page.wait_for_url(f"**/desk/us/{keep.public_id}/")


def test_back_leads_through_the_conversations_and_the_list_keeps_its_place(page_as: PageAs) -> None:
    made = waiting(30)
    page = page_as(someone(), "/desk/us/")
    page.locator("#rows").evaluate("rows => rows.scrollTop = 300")
    page.locator(f'.line[data-id="{made[10].public_id}"] a').click()
    expect(page.locator(".conversation")).to_have_attribute("data-id", made[10].public_id)
    page.locator(f'.line[data-id="{made[12].public_id}"] a').click()
    expect(page.locator(".conversation")).to_have_attribute("data-id", made[12].public_id)
    page.go_back()
    expect(page.locator(".conversation")).to_have_attribute("data-id", made[10].public_id)
    expect(page.locator("#rows a[aria-current]")).to_contain_text("Frage Nummer 10")
    page.go_back()
    expect(page.locator(".conversation")).to_have_count(0)
    expect(page).to_have_title("Wartet auf uns · Zuruf")
    assert page.locator("#rows").evaluate("rows => rows.scrollTop") == 300


def test_on_a_phone_one_reads_in_one_column_and_comes_back(page_as: PageAs) -> None:
    made = waiting(20)
    page = page_as(someone(), "/desk/us/", phone=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("#rows").evaluate("rows => rows.scrollTop = 240")
    page.locator(f'.line[data-id="{made[8].public_id}"] a').click()
    expect(page.locator("#thread")).to_be_visible()
    expect(page.locator("#rows")).not_to_be_visible()
    text = page.locator("#composer textarea").first.bounding_box()
    assert text is not None
    assert text["y"] > 844 / 2  # within the thumb's reach
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("link", name="Liste").click()
    expect(page.locator("#rows")).to_be_visible()
    assert page.locator("#rows").evaluate("rows => rows.scrollTop") == 240
    page.get_by_role("button", name="Menü").click()
    page.get_by_role("link", name="Erledigt").click()
    page.wait_for_url("**/desk/done/")


def test_at_1440_by_900_at_least_fourteen_conversations_are_in_view(page_as: PageAs) -> None:
    waiting(20)
    page = page_as(someone(), "/desk/us/")
    boxes = [line.bounding_box() for line in page.locator(".line").all()]
    assert sum(1 for b in boxes if b and b["y"] + b["height"] <= 900) >= 14
    assert all(b and 52 <= b["height"] <= 56 for b in boxes)


def test_all_of_it_works_without_script(page_as: PageAs) -> None:
    (c,) = waiting(1)
    page = page_as(someone(), "/desk/us/", js=False)
    page.locator(".line a").click()
    page.get_by_role("button", name="Übernehmen").click()
    expect(page.locator(".event")).to_contain_text("übernommen")
    page.locator("#more-acts summary").click()
    page.locator("#note summary").click()
    page.get_by_label("Interne Notiz").fill("Ohne Skript")
    page.get_by_role("button", name="Notiz behalten").click()
    assert Note.objects.get(conversation=c).text == "Ohne Skript"
    page.get_by_role("button", name="Erledigt").click()
    expect(page.get_by_role("button", name="Wieder öffnen")).to_be_visible()


@pytest.mark.parametrize("phone", [False, True], ids=["light desktop", "dark phone"])
def test_the_desk_is_accessible(page_as: PageAs, axe: Axe, phone: bool) -> None:
    c, *_more = waiting(3)
    me = someone()
    desk.take(builders.who(me), c.public_id)
    desk.note(builders.who(me), c.public_id, "Für uns.")
    Conversation.objects.filter(pk=c.pk).update(
        urgent=True, unclear=1, ask_until=datetime.now(UTC), due_at=datetime.now(UTC)
    )
    width = (PHONE if phone else DESKTOP)["width"]
    page = page_as(me, "/desk/us/", phone=phone, dark=phone)
    fits(page, width)
    assert axe(page) == []
    page.goto(f"/desk/us/{c.public_id}/")
    page.keyboard.press("n")
    fits(page, width)
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    fits(page, width)
    assert axe(page) == []
