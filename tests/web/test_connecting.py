"""Connecting an account step by step, and what its page says of what is missing, linked and kept."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from tests import builders
from zuruf import channels
from zuruf.channels.feed import Feed
from zuruf.core.capabilities import Field, TriedAgainst
from zuruf.core.channel import Check
from zuruf.flow import reserving, retention, tokens
from zuruf.store.models import Account, Member, Message, Sighting
from zuruf.web import channel_words
from zuruf.web.check_words import checked

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Member], Client]
FOUND = Check(True, True, name="Radwerk", handle="@radwerk", remote_id="1")


@pytest.fixture
def browser(second_pair: Member, client_of: ClientOf) -> Client:
    made = client_of(second_pair)
    made.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return made


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> list[Check]:
    """A feed as if it were a network that calls us and asks for a token; it finds what stands last in the list."""
    settings.DATA = tmp_path
    found = [FOUND]
    can = replace(
        Feed.can, title="Pigeon", guide=("Open the loft.", "Make a token."), guide_url="https://pigeon.example/apps",
        calls=True, realm_by="", fields=(Field("token", "Token", secret=True),), tried_against=TriedAgainst.SPECIFICATION,
    )  # fmt: skip
    monkeypatch.setattr(Feed, "can", can)
    monkeypatch.setattr(Feed, "__init__", lambda self, link, http: None)
    monkeypatch.setattr(Feed, "check", lambda self: found[-1])
    return found


def text(page: Any) -> str:
    return unescape(page.content.decode())


def test_the_address_for_calls_that_is_shown_before_connecting_is_the_one_that_answers(
    browser: Client, network: list[Check]
) -> None:
    page = text(browser.get("/accounts/new/feed/"))
    shown = re.search(r"http://testserver/hook/(\w+)/", page)
    held = re.search(r'name="reserved" value="([^"]+)"', page)
    assert shown
    assert held
    assert page.index("Make a token.") < page.index(shown[0]) < page.index('name="token"')
    assert 'href="https://pigeon.example/apps" target="_blank" rel="noopener noreferrer"' in page
    again = text(browser.post("/accounts/new/feed/", {"reserved": held[1], "token": ""}))
    assert shown[0] in again
    browser.post("/accounts/new/feed/", {"reserved": held[1], "token": "x"})
    account = Account.objects.get(channel="feed")
    assert account.public_id == shown[1]
    assert shown[0] in text(browser.get(f"/accounts/{account.public_id}/"))


def test_who_was_connected_before_keeps_its_address_and_is_told(
    browser: Client, network: list[Check]
) -> None:
    browser.post("/accounts/new/feed/", {"token": "x"})
    account = Account.objects.get(channel="feed")
    told = text(browser.post("/accounts/new/feed/", {"token": "y"}, follow=True))
    assert Account.objects.get(channel="feed").public_id == account.public_id
    assert "the address for its calls is the one that it had" in told
    again = text(browser.get(f"/accounts/new/feed/?again={account.public_id}"))
    assert f"/hook/{account.public_id}/" in again


def test_a_secret_that_both_sides_have_outlives_a_new_token(
    browser: Client, network: list[Check], monkeypatch: pytest.MonkeyPatch
) -> None:
    both = (Field("token", "Token", secret=True), Field("hook", "Secret", secret=True, kind="made"))
    monkeypatch.setattr(Feed, "can", replace(Feed.can, fields=both))
    browser.post("/accounts/new/feed/", {"token": "old", "hook": "agreed-secret"})
    again = f"/accounts/new/feed/?again={Account.objects.get(channel='feed').public_id}"
    page = text(browser.get(again))
    assert "Leave it empty to keep the one that both sides have." in page
    assert "agreed-secret" not in page
    browser.post(again, {"token": "new", "hook": ""})
    assert tokens.plain(Account.objects.get(channel="feed")) == {"token": "new", "hook": "agreed-secret"}
    browser.post(again, {"token": "new", "hook": "another"})
    assert tokens.plain(Account.objects.get(channel="feed"))["hook"] == "another"


def test_a_page_that_was_used_already_makes_no_false_claim(browser: Client, network: list[Check]) -> None:
    held = re.search(r'name="reserved" value="([^"]+)"', text(browser.get("/accounts/new/feed/")))
    assert held
    browser.post("/accounts/new/feed/", {"reserved": held[1], "token": "x"})
    network.append(replace(FOUND, name="Radwerk Werkstatt", remote_id="2"))
    told = text(browser.post("/accounts/new/feed/", {"reserved": held[1], "token": "y"}, follow=True))

    assert "The address for its calls is not the one that stood on that page" in told
    assert "It was connected before" not in told
    assert Account.objects.filter(channel="feed").count() == 2


def test_who_connects_another_account_than_the_one_meant_is_told(
    browser: Client, network: list[Check]
) -> None:
    browser.post("/accounts/new/feed/", {"token": "x"})
    meant = Account.objects.get(channel="feed")
    network.append(replace(FOUND, name="Radwerk Werkstatt", remote_id="2"))
    told = text(browser.post(f"/accounts/new/feed/?again={meant.public_id}", {"token": "y"}, follow=True))

    assert "That is another account than Radwerk, which is still as it was" in told
    assert "It was connected before" not in told
    talk = builders.account("talk", name="Our own page")
    assert "Our own page" not in text(browser.get(f"/accounts/new/feed/?again={talk.public_id}"))


def test_only_of_an_account_that_is_asked_a_next_look_is_told(browser: Client) -> None:
    at = timezone.now()
    asked, called = (builders.account(kind, next_fetch_at=at) for kind in ("feed", "whatsapp"))
    assert "Next look" in text(browser.get(f"/accounts/{asked.public_id}/"))
    assert "Next look" not in text(browser.get(f"/accounts/{called.public_id}/"))


@pytest.mark.parametrize("forged", ["", "feed:abcdefgh", "mail:abcdefgh:sig"])
def test_only_an_id_that_we_reserved_for_this_channel_becomes_one(forged: str) -> None:
    assert reserving.reserved("feed", forged) == ""
    assert reserving.reserved("mail", reserving.reserve("feed")) == ""
    assert reserving.reserved("feed", reserving.reserve("feed"))


def test_missing_rights_are_named_before_and_after_connecting(browser: Client, network: list[Check]) -> None:
    network.append(Check(False, False, problem="No.", missing=("read:statuses", "write:<b>")))
    page = browser.post("/accounts/new/feed/", {"token": "secret-words"})
    assert page.status_code == 422
    assert "<code>read:statuses</code>" in page.content.decode()
    assert "write:<b>" not in page.content.decode()
    assert "secret-words" not in page.content.decode()
    network.append(replace(FOUND, missing=("write",), measures={"characters": 5000}, profile=("Impressum",)))
    shown = text(browser.post("/accounts/new/feed/", {"token": "x"}, follow=True))
    assert "can publish" in shown
    assert "This right is missing:" in shown
    assert "5,000" in shown
    assert "An imprint is named, but no address leads to it" in shown
    assert "No privacy notice is to be found" in shown
    later = timezone.now() + timedelta(minutes=1)
    Account.objects.update(state="not_connected", state_since=later)
    assert "can publish" not in text(
        browser.get(f"/accounts/{Account.objects.get(channel='feed').public_id}/")
    )


def test_a_profile_that_cannot_be_read_is_left_to_people_and_one_that_is_fine_to_nobody() -> None:
    with translation.override("en"):
        assert checked(FOUND, public=True).profile == ()
        assert checked(FOUND, public=False).profile is None
        fine = checked(replace(FOUND, profile=("https://r.example/impressum", "Datenschutz")), public=True)
        assert fine.linked
        assert checked({}, public=False).works[0].fine is False
        assert checked({"expires_at": "nonsense", "missing": None}, public=False).expires_at is None


def test_channels_stand_under_headings_and_are_found_by_what_they_do(browser: Client) -> None:
    page = text(browser.get("/accounts/new/"))
    assert page.index("Social networks") < page.index("Forums and blogs") < page.index("Mail and messengers")
    with translation.override("en"):
        rows = [row for heading in channel_words.headings() for row in heading.rows]
        assert {row.name for row in rows} == {n for n in channels.kinds() if n not in ("talk", "import")}
        assert all(
            row.tried.startswith("Never tried against the live network") for row in rows if row.untried
        )
    found = text(browser.get("/accounts/new/?q=MAIL+answers"))
    assert "/accounts/new/mail/" in found
    assert "/accounts/new/feed/" not in found
    nothing = text(browser.get("/accounts/new/?q=brieftaube"))
    assert "No channel is called so" in nothing


def test_what_was_never_tried_says_so_where_it_is_chosen_and_where_it_is_connected(
    browser: Client, network: list[Check]
) -> None:
    for address in ("/accounts/new/", "/accounts/new/feed/"):
        assert "Never tried against the live network" in text(browser.get(address))


def test_how_long_words_are_kept_is_set_on_the_account_and_told_at_the_message(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = builders.account("bluesky")
    here, now = f"/accounts/{account.public_id}/", timezone.now()
    c = builders.conversation(account, waiting_since=now, last_at=now)
    Message.objects.update(received_at=now - timedelta(days=2))
    assert "kept until somebody deletes them" in text(browser.get(here))
    for days in ("0", "99999", "x"):
        assert "Choose between 1 and 3650 days" in text(
            browser.post(f"{here}keep/", {"days": days}, follow=True)
        )
    assert "removed 3 days after they came in" in text(
        browser.post(f"{here}keep/", {"days": "3"}, follow=True)
    )
    thread = text(browser.get(f"/desk/us/{c.public_id}/"))
    assert "Its text goes on" in thread
    assert "as this account is set" in thread
    account.refresh_from_db()
    seen_by(account)
    assert retention.sweep(now=now + timedelta(days=2)) == 1
    thread = text(browser.get(f"/desk/us/{c.public_id}/"))
    assert "The text was removed after 3 days, as this account is set." in thread
    assert "Without words" not in thread
    kind = channels.kinds()["bluesky"]
    monkeypatch.setattr(kind, "can", replace(channels.can("bluesky"), retention=timedelta(days=3)))
    thread = text(browser.get(f"/desk/us/{c.public_id}/"))
    assert "The text was removed after 3 days, as Bluesky demands." in thread
    assert "lets us keep what it gave for 3 days" in text(browser.get(here))
    browser.post(f"{here}keep/", {"days": ""})
    assert Account.objects.get(pk=account.pk).retention_days is None


def seen_by(account: Account) -> None:
    Sighting.objects.bulk_create(Sighting(message=m, account=account) for m in Message.objects.all())


def test_that_calls_need_https_is_said_of_networks_and_of_an_own_system_what_is_true(browser: Client) -> None:
    networks, own = "Networks call only addresses with https", "A system on this machine can call it as it is"
    for channel, says, never in (("github", networks, own), ("webhook", own, networks)):
        page = browser.get(f"/accounts/new/{channel}/").content.decode()
        assert says in page
        assert never not in page
        secure = browser.get(f"/accounts/new/{channel}/", secure=True).content.decode()
        assert networks not in secure
        assert own not in secure
