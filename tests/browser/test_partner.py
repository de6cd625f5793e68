"""A journey: an agency hands over. What it writes rings at one of ours and goes out with one key, in her name."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import House
from zuruf.store.models import Conversation, Delivery, Member, SecondPair

PageAs = Callable[..., Page]
Axe = Callable[[Page], list[str]]
TEXT = "Ihr Ersatzteil kommt am Dienstag."


@pytest.fixture
def jana(house: House) -> Member:
    return builders.member(name="Jana Kern", initials="JK")


@pytest.fixture
def agency(house: House) -> Member:
    return builders.member(name="Ada Nord", initials="AN", role="partner", agency="Agentur Nord")


@pytest.fixture
def here(house: House) -> Conversation:
    return builders.conversation(builders.account("talk", name="Radwerk Lindenau"))


def test_an_agency_hands_over(jana: Member, agency: Member, here: Conversation, page_as: PageAs) -> None:
    desk = page_as(jana, "/desk/us/", language="en")
    theirs = page_as(agency, f"/desk/us/{here.public_id}/", language="en")
    field = theirs.locator("#reply-text")
    field.fill(TEXT)
    send = theirs.locator("#reply .send")
    expect(send).to_contain_text(re.compile(r"To Jana Kern, by (tomorrow, )?\d\d:\d\d"))
    expect(theirs.locator("#reply-why")).to_contain_text("in the name of Jana Kern")
    for closed in ("Take", "Hand on", "Done"):
        expect(theirs.get_by_role("button", name=closed)).to_have_count(0)
    expect(theirs.locator(".nav")).not_to_contain_text("Audit")
    field.press("Control+Enter")
    expect(theirs.locator("div.asked")).to_contain_text("Jana Kern")
    assert not Delivery.objects.exists()

    expect(desk.locator("#bell")).to_contain_text("1")
    desk.goto(f"/desk/second/{here.public_id}/")
    question = desk.locator(".second")
    expect(question).to_contain_text("May it go out in your name?")
    expect(question).to_contain_text("[JK]")
    expect(question.locator(".send")).to_contain_text("Release in my name")
    desk.locator("body").press("o")
    expect(question).to_have_count(0)

    out = Delivery.objects.get()
    assert (out.accountable_id, out.author_id) == (jana.pk, agency.pk)
    assert out.payload["text"] == f"{TEXT} [JK]"
    expect(theirs.locator("#thread")).to_contain_text(f"{TEXT} [JK]")


def test_what_was_changed_is_shown_to_the_agency(
    jana: Member, agency: Member, here: Conversation, page_as: PageAs
) -> None:
    theirs = page_as(agency, f"/desk/us/{here.public_id}/", language="en")
    theirs.locator("#reply-text").fill(TEXT)
    expect(theirs.locator("#reply .send")).to_contain_text("To Jana Kern")
    theirs.locator("#reply-text").press("Control+Enter")
    expect(theirs.locator("div.asked")).to_be_visible()
    desk = page_as(jana, f"/desk/second/{here.public_id}/", language="en")
    field = desk.locator(".second textarea").first
    field.fill("Ihr Ersatzteil kommt am Mittwoch.")
    expect(desk.locator(".second .send")).to_contain_text("Release changed")
    field.press("Control+Enter")
    expect(desk.locator(".second")).to_have_count(0)
    question = SecondPair.objects.get()
    assert (question.changed, question.decided_by_id) == (True, jana.pk)
    theirs.reload()
    expect(theirs.locator("#composer")).to_contain_text("Mittwoch")


def test_without_scripts_a_partner_hands_in_as_well(
    jana: Member, agency: Member, here: Conversation, page_as: PageAs
) -> None:
    theirs = page_as(agency, f"/desk/us/{here.public_id}/", language="en", js=False)
    theirs.locator("#reply-text").fill(TEXT)
    theirs.locator("#reply .send").click()
    assert SecondPair.objects.get().asked_of_id == jana.pk
    assert not Delivery.objects.exists()


def test_how_one_signs_is_chosen_on_the_own_page_and_follows_the_account(
    jana: Member, house: House, page_as: PageAs
) -> None:
    account = builders.account("talk", name="Radwerk Lindenau", signs=["team", "initials", "first", "full"])
    there = builders.conversation(account)
    page = page_as(jana, "/me/", language="en")
    page.get_by_label("Full name: [Jana Kern]").check()
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator(".signed")).to_contain_text("[Jana Kern]")
    page.goto(f"/desk/us/{there.public_id}/")
    expect(page.locator("#reply .sign")).to_contain_text("[Jana Kern]")


@pytest.mark.parametrize(("phone", "dark", "language"), [(False, False, "de"), (True, True, "en")])
def test_axe_finds_nothing_where_partners_and_signatures_are(
    jana: Member,
    agency: Member,
    here: Conversation,
    page_as: PageAs,
    axe: Axe,
    phone: bool,
    dark: bool,
    language: str,
) -> None:
    owner = builders.member(role="owner", second_pair=True, name="Leitung Service")
    look = {"phone": phone, "dark": dark, "language": language}
    own = page_as(owner, "/people/", **look)
    account = f"/accounts/{here.account.public_id}/"
    for address in ("/people/", account, f"/people/{agency.public_id}/"):
        own.goto(address)
        assert axe(own) == [], address
        assert own.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    theirs = page_as(agency, f"/desk/us/{here.public_id}/", **look)
    assert axe(theirs) == []
    theirs.goto("/me/")
    assert axe(theirs) == []
