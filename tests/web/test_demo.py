"""The page about the invented company."""

import pytest
from django.test import Client

from tests import builders
from zuruf.store.models import Conversation, DemoLife, Member, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(second_pair: Member, client: Client) -> Client:
    """An owner in a house where an invented company lives."""
    builders.organisation(name="Radwerk (Demo)", demo=True)
    client.force_login(second_pair)
    return client


def test_the_page_says_whether_anybody_writes(house: Client) -> None:
    assert "Nobody writes." in house.get("/demo/").text
    house.post("/demo/wake/")
    assert "Somebody writes every few minutes" in house.get("/demo/").text


def test_a_rush_leads_to_the_desk_where_it_is_seen(house: Client) -> None:
    answer = house.post("/demo/rush/", follow=True)
    assert answer.redirect_chain[-1][0] == "/desk/us/"
    assert "The rush is on." in answer.text
    assert "End the rush" in house.get("/demo/").text


def test_removing_asks_whether_one_is_sure(house: Client) -> None:
    builders.conversation()
    assert "nothing was removed" in house.post("/demo/remove/", follow=True).text
    assert Conversation.objects.exists()
    answer = house.post("/demo/remove/", {"sure": "on"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/start/"
    assert not DemoLife.objects.exists()
    assert not Organisation.objects.get().demo


def test_after_it_moved_out_its_page_says_so_and_the_navigation_does_not_name_it(house: Client) -> None:
    assert 'href="/demo/"' in house.get("/desk/us/").text
    Organisation.objects.update(demo=False)
    gone = house.get("/demo/")
    assert (gone.status_code, "It has moved out" in gone.text) == (410, True)
    assert 'href="/demo/"' not in house.get("/desk/us/").text
    assert "not here any more" in house.post("/demo/rush/", follow=True).text


def test_whoever_does_not_run_the_house_finds_no_way_there(answers: Member, client: Client) -> None:
    builders.organisation(demo=True)
    client.force_login(answers)
    assert 'href="/demo/"' not in client.get("/desk/us/").text
    assert client.get("/demo/").status_code == 403
