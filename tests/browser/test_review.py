"""A mandate grows after reviews: looked at by keys, proposed to the person, passed on, granted. axe finds nothing."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.flow.test_review import looked_at, out
from zuruf.flow import review_draw
from zuruf.flow.clock import clock
from zuruf.store.models import Mandate, Member, Proposal, Review

PageAs = Callable[..., Page]
Axe = Callable[[Page], list[str]]
Cast = tuple[Member, Member, Member, Mandate]


@pytest.fixture
def cast(house: Any) -> Cast:
    """(owner, author, reviewer, mandate): 97 answers of the author's were fine; three wait to be looked at."""
    now = clock()
    builders.organisation(mandates=True)
    owner, mara = builders.member(role="owner", name="Head of Service"), builders.member(name="Mara Lindt")
    jonas = builders.member(name="Jonas Weber")
    mandate = builders.mandate(member=mara, granted_by=owner)
    looked_at(mara, mandate, ["fine"] * 97, jonas, at=now - timedelta(hours=5))
    for _ in range(3):
        out(mara, mandate, verdict="look", at=now - timedelta(minutes=5))
    review_draw.draw(now)
    return owner, mara, jonas, mandate


def test_a_mandate_grows_after_reviews(cast: Cast, page_as: PageAs) -> None:
    owner, mara, jonas, mandate = cast
    page = page_as(jonas, "/reviews/", language="en")
    expect(page.locator("main")).not_to_contain_text("Mara")
    expect(page.locator(".waits li")).to_have_count(3)
    page.keyboard.press("j")
    expect(page.locator(".waits li:nth-child(2) a")).to_have_attribute("aria-current", "true")
    for left in (2, 1):
        with page.expect_navigation():  # a key pressed while the next page loads is lost
            page.keyboard.press("1")
        expect(page.locator(".waits li")).to_have_count(left)
    with page.expect_navigation():
        page.keyboard.press("u")  # the wrong key
    expect(page.locator(".waits li")).to_have_count(2)
    for _ in range(2):
        page.locator(".found").wait_for()
        with page.expect_navigation():
            page.keyboard.press("1")
    expect(page.get_by_role("heading", name="Nothing to look at")).to_be_visible()

    boss = page_as(owner, "/proposals/", language="en")
    expect(boss.locator(".proposal")).to_have_count(0)  # nobody hears of it before she says so
    hers = page_as(mara, "/record/", language="en")
    expect(hers.get_by_role("heading", name="Your mandate “Everyday” may grow")).to_be_visible()
    expect(hers.locator(".proposal")).to_contain_text("100 of 100 answers were fine")
    hers.get_by_label(re.compile("A sentence for Head of Service")).fill("I know these questions by now.")
    hers.get_by_role("button", name="Pass it on").click()
    expect(hers.locator("main")).to_contain_text("lies with Head of Service")

    boss.reload()
    expect(boss.locator(".proposal")).to_contain_text("I know these questions by now.")
    boss.get_by_role("button", name="Grant it as proposed").click()
    expect(boss).to_have_url(re.compile("/mandates/"))
    new = Mandate.objects.get(replaces=mandate)
    assert (new.highest_risk, new.evidence["fine"]) == ("delicate", 100)
    hers.reload()
    expect(hers.locator("main")).to_contain_text("Head of Service granted the proposal")


def test_a_lesson_is_written_and_kept_by_keys_alone(cast: Cast, page_as: PageAs) -> None:
    page = page_as(cast[2], "/reviews/", language="en")
    page.keyboard.press("2")
    page.keyboard.type("Say first until when we answer.")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator(".undo")).to_be_visible()
    done = Review.objects.get(result="lesson")
    assert (done.lesson, done.shared_at is not None) == ("Say first until when we answer.", True)
    page.goto("/lessons/")
    expect(page.locator(".lessons")).to_contain_text("Say first until when we answer.")


def test_without_script_the_form_does_the_same(cast: Cast, page_as: PageAs) -> None:
    page = page_as(cast[2], "/reviews/", language="en", js=False)
    page.locator("#words").fill("Thank them first.")
    page.get_by_role("button", name="Keep the lesson").click()
    expect(page.locator(".undo")).to_be_visible()
    page.get_by_role("button", name="Fine").click()
    assert sorted(Review.objects.order_by("-decided_at").values_list("result", flat=True)[:2]) == [
        "fine",
        "lesson",
    ]


@pytest.mark.parametrize(("phone", "dark", "language"), [(False, False, "de"), (True, True, "en")])
def test_axe_finds_nothing_on_the_pages_of_reviews(
    cast: Cast, page_as: PageAs, axe: Axe, phone: bool, dark: bool, language: str
) -> None:
    owner, _, jonas, mandate = cast
    figures = {"look": 100, "reviews": 100, "fine": 99, "lower": 0.951, "upper": 1.0, "line": 0.95}
    for state in ("with_person", "passed_on"):
        Proposal.objects.create(
            mandate=mandate, member=owner, kind="widen", figures=figures, suggests={"highest_risk": "delicate"},
            state=state, made_at=clock(), passed_on_at=clock(),
        )  # fmt: skip
    page = page_as(jonas, "/reviews/", phone=phone, dark=dark, language=language)
    page.locator("[data-opens='lesson']").click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page = page_as(owner, phone=phone, dark=dark, language=language)
    for address in ("record", "proposals", "sampling-plan", "agreements", "reviews-in-figures", "lessons"):
        page.goto(f"/{address}/")
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
