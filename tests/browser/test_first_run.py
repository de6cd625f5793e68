"""From the first link to a house with two people and a feed; each page on the way is accessible."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import DESKTOP, House, PageAs, looks
from tests.servers.loopback import Loopback, Reply, loopback
from tests.there import there
from zuruf.flow import accounts, guideline, people
from zuruf.flow.clock import clock
from zuruf.store.models import Account, Member, Organisation

FEED = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Presseschau</title>
<id>tag:example.org,2026:feed</id><updated>2026-03-01T00:00:00Z</updated></feed>"""
Axe = Callable[[Page], list[str]]


@pytest.fixture
def new_house(house: House) -> House:
    """Nobody has been here yet."""
    Organisation.objects.update(name="", first_run_done=False)
    guideline.seed(clock())
    accounts.ensure_talk(clock())
    return house


@pytest.fixture
def press() -> Iterator[Loopback]:
    """A feed on loopback."""
    with loopback(lambda _: Reply(body=FEED, headers={"content-type": "application/atom+xml"})) as running:
        yield running


def test_a_newcomer_comes_from_the_link_to_the_desk_and_invites_a_second_person(
    new_house: House, page_as: PageAs, axe: Axe
) -> None:
    link = people.first_link(clock())
    assert link
    page = page_as(None, link)
    assert axe(page) == []
    page.get_by_role("button", name="Anfangen").click()
    page.wait_for_url("**/start/")
    assert axe(page) == []
    page.get_by_label("Name der Organisation").fill("Radwerk Süd")
    page.get_by_label("Ihr Name").fill("Erste Person")
    page.get_by_label("Ihre E-Mail-Adresse").fill("erste@example.org")
    page.get_by_label("Kennwort", exact=True).fill("kurz")
    page.get_by_role("button", name="Pult öffnen").click()
    expect(page.get_by_role("alert")).to_contain_text("markierten Felder")
    expect(page.get_by_label("Name der Organisation")).to_have_value("Radwerk Süd")
    assert axe(page) == []
    page.get_by_label("Kennwort", exact=True).fill("ein recht langer Satz")
    page.get_by_role("button", name="Pult öffnen").click()
    page.wait_for_url("**/desk/us/")

    page.goto("/people/")
    page.get_by_role("link", name="Jemanden einladen").click()
    page.get_by_label("Name", exact=True).fill("Zweite Person")
    page.get_by_label("E-Mail-Adresse").fill("zweite@example.org")
    page.get_by_label("Darf das zweite Augenpaar sein").check()
    assert axe(page) == []
    page.get_by_role("button", name="Einladen und Link zeigen").click()
    handed_over = page.locator("#link").inner_text()
    assert axe(page) == []

    second = page_as(None, re.sub(r"^https?://[^/]+", "", handed_over), phone=True, dark=True, language="en")
    expect(second.get_by_role("heading", level=1)).to_have_text("Welcome, Zweite Person")
    second.get_by_role("button", name="Sign in").click()
    second.get_by_label("New password").fill("another rather long one")
    assert axe(second) == []
    second.get_by_role("button", name="Keep this password").click()
    second.wait_for_url("**/desk/us/")
    member = Member.objects.get(email="zweite@example.org")
    assert (member.second_pair, member.has_usable_password()) == (True, True)


def test_on_a_phone_the_first_steps_are_one_line_that_opens(house: House, page_as: PageAs, axe: Axe) -> None:
    Organisation.objects.update(demo=False, steps_away=False)
    page = page_as(builders.member(role="owner"), "/desk/us/", phone=True)
    steps = page.get_by_role("region", name="Bis zur ersten Antwort")
    line = steps.locator("summary")
    expect(line).to_contain_text("Schreiben Sie sich selbst")
    expect(steps.get_by_role("listitem").first).to_be_hidden()
    box = there(steps.bounding_box())
    assert box["height"] < 60, "it covers the list"
    assert axe(page) == []
    line.press("Enter")
    expect(steps.get_by_role("link", name="Schreiben Sie sich selbst")).to_be_visible()
    assert axe(page) == []
    page.set_viewport_size(DESKTOP)
    expect(line).to_be_hidden()
    line.evaluate("line => { line.parentElement.open = false }")
    expect(steps.get_by_role("link", name="Schreiben Sie sich selbst")).to_be_visible()


def test_a_feed_is_looked_at_before_it_is_kept(
    house: House, page_as: PageAs, axe: Axe, press: Loopback
) -> None:
    page = page_as(builders.member(role="owner"), "/accounts/")
    page.get_by_role("link", name="Konto verbinden").first.click()
    assert axe(page) == []
    page.get_by_role("link", name="Feed (RSS, Atom)").click()
    page.get_by_label("Adresse des Feeds").fill("http://127.0.0.1:9/nothing.xml")
    page.get_by_role("button", name="Prüfen und verbinden").click()
    expect(page.get_by_role("alert")).to_contain_text("nicht zu erreichen")
    assert not Account.objects.exists()
    assert axe(page) == []
    page.get_by_label("Adresse des Feeds").fill(f"{press.url}/feed.xml")
    page.get_by_role("button", name="Prüfen und verbinden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Presseschau")
    expect(page.locator(".can")).to_contain_text("kann lesen")
    expect(page.locator(".can")).to_contain_text("kann nicht veröffentlichen")
    assert axe(page) == []
    press.script = lambda _: Reply(500)
    page.get_by_role("button", name="Jetzt prüfen").click()
    expect(page.locator("#how")).to_contain_text("Dort wird um Geduld gebeten")
    expect(page.locator(".said").first).to_contain_text("antwortete mit Fehler 500")
    assert axe(page) == []


def test_the_language_changes_at_once_and_only_for_her(house: House, page_as: PageAs) -> None:
    page = page_as(builders.member(name="Answering Person"), "/me/", language="de")
    page.get_by_label("Sprache").select_option("en")
    page.get_by_role("button", name="Speichern").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Save").first).to_be_visible()
    other = page_as(builders.member(), "/me/", language="de")
    expect(other.locator("html")).to_have_attribute("lang", "de")


def test_every_room_is_accessible_in_both_lights_and_sizes(house: House, page_as: PageAs, axe: Axe) -> None:
    owner = builders.member(role="owner", name="A very long name " * 6, second_pair=True)
    other = builders.member(name="Guest", role="guest")
    builders.account("bluesky", name="x" * 150, state="later", state_why="pds.example answered 503.")
    talk = accounts.ensure_talk(clock())
    page = page_as(owner, "/people/", language="en")
    rooms = [
        "people",
        f"people/{other.public_id}",
        "people/invite",
        "people/team",
        "accounts",
        "accounts/new",
    ]
    rooms += [
        f"accounts/{talk.public_id}",
        "accounts/new/bluesky",
        "audit",
        "audit/disclosures",
        "organisation",
    ]
    rooms += ["me", "me/audit", "me/password", "signin/out", "signin/forgotten", "nowhere"]
    for room in rooms:
        page.goto(f"/{room}/")
        for look in looks(page):
            assert axe(page) == [], look


def test_the_first_run_works_without_scripts(new_house: House, page_as: PageAs) -> None:
    link = people.first_link(clock())
    assert link
    page = page_as(None, link, js=False, language="en")
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Name of the organisation").fill("Plain")
    page.get_by_label("Your name").fill("First")
    page.get_by_label("Your e-mail address").fill("first@example.org")
    page.get_by_label("Password", exact=True).fill("a rather long sentence")
    page.get_by_role("button", name="Open the desk").click()
    expect(page).to_have_url(re.compile("/desk/us/$"))
