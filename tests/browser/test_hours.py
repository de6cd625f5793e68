"""Hours in a real browser: an approval on the eve of a holiday that is one in Bavaria and none in Berlin, and the page.

The web process has a clock that stands still until a test moves it.
"""

import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import House, PageAs, begun_anew, serving
from zuruf.core.reply import AskState
from zuruf.flow import calendar, guideline, second_pair
from zuruf.store.models import (
    Conversation,
    Delivery,
    Draft,
    GuidelineVersion,
    Member,
    Organisation,
    SecondPair,
)

Axe = Callable[[Page], list[str]]
OFFICE = {str(n): [["09:00", "18:00"]] for n in range(5)}
ASK = "Wir erstatten Ihnen den vollen Preis."
HOLDING = "Danke für Ihre Nachricht. Wir klären gerade"  # what the guideline says in the meantime


def at(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


EVE = at("2027-01-05 17:50")  # the day after is Epiphany


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand of the clock: a file that says what time it is."""
    return tmp_path_factory.mktemp("clock") / "now"


@pytest.fixture(scope="module")
def _standing(tmp_path_factory: pytest.TempPathFactory, empty: Path, hand: Path) -> Iterator[House]:
    move(hand, EVE)
    with serving(
        tmp_path_factory.mktemp("hours"), empty, [sys.executable, "-m", "tests.servers.at_hour", str(hand)]
    ) as house:
        httpx.get(f"{house.url}/talk/", timeout=60)  # what the first page loads is loaded
        yield house


@pytest.fixture
def house(
    _standing: House, empty: Path, hand: Path, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    move(hand, EVE)
    with begun_anew(_standing, empty, django_db_blocker, monkeypatch):
        yield _standing


def move(hand: Path, now: datetime) -> None:
    new = hand.with_suffix(".new")
    new.write_text(now.isoformat())
    new.replace(hand)


class Desk:
    """Two people in a house that opens from nine to six, and somebody who asked at half past five."""

    def __init__(self, place: str) -> None:
        Organisation.objects.update(hours=OFFICE, place=place)
        self.eyes = builders.member(role="owner", second_pair=True, name="Zweite Person", initials="ZP")
        self.author = builders.member(name="Jule Kern", initials="JK")
        guideline.seed(EVE)
        slugs = frozenset(GuidelineVersion.objects.values_list("slug", flat=True))
        guideline.choose(builders.who(self.eyes), slugs, now=EVE)
        since = at("2027-01-05 17:30")
        self.conversation: Conversation = builders.conversation(
            waiting_since=since, last_at=since, due_at=calendar.due(since)
        )

    def ask(self, page_as: PageAs) -> Page:
        page = page_as(self.author, f"/desk/us/{self.conversation.public_id}/")
        page.locator("#reply-text").fill(ASK)
        expect(page.locator("#reply")).to_have_attribute("data-state", "ask")
        page.locator("#reply .send").click()
        expect(page.locator("#composer .asked")).to_be_visible()
        return page


def test_on_the_eve_of_a_holiday_the_question_ends_before_we_leave_in_a_holding_reply(
    house: House, hand: Path, page_as: PageAs
) -> None:
    desk = Desk("DE-BY")
    page = desk.ask(page_as)
    expect(page.locator("#composer .asked")).to_contain_text("17:55")
    expect(page.locator(".due-how")).to_contain_text("Heilige Drei Könige")
    expect(page.locator("article.conversation")).to_contain_text("Donnerstag 9:30: Dienstag 17:30 + ")
    move(hand, at("2027-01-05 17:55:30"))
    second_pair.sweep_late(now=at("2027-01-05 17:55:30"))
    expect(page.locator("#thread")).to_contain_text(HOLDING)
    expect(page.locator("#composer .asked")).to_contain_text(ASK)
    assert Draft.objects.filter(kind="holding").count() == Delivery.objects.count() == 1
    assert SecondPair.objects.get().state == AskState.LATE_HOLDING
    expect(page.locator("time[data-due]").first).to_be_visible()  # the asker's clock runs on


def test_where_it_is_no_holiday_the_question_waits_for_the_morning_and_is_released_then(
    house: House, hand: Path, page_as: PageAs
) -> None:
    desk = Desk("DE-BE")
    page = desk.ask(page_as)
    expect(page.locator("#composer .asked")).to_contain_text(re.compile("0?9:05"))
    second_pair.sweep_late(now=at("2027-01-05 23:00"))
    assert SecondPair.objects.get().state == AskState.OPEN
    move(hand, at("2027-01-06 09:01"))
    eyes = page_as(desk.eyes, f"/desk/second/{desk.conversation.public_id}/")
    eyes.locator(".second .release .send").click()
    expect(eyes.locator(".second")).to_have_count(0)
    expect(page.locator("#thread")).to_contain_text(ASK)
    assert SecondPair.objects.get().state == AskState.RELEASED
    assert not Draft.objects.filter(kind="holding").exists()


@pytest.mark.parametrize(
    ("phone", "dark", "language"), [(False, False, "de"), (True, True, "en")], ids=["desktop", "phone"]
)
def test_the_page_of_hours_is_set_by_keyboard_and_accessible(
    house: House, page_as: PageAs, axe: Axe, phone: bool, dark: bool, language: str
) -> None:
    owner: Member = builders.member(role="owner")
    page = page_as(owner, "/organisation/hours/", phone=phone, dark=dark, language=language)
    page.locator("#id_day0").fill("9–12, 13–18")
    page.locator("#id_place").select_option("DE-BY")
    page.locator('button[value="halves"]').click()
    expect(page.locator("#id_c0-until")).to_have_value("12:00")
    expect(page.locator("#id_day0")).to_have_value("9–12, 13–18")
    page.locator("#id_day0").press("Enter")
    expect(page.locator(".ahead")).to_be_visible()
    stored = Organisation.objects.get()
    assert (stored.place, stored.hours) == ("DE-BY", {"0": [["09:00", "12:00"], ["13:00", "18:00"]]})
    assert [day["day"] for day in stored.closed] == ["12-24", "12-31"]
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
