"""The page of the figures about waiting: what it says where there is nothing, too little, and enough."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests import builders
from tests.flow.test_insight import answer
from zuruf.flow import insight
from zuruf.flow.clock import clock
from zuruf.store.models import Member

pytestmark = pytest.mark.django_db


def answered_by(people: list[Member]) -> None:
    """All in one week: on Wednesday of the last one."""
    of, now = builders.account("bluesky", name="=Bluesky"), clock()
    for n, by in enumerate(people):
        answer(by, of, now - timedelta(days=now.weekday() + 5, hours=n), 10 * (n + 1))
    while insight.sweep():
        pass


def test_an_empty_house_is_told_when_there_will_be_figures(
    second_pair: Member, client_of: Callable[[Member], Client]
) -> None:
    said = client_of(second_pair).get("/insight/").content.decode()
    assert "Nothing to count yet" in said
    assert "At this moment nobody waits." in said


def test_figures_about_few_are_hidden_on_the_page_and_in_the_file(
    second_pair: Member, client_of: Callable[[Member], Client]
) -> None:
    answered_by([builders.member() for _ in range(4)])
    browser = client_of(second_pair)
    said = browser.get("/insight/").content.decode()
    assert "they are hidden" in said
    assert "Bluesky" not in said
    assert len(browser.get("/insight/insight.csv").content.decode().splitlines()) == 1


def test_the_file_holds_what_the_page_shows_and_no_formula(
    second_pair: Member, client_of: Callable[[Member], Client]
) -> None:
    answered_by([builders.member() for _ in range(6)])
    browser = client_of(second_pair)
    page = browser.get("/insight/").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "6 answers: half of them took 30 min or less" in page
    lines = browser.get("/insight/insight.csv?weeks=4").content.decode().splitlines()
    assert lines[1].startswith("all,,6,0,0,30,60,")
    assert any(line.startswith("account,'=Bluesky,6,") for line in lines)


def test_the_weeks_are_drawn_with_their_dates_and_numbers(
    second_pair: Member, client_of: Callable[[Member], Client]
) -> None:
    answered_by([builders.member() for _ in range(6)])
    drawn = client_of(second_pair).get("/insight/").content.decode().partition("<svg class=")[2]
    drawn = drawn.partition("</svg>")[0]
    assert drawn.count("<rect ") == 1, "the week in which answers went out"
    assert ">30\xa0m</text>" in drawn
    assert drawn.count('class="goal"') == 1


def test_partners_and_guests_have_no_business_here(
    second_pair: Member, client_of: Callable[[Member], Client]
) -> None:
    assert client_of(builders.member(role="partner")).get("/insight/").status_code == 403
