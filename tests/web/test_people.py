"""The pages of people, teams and oneself."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import builders
from zuruf.flow import teams
from zuruf.store.models import Member, SignInLink, Team

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Member], Client]


def test_everybody_sees_who_is_who_and_only_owners_see_how_to_change_it(
    answers: Member, second_pair: Member, client_of: ClientOf
) -> None:
    for_her = client_of(answers).get("/people/").content.decode()
    assert "Second Person" in for_her
    assert "/people/invite/" not in for_her
    assert "/people/invite/" in client_of(second_pair).get("/people/").content.decode()
    page = client_of(answers).get(f"/people/{second_pair.public_id}/").content.decode()
    assert "<form" not in page.split('id="main"')[1]


def test_an_invitation_shows_its_link_once(second_pair: Member, client_of: ClientOf) -> None:
    browser = client_of(second_pair)
    answer = browser.post("/people/invite/", {"name": "New", "email": "new@example.org", "role": "desk"})
    page = answer.content.decode()
    assert "http://testserver/welcome/" in page
    assert "no-store" in answer["Cache-Control"]
    made = Member.objects.get(email="new@example.org")
    assert "/welcome/" not in browser.get(f"/people/{made.public_id}/").content.decode()
    link = page.split("http://testserver")[1].split("<")[0]
    assert Client().post(link)["Location"] == "/me/password/"


@pytest.mark.parametrize(
    "given",
    [
        {"name": "", "email": "a@example.org", "role": "desk"},
        {"name": "A", "email": "no address", "role": "desk"},
        {"name": "A", "email": "second@example.org", "role": "desk"},
        {"name": "A", "email": "a@example.org", "role": "king"},
        {"name": "A", "email": "a@example.org", "role": "desk", "teams": ["invented"]},
        {"name": "x" * 121, "email": "a@example.org", "role": "desk"},
        {"name": "\u200b\u202e\u2060", "email": "a@example.org", "role": "desk"},
    ],
)
def test_an_invitation_that_does_not_fit_is_said_and_nothing_is_made(
    given: dict[str, object], second_pair: Member, client_of: ClientOf
) -> None:
    Team.objects.create(name="Service")
    page = client_of(second_pair).post("/people/invite/", given)
    assert page.status_code == 422
    assert b"errorlist" in page.content
    assert Member.objects.count() == 1
    assert not SignInLink.objects.exists()


def test_a_name_cannot_turn_the_page_around(second_pair: Member, client_of: ClientOf) -> None:
    given = {"name": "\u202eJana\u200b\x00 🚲 \u200fK", "email": "a@example.org", "role": "desk"}
    client_of(second_pair).post("/people/invite/", given)
    assert Member.objects.get(email="a@example.org").name == "Jana 🚲 K"


def test_role_second_pair_and_teams_are_changed_on_one_page(
    answers: Member, second_pair: Member, client_of: ClientOf
) -> None:
    service = teams.create(builders.who(second_pair), "Service")
    given = {"role": "guest", "second_pair": "on", "teams": [service]}
    client_of(second_pair).post(f"/people/{answers.public_id}/change/", given)
    answers.refresh_from_db()
    assert (answers.role, answers.second_pair) == ("guest", False)
    assert [t.name for t in answers.teams.all()] == ["Service"]


def test_the_last_owner_is_told_why_not(second_pair: Member, client_of: ClientOf) -> None:
    browser = client_of(second_pair)
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    page = browser.post(f"/people/{second_pair.public_id}/change/", {"role": "desk"})
    assert page.status_code == 422
    assert "Nur Second Person ist in der Leitung" in page.content.decode()
    page = browser.post(f"/people/{second_pair.public_id}/deactivate/", follow=True)
    assert "Nur Second Person ist in der Leitung" in page.content.decode()


def test_somebody_is_let_go_and_let_in_again(
    answers: Member, second_pair: Member, client_of: ClientOf
) -> None:
    browser = client_of(second_pair)
    browser.post(f"/people/{answers.public_id}/deactivate/")
    answers.refresh_from_db()
    assert not answers.is_active
    browser.post(f"/people/{answers.public_id}/reactivate/")
    answers.refresh_from_db()
    assert answers.is_active


def test_a_team_is_made_named_and_filled(answers: Member, second_pair: Member, client_of: ClientOf) -> None:
    browser = client_of(second_pair)
    browser.post("/people/team/", {"name": "Service", "members": [answers.public_id]})
    team = Team.objects.get()
    browser.post(f"/people/team/{team.public_id}/", {"name": "Kundendienst", "members": []})
    team.refresh_from_db()
    assert (team.name, team.members.count()) == ("Kundendienst", 0)
    assert browser.post("/people/team/", {"name": "kundendienst"}).status_code == 422


def test_what_one_says_about_oneself_holds_for_oneself_only(
    answers: Member, elsewhere: Member, client_of: ClientOf
) -> None:
    given = {"name": "Jana <b>K</b>", "initials": "JK", "language": "en", "role": "owner"}
    page = client_of(answers).post("/me/", given, follow=True)
    answers.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (answers.name, answers.initials, answers.role) == ("Jana <b>K</b>", "JK", "desk")
    assert elsewhere.name == "Elsewhere Person"
    assert "<b>K</b>" not in page.content.decode()
    assert '<html lang="en"' in page.content.decode()


@pytest.mark.parametrize(
    ("initials", "said"),
    [
        ("😄<", "letters, digits, dots and hyphens only"),
        ("..", "letters, digits"),
        ("ABCDEFG", "6 characters at most"),
    ],
)
def test_initials_that_do_not_fit_are_said_and_kept(
    initials: str, said: str, answers: Member, client_of: ClientOf
) -> None:
    given = {"name": "Jana K", "initials": initials, "language": "en"}
    page = client_of(answers).post("/me/", given, headers={"accept-language": "en"})
    before = answers.initials
    answers.refresh_from_db()
    assert page.status_code == 422
    assert said in page.content.decode()
    assert answers.initials == before


@pytest.mark.parametrize("initials", ["JK", "J.-P.", "Ö2", "Жа"])
def test_initials_of_any_script_are_taken(initials: str, answers: Member, client_of: ClientOf) -> None:
    client_of(answers).post("/me/", {"name": "Jana K", "initials": initials, "language": ""})
    answers.refresh_from_db()
    assert answers.initials == initials


@pytest.mark.parametrize(
    ("browser_says", "she_says", "shown"), [("de", "", "de"), ("en", "", "en"), ("de", "en", "en")]
)
def test_her_language_comes_before_the_browsers(
    browser_says: str, she_says: str, shown: str, answers: Member, client_of: ClientOf
) -> None:
    Member.objects.filter(pk=answers.pk).update(language=she_says)
    page = client_of(answers).get("/me/", headers={"accept-language": browser_says})
    assert f'<html lang="{shown}"' in page.content.decode()
