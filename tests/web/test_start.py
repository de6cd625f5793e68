"""The first run: a link, one page, the desk; or the invented company first."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from tests import builders
from tests.builders import NOW
from tests.there import there
from zuruf.flow import people
from zuruf.flow.clock import clock
from zuruf.store.models import (
    Account,
    AuditEntry,
    Conversation,
    GuidelineVersion,
    Member,
    Message,
    Organisation,
    RawArrival,
    Team,
)
from zuruf.web import start

pytestmark = pytest.mark.django_db

GIVEN: dict[str, Any] = {
    "name": "Radwerk Süd",
    "colour": "#1f6b4f",
    "language": "de",
    "timezone": "Europe/Vienna",
    "talk_shows": "after_look",
    "contact_point": "kontakt@example.org",
    "imprint_url": "https://example.org/impressum",
    "privacy_url": "https://example.org/datenschutz",
    "person_name": "Erste Person",
    "initials": "",
    "email": "erste@example.org",
    "password": "ein recht langer Satz",
    "guidelines": ["bank-data", "respect"],
}


@pytest.fixture
def first() -> Client:
    """A browser that came in by the first link."""
    browser = Client(headers={"accept-language": "de"})
    path = people.first_link(clock())
    assert path
    assert browser.post(path)["Location"] == "/"
    return browser


def test_looking_at_the_link_shows_one_button_and_uses_nothing_up() -> None:
    path = people.first_link(clock())
    assert path
    for _preview in range(3):
        page = Client().get(path)
        assert page.status_code == 200
        assert b"csrfmiddlewaretoken" in page.content
        assert "no-store" in page["Cache-Control"]
    assert Client().post(path).status_code == 302


def test_until_when_a_link_works_is_told_on_the_clocks_of_the_house() -> None:
    now = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    builders.organisation(timezone="Asia/Tokyo", first_run_done=False)
    path = there(people.first_link(now))
    with patch.object(start, "clock", lambda: now):
        page = Client(headers={"accept-language": "en"}).get(path).content.decode()
    assert "JST" in page
    assert "8:30" in page


def test_a_used_link_says_what_to_do() -> None:
    path = people.first_link(clock())
    assert path
    Client().post(path)
    for answer in (Client().get(path), Client().post(path)):
        assert answer.status_code == 410
        assert b"/signin/" in answer.content


def test_until_it_is_done_the_owner_is_led_to_the_first_run(first: Client) -> None:
    assert first.get("/")["Location"] == "/start/"


def test_one_page_sets_everything_and_opens_the_desk(first: Client) -> None:
    page = first.get("/start/")
    assert page.status_code == 200
    answer = first.post("/start/", GIVEN)
    assert answer["Location"] == "/"
    assert first.get("/")["Location"] == "/desk/us/"
    house = Organisation.objects.get()
    assert (house.name, house.timezone, house.talk_shows) == ("Radwerk Süd", "Europe/Vienna", "after_look")
    me = Member.objects.get()
    assert (me.name, me.initials, me.email, me.role) == ("Erste Person", "EP", "erste@example.org", "owner")
    on = GuidelineVersion.objects.filter(state="active").values_list("slug", flat=True)
    assert sorted(on) == ["bank-data", "respect"]
    assert Account.objects.get(channel="talk").name == "Radwerk Süd"
    assert people.first_link(clock()) is None


def test_she_signs_in_with_what_she_chose(first: Client) -> None:
    first.post("/start/", GIVEN)
    browser = Client()
    answer = browser.post("/signin/", {"login": "Erste@example.org", "password": GIVEN["password"]})
    assert answer.status_code == 302
    assert browser.get("/me/").status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 121),
        ("colour", "red"),
        ("timezone", "Mars/Olympus"),
        ("email", "not an address"),
        ("password", "short"),
        ("password", "1234567890"),
        ("imprint_url", "javascript:alert(1)"),
        ("talk_shows", "never"),
    ],
)
def test_what_does_not_fit_is_said_and_the_rest_is_kept(first: Client, field: str, value: str) -> None:
    form = {**GIVEN, field: value}
    answer = first.post("/start/", form)
    assert answer.status_code == 422
    assert not Organisation.objects.get().first_run_done
    if field != "name":
        assert "Radwerk Süd".encode() in answer.content
    assert form["password"] not in answer.content.decode()


def test_markup_in_a_name_stays_text(first: Client) -> None:
    first.post("/start/", {**GIVEN, "name": "<script>alert(1)</script>", "person_name": "<b>x</b>"})
    page = first.get("/people/").content
    assert b"<script>alert(1)" not in page
    assert b"<b>x</b>" not in page


def test_sensible_guidelines_are_ticked_and_the_page_says_why(first: Client) -> None:
    from zuruf.flow import guideline

    guideline.seed(clock())
    page = first.get("/start/").content.decode()
    assert page.count("checked>") >= 6
    assert "Keine Bankdaten in Antworten" in page


@pytest.fixture
def demo(first: Client) -> Conversation:
    """The invented company has moved in."""
    Organisation.objects.update(name="Radwerk Lindenau (Demo)", demo=True)
    invented = builders.member(email="technik@radwerk.invalid")
    invented.teams.add(Team.objects.create(name="Technik"))
    conversation = builders.conversation(builders.account("bluesky", remote_id="demo"), owner=invented)
    builders.draft(conversation, invented)
    return conversation


def test_the_invented_company_is_kept_by_one_click(first: Client, demo: Conversation) -> None:
    assert first.post("/start/demo/")["Location"] == "/"
    assert first.get("/")["Location"] == "/desk/us/"
    assert Conversation.objects.exists()
    assert people.first_link(clock()) is not None, "she has no password: the next start lets her in again"


def test_the_invented_company_moves_out_when_the_real_one_moves_in(first: Client, demo: Conversation) -> None:
    first.post("/start/demo/")
    assert first.post("/start/", {**GIVEN, "clear": "on"}).status_code == 302
    assert not Conversation.objects.exists()
    assert not Account.objects.filter(remote_id="demo").exists()
    assert [m.email for m in Member.objects.all()] == ["erste@example.org"]
    assert not Team.objects.exists()
    assert AuditEntry.objects.filter(verb="organisation.demo_removed").count() == 1


def test_what_came_in_for_real_stays_when_the_invented_company_moves_out(
    first: Client, demo: Conversation
) -> None:
    jana = builders.member(email="jana@demo.invalid")
    real = builders.conversation(builders.account("bluesky", remote_id="did:plc:real"), owner=jana)
    builders.draft(real, jana)
    RawArrival.objects.create(account=real.account, received_at=NOW, kind="fetch", body="{}", state="done")
    assert first.post("/start/", {**GIVEN, "clear": "on"}).status_code == 302
    assert Conversation.objects.get().public_id == real.public_id
    assert (Conversation.objects.get().owner, Message.objects.count()) == (None, 1)
    assert Conversation.objects.get().contact is not None
    assert RawArrival.objects.filter(account=real.account).exists()
    assert not Member.objects.get(pk=jana.pk).is_active


def test_she_may_keep_the_invented_conversations(first: Client, demo: Conversation) -> None:
    first.post("/start/", GIVEN)
    assert Conversation.objects.exists()


def test_clearing_never_touches_a_house_without_demo(first: Client) -> None:
    builders.conversation()
    first.post("/start/", {**GIVEN, "clear": "on"})
    assert Conversation.objects.count() == 1


def test_a_finished_first_run_is_not_done_twice(
    second_pair: Member, client_of: Callable[[Member], Client]
) -> None:
    assert client_of(second_pair).get("/start/")["Location"] == "/organisation/"


def test_a_stranger_at_the_front_door_is_led_to_the_sign_in(db: None) -> None:
    answer = Client().get("/", follow=True)
    assert answer.redirect_chain[-1][0] == "/signin/"
    assert b"printed" in answer.content, "a new house does not say how one gets in"


def test_a_real_house_is_led_to_its_first_answer_until_it_is_done_or_put_away(first: Client) -> None:
    builders.organisation(name="Real", first_run_done=True)
    page = first.get("/desk/us/").text
    assert "Bis zur ersten Antwort" in page
    assert page.count('aria-current="step"') == 1
    builders.message(builders.conversation())
    assert 'href="/talk/"' not in first.get("/desk/us/").text.split('class="steps"')[1].split("</section>")[0]
    assert first.post("/start/steps/")["Location"] == "/"
    assert "Bis zur ersten Antwort" not in first.get("/desk/us/").text
    first.post("/start/steps/", {"back": "1"})
    assert "Bis zur ersten Antwort" in first.get("/desk/us/").text


@pytest.mark.parametrize("channel", ["import", "by_hand"])
def test_what_was_brought_along_connects_nothing_and_leads_to_nothing_that_cannot_be_answered(
    channel: str, first: Client
) -> None:
    builders.organisation(name="Real", first_run_done=True)
    brought = builders.conversation(builders.account(channel))

    def steps() -> str:
        return str(first.get("/desk/us/").text.split('class="steps"')[1].split("</section>")[0])

    assert 'href="/accounts/new/"' in steps()
    assert (f"/desk/us/{brought.public_id}/" in steps()) == (channel == "by_hand")
    assert ('href="/talk/"' in steps()) == (channel == "import")
    builders.account("mastodon")
    assert 'href="/accounts/new/"' not in steps()


def test_whoever_does_not_run_the_house_is_not_asked_to_set_it_up(answers: Member, client: Client) -> None:
    builders.organisation(name="Real", first_run_done=True)
    client.force_login(answers)
    assert 'class="steps"' not in client.get("/desk/us/").text
    assert client.post("/start/steps/").status_code == 403


def test_a_mistake_names_each_field_and_leads_to_it_in_our_own_words(first: Client) -> None:
    page = first.post("/start/", {**GIVEN, "email": "nobody", "password": "kurz"}).content.decode()

    for field, said in (
        ("email", "Bitte geben Sie eine gültige E-Mail-Adresse ein."),
        ("password", "Dieses Kennwort ist zu kurz. Es braucht mindestens 10 Zeichen."),
    ):
        assert re.search(rf'<a href="#id_{field}">[^<]+</a>: {re.escape(said)}', page)
        assert f'id="id_{field}"' in page


def test_answering_the_first_message_is_one_click_from_the_list_of_first_steps(first: Client) -> None:
    first.post("/start/", GIVEN)
    waiting = builders.conversation()

    assert f'href="/desk/us/{waiting.public_id}/"' in first.get("/desk/us/").content.decode()
