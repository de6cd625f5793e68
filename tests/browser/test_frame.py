"""The basics: the product runs, and who is signed in is known."""

from playwright.sync_api import expect

from tests import builders
from tests.browser.conftest import PageAs


def test_a_page_of_the_house_asks_a_stranger_to_sign_in(page_as: PageAs) -> None:
    page = page_as(None, "/desk/us/")
    assert "/signin/" in page.url


def test_a_member_sees_the_house_with_her_name_at_its_foot(page_as: PageAs) -> None:
    page = page_as(builders.member(name="Antwortende Person"), "/desk/us/")
    expect(page.locator(".nav")).to_contain_text("Antwortende Person")


def test_on_a_phone_a_short_page_does_not_stretch_the_bar(page_as: PageAs) -> None:
    page = page_as(builders.member(), "/accounts/", phone=True)
    bar, nav = page.locator(".nav .bar").bounding_box(), page.locator(".nav").bounding_box()
    assert bar
    assert nav
    assert nav["height"] <= bar["height"] + 2
